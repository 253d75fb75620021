"""Days, sizes and terms the law prescribes, chosen by the date of the event; a rulebook names only their keys."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

UNITS = {"natural": "个自然日", "working": "个工作日", "households": "户", "members": "人", "years": "年"}
KINDS = {"notice": "通知", "display": "张贴", "objection": "期限", "size": "规模", "term": "任期", "lease": "租期"}
TITLES = {
    "answer.objection": "异议答复",
    "audit.publication": "离任审计结果公布",
    "comment.major_decision": "重大决策公开征求意见",
    "creditors.notice": "通知债权人",
    "display.affairs": "村务、居务公开张贴",
    "handover.committee": "移交",
    "lease.term": "租赁最长期限",
    "notice.members_assembly": "成员大会通知",
    "notice.residents_meeting": "居民会议通知",
    "notice.residents_representatives": "居民代表会议通知",
    "notice.villagers_meeting": "村民会议通知",
    "notice.villagers_representatives": "村民代表会议通知",
    "objection.posting": "对公开内容提出异议",
    "petition.answer": "信访事项办结",
    "petition.extension": "信访事项延长办理",
    "petition.notice": "信访事项书面告知",
    "petition.recheck": "信访复核",
    "petition.recheck_request": "请求信访复核",
    "petition.review": "信访复查",
    "petition.review_request": "请求信访复查",
    "placename.filing": "地名备案",
    "posting.dividend": "收益分配公示",
    "posting.inventory": "清产核资结果公示",
    "posting.result": "表决结果公示",
    "posting.roll": "成员名册公示",
    "posting.shares": "股权公示",
    "review.legality": "合法性审查",
    "size.community_max": "社区规模上限",
    "size.community_min": "社区规模下限",
    "size.party_county_level": "党组织由县级批准的党员数",
    "term.committee": "居民委员会任期",
}
_SHIPPED = Path(__file__).parent / "legal_numbers.toml"


class NoSuchRuleError(KeyError):
    """No number of that key is in force on the date; `str()` is a sentence for the screen."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class LegalNumber:
    """One number with its article and the dates, both included, between which it holds.

    `default` marks what is local practice or taken by analogy: shown 默认 and open to the office's own figure.
    """

    key: str
    value: int
    unit: str
    kind: str
    article: str
    in_force_from: date
    in_force_to: date | None = None
    default: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.kind not in KINDS or self.value < 1:
            raise ValueError(f"{self.key}：数值、单位或类别不对")
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            raise ValueError(f"{self.key}：失效日早于施行日")

    def __str__(self) -> str:
        mark = "，默认" if self.default else ""
        return f"{self.value}{UNITS[self.unit]}（{self.article}{mark}）"

    def holds_on(self, day: date) -> bool:
        """Whether the number is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class LegalNumbers:
    """All numbers known; of one key at most one holds on any day (else ValueError)."""

    rows: tuple[LegalNumber, ...]

    def __post_init__(self) -> None:
        for key in self.keys():
            rows = self.history(key)
            for earlier, later in pairwise(rows):
                if earlier.holds_on(later.in_force_from):
                    raise ValueError(f"{key}：{later.in_force_from} 有两行同时有效")

    def keys(self) -> frozenset[str]:
        """The rule keys a rulebook may name."""
        return frozenset(row.key for row in self.rows)

    def history(self, key: str) -> tuple[LegalNumber, ...]:
        """The rows of `key`, earliest first."""
        return tuple(sorted((row for row in self.rows if row.key == key), key=lambda row: row.in_force_from))

    def lookup(self, key: str, on: date) -> LegalNumber:
        """The row of `key` in force on `on`; raises NoSuchRuleError."""
        for row in self.history(key):
            if row.holds_on(on):
                return row
        if key in self.keys():
            raise NoSuchRuleError(f"规则 {key} 在 {on} 没有有效的规定，请在法律数字中补充当时的条文")
        raise NoSuchRuleError(f"没有名为 {key} 的规则，请核对规程中的规则名")


def parse(text: str) -> LegalNumbers:
    """Read the TOML of `legal_numbers.toml`; raises ValueError or TypeError with what is wrong."""
    return LegalNumbers(tuple(LegalNumber(**row) for row in tomllib.loads(text)["number"]))


@cache
def shipped() -> LegalNumbers:
    """The numbers the project ships with."""
    return parse(_SHIPPED.read_text(encoding="utf-8"))


def find(key: str, on: date) -> LegalNumber | None:
    """The shipped number of `key` in force on `on`, or None."""
    return next((row for row in shipped().history(key) if row.holds_on(on)), None)


def lookup(key: str, on: date) -> LegalNumber:
    """The shipped number of `key` in force on `on`; raises NoSuchRuleError, a KeyError that reads as a sentence."""
    return shipped().lookup(key, on)
