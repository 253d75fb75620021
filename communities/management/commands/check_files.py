"""Re-hash every stored file and name what is missing, altered or without a row."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from communities.services.checks import check_files


class Command(BaseCommand):
    help = "核对全部材料文件：列出缺失、被改动、无登记的文件；有问题时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        report = check_files()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        else:
            for label, names in (("缺失", report.missing), ("被改动", report.altered), ("无登记", report.orphans)):
                for name in names:
                    self.stdout.write(f"{label}：{name}")
            self.stdout.write(report.sentence())
        if not report.clean:
            raise SystemExit(1)
