"""Default wording and days of the papers for the board: data an official can read, marked 默认 on screen."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

_SHIPPED = Path(__file__).parent / "notice_texts.toml"
KINDS = ("general", "letter", "meeting")


@dataclass(frozen=True)
class NoticeText:
    """The default paper of a kind and purpose. Days are proposals; `days_basis` says where they come from.

    `display` asks for the legal least display of the posting day.
    """

    kind: str
    purpose: str
    label: str
    title: str
    body: str
    objection_days: int | None = None
    notice_days: int | None = None
    display: bool = False
    days_basis: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the address of a draft names: `general`, or `general:posting.result`."""
        return f"{self.kind}:{self.purpose}" if self.purpose else self.kind


@dataclass(frozen=True)
class DisplayFloor:
    """How many days a public affair hangs at least, from a date on."""

    in_force_from: date
    days: int
    article: str


@dataclass(frozen=True)
class Texts:
    papers: tuple[NoticeText, ...]
    floors: tuple[DisplayFloor, ...]

    def find(self, key: str) -> NoticeText | None:
        """The default of that key, or None."""
        return next((text for text in self.papers if text.key == key), None)

    def display_floor(self, on: date) -> DisplayFloor | None:
        """The least display in force on a posting day, None before the first law known here."""
        return next((row for row in reversed(self.floors) if row.in_force_from <= on), None)


def parse(source: str) -> Texts:
    """Read the TOML; raises ValueError, KeyError or TypeError for what is no such file."""
    data = tomllib.loads(source)
    return Texts(
        papers=tuple(_paper(row) for row in data["text"]),
        floors=tuple(sorted((DisplayFloor(**row) for row in data["display_floor"]), key=lambda row: row.in_force_from)),
    )


@cache
def shipped() -> Texts:
    """The texts the project ships with."""
    return parse(_SHIPPED.read_text(encoding="utf-8"))


def _paper(row: dict) -> NoticeText:
    own = NoticeText.__dataclass_fields__.keys() - {"details"}
    if row["kind"] not in KINDS:
        raise ValueError(f"unknown kind of notice: {row['kind']}")
    details = {name: value for name, value in row.items() if name not in own}
    return NoticeText(**{name: value for name, value in row.items() if name in own}, details=details)
