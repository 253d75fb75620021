"""`manage.py verify_record`: reads the record book back and names the first broken line of each chain."""

import json
import sys
from itertools import islice

from django.core.management.base import BaseCommand

from communities.models import RecordEntry
from communities.services.verification import broken_lines, digest_of_heads

MOST_FAULTS = 200


class Command(BaseCommand):
    help = "校验记录簿：逐行核对校验值、链头和锚点，指出第一处不符；有不符时返回码为 1。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, *args, **options) -> None:
        faults = list(islice(broken_lines(), MOST_FAULTS))
        rows = RecordEntry.objects.count()
        if options["json"]:
            answer = {"ok": not faults, "rows": rows, "digest": digest_of_heads(), "broken": faults}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif faults:
            self.stdout.write("\n".join(faults))
        else:
            self.stdout.write(f"记录簿完整：共{rows}行，各链末尾摘要 {digest_of_heads()}。")
        if faults:
            sys.exit(1)
