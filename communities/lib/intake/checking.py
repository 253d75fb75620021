"""Checking a workbook's rows: typed values, every fault with its cell, and counts that must add up.

Rows read = accepted + rejected + blank, for each sheet; 合计 rows are compared with the sums and counted apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from communities.lib.intake.mapping import Layout
from communities.lib.intake.reading import Cell, Portion, Value
from communities.lib.intake.schema import Book, Column, Fault, Row, Rows, Sheet
from communities.lib.intake.values import Bad, as_shown, parse

KEPT = 500  # faults listed one by one; the true number is told beside them
REMEMBERED = 2_000
TOTAL_WORDS = ("合计", "总计", "总合计")
PART_WORDS = ("小计", "本页小计", "本页合计")


@dataclass
class SheetReport:
    """Counts of one sheet. `totals`: column title, stated or None, counted, whether every row could be counted."""

    title: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    blank: int = 0
    total_rows: int = 0
    totals: list[tuple[str, Decimal | None, Decimal, bool]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


@dataclass
class Report:
    """What checking found. `faults` and `warnings` are dicts of sheet, cell, value, message, at most KEPT of each."""

    sheets: dict[str, SheetReport] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    fault_count: int = 0
    warning_count: int = 0

    def as_json(self) -> dict[str, Any]:
        """For storage: sheets, faults and warnings as plain values."""
        sheets = [{**vars(sheet), "totals": [*map(_plain_total, sheet.totals)]} for sheet in self.sheets.values()]
        return {"sheets": sheets, "faults": self.faults, "warnings": self.warnings}

    def count(self, what: str) -> int:
        """The sum over the sheets of read, accepted, rejected or blank."""
        return sum(getattr(sheet, what) for sheet in self.sheets.values())


class Checking:
    """The check of one workbook: `take` portion by portion, `close` each sheet, `finish` the book."""

    def __init__(self, book: Book, *, today: date) -> None:
        self.book, self.today = book, today
        self.report = Report()
        self.layouts: dict[str, Layout] = {}
        self._sums: dict[str, dict[str, Decimal]] = {}
        self._declared: dict[str, dict[str, Decimal]] = {}
        self._unsure: dict[str, set[str]] = {}
        self._known: dict[tuple[str, str], dict[Value, Any]] = {}
        self._seen: dict[tuple[str, str], dict[Any, int]] = {}

    def open(self, layout: Layout) -> None:
        key = layout.sheet.key
        self.layouts[key] = layout
        self.report.sheets[key] = SheetReport(layout.sheet.title, unused=layout.strange())
        self._sums[key] = dict.fromkeys(layout.sheet.totals, Decimal(0))
        self._unsure[key] = set()

    def take(self, layout: Layout, portion: Portion) -> list[Row]:
        """The rows of a portion that are right; the header and what stands above it are passed over."""
        found = []
        report = self.report.sheets[layout.sheet.key]
        for number, cells in enumerate(portion.rows, portion.start):
            if number <= layout.header.row:
                continue
            if self._is_total(layout, number, cells):
                report.total_rows += 1
                continue
            report.read += 1
            if _is_blank(layout, cells):
                report.blank += 1
            elif row := self._row(layout, number, cells):
                report.accepted += 1
                found.append(row)
            else:
                report.rejected += 1
        return found

    def close(self, layout: Layout) -> None:
        """After the last portion: number of rows and totals of the sheet."""
        sheet, report = layout.sheet, self.report.sheets[layout.sheet.key]
        filled = report.accepted + report.rejected
        if filled < sheet.min_rows and not (sheet.optional and not filled):
            self.add(Fault(sheet.key, 0, "", f"表“{sheet.title}”只有 {filled} 行内容，至少应有 {sheet.min_rows} 行。"))
        if filled > sheet.max_rows:
            self.add(Fault(sheet.key, 0, "", f"表“{sheet.title}”有 {filled} 行，超过 {sheet.max_rows} 行；请拆分。"))
        self._compare_totals(sheet, report)

    def finish(self, rows: Rows) -> None:
        """The app's own check of the whole book; only when every row is right, so that it meets typed values."""
        if self.book.check_book and not self.report.fault_count:
            for fault in self.book.check_book(rows):
                self.add(fault)

    def add(self, fault: Fault, value: str = "") -> None:
        """Note a fault or warning with its sheet's name and cell as they stand in the workbook."""
        report, layout = self.report, self.layouts.get(fault.sheet)
        sheet = layout.tab if layout else self._title(fault.sheet)
        cell = layout.address(fault.row, fault.column) if layout and fault.row else ""
        listed = report.warnings if fault.warning else report.faults
        if fault.warning:
            report.warning_count += 1
        else:
            report.fault_count += 1
        if len(listed) < KEPT:
            listed.append({"sheet": sheet, "cell": cell, "value": fault.value or value, "message": fault.message})

    def add_reason(self, reason: str) -> None:
        """A fault of the workbook as a whole."""
        self.add(Fault("", 0, "", reason))

    def _row(self, layout: Layout, number: int, cells: Sequence[Value]) -> Row | None:
        sheet, values = layout.sheet, {}
        before = self.report.fault_count
        for column in sheet.columns:
            place = layout.columns.get(column.key)
            cell = cells[place] if place is not None and place < len(cells) else None
            try:
                value, warning = self._parsed(sheet, column, cell)
            except Bad as bad:
                self._unsure[sheet.key].add(column.key)
                self.add(Fault(sheet.key, number, column.key, str(bad)), _shown(column, cell))
                continue
            if warning:
                self.add(Fault(sheet.key, number, column.key, warning, warning=True), _shown(column, cell))
            if value is not None:
                values[column.key] = value
                self._count(sheet, column, number, value)
        row = Row(sheet.key, number, values)
        if self.report.fault_count == before and self.book.check_row:
            for fault in self.book.check_row(row):
                self.add(fault, self._cell_value(layout, fault, cells))
        return row if self.report.fault_count == before else None

    def _parsed(self, sheet: Sheet, column: Column, cell: Value) -> tuple[Any, str]:
        """As `parse`; what a column repeats (a choice, a day, a round sum) is read once."""
        known = self._known.setdefault((sheet.key, column.key), {})
        if cell in known:
            return known[cell], ""
        value, warning = parse(column, cell, self.today)
        if not warning and not column.unique and len(known) < REMEMBERED:
            known[cell] = value
        return value, warning

    def _count(self, sheet: Sheet, column: Column, number: int, value: Any) -> None:
        if column.key in sheet.totals:
            self._sums[sheet.key][column.key] += value
        if column.unique:
            first = self._seen.setdefault((sheet.key, column.key), {}).setdefault(value, number)
            if first != number:
                told = f"“{column.title}”与第 {first} 行重复；同一份表中不能出现两次。"
                self.add(Fault(sheet.key, number, column.key, told), _shown(column, str(value)))

    def _is_total(self, layout: Layout, number: int, cells: Sequence[Value]) -> bool:
        """Whether the row is one of sums; those of a whole sheet are kept for the comparison."""
        word = next(
            (cell.replace(" ", "").strip(":：") for cell in cells[:3] if isinstance(cell, str) and cell.strip()), ""
        )
        if word in TOTAL_WORDS:
            self._declare(layout, number, cells)
        return word in TOTAL_WORDS or word in PART_WORDS

    def _declare(self, layout: Layout, number: int, cells: Sequence[Value]) -> None:
        sheet = layout.sheet
        for key in sheet.totals:
            place = layout.columns.get(key)
            cell = cells[place] if place is not None and place < len(cells) else None
            cell = cell.value if isinstance(cell, Cell) and cell.kind == "formula" else cell
            try:
                value, _ = parse(_lenient(sheet.column(key)), cell, self.today)
            except Bad as bad:
                self.add(Fault(sheet.key, number, key, f"合计行：{bad}"), as_shown(cell))
                continue
            if value is not None:
                self._declared.setdefault(sheet.key, {})[key] = Decimal(value)

    def _compare_totals(self, sheet: Sheet, report: SheetReport) -> None:
        declared = self._declared.get(sheet.key, {})
        for key in sheet.totals:
            column, counted = sheet.column(key), self._sums[sheet.key][key]
            stated = declared.get(key)
            sure = key not in self._unsure[sheet.key]
            report.totals.append((column.title, stated, counted, sure))
            if stated is None and sheet.total_required and report.accepted + report.rejected:
                self.add(Fault(sheet.key, 0, "", f"没有填写“{column.title}”的合计；请在“合计”行填写，以便核对。"))
            elif stated is not None and stated != counted and sure:
                told = f"合计行写的“{column.title}”是 {stated:,}，各行相加是 {counted:,}"
                self.add(Fault(sheet.key, 0, "", f"{told}，相差 {stated - counted:,}；请核对。"))

    def _cell_value(self, layout: Layout, fault: Fault, cells: Sequence[Value]) -> str:
        place = layout.columns.get(fault.column)
        if place is None or place >= len(cells):
            return ""
        return _shown(layout.sheet.column(fault.column), cells[place])

    def _title(self, key: str) -> str:
        return next((sheet.title for sheet in self.book.sheets if sheet.key == key), "")


