"""A card of a home page: what the template draws, already in words."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Card:
    """Only what is given is drawn, each by the component of its name; `entries` by item_list."""

    title: str
    url: str = ""
    label: str = ""
    tone: str = ""
    word: str = ""
    id: str = ""
    lines: list[str] = field(default_factory=list)
    deadline: dict | None = None
    checks: list[dict] | None = None
    facts: list[dict] | None = None
    entries: list[dict] | None = None
    table: dict | None = None
    tiles: list[dict] | None = None
    empty: str = ""
    wide: bool = False
