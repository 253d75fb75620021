"""What an app declares of a register that comes by workbook: its book, and the three answers only it can give."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from communities.lib.errors import Refused
from communities.lib.intake.schema import Book, Fault, Row, Rows
from communities.models import Organisation, Place


@dataclass
class Changes:
    """What storing would change in the register, in rows; `samples` are lines to be read, without sealed values."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    samples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Duplicate:
    """A row that the register, or another community's, already has. Shown to the person who decides; refuses nothing.

    `message` is a sentence that names no sealed value.
    """

    row: Row
    column: str
    message: str

    def as_fault(self) -> Fault:
        return self.row.fault(self.column, self.message, warning=True)


class Faulty(Refused):
    """Rows that a register's own answers cannot take, each with its cell: the workbook is returned with them marked."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(f"第{fault.row}行：{fault.message}" for fault in faults))
        self.faults = faults


class About(Protocol):
    """What the three functions are told of the intake (a `communities.models.Intake`)."""

    place: Place
    organisation: Organisation | None
    base_date: Any


@dataclass(frozen=True)
class Register:
    """A register's workbook with its doors.

    `compare(intake, rows)` says what would change, `duplicates(intake, rows)` which rows are known elsewhere,
    `store(intake, rows, by=…)` writes them, inside the engine's transaction and through the app's own services, and
    returns how many rows it stored by sheet key. `prefill(place)` gives what the blank workbook already says, by sheet
    key. `check_task` and `store_task` are the dotted names of the app's two Celery tasks. `organisations(place)` gives
    the organisations to choose from where a register belongs to one; `dated` asks for a base date (登记时点).
    """

    book: Book
    compare: Callable[[Any, Rows], Changes]
    duplicates: Callable[[Any, Rows], Iterable[Duplicate]]
    store: Callable[..., Mapping[str, int]]
    check_task: str
    store_task: str
    prefill: Callable[[Place], Mapping[str, Iterable[Mapping[str, Any]]]] | None = None
    organisations: Callable[[Place], Any] | None = None
    dated: bool = False

    @property
    def kind(self) -> str:
        return self.book.kind
