"""How an inventory moves: counted by the unit, examined by the street, posted, confirmed, locked."""

from enum import StrEnum

from communities.lib.transitions import Move, Table


class Status(StrEnum):
    COUNTING = "counting"
    VERIFYING = "verifying"
    POSTING = "posting"
    CONFIRMED = "confirmed"
    LOCKED = "locked"


STATUS_LABELS = {
    "counting": "清查",
    "verifying": "核实",
    "posting": "公示",
    "confirmed": "确认",
    "locked": "锁定",
}
MOVE_LABELS = {
    "file": "提交核实",
    "return": "退回清查",
    "approve": "核实通过，转公示",
    "confirm": "登记成员（代表）大会确认",
    "lock": "审核备案并锁定",
}
S, UNIT, STREET = Status, "unit", "street"
MOVES = Table(
    (
        Move("file",    S.COUNTING,  S.VERIFYING, UNIT,   checks_gates=True),
        Move("return",  S.VERIFYING, S.COUNTING,  STREET, needs_reason=True),
        Move("return",  S.POSTING,   S.COUNTING,  STREET, given="unposted", needs_reason=True),
        Move("approve", S.VERIFYING, S.POSTING,   STREET, checks_gates=True),
        Move("confirm", S.POSTING,   S.CONFIRMED, UNIT,   checks_gates=True),
        Move("lock",    S.CONFIRMED, S.LOCKED,    STREET, checks_gates=True),
    ),
    STATUS_LABELS | MOVE_LABELS,
)  # fmt: skip
# Before the street has found it right every line may change; afterwards only by an upheld objection.
OPEN = frozenset({S.COUNTING, S.VERIFYING})
