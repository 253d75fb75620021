"""How a meeting moves: prepared, called with the roll frozen, closed with the attendance kept."""

from enum import StrEnum

from communities.lib.transitions import Move, Table


class Status(StrEnum):
    DRAFT = "draft"
    CALLED = "called"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Attendance(StrEnum):
    """How one person on the roll took part; a person is counted once, in one of these ways."""

    ABSENT = "absent"
    ON_SITE = "on_site"
    ON_LINE = "on_line"
    PROXY = "proxy"


LABELS = {
    "draft": "筹备",
    "called": "已通知",
    "closed": "已开会",
    "cancelled": "已取消",
    "put": "列入议题",
    "call": "发出通知",
    "attend": "登记签到",
    "close": "结束会议",
    "count": "登记计票",
    "cancel": "取消会议",
}
ATTENDANCE_LABELS = {"absent": "未到", "on_site": "到场", "on_line": "在线参加", "proxy": "委托"}
S, UNIT = Status, "unit"
MOVES = Table(
    (
        Move("put",    S.DRAFT,  S.DRAFT,     UNIT),
        Move("call",   S.DRAFT,  S.CALLED,    UNIT),
        Move("attend", S.CALLED, S.CALLED,    UNIT),
        Move("close",  S.CALLED, S.CLOSED,    UNIT),
        Move("count",  S.CLOSED, S.CLOSED,    UNIT),
        Move("cancel", S.DRAFT,  S.CANCELLED, UNIT, needs_reason=True),
        Move("cancel", S.CALLED, S.CANCELLED, UNIT, needs_reason=True),
    ),
    LABELS,
)  # fmt: skip
