"""The way of a petition and the clock that runs in each of its states (信访工作条例, in force since 2022-05-01).

A petition is never judged here: the organs and the articles are named, the days are counted.
"""

from dataclasses import dataclass
from datetime import date

from communities.lib.transitions import Move, Table
from communities.lib.workdays import Calendar
from communities.rules.legal_numbers import LegalNumber, lookup
from communities.rules.periods import Period, count

RECEIVED, ACCEPTED, ANSWERED = "received", "accepted", "answered"
REVIEWING, REVIEWED, RECHECKING = "reviewing", "reviewed", "rechecking"
DECLINED, REFERRED, CLOSED, WITHDRAWN, FINAL = "declined", "referred", "closed", "withdrawn", "final"
STATUSES = {
    RECEIVED: "待书面告知",
    ACCEPTED: "办理中",
    ANSWERED: "已答复",
    REVIEWING: "复查中",
    REVIEWED: "已复查",
    RECHECKING: "复核中",
    DECLINED: "不予受理",
    REFERRED: "已转送",
    CLOSED: "办结",
    WITHDRAWN: "已撤回",
    FINAL: "复核终结",
}
MOVES = {
    "accept": "告知受理",
    "decline": "告知不予受理",
    "refer": "转送",
    "extend": "延长办理期限",
    "answer": "书面答复",
    "review": "登记复查请求",
    "review_answer": "登记复查意见",
    "recheck": "登记复核请求",
    "recheck_answer": "登记复核意见",
    "close": "办结",
    "withdraw": "登记撤回",
}
EVENTS = {"receive": "收到登记"} | MOVES
# fmt: off
WAY = Table(
    (
        # move              from        to          party
        Move("accept",         RECEIVED,   ACCEPTED,   "handler"),
        Move("decline",        RECEIVED,   DECLINED,   "handler", needs_reason=True),
        Move("refer",          RECEIVED,   REFERRED,   "handler", needs_reason=True),
        Move("extend",         ACCEPTED,   ACCEPTED,   "handler", needs_reason=True),
        Move("answer",         ACCEPTED,   ANSWERED,   "handler", needs_reason=True),
        Move("review",         ANSWERED,   REVIEWING,  "handler"),
        Move("review_answer",  REVIEWING,  REVIEWED,   "handler", needs_reason=True),
        Move("recheck",        REVIEWED,   RECHECKING, "handler"),
        Move("recheck_answer", RECHECKING, FINAL,      "handler", needs_reason=True),
        Move("close",          ANSWERED,   CLOSED,     "handler"),
        Move("close",          REVIEWED,   CLOSED,     "handler"),
        *(Move("withdraw", status, WITHDRAWN, "handler", needs_reason=True)
          for status in (RECEIVED, ACCEPTED, ANSWERED, REVIEWING, REVIEWED, RECHECKING)),
    ),
    STATUSES | MOVES,
)
# fmt: on
OPEN = (RECEIVED, ACCEPTED, REVIEWING, RECHECKING)  # where an organ owes the next act
ASKING = {ANSWERED: "review", REVIEWED: "recheck"}  # where the petitioner may still ask, for a time
CLOCKS = {
    RECEIVED: "petition.notice",
    ACCEPTED: "petition.answer",
    ANSWERED: "petition.review_request",
    REVIEWING: "petition.review",
    REVIEWED: "petition.recheck_request",
    RECHECKING: "petition.recheck",
}
# 检举控告 is taken by other organs and may not be entered: 信访工作条例第三十条.
ACCUSATION = "accusation"
TOGETHER = 5  # 人以上为集体访（信访工作条例第二十条：推选代表不超过5人）
ELSEWHERE = (
    "检举控告类事项不在本系统登记。反映党员、干部和监察对象违纪违法的，请引导信访人向纪检监察机关反映（电话12388）；"
    "其他违法犯罪线索，请引导向公安机关、检察机关反映。已收到的材料按规定移送，不要录入。"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The period that runs in a state: its number in law and the counted days."""

    number: LegalNumber
    period: Period

    @property
    def due_on(self) -> date:
        return self.period.end


def clock_of(
    status: str, since: date, calendar: Calendar, *, timed: bool = True, extended: bool = False
) -> Clock | None:
    """What runs in a state entered on `since`; None where nothing does.

    `timed`: the matter is one of those that are handled by this procedure (条例第三十一条第六项); for the others the
    regulation sets no days for the answer. `extended` adds the one extension, counted on from the same day.
    """
    key = CLOCKS.get(status)
    if key is None or (status == ACCEPTED and not timed):
        return None
    number = lookup(key, since)
    days = number.value + (lookup("petition.extension", since).value if extended and status == ACCEPTED else 0)
    return Clock(number, count("objection", since, days, number.unit, calendar))


def day_faults(move: str, on: date, since: date, today: date, due_on: date | None) -> list[str]:
    """Why a move cannot have happened on that day: `since` is the day of the last one, `due_on` its clock's end."""
    if on > today:
        return ["办理日期不能晚于今天。"]
    if on < since:
        return [f"办理日期{on}早于上一环节的{since}，请核对。"]
    if move in ASKING.values() and due_on and on > due_on:
        return [f"请求的期限已于{due_on}届满（自收到书面答复之日起30日内），不能再登记；新的诉求请另行登记。"]
    if move == "close" and due_on and on <= due_on:
        return [f"信访人在{due_on}以前可以请求复查或者复核，期满未请求的再办结；信访人书面表示息访的，请登记撤回。"]
    return []
