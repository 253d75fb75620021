"""`manage.py load_rulebook FILE`: publish a rulebook file as a district's next immutable version."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from communities.models import Place
from communities.services.recording import SYSTEM
from mergers.rules.rulebook import RulebookFault, digest, parse
from mergers.services import rulebooks

SHIPPED = Path("mergers/rulebook/donggang.toml")


class Command(BaseCommand):
    help = "装入规程文件，产生本区规程的下一个版本；在办事项仍按启动时的版本。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.toml", type=Path, help="规程文件（TOML）")
        parser.add_argument("--district", default="", metavar="CODE", help="区的六位代码；只有一个区时可不写")

    def handle(self, *args, **options) -> None:
        district = _district(options["district"])
        try:
            book = parse(options["file"].read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"无法读取规程文件 {options['file']}：{error}") from error
        except RulebookFault as fault:
            raise CommandError("规程有误，未装入：\n" + "\n".join(fault.reasons)) from fault
        shipped = digest(book) == digest(parse((settings.BASE_DIR / SHIPPED).read_text(encoding="utf-8")))
        note = f"由文件 {options['file'].name} 装入"
        version, new = rulebooks.publish(book, district, by=SYSTEM, note=note, is_default=shipped)
        told = f"已发布第{version.number}版" if new else f"内容相同，未产生新版本（即第{version.number}版）"
        self.stdout.write(f"{district.name}：{told} {version.label}，摘要 {version.digest[:16]}")


def _district(code: str) -> Place:
    found = Place.objects.districts()
    chosen = list(found.filter(code=code) if code else found)
    if len(chosen) == 1:
        return chosen[0]
    known = "、".join(f"{district.code} {district.name}" for district in found) or "无"
    raise CommandError(f"请用 --district 写明区的代码；已登记的区：{known}。")
