"""A notice on the board: how its status moves, how its ends are counted, what may not be published."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from communities.lib.leaks import find_personal_numbers
from communities.lib.transitions import Move, Table
from communities.lib.workdays import Calendar
from communities.rules.periods import Period, count


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


LABELS = {
    "draft": "草稿",
    "published": "待张贴",
    "running": "公示中",
    "interrupted": "已中断",
    "ended": "已期满",
    "withdrawn": "已撤下",
    "edit": "修改",
    "discard": "删除草稿",
    "publish": "发布",
    "put_up": "登记张贴",
    "start": "开始计期",
    "interrupt": "登记中断",
    "take_down": "登记期满证明",
    "end": "期满",
    "extend": "延长",
    "recount": "重新计算期限",
    "reprint": "重印",
    "withdraw": "撤下",
    "object": "登记异议",
}
S, ISSUER, SYSTEM = Status, "issuer", "system"
MOVES = Table(
    (
        Move("edit",      S.DRAFT,       S.DRAFT,       ISSUER),
        Move("discard",   S.DRAFT,       S.DRAFT,       ISSUER),
        Move("publish",   S.DRAFT,       S.PUBLISHED,   ISSUER),
        Move("put_up",    S.PUBLISHED,   S.PUBLISHED,   ISSUER),
        Move("put_up",    S.INTERRUPTED, S.INTERRUPTED, ISSUER),
        Move("start",     S.PUBLISHED,   S.RUNNING,     SYSTEM),
        Move("start",     S.INTERRUPTED, S.RUNNING,     SYSTEM),
        Move("interrupt", S.PUBLISHED,   S.INTERRUPTED, ISSUER, needs_reason=True),
        Move("interrupt", S.RUNNING,     S.INTERRUPTED, ISSUER, needs_reason=True),
        Move("take_down", S.RUNNING,     S.RUNNING,     ISSUER),
        Move("end",       S.RUNNING,     S.ENDED,       SYSTEM),
        Move("extend",    S.RUNNING,     S.RUNNING,     ISSUER, needs_reason=True),
        Move("recount",   S.RUNNING,     S.RUNNING,     SYSTEM),
        Move("reprint",   S.RUNNING,     S.RUNNING,     ISSUER),
        Move("withdraw",  S.PUBLISHED,   S.WITHDRAWN,   ISSUER, needs_reason=True),
        Move("withdraw",  S.RUNNING,     S.WITHDRAWN,   ISSUER, needs_reason=True),
        Move("withdraw",  S.INTERRUPTED, S.WITHDRAWN,   ISSUER, needs_reason=True),
        Move("object",    S.PUBLISHED,   S.PUBLISHED,   ISSUER),
        Move("object",    S.RUNNING,     S.RUNNING,     ISSUER),
        Move("object",    S.INTERRUPTED, S.INTERRUPTED, ISSUER),
        Move("object",    S.ENDED,       S.ENDED,       ISSUER),
    ),
    LABELS,
)  # fmt: skip

# The paper's lesser lines: name → label.
DETAILS = {
    "salutation": "称呼",
    "objection_way": "异议方式",
    "address": "地址",
    "supervision": "监督电话",
    "meeting_place": "会议地点",
    "attendance": "参会人员",
    "agenda": "议题",
    "remarks": "备注",
}
# A number half hidden is a number: posted papers show none.
_MASKED = re.compile(r"[0-9０-９]{2,}[*＊×●✱•]{3,}")
_KINDS = {"id": "身份证号", "phone": "手机号", "bank": "银行账号"}
ENDS = {"objection": "异议期", "display": "张贴期", "notice": "通知期"}


@dataclass(frozen=True)
class Terms:
    """How long a paper hangs: days for objections, days of display, days before a meeting; any may be None."""

    objection_days: int | None = None
    objection_unit: str = "natural"
    display_days: int | None = None
    notice_days: int | None = None


@dataclass(frozen=True)
class Ends:
    """The periods that run from one start, each as counted; None where the paper has no such period."""

    objection: Period | None
    display: Period | None
    notice: Period | None

    def named(self) -> dict[str, Period]:
        """The periods there are, by name."""
        return {field.name: period for field in fields(self) if (period := getattr(self, field.name))}

    def warnings(self) -> list[str]:
        """What puts a counted end in doubt, each sentence once."""
        return list(dict.fromkeys(period.warning for period in self.named().values() if period.warning))


def count_ends(terms: Terms, start: date, calendar: Calendar) -> Ends:
    """The ends of a paper whose last board went up on `start`. Raises Refused for days out of range."""

    def counted(kind: str, days: int | None, unit: str = "natural") -> Period | None:
        return count(kind, start, days, unit, calendar) if days is not None else None

    return Ends(
        objection=counted("objection", terms.objection_days, terms.objection_unit),
        display=counted("display", terms.display_days),
        notice=counted("notice", terms.notice_days),
    )


@dataclass(frozen=True)
class PostingState:
    """What was known of a notice: its status and ends. Every end runs to 24:00 of its day."""

    status: str
    run: int
    starts_on: date | None
    objection_ends_on: date | None
    display_ends_on: date | None
    earliest_meeting_on: date | None

    def objection_over(self, on: date) -> bool:
        """Whether the objection period had run out before `on`."""
        return self._ran() and self.objection_ends_on is not None and on > self.objection_ends_on

    def display_over(self, on: date) -> bool:
        """Whether the least display had run out before `on`."""
        return self._ran() and self.display_ends_on is not None and on > self.display_ends_on

    def may_meet(self, on: date) -> bool:
        """Whether a meeting on `on` keeps the notice period."""
        return self._ran() and self.earliest_meeting_on is not None and on >= self.earliest_meeting_on

    def waiting(self, on: date) -> bool:
        """Whether the law makes one wait on `on`: for objections, else for the display, or for the meeting day."""
        if self.status != Status.RUNNING:
            return False
        posted_to = self.objection_ends_on or self.display_ends_on
        before_meeting = self.earliest_meeting_on is not None and on < self.earliest_meeting_on
        return before_meeting or (posted_to is not None and on <= posted_to)

    def _ran(self) -> bool:
        return self.status in (Status.RUNNING, Status.ENDED)


def personal_numbers(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences naming where (label, text) pairs hold personal numbers; the numbers themselves are not repeated."""
    found = []
    for label, text in texts:
        found += [_sentence(label, text, hit.start, _KINDS[hit.kind]) for hit in find_personal_numbers(text)]
        found += [_sentence(label, text, match.start(), "部分遮盖的号码") for match in _MASKED.finditer(text)]
    return list(dict.fromkeys(found))


def _sentence(label: str, text: str, start: int, kind: str) -> str:
    line = text.count("\n", 0, start) + 1
    where = f"{label}第{line}段" if "\n" in text else label
    return f"{where}含有{kind}，公示文件不得出现个人号码，请整个删去后再发布（联系电话只填在“联系电话”一栏）。"
