"""One cell to one typed value, exactly or not at all: never a float, never a guess."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from communities.lib.idcards import check_credit_code, check_resident_id
from communities.lib.intake.reading import Cell, Value
from communities.lib.intake.schema import PLACES, Column
from communities.lib.sealed import normalise

EXACT = 10**15  # beyond it a spreadsheet's number has lost digits
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_DAYS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_PHONE = re.compile(r"1\d{10}|0\d{9,11}|\d{7,8}")
_BANK = re.compile(r"\d{8,30}")
# Spellings in which a value stands already as it will be kept; looked for in all cells of a portion at once.
_KEPT = {"code": "[0-9A-Za-z-]+", "phone": "1[0-9]{10}", "bank": "[0-9]{8,30}"}
_KEPT_LINES = {kind: re.compile(f"(?:{form}\n)*{form}") for kind, form in _KEPT.items()}
_UNITS = {places: Decimal(1).scaleb(-places) for places in PLACES.values()}


class Bad(Exception):  # noqa: N818 - told to the reader as a fault of the cell
    """The cell's content is no value of its column; a plain Chinese sentence."""


def parse(column: Column, cell: Value, today: date) -> tuple[Any, str]:
    """The typed value of a cell (None when empty) and a warning, if any. Raises Bad."""
    if isinstance(cell, Cell):
        cell = _plain(column, cell)
    if isinstance(cell, str):
        cell = _clean(cell)
    if cell in (None, ""):
        if column.required:
            raise Bad(f"“{column.title}”必填，这里是空的。")
        return None, ""
    if column.must_be_text and not isinstance(cell, str):
        raise Bad(f"“{column.title}”是数字单元格，会丢失位数或前面的 0；请把单元格设为“文本”格式后对照原件重新填写。")
    value, warning = _PARSERS[column.kind](column, cell, today)
    _check_bounds(column, value)
    return value, warning


def stand(column: Column, cells: Sequence[Value], today: date) -> bool:
    """Whether these filled cells are all values of the column as they stand; False says only that it was not seen."""
    if column.kind == "id_card":
        return {*map(type, cells)} == {str} and all(check_resident_id(cell, today=today).ok for cell in cells)
    if column.kind not in ("text", *_KEPT) or {*map(type, cells)} != {str} or max(map(len, cells)) > column.longest:
        return False
    if column.kind == "text":
        text = "".join(cells)
        return text.isprintable() and " " not in text
    lines = "\n".join(cells)
    return bool(_KEPT_LINES[column.kind].fullmatch(lines)) and lines.count("\n") == len(cells) - 1


def as_shown(cell: Value) -> str:
    """What stands in the cell, for the list of faults."""
    if isinstance(cell, Cell):
        words = {"formula": "公式", "error": "错误值"}
        inner = as_shown(cell.value) if cell.value is not None else ""
        return f"{words[cell.kind]} {inner}".strip() if cell.kind in words else str(cell.value)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else f"{cell:.6G}"
    return "" if cell is None else _CONTROL.sub("", str(cell))[:60]


def _plain(column: Column, cell: Cell) -> Value:
    if cell.kind == "error":
        raise Bad(f"“{column.title}”是错误值（如 #N/A）；请改成实际内容。")
    if cell.kind == "formula":
        if not column.takes_formula:
            advice = f"公式显示的结果可能与实际不符；请复制后“选择性粘贴—数值”。{column.formula_help}"
            raise Bad(f"“{column.title}”不能用公式，{advice}")
        if cell.value is None:
            raise Bad(f"“{column.title}”的公式没有结果；请复制后“选择性粘贴—数值”。")
        return _plain(column, cell.value) if isinstance(cell.value, Cell) else cell.value
    if cell.kind == "date":
        if column.kind != "date":
            raise Bad(f"“{column.title}”是日期单元格；请把单元格设为“文本”格式后重新填写。")
        return cell.value.isoformat(sep=" ") if isinstance(cell.value, datetime) else cell.value.isoformat()
    raise Bad(f"“{column.title}”的内容无法识别；请改为文字或数字。")


def _clean(text: str) -> str:
    if text.isprintable():  # most are: nothing to look for, no other white space than spaces
        return text.strip(" ")
    if _CONTROL.search(text):
        raise Bad("含有无法保存的控制字符；请删去后重新填写。")
    return text.replace("\r\n", "\n").strip().strip("\u200b\ufeff\u3000")


def _text(column: Column, cell: str | int | float, today: date) -> tuple[str, str]:
    if not isinstance(cell, str):
        if abs(cell) >= EXACT:
            raise Bad(f"“{column.title}”是超过 15 位的数字，末几位已丢失；请设为“文本”格式后重新填写。")
        cell = str(int(cell)) if float(cell).is_integer() else f"{cell:.15g}"
    if len(cell) > column.longest:
        raise Bad(f"“{column.title}”有 {len(cell)} 个字，超过 {column.longest} 个字；请改短。")
    return cell, ""


