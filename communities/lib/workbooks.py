"""Workbooks (.xlsx) as officials print them: described by columns and rows, the same rows giving the same bytes.

No cell is ever a formula. Text that a spreadsheet program could take for one gets an apostrophe in front; codes and IDs
are text cells, since a number keeps 15 digits only.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from communities.lib.clock import SHANGHAI
from communities.lib.long_sheets import StyledValue, with_rows

Kind = Literal["text", "int", "money", "area", "date", "datetime", "percent"]
Tone = Literal["", "good", "soon", "late", "wait", "rest"]

CREATOR = "撤改撤并工作台"
STYLED_ROWS = 5_000
LONGEST_TEXT = 32_000
_CUT = "……（超出单元格上限，全文见工作台）"
_FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
_FORMULA_START = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# What XML 1.0 does not allow, lone surrogates included.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_TITLE = re.compile(r"[\[\]:*?/\\]")
_FORMATS: dict[Kind, str] = {
    "text": "@",
    "int": "0",
    "money": "#,##0.00",
    "area": "#,##0.00##",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "percent": "0.0%",
}
_CENTRED: tuple[Kind, ...] = ("date", "datetime")
_TONES: dict[Tone, str] = {"good": "E3F1E5", "soon": "FFF3D6", "late": "FBE3E1", "wait": "E3ECF7", "rest": "EEEEEE"}
_PAPERS = {"a4": 9, "a3": 8}
_EDGE = Side("thin", "999999")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
# Fixed, so that the same rows give the same file; when it was made stands in the heading where it matters.
_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True)
class Column:
    """`width` in characters. Values: str for text, int, Decimal (yuan, ㎡), date, aware datetime, Fraction of 1."""

    title: str
    width: float = 12
    kind: Kind = "text"
    wrap: bool = False


@dataclass(frozen=True)
class Toned:
    """A value with a background: good, soon, late, wait (the law makes it wait), rest (out of the running)."""

    value: Any
    tone: Tone


@dataclass(frozen=True)
class Sheet:
    """One sheet: heading lines (the first is the title), the table, notes below it; printed to the width of the page.

    The header row is frozen and repeated on every printed page.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    heading: Sequence[str] = ()
    notes: Sequence[str] = ()
    frozen_columns: int = 0
    autofilter: bool = True
    paper: Literal["a4", "a3"] = "a4"
    landscape: bool = True
    footer: str = ""


def write(sheets: Sequence[Sheet], target: Path | str | BinaryIO) -> None:
    """Write the workbook. Beyond 5,000 rows it is streamed: the same cells, but headings are not merged."""
    loaded = [(sheet, sheet.rows if isinstance(sheet.rows, Sequence) else list(sheet.rows)) for sheet in sheets]
    streamed = any(len(rows) > STYLED_ROWS for _, rows in loaded)
    book = Workbook(write_only=streamed)
    if not streamed:
        book.remove(book.active)
    book.properties.creator = book.properties.lastModifiedBy = CREATOR
    book.properties.created = _MOMENT
    for sheet, rows in loaded:
        # 31 characters are allowed; openpyxl appends a number to a title that is taken
        title = _SHEET_TITLE.sub(" ", _printable(sheet.title)).strip(" '")[:28]
        _fill(book.create_sheet(title or "表"), sheet, rows, streamed)
    below = {
        f"xl/worksheets/sheet{number}.xml": (_styled(page, sheet, rows), len(sheet.heading) + 2)
        for number, (page, (sheet, rows)) in enumerate(zip(book.worksheets, loaded, strict=True), 1)
        if streamed
    }
    draft = BytesIO()
    book.save(draft)
    content = _timeless(draft, below)
    if isinstance(target, Path | str):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def as_text(value: Any) -> str:
    """The text that is written for `value`: printable, never a formula, never longer than a cell."""
    text = "" if value is None else str(value)
    if text.isprintable() and len(text) <= LONGEST_TEXT and text[:1] not in _FORMULA_SIGNS:
        return text
    if _FORMULA_START.match(text):
        text = "'" + text
    text = _printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    # What is left after the unprintable is gone may begin like a formula, too.
    if _FORMULA_START.match(text):
        text = "'" + text
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(_CUT)] + _CUT


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _fill(page: Worksheet, sheet: Sheet, rows: Sequence[Sequence[Any]], streamed: bool) -> None:
    header = len(sheet.heading) + 1
    last = get_column_letter(len(sheet.columns))
    _set_up(page, sheet, header)
    if sheet.autofilter:
        page.auto_filter.ref = f"A{header}:{last}{header + len(rows)}"
    for line in _heading_lines(page, sheet):
        page.append(line)
    if streamed:
        return
    styles = [_style(page, column) for column in sheet.columns]
    for row in rows:
        _check_length(sheet, row)
        page.append([_cell(page, *pair) for pair in zip(sheet.columns, row, styles, strict=True)])
    for note in sheet.notes:
        page.append([_plain(page, note)])
    beside = [*range(1, header), *range(header + len(rows) + 1, header + len(rows) + len(sheet.notes) + 1)]
    for number in beside:
        page.merge_cells(f"A{number}:{last}{number}")
    page.row_dimensions[header].height = 32


