"""Import the official register of a district, or show with --dry-run what an import would change."""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.lib.errors import Refused
from communities.rules.register import Comparison, Pair, Row, StreetCount
from communities.services.recording import SYSTEM
from communities.services.registers import Imported, Preview, import_register, preview

PAIRED = {"renamed": "更名", "restyled": "改写", "recoded": "换码", "moved": "调整街道"}


class Command(BaseCommand):
    help = "导入一个区的统计用区划代码名册；--dry-run 只显示变化，不写入。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path, help="名册文件，UTF-8 或 GB18030 编码的 CSV")
        parser.add_argument("--as-at", required=True, metavar="DATE", type=_date, help="名册的截止日期，如 2023-06-30")
        parser.add_argument("--district", default="", metavar="NAME", help="区县名称，名册没有这一列时填写")
        parser.add_argument("--dry-run", action="store_true", help="只显示新出现、不再列入、更名等变化，不写入")
        parser.add_argument("--confirm-streets", action="store_true", help="已核对新出现的街道，同意导入")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, **options) -> None:
        try:
            source = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"无法读取文件 {options['file']}：{error.strerror}。") from error
        seen = preview(source, options["as_at"], district=options["district"])
        if seen.refusals:
            self._refuse(seen.refusals, options)
        if options["dry_run"]:
            self._answer(seen, None, options)
            return
        try:
            imported = import_register(
                source,
                options["as_at"],
                options["file"].name,
                by=SYSTEM,
                confirmed_streets=seen.unconfirmed if options["confirm_streets"] else (),
                district=options["district"],
            )
        except Refused as refused:
            self._refuse([*refused.reasons, *_way_out(seen, options)], options)
        self._answer(imported.preview, imported, options)

    def _answer(self, seen: Preview, imported: Imported | None, options: dict) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict(seen, imported), ensure_ascii=False, indent=2))
        else:
            self.stdout.writelines(f"{line}\n" for line in _lines(seen, imported))

    def _refuse(self, reasons, options: dict) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"imported": False, "refusals": list(reasons)}, ensure_ascii=False, indent=2))
        raise CommandError("\n".join(("名册没有导入：", *reasons)))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"日期“{text}”无法识别，应写成 2023-06-30 的形式。") from None


def _way_out(seen: Preview, options: dict) -> list[str]:
    if options["confirm_streets"] or not seen.unconfirmed:
        return []
    return ["核对无误后，请加 --confirm-streets 再次导入。"]


def _as_dict(seen: Preview, imported: Imported | None) -> dict:
    found, register = seen.comparison, seen.register
    return {
        "district": {"code": register.district_code, "name": seen.district_name},
        "as_at": seen.as_at.isoformat(),
        "compared_with": seen.earlier.as_at.isoformat() if seen.earlier else None,
        "imported": imported is not None and not imported.already,
        "already_imported": seen.same is not None,
        "digest": seen.digest,
        "read": register.read,
        "counted": len(register.rows),
        "excluded": [_row(row) for row in register.excluded],
        "codes_gone": found.codes_gone,
        "codes_new": found.codes_new,
        "appeared": [_row(row) for row in found.appeared],
        "vanished": [_row(row) for row in found.vanished],
        **{kind: [_pair(pair) for pair in getattr(found, kind)] for kind in PAIRED},
        "unchanged": len(found.unchanged),
        "streets": [_street(street) for street in found.streets],
        "streets_to_confirm": seen.unconfirmed,
        "questions": [question.sentence for question in seen.questions],
        "still_listed": list(imported.still_listed) if imported else [],
    }


def _row(row: Row) -> dict[str, str]:
    return {"code": row.code, "name": row.name, "street": row.street}


def _street(street: StreetCount) -> dict:
    return {
        "code": street.code,
        "name": street.name,
        "before": street.before,
        "after": street.after,
        "new": street.is_new,
    }


def _pair(pair: Pair) -> dict[str, dict[str, str]]:
    return {"before": _row(pair.before), "after": _row(pair.after)}


def _lines(seen: Preview, imported: Imported | None) -> Iterator[str]:
    register = seen.register
    yield (
        f"{seen.district_name}（{register.district_code}）区划名册，截至 {seen.as_at}："
        f"读入 {register.read} 行，计入 {len(register.rows)}，未计入 {len(register.excluded)}。"
    )
    for row in register.excluded:
        yield f"  未计入：{row.code} {row.name}（{row.street}）"
    if seen.same:
        yield "这份名册已经导入过，没有变化。"
        return
    if seen.earlier:
        yield from _changes(seen.comparison, seen.earlier.as_at)
    for question in seen.questions:
        yield f"  待核对：{question.sentence}"
    for code, name in seen.unconfirmed.items():
        yield f"  新街道，{'已' if imported else '需'}确认：{code} {name}"
    for name in imported.still_listed if imported else ():
        yield f"  已登记撤销但仍列入名册：{name}"
    yield "已导入。" if imported else "试运行，没有写入。"


def _changes(found: Comparison, since: date) -> Iterator[str]:
    yield (
        f"与截至 {since} 的名册相比：新出现 {len(found.appeared)}，不再列入 {len(found.vanished)}，"
        f"更名 {len(found.renamed)}，换码 {len(found.recoded)}，调整街道 {len(found.moved)}，"
        f"未变 {len(found.unchanged) + len(found.restyled)}。"
    )
    for street in found.streets:
        yield f"  {street.name}：{street.before} → {street.after}{'（新街道）' if street.is_new else ''}"
    yield from (f"  新出现：{row.code} {row.name}（{row.street}）" for row in found.appeared)
    yield from (f"  不再列入：{row.code} {row.name}（{row.street}）" for row in found.vanished)
    for kind, label in PAIRED.items():
        for pair in getattr(found, kind):
            before, after = pair.before, pair.after
            yield f"  {label}：{before.code} {before.name} → {after.code} {after.name}（{after.street}）"