def _code(column: Column, cell: str, today: date) -> tuple[str, str]:
    return _text(column, unicodedata.normalize("NFKC", cell).replace(" ", ""), today)


def _id_card(column: Column, cell: str, today: date) -> tuple[str, str]:
    number = normalise("id", cell)
    verdict = check_resident_id(number, today=today)
    if not verdict.ok:
        raise Bad(verdict.faults[0])
    return number, ""


def _credit_code(column: Column, cell: str, today: date) -> tuple[str, str]:
    code = unicodedata.normalize("NFKC", cell).replace(" ", "").upper()
    verdict = check_credit_code(code)
    if not verdict.ok:
        raise Bad(verdict.faults[0])
    return code, "".join(verdict.warnings)


def _phone(column: Column, cell: str | int | float, today: date) -> tuple[str, str]:
    number = normalise("phone", cell if isinstance(cell, str) else f"{cell:.0f}")
    if not _PHONE.fullmatch(number):
        raise Bad("电话号码应为 11 位手机号，或带区号的固定电话；请核对。")
    return number, ""


def _bank(column: Column, cell: str, today: date) -> tuple[str, str]:
    number = normalise("bank", cell)
    if not _BANK.fullmatch(number):
        raise Bad("银行账号应为 8 至 30 位数字；请核对。")
    return number, ""


def _decimal(column: Column, cell: str | int | float, today: date) -> tuple[Decimal, str]:
    places = PLACES[column.kind]
    number = _exact(column, cell)
    if abs(number) >= EXACT // 10**2:
        raise Bad(f"“{column.title}”的数值过大；请核对单位。")
    rounded = number.quantize(_UNITS[places])
    if rounded != number:
        raise Bad(f"“{column.title}”最多 {places} 位小数；请按实际数额填写，不要四舍五入后留下的尾数。")
    return rounded, ""


def _int(column: Column, cell: str | int | float, today: date) -> tuple[int, str]:
    number = _exact(column, cell)
    if number != number.to_integral_value():
        raise Bad(f"“{column.title}”应为整数。")
    if abs(number) >= 2**31:
        raise Bad(f"“{column.title}”的数值过大；请核对。")
    return int(number), ""


def _exact(column: Column, cell: str | int | float) -> Decimal:
    """The number as its 15 digits say; a spreadsheet keeps no more, and what follows is noise of its arithmetic."""
    if not isinstance(cell, str):
        if abs(cell) >= EXACT:
            raise Bad(f"“{column.title}”是超过 15 位的数字，末几位已丢失；请核对。")
        return Decimal(f"{cell:.15g}")
    text = unicodedata.normalize("NFKC", cell).replace(" ", "").removeprefix("¥").removesuffix("元").removesuffix("亩")
    if not _NUMBER.fullmatch(text) or len(text) > 30:
        raise Bad(f"“{column.title}”应为数字（不写单位，不写“万”）；请改正。")
    return Decimal(text.replace(",", ""))


def _date(column: Column, cell: str | int | float, today: date) -> tuple[date, str]:
    if not isinstance(cell, str):
        cell = f"{cell:.0f}" if 19000101 <= cell <= 21001231 else "?"
    text = unicodedata.normalize("NFKC", cell)
    for form in _DAYS:
        if found := form.fullmatch(text):
            try:
                day = date(*map(int, found.groups()))
            except ValueError:
                break
            if 1900 <= day.year <= 2100:
                return day, ""
    raise Bad(f"“{column.title}”不是有效日期；请写成 2026-01-31 的形式。")


def _choice(column: Column, cell: str | int | float, today: date) -> tuple[str, str]:
    text, _ = _text(column, cell, today)
    wanted = unicodedata.normalize("NFKC", text).replace(" ", "")
    for value, label in column.choices:
        if wanted in (unicodedata.normalize("NFKC", label).replace(" ", ""), value):
            return value, ""
    allowed = "、".join(label for _, label in column.choices)
    told = f"只能填：{allowed}" if len(allowed) <= 120 else "不在下拉选项之内；请从下拉选项中选"
    raise Bad(f"“{column.title}”{told}。")


def as_amount(number: Decimal) -> str:
    """With two places at least, and none that say nothing."""
    cents = number.quantize(Decimal("0.01"))
    return f"{cents if cents == number else number.normalize():,f}"


def _check_bounds(column: Column, value: Any) -> None:
    if column.minimum is not None and value < column.minimum:
        raise Bad(f"“{column.title}”不能小于 {column.minimum}。")
    if column.maximum is not None and value > column.maximum:
        raise Bad(f"“{column.title}”不能大于 {column.maximum}。")


_PARSERS: dict[str, Callable[[Column, Any, date], tuple[Any, str]]] = {
    "text": _text,
    "code": _code,
    "id_card": _id_card,
    "credit_code": _credit_code,
    "phone": _phone,
    "bank": _bank,
    "money": _decimal,
    "area": _decimal,
    "share": _decimal,
    "int": _int,
    "date": _date,
    "choice": _choice,
}
