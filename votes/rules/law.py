"""The law of deciding as data: bodies, their rules and the matters they may decide, each row with article and dates."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from communities.rules import legal_numbers
from votes.rules.shares import Share, share

DECISION, ADVICE, OPINION = "决定", "建议", "意见"
EFFECTS = (DECISION, ADVICE, OPINION)
ALL, ENTITLED, PRESENT = "全体", "应到", "到会"
BASES = (ALL, ENTITLED, PRESENT)
SOURCES = ("法条", "网页", "默认", "章程")
SHARES = ("quorum", "women", "majority")
GENERAL = "general"
_SHIPPED = Path(__file__).parent / "deciding.toml"


@dataclass(frozen=True, slots=True)
class Body:
    """One body. `counted` says who is entitled; empty `authorisation`: none is asked; empty `proxies`: none allowed."""

    key: str
    label: str
    counted: str
    effect: str
    unit: str = "人"
    authorisation: str = ""
    proxies: str = ""

    def __post_init__(self) -> None:
        if self.effect not in EFFECTS:
            raise ValueError(f"{self.key}：效力应为{'、'.join(EFFECTS)}")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one body decides in one span of time. `majority` is counted `of` 全体, 应到 or 到会.

    None means the law asks nothing: no quorum, no notice, no vote. `notice_days` are natural days, neither the day of
    notice nor the day of the meeting among them; they come from the page of legal numbers under the key `notice`.
    `version` grows with each charter laid over the law; `raised_by` cites them.
    """

    body: Body
    of: str
    article: str
    in_force_from: date
    in_force_to: date | None = None
    quorum: Share | None = None
    women: Share | None = None
    majority: Share | None = None
    notice: str = ""
    notice_days: int | None = None
    sources: dict[str, str] = field(default_factory=dict)
    note: str = ""
    version: int = 1
    raised_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.of not in BASES:
            raise ValueError(f"{self.body.key}：计算基数应为{'、'.join(BASES)}")
        stated = {name for name in SHARES if getattr(self, name) is not None}
        stated |= {"notice"} if self.notice or self.notice_days else set()
        stated |= {"proxies"} if self.body.proxies else set()
        if stated != set(self.sources) or not set(self.sources.values()) <= set(SOURCES):
            raise ValueError(f"{self.body.key}（{self.in_force_from}）：每一项都须写明出处")
        _check_span(self)

    def base(self, entitled: int, attending: int) -> int:
        """The number of people the majority is counted of."""
        return attending if self.of == PRESENT else entitled

    @property
    def basis(self) -> str:
        """The article and, where the body has raised its own mark, what raised it."""
        return "；".join((self.article, *self.raised_by))

    @property
    def defaults(self) -> tuple[str, ...]:
        """The facts that are local practice or still to be verified: shown 默认, open to editing."""
        return tuple(name for name, source in self.sources.items() if source == "默认")


@dataclass(frozen=True, slots=True)
class Matter:
    """Who may decide a matter in one span of time. Bodies in `reform` may only once the reform (改制) is done."""

    key: str
    label: str
    bodies: tuple[str, ...]
    in_force_from: date
    source: str
    in_force_to: date | None = None
    article: str = ""
    majority: Share | None = None
    reform: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.source not in SOURCES or not set(self.reform) <= set(self.bodies):
            raise ValueError(f"{self.key}（{self.in_force_from}）：出处或会议不对")
        _check_span(self)


@dataclass(frozen=True, slots=True)
class Law:
    """All rows; of one body, and of one matter put to one body, at most one holds on any day (else ValueError)."""

    bodies: dict[str, Body]
    rules: tuple[Rule, ...]
    matters: tuple[Matter, ...]

    def __post_init__(self) -> None:
        histories = [self.rules_of(body) for body in self.bodies]
        histories += [
            [row for row in self.matters_of(key) if body in row.bodies]
            for key in self.matter_labels
            for body in self.bodies
        ]
        for earlier, later in (pair for history in histories for pair in pairwise(history)):
            if holds_on(earlier, later.in_force_from):
                raise ValueError(f"{earlier.article}：{later.in_force_from} 有两行同时有效")
        unknown = {body for matter in self.matters for body in matter.bodies} - set(self.bodies)
        if unknown:
            raise ValueError(f"没有名为 {'、'.join(sorted(unknown))} 的会议")

    @property
    def matter_labels(self) -> dict[str, str]:
        return {matter.key: matter.label for matter in self.matters}

    def rules_of(self, body: str) -> tuple[Rule, ...]:
        """The rules of a body, earliest first."""
        return tuple(sorted((row for row in self.rules if row.body.key == body), key=lambda row: row.in_force_from))

    def matters_of(self, key: str) -> tuple[Matter, ...]:
        """The rows of a matter, earliest first."""
        return tuple(sorted((row for row in self.matters if row.key == key), key=lambda row: row.in_force_from))


def holds_on(row: Rule | Matter, day: date) -> bool:
    """Whether a row is in force on `day`."""
    return row.in_force_from <= day and (row.in_force_to is None or day <= row.in_force_to)


def parse(text: str) -> Law:
    """Read the TOML of `deciding.toml`; raises ValueError, TypeError or KeyError with what is wrong."""
    data = tomllib.loads(text)
    bodies = {row["key"]: Body(**row) for row in data["body"]}
    rules = tuple(Rule(**_with_shares(row) | {"body": bodies[row["body"]]}) for row in data["rule"])
    matters = tuple(Matter(**_with_shares(row) | _lists(row)) for row in data["matter"])
    return Law(bodies, rules, matters)


@cache
def shipped() -> Law:
    """The law the project ships with."""
    return parse(_SHIPPED.read_text(encoding="utf-8"))


def notice_number(key: str, on: date) -> legal_numbers.LegalNumber | None:
    """The days of notice in force on the day of the meeting, from the page of legal numbers."""
    return legal_numbers.find(key, on) if key else None


def _with_shares(row: dict) -> dict:
    return {name: share(value) if name in SHARES else value for name, value in row.items()}


def _lists(row: dict) -> dict:
    return {name: tuple(row.get(name, ())) for name in ("bodies", "reform")}


def _check_span(row: Rule | Matter) -> None:
    if row.in_force_to is not None and row.in_force_to < row.in_force_from:
        raise ValueError(f"{row.article}：失效日早于施行日")
