"""`manage.py blank_workbook KIND --community CODE --out FILE.xlsx`: the template of a register for one community."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from communities.intake_command import community
from communities.lib.intake.blank import blank_workbook
from config.books import BOOKS


class Command(BaseCommand):
    help = "生成一个社区的空白工作簿（登记簿已有内容的，预先填入）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", choices=sorted(BOOKS), help="、".join(sorted(BOOKS)))
        parser.add_argument("--community", required=True, metavar="CODE", help="社区的12位统计用区划代码")
        parser.add_argument("--out", required=True, metavar="FILE.xlsx", type=Path, help="写到哪里")

    def handle(self, *args, **options) -> None:
        register, place = BOOKS[options["kind"]], community(options["community"])
        rows = register.prefill(place) if register.prefill else None
        options["out"].write_bytes(blank_workbook(register.book, place.code, place.name, rows))
        self.stdout.write(f"{options['out']}：{place.name}{register.book.title}，模板版本 {register.book.version}。")
