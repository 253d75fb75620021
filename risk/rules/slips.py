"""四单: 群众下单 → 干部领单 → 社区督单 (another person) → 公开晒单 (masked), and the reporter may open it again.

No law sets days for it; those of the settings are our own, shown 默认.
"""

from datetime import date, timedelta

from communities.lib.transitions import Move, Table
from communities.lib.workdays import Calendar

NEW, CLAIMED, REPORTED, CHECKED = "new", "claimed", "reported", "checked"
PUBLISHED, KEPT, REFERRED = "published", "kept", "referred"
STATUSES = {
    NEW: "待领单",
    CLAIMED: "办理中",
    REPORTED: "待督单",
    CHECKED: "待晒单",
    PUBLISHED: "已晒单",
    KEPT: "办结不公开",
    REFERRED: "已转办",
}
MOVES = {
    "claim": "领单",
    "refer": "转办",
    "release": "退单",
    "report": "报办理结果",
    "check": "督单通过",
    "send_back": "督单退回",
    "publish": "晒单",
    "keep": "不公开办结",
    "hide": "撤下晒单",
    "reopen": "反映人要求重办",
}
EVENTS = {"hand_in": "群众下单"} | MOVES
STAFF, REPORTER = "staff", "reporter"
# fmt: off
WAY = Table(
    (
        # move           from       to         party
        Move("claim",     NEW,       CLAIMED,   STAFF),
        Move("refer",     NEW,       REFERRED,  STAFF, needs_reason=True),
        Move("release",   CLAIMED,   NEW,       STAFF, needs_reason=True),
        Move("report",    CLAIMED,   REPORTED,  STAFF, needs_reason=True),
        Move("check",     REPORTED,  CHECKED,   STAFF, needs_reason=True),
        Move("send_back", REPORTED,  CLAIMED,   STAFF, needs_reason=True),
        Move("publish",   CHECKED,   PUBLISHED, STAFF),
        Move("keep",      CHECKED,   KEPT,      STAFF, needs_reason=True),
        Move("hide",      PUBLISHED, KEPT,      STAFF, needs_reason=True),
        Move("reopen",    CHECKED,   NEW,       REPORTER, needs_reason=True),
        Move("reopen",    PUBLISHED, NEW,       REPORTER, needs_reason=True),
        Move("reopen",    KEPT,      NEW,       REPORTER, needs_reason=True),
    ),
    STATUSES | MOVES,
)
# fmt: on
OPEN = (NEW, CLAIMED, REPORTED, CHECKED)  # where somebody owes the next act
ANSWERED = (CHECKED, PUBLISHED, KEPT)  # where the reporter may read the result and ask for more
APART = ("check", "send_back", "publish")  # not by the person who claimed it
LIMITS = {NEW: "slip.claim_workdays", REPORTED: "slip.check_workdays", CHECKED: "slip.publish_workdays"}
ELSEWHERE = (
    "信访事项、检举控告和紧急情况不在这里反映：信访请到街道信访接待场所；反映干部违纪违法请拨打12388；"
    "火警、急救、治安请拨打119、120、110。"
)


def due_on(status: str, since: date, workdays: int | None, promised: date | None, calendar: Calendar) -> date | None:
    """The last day of what runs in a state: the promised day while it is being done, else so many working days."""
    if status == CLAIMED:
        return promised
    if workdays is None:
        return None
    for _ in range(workdays):
        since = calendar.next_workday(since)
    return since


def promise_faults(promised: date | None, today: date, most: int) -> list[str]:
    """Why a day may not be promised."""
    if promised is None:
        return ["领单须承诺办结日期。"]
    if promised < today:
        return ["承诺办结日期不能早于今天。"]
    if promised > today + timedelta(days=most):
        return [f"承诺办结日期最迟为领单后{most}日，即{today + timedelta(days=most)}。"]
    return []
