"""Reading a register file. A file is taken whole or refused whole, and every fault names its line.

Two layouts are known: with the columns of the district (2023) and without (2017, where the district is the first six
digits of the codes). Encodings: UTF-8 with or without BOM, GB18030.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from communities.rules.register.names import Committee, base_name, is_lookalike, legal_body

REQUIRED = ("street_code", "street", "community_code", "community")
OPTIONAL = ("district_code", "district", "kind", "urban_rural_code")
LONGEST_NAME = 60
_TWELVE_DIGITS = re.compile(r"[0-9]{12}")
_SIX_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Fault:
    """One reason to refuse the file. `line` counts from 1, the heading included."""

    line: int
    reason: str

    @property
    def sentence(self) -> str:
        return f"第{self.line}行：{self.reason}"


@dataclass(frozen=True)
class Row:
    """One community. `line` is where it stood and takes no part in comparing."""

    code: str
    name: str
    street_code: str
    street: str
    body: Committee | None
    urban_rural_code: str = ""
    line: int = field(default=0, compare=False)

    @property
    def base_name(self) -> str:
        return base_name(self.name)


@dataclass(frozen=True)
class Register:
    """A register as read: `rows` are counted, `excluded` are listed only; with a fault both are empty."""

    district_code: str = ""
    district: str = ""
    rows: tuple[Row, ...] = ()
    excluded: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def read(self) -> int:
        return len(self.rows) + len(self.excluded)

    @property
    def streets(self) -> dict[str, str]:
        """Street code → name, in the order of the codes."""
        return {row.street_code: row.street for row in (*self.rows, *self.excluded)}


def decode(data: bytes) -> str | Fault:
    """The text of a file in UTF-8 (with or without BOM) or GB18030; a fault for any other encoding."""
    line = 1
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            continue
        if "\0" not in text:
            return text
        line = text.count("\n", 0, text.index("\0")) + 1
    return Fault(line, "文件编码无法识别，请另存为 UTF-8 或 GB18030（GBK）编码的 CSV 后重新导入。")


def parse(source: bytes | str, district: str = "") -> Register:
    """Read a register; `district` names it where the file has no such column. A bad file gives faults, never raises."""
    text = decode(source) if isinstance(source, bytes) else source.removeprefix("\ufeff")
    if isinstance(text, Fault):
        return Register(faults=(text,))
    return _Reading(text, district).register()


class _Reading:
    """One pass over one file; collects every fault before it answers."""

    def __init__(self, text: str, district: str) -> None:
        self.text = text
        self.named_district = district
        self.faults: list[Fault] = []
        self.rows: list[Row] = []
        self.district_codes: dict[str, int] = {}
        self.district_names: dict[str, int] = {}
        self.community_lines: dict[str, int] = {}
        self.street_names: dict[str, tuple[str, int]] = {}

    def register(self) -> Register:
        for line, cells in self._records():
            self._read(line, cells)
        self._check_one_district()
        if not self.faults and not self.rows:
            self._fault(1, "文件里没有任何社区，请检查是否选错文件。")
        if self.faults:
            return Register(faults=tuple(sorted(self.faults, key=lambda fault: fault.line)))
        ordered = sorted(self.rows, key=lambda row: row.code)
        return Register(
            district_code=next(iter(self.district_codes)),
            district=next(iter(self.district_names), self.named_district),
            rows=tuple(row for row in ordered if not is_lookalike(row.name)),
            excluded=tuple(row for row in ordered if is_lookalike(row.name)),
        )

    def _fault(self, line: int, reason: str) -> None:
        self.faults.append(Fault(line, reason))

    def _records(self) -> Iterator[tuple[int, dict[str, str]]]:
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        line = 1
        try:
            heading = [cell.strip().lower() for cell in next(reader, [])]
            missing = [name for name in REQUIRED if name not in heading]
            if missing:
                self._fault(1, f"缺少列 {'、'.join(missing)}，表头应含 {'、'.join(REQUIRED)}。")
                return
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    if len(cells) == len(heading):
                        yield (line, dict(zip(heading, (cell.strip() for cell in cells), strict=True)))
                    else:
                        self._fault(line, f"应有 {len(heading)} 列，实有 {len(cells)} 列。")
                line = reader.line_num + 1
        except csv.Error:
            self._fault(line, "引号不成对或格式损坏，无法读取，请用 WPS 或 Excel 另存为 CSV 后重新导入。")

    def _read(self, line: int, cells: dict[str, str]) -> None:
        row = Row(
            code=cells["community_code"],
            name=cells["community"],
            street_code=cells["street_code"],
            street=cells["street"],
            body=legal_body(cells["community"]) or legal_body(cells["community"] + cells.get("kind", "")),
            urban_rural_code=cells.get("urban_rural_code", ""),
            line=line,
        )
        codes_sound = self._check_street(row) & self._check_community(row)
        if codes_sound:
            self._check_pair(row)
            self._note_district(row, cells)
        if max(len(row.name), len(row.street)) > LONGEST_NAME:
            self._fault(line, f"名称超过 {LONGEST_NAME} 个字，请检查是否串列。")
        if row.name and row.body is None:
            self._fault(line, f"名称“{row.name}”看不出是居民委员会还是村民委员会，请写全称。")
        self.rows.append(row)

    def _check_street(self, row: Row) -> bool:
        if not row.street:
            self._fault(row.line, "街道名称为空。")
        sound = self._check_code(row.line, "街道代码", row.street_code)
        if sound and not row.street_code.endswith("000"):
            self._fault(row.line, f"街道代码 {row.street_code} 的末三位应为 000。")
        if not sound or not row.street:
            return sound
        name, first = self.street_names.setdefault(row.street_code, (row.street, row.line))
        if name != row.street:
            self._fault(
                row.line, f"街道代码 {row.street_code} 有两个名称：第{first}行为“{name}”，本行为“{row.street}”。"
            )
        return sound

    def _check_community(self, row: Row) -> bool:
        if not row.name:
            self._fault(row.line, "社区名称为空。")
        if not self._check_code(row.line, "社区代码", row.code):
            return False
        first = self.community_lines.setdefault(row.code, row.line)
        if first != row.line:
            self._fault(row.line, f"社区代码 {row.code} 与第{first}行重复。")
        if row.code.endswith("000"):
            self._fault(row.line, f"社区代码 {row.code} 的末三位不得为 000，这是街道的代码。")
        return True

    def _check_code(self, line: int, label: str, code: str) -> bool:
        if _TWELVE_DIGITS.fullmatch(code):
            return True
        shown = f"“{code}”" if code else "为空，"
        self._fault(line, f"{label}{shown}应为 12 位数字（代码列请设为文本格式，避免变成科学计数）。")
        return False

    def _check_pair(self, row: Row) -> None:
        if row.code[:9] != row.street_code[:9]:
            self._fault(row.line, f"社区代码 {row.code} 的前九位与所属街道代码 {row.street_code} 不一致。")

    def _note_district(self, row: Row, cells: dict[str, str]) -> None:
        code = cells.get("district_code", "") or row.street_code[:6]
        if not _SIX_DIGITS.fullmatch(code):
            self._fault(row.line, f"区县代码“{code}”应为 6 位数字。")
        elif code != row.street_code[:6]:
            self._fault(row.line, f"街道代码 {row.street_code} 不在区县代码 {code} 之下。")
        else:
            self.district_codes.setdefault(code, row.line)
        if cells.get("district"):
            self.district_names.setdefault(cells["district"], row.line)

    def _check_one_district(self) -> None:
        for label, found in (("区县代码", self.district_codes), ("区县名称", self.district_names)):
            first, *others = found or {"": 0}
            for other in others:
                self._fault(found[other], f"一份名册只含一个区县，{label}却有“{first}”和“{other}”。")
