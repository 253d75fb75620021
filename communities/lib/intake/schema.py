"""A register's workbook as data: one `Book` makes the blank workbook, reads the filled one and checks it.

Nothing here knows the village: an app declares its book and gives the checks that need its knowledge as functions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal[
    "text", "code", "id_card", "credit_code", "phone", "bank", "money", "area", "share", "int", "date", "choice"
]

# Kinds whose cells must be text: a number keeps 15 digits and no leading zero.
TEXT_ONLY: tuple[Kind, ...] = ("id_card", "credit_code", "bank", "code")
# Kinds in which a formula is refused: its stored result need not be what it computes.
NO_FORMULA: tuple[Kind, ...] = (*TEXT_ONLY, "phone", "money", "area", "share")
PLACES: dict[Kind, int] = {"money": 2, "area": 4, "share": 4}
SEALED_KINDS: dict[Kind, Literal["id", "phone", "bank"]] = {"id_card": "id", "phone": "phone", "bank": "bank"}


@dataclass(frozen=True)
class Column:
    """One column. `key` names it in code, `title` stands in the header, `aliases` are what others call it.

    The value of a filled cell by kind: text, code, phone, bank, id_card (18 characters), credit_code and choice give
    str (a choice its stored value), int gives int, date gives date, money (yuan, 2 places), area and share (4 places)
    give Decimal; an empty cell gives None. `choices` are (stored value, label) pairs as Django's TextChoices have them.
    `unique`: the same value twice in the sheet is a fault. `sealed` keeps the value out of plain storage and off every
    screen; IDs, phones and bank accounts are sealed unless it says False. `minimum` and `maximum` are inclusive.
    `formula_help` is told beside the refusal of a formula.
    """

    key: str
    title: str
    kind: Kind = "text"
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()
    width: float = 14
    help: str = ""
    formula_help: str = ""
    unique: bool = False
    sealed: bool | None = None
    aliases: Sequence[str] = ()
    longest: int = 200
    minimum: int | None = None
    maximum: int | None = None

    @property
    def is_sealed(self) -> bool:
        return self.kind in SEALED_KINDS if self.sealed is None else self.sealed

    @property
    def must_be_text(self) -> bool:
        return self.kind in TEXT_ONLY

    @property
    def takes_formula(self) -> bool:
        return self.kind not in NO_FORMULA


@dataclass(frozen=True)
class Sheet:
    """One data sheet. `totals` are the keys of columns whose 合计 row must equal the sum of the rows.

    With `total_required` a sheet without a 合计 row, or with an empty cell in it, is refused. An `optional` sheet may
    be missing or empty. `aliases` are other names of the sheet.
    """

    key: str
    title: str
    columns: Sequence[Column]
    min_rows: int = 0
    max_rows: int = 5_000
    totals: Sequence[str] = ()
    total_required: bool = False
    optional: bool = False
    help: str = ""
    aliases: Sequence[str] = ()

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)


@dataclass(frozen=True)
class Row:
    """One row as checked: typed values by column key, None where the cell was empty; `number` is the sheet's own."""

    sheet: str
    number: int
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)

    def fault(self, column: str, message: str, *, warning: bool = False) -> "Fault":
        """A fault of this row's cell, for the checks of an app; an empty `column` means the row as a whole."""
        return Fault(self.sheet, self.number, column, message, warning=warning, held=self.values.get(column))


@dataclass(frozen=True)
class Block:
    """Checked rows of a sheet, column by column: their numbers, and as many typed values in each column.

    A column that is empty in all of them may be left out.
    """

    sheet: str
    numbers: list[int]
    columns: dict[str, list[Any]]

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, key: str) -> list[Any]:
        return self.columns.get(key) or [None] * len(self)

    def rows(self) -> Iterator[Row]:
        keys = tuple(self.columns)
        lines = zip(*self.columns.values(), strict=True) if keys else ((),) * len(self)
        for number, values in zip(self.numbers, lines, strict=True):
            filled = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
            yield Row(self.sheet, number, filled)

    def without(self, places: Set[int]) -> "Block":
        """The block without the rows at these places."""
        if not places:
            return self
        kept = [place for place in range(len(self)) if place not in places]
        columns = {key: [values[place] for place in kept] for key, values in self.columns.items()}
        return Block(self.sheet, [self.numbers[place] for place in kept], columns)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, a row (no column), a sheet (row 0) or the book (no sheet): a plain Chinese sentence.

    `sheet` and `column` are keys of the schema. `value` is what stands in the cell, already masked where it is
    sealed; the engine fills it in, for an app's check from the typed value it `held`. A `warning` asks for a second
    look and refuses nothing.
    """

    sheet: str
    row: int
    column: str
    message: str
    value: str = ""
    warning: bool = False
    held: Any = field(default=None, compare=False)


class Rows(Protocol):
    """The checked rows of a book, read again as often as one likes without holding them all."""

    def blocks(self, sheet: str) -> Iterator[Block]: ...

    def of(self, sheet: str) -> Iterator[Row]: ...

    def portions(self, sheet: str, size: int = 5_000) -> Iterator[list[Row]]:
        """For writing by COPY: while a COPY is open its connection reads nothing, and `of` would wait for ever."""

    def count(self, sheet: str = "") -> int: ...


@dataclass(frozen=True)
class Book:
    """A register's workbook. Raise `version` whenever a column changes: older templates are then refused.

    `check_row` judges one typed row of any sheet that has no fault of its own yet; `check_book` judges all of them
    together (sums across sheets, households). Limits: `max_bytes` of the file, `max_inflated` bytes unpacked.
    """

    kind: str
    title: str
    version: str
    sheets: Sequence[Sheet]
    check_row: Callable[[Row], Iterable[Fault]] | None = None
    check_book: Callable[[Rows], Iterable[Fault]] | None = None
    max_bytes: int = 10 * 1024 * 1024
    max_inflated: int = 64 * 1024 * 1024
    guidance: Sequence[str] = field(default=())

    def sheet(self, key: str) -> Sheet:
        return next(each for each in self.sheets if each.key == key)
