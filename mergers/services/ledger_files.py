"""A frozen ledger's files: workbook, 调度情况(送审稿), 进展台账, 挂图作战. Made once; again only if one is lost."""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from communities import papers
from communities.lib import clock, workbooks
from communities.services.recording import SYSTEM, record
from mergers.ledger import papers as inputs
from mergers.ledger import workbook
from mergers.ledger.comparing import compare, lines_of
from mergers.models import Erratum, Ledger, LedgerFile, LedgerRow

Kind = LedgerFile.Kind
NAMES = {
    Kind.WORKBOOK: "台账.xlsx",
    Kind.LEDGER: "进展台账.pdf",
    Kind.REPORT: "调度情况（送审稿）.pdf",
    Kind.WALL: "挂图作战.pdf",
}


def path_of(file: LedgerFile, root: Path | None = None) -> Path:
    return (root or settings.OUTPUT_ROOT) / file.name


def is_sound(file: LedgerFile, root: Path | None = None) -> bool:
    """Whether the file is still there, byte for byte."""
    path = path_of(file, root)
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256


def make_files(ledger: Ledger, root: Path | None = None, *, kinds: Iterable[str] = tuple(NAMES)) -> list[LedgerFile]:
    """Make what is missing or damaged of the ledger's files below `root` (OUTPUT_ROOT); a second run makes nothing."""
    ledger = Ledger.objects.select_related("district", "anchor").get(pk=ledger.pk)
    return [_file(ledger, Kind(kind), root or settings.OUTPUT_ROOT) for kind in kinds]


def copy_to(files: Iterable[LedgerFile], folder: Path) -> list[Path]:
    """Copies of the files in a folder of the caller's, under their own names."""
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(path_of(file), folder / path_of(file).name)) for file in files]


def _file(ledger: Ledger, kind: Kind, root: Path) -> LedgerFile:
    found = LedgerFile.objects.filter(ledger=ledger, kind=kind).first()
    if found and is_sound(found, root):
        return found
    content = MAKERS[kind](ledger, _rows(ledger))
    name = f"{ledger.district.code}/{ledger.iso}/{ledger.district.name}{ledger.iso}{NAMES[kind]}"
    _put(root / name, content)
    return _note(ledger, kind, name, content)


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
    os.replace(draft.name, path)


@transaction.atomic
def _note(ledger: Ledger, kind: Kind, name: str, content: bytes) -> LedgerFile:
    values = {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    file, _ = LedgerFile.objects.update_or_create(ledger=ledger, kind=kind, defaults={**values, "made_at": clock.now()})
    changes = {kind.label: [None, file.sha256]}
    record("生成台账文件", ledger, by=SYSTEM, place=ledger.district, changes=changes)
    return file


def _rows(ledger: Ledger) -> QuerySet[LedgerRow]:
    return ledger.rows.select_related("case__place").defer("sources").order_by("position")


def previous(ledger: Ledger) -> Ledger | None:
    """The ledger of the week before, if there is one."""
    week = ledger.iso.previous()
    return Ledger.objects.filter(district=ledger.district, year=week.year, week=week.number).first()


def _workbook(ledger: Ledger, rows: Iterable[LedgerRow]) -> bytes:
    rows, before = list(rows), previous(ledger)
    compared = compare(lines_of(before), lines_of(ledger)) if before else None
    errata = Erratum.objects.filter(row__ledger__district=ledger.district, noted_at__lt=ledger.frozen_at)
    if before:
        errata = errata.filter(noted_at__gte=before.frozen_at)
    sheets = workbook.sheets(ledger, rows, errata.select_related("row__ledger"), compared)
    out = io.BytesIO()
    workbooks.write(sheets, out)
    return out.getvalue()


def _ledger(ledger: Ledger, rows: Iterable[LedgerRow]) -> bytes:
    return papers.render_ledger(**inputs.ledger_inputs(ledger, rows)).pdf


def _report(ledger: Ledger, rows: Iterable[LedgerRow]) -> bytes:
    return papers.render_paper("dispatch", inputs.report_inputs(ledger, list(rows))).pdf


def _wall(ledger: Ledger, rows: Iterable[LedgerRow]) -> bytes:
    return papers.render_wall(inputs.wall_pages(list(rows)), **inputs.wall_inputs(ledger)).pdf


MAKERS: dict[Kind, Callable[[Ledger, Iterable[LedgerRow]], bytes]] = {
    Kind.WORKBOOK: _workbook,
    Kind.LEDGER: _ledger,
    Kind.REPORT: _report,
    Kind.WALL: _wall,
}
