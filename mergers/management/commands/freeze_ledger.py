"""`manage.py freeze_ledger --week 2026-W47 --district 990101 --out DIR [--json]`: freeze a week and copy its files."""

import json
from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Place
from mergers.services import freezing, ledger_files


class Command(BaseCommand):
    help = "生成一个区一周的台账（已生成的原样返回），并把文件复制到指定目录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--week", required=True, type=_week, help="周次，如 2026-W47")
        parser.add_argument("--district", required=True, metavar="CODE", help="区的六位代码")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="文件复制到的目录")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 week、digest、rows、files")

    def handle(self, *args, **options) -> None:
        district = Place.objects.districts().filter(code=options["district"]).first()
        if district is None:
            raise CommandError(f"没有代码为 {options['district']} 的区，请核对 --district。")
        try:
            ledger = freezing.freeze(district, options["week"])
        except Refused as refused:
            raise CommandError("\n".join(refused.reasons)) from refused
        self._say("台账已定，正在制作文件……", options)
        files = ledger_files.copy_to(ledger_files.make_files(ledger), options["out"])
        answer = {
            "week": str(ledger.iso),
            "digest": ledger.digest,
            "rows": ledger.rows.count(),
            "files": [str(path.resolve()) for path in files],
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"{district.name}{ledger}，{answer['rows']}行，数据摘要 {ledger.digest}")
            for path in answer["files"]:
                self.stdout.write(path)

    def _say(self, words: str, options: dict) -> None:
        if options["verbosity"]:
            self.stderr.write(words)


def _week(label: str) -> Week:
    try:
        return Week.parse(label)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
