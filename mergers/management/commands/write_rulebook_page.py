"""`manage.py write_rulebook_page`: docs/rulebook.md from the rulebook's data and the table of transitions."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mergers.rules.rulebook import parse
from mergers.rules.rulebook_page import render
from mergers.rules.transitions import STEP_FILING

SOURCE = Path("mergers/rulebook/donggang.toml")
PAGE = Path("docs/rulebook.md")


class Command(BaseCommand):
    """Needs no database; `--check` writes nothing and fails where the page is out of date."""

    help = "由规程数据和状态表生成 docs/rulebook.md"
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只比较，不写入；不一致时以错误结束")

    def handle(self, *args: object, **options: bool) -> None:
        page = Path(settings.BASE_DIR) / PAGE
        text = render(parse((Path(settings.BASE_DIR) / SOURCE).read_text(encoding="utf-8")), STEP_FILING)
        if not options["check"]:
            page.write_text(text, encoding="utf-8")
            self.stdout.write(f"已写入 {PAGE}")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            raise CommandError(f"{PAGE} 与规程数据不一致，请运行 manage.py write_rulebook_page")
        else:
            self.stdout.write(f"{PAGE} 与规程数据一致")