def _styled(page: Worksheet, sheet: Sheet, rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[StyledValue]]:
    """The rows and notes of a streamed sheet: each value as it is written, with the number of its style."""
    # The numbers are asked for at once: what is not in the workbook's table when it is saved is not there.
    styles = [{tone: cell.style_id for tone, cell in _style(page, column).items()} for column in sheet.columns]
    makers = [as_text if column.kind == "text" else partial(_number, column.kind) for column in sheet.columns]
    return chain(_values(sheet, rows, makers, styles), ([(as_text(note), 0)] for note in sheet.notes))


def _values(sheet: Sheet, rows: Sequence[Sequence[Any]], makers: list, styles: list) -> Iterator[list[StyledValue]]:
    for row in rows:
        _check_length(sheet, row)
        yield [
            (make(value.value), tones[value.tone]) if isinstance(value, Toned) else (make(value), tones[""])
            for make, value, tones in zip(makers, row, styles, strict=True)
        ]


def _check_length(sheet: Sheet, row: Sequence[Any]) -> None:
    if len(row) != len(sheet.columns):
        raise ValueError(f"{sheet.title}: a row of {len(row)} values for {len(sheet.columns)} columns")


def _set_up(page: Worksheet, sheet: Sheet, header: int) -> None:
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = f"{get_column_letter(sheet.frozen_columns + 1)}{header + 1}"
    page.print_title_rows = f"{header}:{header}"
    page.page_setup.paperSize = _PAPERS[sheet.paper]
    page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_options.horizontalCentered = True
    # & starts a code in a footer
    page.oddFooter.left.text = _printable(sheet.footer).replace("&", "&&")
    page.oddFooter.right.text = "第 &P 页 共 &N 页"


def _heading_lines(page: Worksheet, sheet: Sheet) -> Iterator[list[Cell]]:
    for number, line in enumerate(sheet.heading):
        cell = _plain(page, line)
        cell.font = Font(name="黑体", size=16) if number == 0 else Font(size=11)
        cell.alignment = Alignment(horizontal="center" if number == 0 else "left", vertical="center")
        yield [cell]
    titles = []
    for column in sheet.columns:
        cell = _plain(page, column.title)
        cell.font, cell.border = Font(bold=True), _BORDER
        cell.fill = PatternFill("solid", fgColor="E8EEF4")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        titles.append(cell)
    yield titles


def _style(page: Worksheet, column: Column) -> dict[Tone, Cell]:
    """One model cell for each tone: copying a finished style is ten times faster than building it for each cell."""
    models: dict[Tone, Cell] = {}
    for tone in ("", *_TONES):
        model = models[tone] = WriteOnlyCell(page)
        model.number_format, model.border = _FORMATS[column.kind], _BORDER
        across = "center" if column.kind in _CENTRED else None
        model.alignment = Alignment(horizontal=across, vertical="center", wrap_text=column.wrap)
        if tone:
            model.fill = PatternFill("solid", fgColor=_TONES[tone])
    return models


def _cell(page: Worksheet, column: Column, value: Any, styles: dict[Tone, Cell]) -> Cell:
    tone: Tone = ""
    if isinstance(value, Toned):
        value, tone = value.value, value.tone
    written = as_text(value) if value is None or column.kind == "text" else _number(column.kind, value)
    cell = WriteOnlyCell(page)
    cell._style = copy(styles[tone]._style)
    _put(cell, written or None if isinstance(written, str) else written)
    return cell


def _number(kind: Kind, value: Any) -> Any:
    """The value as its kind writes it; what is no such value (a remark in a column of figures) is written as text."""
    if kind == "datetime" and isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)
    if kind == "date" and isinstance(value, date) and not isinstance(value, datetime):
        return value
    if kind == "percent" and isinstance(value, int | Fraction | Decimal):
        # Cut, not rounded: 99.96 % must not read 100.0 %
        thousandths = (Fraction(value) * 1000).__floor__()
        return Decimal(thousandths) / 1000
    if kind in ("money", "area") and isinstance(value, int | Decimal) and abs(value) < 10**13:
        return Decimal(value)
    if kind == "int" and isinstance(value, int) and abs(value) < 10**15:
        return int(value)
    return as_text(value)


def _plain(page: Worksheet, text: str) -> Cell:
    cell = WriteOnlyCell(page)
    _put(cell, as_text(text))
    return cell


def _put(cell: Cell, value: Any) -> None:
    cell.value = value
    if isinstance(value, str):
        # openpyxl would make an error cell of "#N/A"
        cell.data_type = "s"


def _timeless(draft: BytesIO, below: Mapping[str, tuple[Iterator[Sequence[StyledValue]], int]]) -> bytes:
    """The same archive with every time stamp at its fixed value, and the rows `below` those that a part has already."""
    out = BytesIO()
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with target.open(member, "w") as part:
                for piece in with_rows(content, *below[name]) if name in below else (content,):
                    part.write(piece)
    return out.getvalue()
