"""Checking a workbook's rows: typed values, every fault with its cell, and counts that must add up.

Rows read = accepted + rejected + blank, for each sheet; 合计 rows are compared with the sums and counted apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from communities.lib.intake.columns import ColumnReader
from communities.lib.intake.mapping import Layout
from communities.lib.intake.reading import Cell, Portion, Value
from communities.lib.intake.schema import Block, Book, Column, Fault, Rows, Sheet
from communities.lib.intake.values import Bad, as_amount, as_shown, parse

KEPT = 500  # faults listed one by one; the true number is told beside them
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
    """What checking found. `faults` and `warnings` are dicts of sheet, cell, value, message, at most KEPT of each.

    `whole`: every row was right, so that the book was also judged as a whole and beside its register.
    """

    sheets: dict[str, SheetReport] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    fault_count: int = 0
    warning_count: int = 0
    whole: bool = False

    def as_json(self) -> dict[str, Any]:
        """For storage: sheets, faults and warnings as plain values."""
        sheets = [{**vars(sheet), "totals": [*map(_plain_total, sheet.totals)]} for sheet in self.sheets.values()]
        return {"sheets": sheets, "faults": self.faults, "warnings": self.warnings, "whole": self.whole}

    def count(self, what: str) -> int:
        """The sum over the sheets of read, accepted, rejected or blank."""
        return sum(getattr(sheet, what) for sheet in self.sheets.values())


class Checking:
    """The check of one workbook: `take` portion by portion, `close` each sheet, `finish` the book."""

    def __init__(self, book: Book, *, today: date) -> None:
        self.book, self.today = book, today
        self.report = Report()
        self.layouts: dict[str, Layout] = {}
        self._readers: dict[str, dict[str, ColumnReader]] = {}
        self._miscounted = False
        self._declared: dict[str, dict[str, tuple[int, Decimal]]] = {}

    def open(self, layout: Layout) -> None:
        sheet = layout.sheet
        self.layouts[sheet.key] = layout
        self.report.sheets[sheet.key] = SheetReport(sheet.title, unused=layout.strange())
        self._readers[sheet.key] = {
            column.key: ColumnReader(column, self.today, summed=column.key in sheet.totals) for column in sheet.columns
        }

    def take(self, layout: Layout, portion: Portion) -> Block:
        """The rows of a portion that are right; the header and what stands above it are passed over."""
        sheet, report = layout.sheet, self.report.sheets[layout.sheet.key]
        numbers, lines = self._lines(layout, portion)
        found = Notes()
        across = [*zip_longest(*lines)]
        columns = {}
        for column in sheet.columns:
            place = layout.columns.get(column.key, len(across))
            cells = across[place] if place < len(across) else (None,) * len(lines)
            columns[column.key] = self._column(sheet, column, numbers, cells, found)
        block = Block(sheet.key, numbers, {key: each for key, each in columns.items() if each.count(None) < len(each)})
        if self.book.check_row:
            self._check_rows(layout, block, lines, found)
        for fault, value in found.in_order():
            self.add(fault, value)
        report.rejected += len(found.wrong)
        report.accepted += len(numbers) - len(found.wrong)
        return block.without(found.wrong)

    def close(self, layout: Layout) -> None:
        """After the last portion: number of rows and totals of the sheet."""
        sheet, report = layout.sheet, self.report.sheets[layout.sheet.key]
        filled, told = report.accepted + report.rejected, ""
        if filled < sheet.min_rows and not (sheet.optional and not filled):
            told = f"表“{sheet.title}”只有 {filled} 行内容，至少应有 {sheet.min_rows} 行。"
        if filled > sheet.max_rows:
            told = f"表“{sheet.title}”有 {filled} 行，超过 {sheet.max_rows} 行；请拆分。"
        if told:
            self._miscounted = True
            self.add(Fault(sheet.key, 0, "", told))
        self._compare_totals(sheet, report)

    @property
    def rows_right(self) -> bool:
        """Whether no row was rejected and none is missing; a wrong sum is no reason to judge the rows no further."""
        return not (self._miscounted or self.report.count("rejected"))

    def finish(self, rows: Rows) -> None:
        """The app's own check of the whole book; only when every row is right, so that it meets typed values."""
        faults = [*self.book.check_book(rows)] if self.book.check_book and self.rows_right else []
        for fault in faults:
            self.add(fault)
        self.report.whole = self.rows_right and all(fault.warning for fault in faults)

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
            value = fault.value or value or _held(layout, fault)
            listed.append({"sheet": sheet, "cell": cell, "value": value, "message": fault.message})

    def add_reason(self, reason: str) -> None:
        """A fault of the workbook as a whole."""
        self.add(Fault("", 0, "", reason))

    def _lines(self, layout: Layout, portion: Portion) -> tuple[list[int], list[Sequence[Value]]]:
        """The filled rows with their numbers; sums and blank rows are counted and left out."""
        report, numbers, lines = self.report.sheets[layout.sheet.key], [], []
        begins = 0 in layout.columns.values()  # then a plain number or code in front makes the row one of content
        for number, cells in enumerate(portion.rows, portion.start):
            if number <= layout.header.row:
                continue
            plain = begins and cells and type(cells[0]) is str and cells[0].isascii() and cells[0].isalnum()
            if not plain and self._is_total(layout, number, cells):
                report.total_rows += 1
                continue
            report.read += 1
            if not plain and _is_blank(layout, cells):
                report.blank += 1
            else:
                numbers.append(number)
                lines.append(cells)
        return numbers, lines

    def _column(
        self, sheet: Sheet, column: Column, numbers: list[int], cells: Sequence[Value], found: "Notes"
    ) -> list[Any]:
        """The typed values of a column; what is wrong with them goes to the notes."""
        reader, order = self._readers[sheet.key][column.key], sheet.columns.index(column)
        values = reader.read(cells)
        for at, sentence in reader.bad(cells):
            found.note(at, order, Fault(sheet.key, numbers[at], column.key, sentence), _shown(column, cells[at]))
        for at, sentence in reader.warned(cells):
            fault = Fault(sheet.key, numbers[at], column.key, sentence, warning=True)
            found.note(at, order, fault, _shown(column, cells[at]))
        for at, first in reader.repeated(numbers, values) if column.unique else ():
            told = f"“{column.title}”与第 {first} 行重复；同一份表中不能出现两次。"
            found.note(at, order, Fault(sheet.key, numbers[at], column.key, told), _shown(column, str(values[at])))
        return values

    def _check_rows(self, layout: Layout, block: Block, lines: list, found: "Notes") -> None:
        """The app's own check of each row that has no fault yet."""
        wrong = set(found.wrong)
        for at, row in enumerate(block.rows()):
            if at not in wrong:
                for fault in self.book.check_row(row):
                    found.note(at, len(layout.sheet.columns), fault, self._cell_value(layout, fault, lines[at]))

    def _is_total(self, layout: Layout, number: int, cells: Sequence[Value]) -> bool:
        """Whether the row is one of sums; those of a whole sheet are kept for the comparison."""
        word = _first_word(cells)
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
                self._declared.setdefault(sheet.key, {})[key] = number, Decimal(value)

    def _compare_totals(self, sheet: Sheet, report: SheetReport) -> None:
        declared = self._declared.get(sheet.key, {})
        for key in sheet.totals:
            column, reader = sheet.column(key), self._readers[sheet.key][key]
            row, stated = declared.get(key, (0, None))
            counted, sure = reader.sum, reader.sure
            report.totals.append((column.title, stated, counted, sure))
            if stated is None and sheet.total_required and report.accepted + report.rejected:
                self.add(Fault(sheet.key, 0, "", f"没有填写“{column.title}”的合计；请在“合计”行填写，以便核对。"))
            elif stated is not None and stated != counted and sure:
                told = f"合计行写的“{column.title}”是 {as_amount(stated)}，各行相加是 {as_amount(counted)}"
                wrong = f"{told}，相差 {as_amount(stated - counted)}；请核对。"
                self.add(Fault(sheet.key, row, key, wrong), as_amount(stated))

    def _cell_value(self, layout: Layout, fault: Fault, cells: Sequence[Value]) -> str:
        place = layout.columns.get(fault.column)
        if place is None or place >= len(cells):
            return ""
        return _shown(layout.sheet.column(fault.column), cells[place])

    def _title(self, key: str) -> str:
        return next((sheet.title for sheet in self.book.sheets if sheet.key == key), "")


