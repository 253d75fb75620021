"""How a workbook's intake moves: states, moves, whose move it is."""

from enum import StrEnum

from communities.lib.transitions import Move, Table


class State(StrEnum):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    COLUMNS = "columns"
    REFUSED = "refused"
    READY = "ready"
    STORING = "storing"
    STORED = "stored"
    CANCELLED = "cancelled"
    FAILED = "failed"


STATE_LABELS: dict[str, str] = {
    State.UPLOADED: "已上传，待核对",
    State.CHECKING: "核对中",
    State.COLUMNS: "待对应列",
    State.REFUSED: "有错，已退回",
    State.READY: "待确认",
    State.STORING: "写入中",
    State.STORED: "已导入",
    State.CANCELLED: "已取消",
    State.FAILED: "没有办成",
}
STATE_CHOICES = [(str(state), label) for state, label in STATE_LABELS.items()]
TONES: dict[str, str] = {
    State.UPLOADED: "going",
    State.CHECKING: "going",
    State.COLUMNS: "due",
    State.REFUSED: "late",
    State.READY: "due",
    State.STORING: "going",
    State.STORED: "done",
    State.CANCELLED: "idle",
    State.FAILED: "late",
}
MOVE_LABELS: dict[str, str] = {
    "check": "核对",
    "ask": "请人对应列",
    "name": "对应列",
    "refuse": "退回",
    "pass": "通过核对",
    "confirm": "确认导入",
    "store": "写入",
    "fail": "停止",
    "cancel": "取消",
    "expire": "逾期清除",
}
# While one of these holds, a worker has the intake or is about to.
RUNNING = (State.UPLOADED, State.CHECKING, State.STORING)
ENDED = (State.STORED, State.CANCELLED)
_SYSTEM, _FILER = "system", "filer"

INTAKES = Table(
    [
        Move("check",   State.UPLOADED, State.CHECKING,  _SYSTEM),
        Move("check",   State.CHECKING, State.CHECKING,  _SYSTEM),  # once more after a worker's death
        Move("ask",     State.CHECKING, State.COLUMNS,   _SYSTEM),
        Move("name",    State.COLUMNS,  State.UPLOADED,  _FILER),
        Move("refuse",  State.CHECKING, State.REFUSED,   _SYSTEM),
        Move("pass",    State.CHECKING, State.READY,     _SYSTEM),
        Move("confirm", State.READY,    State.STORING,   _FILER),
        Move("store",   State.STORING,  State.STORED,    _SYSTEM),
        Move("refuse",  State.STORING,  State.REFUSED,   _SYSTEM),  # the register has changed since the check
        Move("expire",  State.READY,    State.CANCELLED, _SYSTEM),  # nobody has confirmed it
        Move("fail",    State.CHECKING, State.FAILED,    _SYSTEM),
        Move("fail",    State.STORING,  State.FAILED,    _SYSTEM),
        Move("cancel",  State.UPLOADED, State.CANCELLED, _FILER),
        Move("cancel",  State.CHECKING, State.CANCELLED, _FILER),
        Move("cancel",  State.COLUMNS,  State.CANCELLED, _FILER),
        Move("cancel",  State.REFUSED,  State.CANCELLED, _FILER),
        Move("cancel",  State.READY,    State.CANCELLED, _FILER),
        Move("cancel",  State.STORING,  State.CANCELLED, _FILER),
        Move("cancel",  State.FAILED,   State.CANCELLED, _FILER),
    ],
    STATE_LABELS | MOVE_LABELS,
)  # fmt: skip
