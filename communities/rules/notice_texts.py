"""Default wording and days of the papers for the board: data an official can read, marked 默认 on screen."""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from communities.rules import legal_numbers

_SHIPPED = Path(__file__).parent / "notice_texts.toml"
DISPLAY = "display.affairs"
KINDS = ("general", "letter", "meeting")


@dataclass(frozen=True)
class NoticeText:
    """The default paper of a kind and purpose. Days are proposals; `days_basis` says where they come from.

    Where the purpose is the key of a legal number, its days are that number's, on the day asked for; `display` asks
    for the legal least display too.
    """

    kind: str
    purpose: str
    label: str
    title: str
    body: str
    objection_days: int | None = None
    notice_days: int | None = None
    display_days: int | None = None
    display: bool = False
    days_basis: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the address of a draft names: `general`, or `general:posting.result`."""
        return f"{self.kind}:{self.purpose}" if self.purpose else self.kind

    def on(self, day: date) -> "NoticeText":
        """The text with the days that the law has on a day; what no law has then stays as it is."""
        own = legal_numbers.find(self.purpose, day)
        floor = legal_numbers.find(DISPLAY, day) if self.display else None
        days = {f"{own.kind}_days": own.value} if own else {}
        basis = [own.article if own else self.days_basis, floor.article if floor else ""]
        return replace(
            self, **days, display_days=floor.value if floor else None, days_basis="；".join(filter(None, basis))
        )


@dataclass(frozen=True)
class Texts:
    papers: tuple[NoticeText, ...]

    def find(self, key: str, on: date = date.max) -> NoticeText | None:
        """The default of that key with the days of the law on a day (of the newest law), or None."""
        return next((text.on(on) for text in self.papers if text.key == key), None)


def parse(source: str) -> Texts:
    """Read the TOML; raises ValueError, KeyError or TypeError for what is no such file."""
    data = tomllib.loads(source)
    return Texts(papers=tuple(_paper(row) for row in data["text"]))


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