class Notes:
    """What is wrong in a portion, told row by row from left to right; `wrong` are the places of rows with a fault."""

    def __init__(self) -> None:
        self.wrong: set[int] = set()
        self._noted: list[tuple[int, int, Fault, str]] = []

    def note(self, place: int, order: int, fault: Fault, value: str) -> None:
        self._noted.append((place, order, fault, value))
        if not fault.warning:
            self.wrong.add(place)

    def in_order(self) -> list[tuple[Fault, str]]:
        return [each[2:] for each in sorted(self._noted, key=lambda each: each[:2])]


def faults_as_sentences(faults: Iterable[dict[str, Any]]) -> list[str]:
    """Each fault as one line: 表“名册”D5：……"""
    return [
        f"表“{each['sheet']}”{each['cell']}：{each['message']}" if each["sheet"] else each["message"] for each in faults
    ]


def _plain_total(total: tuple[str, Decimal | None, Decimal, bool]) -> list[Any]:
    title, stated, counted, sure = total
    return [title, None if stated is None else str(stated), str(counted), sure]


def _first_word(cells: Sequence[Value]) -> str:
    for cell in cells[:3]:
        if isinstance(cell, str) and cell.strip():
            return cell.replace(" ", "").strip(":：")
    return ""


def _is_blank(layout: Layout, cells: Sequence[Value]) -> bool:
    for place in layout.columns.values():
        cell = cells[place] if place < len(cells) else None
        if cell is not None and (not isinstance(cell, str) or cell.strip()):
            return False
    return True


def _lenient(column: Column) -> Column:
    """The column as its 合计 cell is read: it may be empty, and stands under no bound."""
    return Column(column.key, column.title, column.kind)


def _held(layout: Layout | None, fault: Fault) -> str:
    """The typed value that an app's check met, as the list of faults shows it."""
    if layout is None or fault.held is None:
        return ""
    column = layout.sheet.column(fault.column)
    return _shown(column, dict(column.choices).get(fault.held, str(fault.held)))


def _shown(column: Column, cell: Value) -> str:
    """A cell for the list of faults; of a sealed one only how long it is."""
    text = as_shown(cell)
    if not column.is_sealed or not text or (isinstance(cell, Cell) and cell.kind == "error"):
        return text
    if isinstance(cell, str):
        return f"●●●●（{len(text)} 位）"
    return text if "E" in text else "●●●●（数字）"