def faults_as_sentences(faults: Iterable[dict[str, Any]]) -> list[str]:
    """Each fault as one line: 表“名册”D5：……"""
    return [
        f"表“{each['sheet']}”{each['cell']}：{each['message']}" if each["sheet"] else each["message"] for each in faults
    ]


def _plain_total(total: tuple[str, Decimal | None, Decimal, bool]) -> list[Any]:
    title, stated, counted, sure = total
    return [title, None if stated is None else str(stated), str(counted), sure]


def _is_blank(layout: Layout, cells: Sequence[Value]) -> bool:
    for place in layout.columns.values():
        cell = cells[place] if place < len(cells) else None
        if cell is not None and (not isinstance(cell, str) or cell.strip()):
            return False
    return True


def _lenient(column: Column) -> Column:
    """The column as its 合计 cell is read: it may be empty, and stands under no bound."""
    return Column(column.key, column.title, column.kind)


def _shown(column: Column, cell: Value) -> str:
    """A cell for the list of faults; of a sealed one only how long it is."""
    text = as_shown(cell)
    if not column.is_sealed or not text or (isinstance(cell, Cell) and cell.kind == "error"):
        return text
    if isinstance(cell, str):
        return f"●●●●（{len(text)} 位）"
    return text if "E" in text else "●●●●（数字）"
