"""The blank workbook of a register: data sheets, guidance, hidden lists behind the drop-downs, a hidden label.

The label says which register, which template version and which community it is for; the intake refuses any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from communities.lib.intake.schema import PLACES, Book, Column, Sheet
from communities.lib.workbooks import CREATOR, as_text

LABEL, LISTS, GUIDE, FAULTS = "_模板", "_选项", "填写说明", "错误清单"
HEADER_ROW, TOTAL_WORD = 3, "合计"
_FORMATS = {"money": "#,##0.00", "area": "#,##0.00##", "share": "0.####", "int": "0", "date": "yyyy-mm-dd"}
_KINDS = {
    "text": "文字", "code": "文本（保留前面的 0）", "id_card": "18 位身份证号码（文本）",
    "credit_code": "18 位统一社会信用代码（文本）", "phone": "电话号码", "bank": "银行账号（文本）",
    "money": "金额，单位元，最多 2 位小数", "area": "数字，最多 4 位小数", "share": "份额，最多 4 位小数",
    "int": "整数", "date": "日期，如 2026-01-31", "choice": "从下拉选项中选",
}  # fmt: skip
_HEAD, _MUST, _SUM = (PatternFill("solid", fgColor=colour) for colour in ("E8EEF4", "FFF3D6", "EEEEEE"))


@dataclass(frozen=True)
class Label:
    """For whom a template was made."""

    kind: str
    version: str
    place_code: str

    def rows(self) -> list[tuple[str, str]]:
        return [("kind", self.kind), ("version", self.version), ("place", self.place_code)]

    @classmethod
    def read(cls, rows: Iterable[list[Any]]) -> "Label":
        found = {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] is not None}
        return cls(found.get("kind", ""), found.get("version", ""), found.get("place", ""))


def blank_workbook(
    book: Book, place_code: str, place_name: str, rows: Mapping[str, Iterable[Mapping[str, Any]]] | None = None
) -> bytes:
    """The template of `book` for one community; `rows` by sheet key fill it with what the register already says.

    Sealed columns are never filled. A pre-filled value is a typed value of its column, a choice its stored value.
    """
    made = Workbook()
    made.remove(made.active)
    made.properties.creator = made.properties.lastModifiedBy = CREATOR
    lists = made.create_sheet(LISTS)
    for sheet in book.sheets:
        page = made.create_sheet(sheet.title)
        _lay_out(page, book, sheet, place_name)
        _fill(page, sheet, (rows or {}).get(sheet.key, ()))
        _offer_choices(made, lists, page, sheet)
    _explain(made.create_sheet(GUIDE), book, place_code, place_name)
    label = made.create_sheet(LABEL)
    for line in Label(book.kind, book.version, place_code).rows():
        label.append(line)
    made.move_sheet(lists, len(made.sheetnames))
    lists.sheet_state, label.sheet_state = "hidden", "veryHidden"
    made.active = 0
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def first_row(sheet: Sheet) -> int:
    """The first row of data in the template."""
    return HEADER_ROW + 1 + bool(sheet.totals)


def _lay_out(page: Worksheet, book: Book, sheet: Sheet, place_name: str) -> None:
    page["A1"], page["A1"].font = f"{place_name}{book.title}·{sheet.title}", Font(name="黑体", size=14)
    page["A2"] = f"从第 {first_row(sheet)} 行起填写，每行一条；黄色表头必填；不要增删或改动表头。{sheet.help}"
    page["A2"].font = Font(size=10, color="666666")
    last = first_row(sheet) + sheet.max_rows
    for number, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = _FORMATS.get(column.kind, "@")
        head = page.cell(HEADER_ROW, number, column.title)
        head.font, head.fill = Font(bold=True), _MUST if column.required else _HEAD
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if column.help:
            head.comment = Comment(column.help, CREATOR, width=260, height=90)
        for validation in _validations(column):
            validation.add(f"{letter}{first_row(sheet)}:{letter}{last}")
            page.add_data_validation(validation)
    if sheet.totals:
        _ask_totals(page, sheet)
    page.row_dimensions[HEADER_ROW].height = 32
    page.freeze_panes = f"A{first_row(sheet)}"


def _ask_totals(page: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, 1):
        cell = page.cell(HEADER_ROW + 1, number)
        cell.fill, cell.font = _SUM, Font(bold=True)
        cell.number_format = _FORMATS.get(column.kind, "@")
    place = next((n for n, column in enumerate(sheet.columns[:3], 1) if column.key not in sheet.totals), 1)
    page.cell(HEADER_ROW + 1, place, TOTAL_WORD)


def _fill(page: Worksheet, sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> None:
    for number, values in enumerate(rows, first_row(sheet)):
        for place, column in enumerate(sheet.columns, 1):
            value = None if column.is_sealed else values.get(column.key)
            if value is None or value == "":
                continue
            cell = page.cell(number, place)
            if column.kind == "choice":
                value = dict(column.choices).get(value, value)
            cell.value = value if column.kind in _FORMATS else as_text(value)
            cell.number_format = _FORMATS.get(column.kind, "@")
            if isinstance(cell.value, str):
                cell.data_type = "s"


def _validations(column: Column) -> list[DataValidation]:
    """What the spreadsheet program itself can refuse; choices get theirs with their list."""
    if column.kind in PLACES or column.kind == "int":
        kind = "whole" if column.kind == "int" else "decimal"
        least = column.minimum if column.minimum is not None else -(10**13)
        most = column.maximum if column.maximum is not None else 10**13
        return [_validation(kind, column, "between", str(least), str(most))]
    if column.kind in ("id_card", "credit_code"):
        return [_validation("textLength", column, "equal", "18")]
    return []


def _validation(kind: str, column: Column, operator: str, first: str, second: str | None = None) -> DataValidation:
    made = DataValidation(type=kind, operator=operator, formula1=first, formula2=second, allow_blank=True)
    return _refusing(made, f"{column.title}：{_KINDS[column.kind]}")


def _refusing(made: DataValidation, sentence: str) -> DataValidation:
    """The spreadsheet program refuses the cell with the sentence; without the switch it would take anything."""
    made.showErrorMessage, made.errorTitle, made.error = True, "填写有误", sentence[:200]
    return made


def _offer_choices(made: Workbook, lists: Worksheet, page: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, 1):
        if column.kind != "choice" or not column.choices:
            continue
        place = lists.max_column + (lists.cell(1, 1).value is not None)
        lists.cell(1, place, f"{sheet.title}·{column.title}")
        for row, (_, label) in enumerate(column.choices, 2):
            lists.cell(row, place, label)
        letter = get_column_letter(place)
        name = f"choices_{sheet.key}_{column.key}"
        reach = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(column.choices) + 1}"
        made.defined_names[name] = DefinedName(name, attr_text=reach)
        choice = DataValidation(type="list", formula1=name, allow_blank=not column.required)
        _refusing(choice, f"{column.title}只能从下拉选项中选。")
        data = get_column_letter(number)
        choice.add(f"{data}{first_row(sheet)}:{data}{first_row(sheet) + sheet.max_rows}")
        page.add_data_validation(choice)


def _explain(page: Worksheet, book: Book, place_code: str, place_name: str) -> None:
    lines = [
        f"本工作簿只用于{place_name}（{place_code}），模板版本 {book.version}；其他社区、其他版本的工作簿不能导入。",
        "身份证号码、银行账号、代码须为文本单元格；本模板已设好格式，从别处粘贴时请用“选择性粘贴—数值”。",
        "金额、身份证号码、份额各列不能用公式；有一处错误则整份不导入，退回的工作簿会标出错误的单元格。",
        *book.guidance,
    ]
    page["A1"], page["A1"].font = f"{book.title}填写说明", Font(name="黑体", size=14)
    for line in lines:
        page.append([line])
    page.append([])
    heads = ("表", "列", "必填", "填写内容", "说明", "选项")
    page.append(heads)
    for number, width in enumerate((14, 18, 8, 28, 40, 50), 1):
        page.column_dimensions[get_column_letter(number)].width = width
        head = page.cell(page.max_row, number)
        head.font, head.fill = Font(bold=True), _HEAD
    for sheet in book.sheets:
        for column in sheet.columns:
            labels = "、".join(label for _, label in column.choices)
            must = "必填" if column.required else ""
            page.append([sheet.title, column.title, must, _KINDS[column.kind], column.help, labels])
            for cell in page[page.max_row]:
                cell.alignment = Alignment(vertical="top", wrap_text=True)
