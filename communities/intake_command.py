"""The command of a register's workbook: `manage.py import_… --community CODE FILE.xlsx`, in one go."""

import json
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.lib.errors import Refused
from communities.lib.intake.checking import faults_as_sentences
from communities.models import Intake, Place
from communities.rules.intakes import State
from communities.services.intake import Register, take
from communities.services.recording import SYSTEM


class IntakeCommand(BaseCommand):
    """Subclasses name their register. A workbook with a fault is refused whole and ends with status 1."""

    register: ClassVar[Register]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.xlsx", type=Path, help="工作簿")
        parser.add_argument("--community", required=True, metavar="CODE", help="社区的12位统计用区划代码")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入任何内容")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")
        if self.register.organisations:
            parser.add_argument("--organisation", default="", metavar="NAME", help="所属组织；只有一个时不必写")
        if self.register.dated:
            parser.add_argument("--as-at", required=True, metavar="DATE", type=_date, help="登记时点，如 2026-12-31")

    def handle(self, *args, **options) -> None:
        place = community(options["community"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"无法读取文件 {options['file']}：{error.strerror}。") from error
        facts = {"organisation": self._organisation(place, options), "base_date": options.get("as_at")}
        facts["dry_run"] = options["dry_run"]
        try:
            intake = take(self.register, place, options["file"].name, content, by=SYSTEM, **facts)
        except Refused as refusal:
            self._refuse(refusal.reasons, options)
            return
        self._answer(intake, options)

    def _organisation(self, place: Place, options: dict):
        if not self.register.organisations:
            return None
        found = self.register.organisations(place)
        if name := options["organisation"]:
            found = found.filter(name=name)
        if found.count() != 1:
            names = "、".join(self.register.organisations(place).values_list("name", flat=True)) or "没有"
            raise CommandError(f"请用 --organisation 写明所属组织；{place.name}现有：{names}。")
        return found.get()

    def _answer(self, intake: Intake, options: dict) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(as_dict(intake), ensure_ascii=False, indent=2))
        else:
            self.stdout.writelines(f"{line}\n" for line in _lines(intake, options["dry_run"]))
        if intake.state == State.REFUSED:
            raise CommandError(f"工作簿有 {intake.fault_count} 处错误，没有导入。")

    def _refuse(self, reasons: tuple[str, ...], options: dict) -> None:
        if options["json"]:
            faults = [{"sheet": "", "cell": "", "value": "", "message": reason} for reason in reasons]
            counts = dict.fromkeys(("read", "accepted", "rejected", "blank", "stored"), 0)
            self.stdout.write(json.dumps({**counts, "faults": faults}, ensure_ascii=False, indent=2))
        raise CommandError("\n".join(("工作簿没有导入：", *reasons)))


def community(code: str) -> Place:
    """The community that bears the code today; raises CommandError."""
    found = Place.objects.communities().current().filter(code=code).first()
    if found is None:
        raise CommandError(f"没有区划代码为 {code} 的现存社区；请核对12位统计用区划代码。")
    return found


def as_dict(intake: Intake) -> dict:
    """The result for other programs."""
    return {
        "kind": intake.kind,
        "community": intake.place.code,
        "state": intake.state,
        "read": intake.rows_read,
        "accepted": intake.rows_accepted,
        "rejected": intake.rows_rejected,
        "blank": intake.rows_blank,
        "stored": intake.rows_stored,
        "changes": {key: value for key, value in intake.changes.items() if key != "samples"},
        "fault_count": intake.fault_count,
        "faults": intake.report.get("faults", []),
        "warnings": intake.report.get("warnings", []),
    }


def _lines(intake: Intake, dry_run: bool):
    yield (
        f"{intake.place.name}{intake.title}：读入 {intake.rows_read} 行 = 合格 {intake.rows_accepted}"
        f" + 有错 {intake.rows_rejected} + 空白 {intake.rows_blank}；写入 {intake.rows_stored} 行。"
    )
    yield from (f"  {line}" for line in faults_as_sentences(intake.report.get("faults", [])))
    yield from (f"  提示：{line}" for line in faults_as_sentences(intake.report.get("warnings", [])))
    if intake.state == State.READY and dry_run:
        yield "试运行，没有写入。"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"日期“{text}”无法识别，应写成 2026-12-31 的形式。") from None
