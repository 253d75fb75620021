"""Count every sealed result again and name the first that does not agree."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from votes.recounting import recount_all


class Command(BaseCommand):
    help = "用另一套算法重新清点全部已封存的表决结果，逐项核对人数、票数、结论和指纹。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(recount_all())
        wrong = [each for each in found if each.differences]
        if options["json"]:
            told = [{"result": each.result, "label": each.label, "differences": each.differences} for each in wrong]
            self.stdout.write(json.dumps({"recounted": len(found), "wrong": told}, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"重新清点 {len(found)} 项，不符 {len(wrong)} 项。")
            for each in wrong:
                self.stdout.write(f"{each.label}：{'；'.join(each.differences)}")
        if wrong:
            raise CommandError(f"{len(wrong)} 项表决结果与封存的不符。", returncode=1)
