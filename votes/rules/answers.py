"""政策问答: topics, where a question came from, how it moves to an answer everybody may read."""

from datetime import date
from enum import StrEnum

from communities.lib.transitions import Move, Table
from communities.lib.workdays import Calendar

TOPICS = {
    "assets": "资产处置",
    "shares": "股权分红",
    "unchanged": "“四个不变”",
    "service": "办事地点、证照",
    "cadres": "干部安置",
    "other": "其他",
}
SOURCES = {
    "talk": "座谈",
    "visit": "入户",
    "counter": "来人",
    "telephone": "来电",
    "online": "网上",
    "petition": "信访",
}
LIMIT = "policy_answer.workdays"  # the setting that counts the days for an answer
APART = "公开由答复人以外的人员核定。"


class Status(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


LABELS = {
    "open": "待答复",
    "answered": "已答复",
    "released": "已公开",
    "withdrawn": "已撤销",
    "change": "改动",
    "answer": "答复",
    "reply": "出具书面答复",
    "release": "公开",
    "hide": "撤下",
    "withdraw": "撤销",
}
S, KEEPER = Status, "keeper"
MOVES = Table(
    (
        Move("change",   S.OPEN,     S.OPEN,      KEEPER),
        Move("change",   S.ANSWERED, S.ANSWERED,  KEEPER),
        Move("answer",   S.OPEN,     S.ANSWERED,  KEEPER),
        Move("answer",   S.ANSWERED, S.ANSWERED,  KEEPER),
        Move("reply",    S.ANSWERED, S.ANSWERED,  KEEPER),
        Move("reply",    S.RELEASED, S.RELEASED,  KEEPER),
        Move("release",  S.ANSWERED, S.RELEASED,  KEEPER),
        Move("hide",     S.RELEASED, S.ANSWERED,  KEEPER, needs_reason=True),
        Move("withdraw", S.OPEN,     S.WITHDRAWN, KEEPER, needs_reason=True),
    ),
    LABELS,
)  # fmt: skip


def due_on(asked_on: date, workdays: int, calendar: Calendar) -> date:
    """The last day for the answer: so many working days after the day of the question."""
    day = asked_on
    for _ in range(workdays):
        day = calendar.next_workday(day)
    return day
