"""How the filing of a step moves: statuses, moves, whose move it is. `docs/rulebook.md` draws the diagram from here."""

from enum import StrEnum

from communities.lib.transitions import Move, Table
from mergers.rules.rulebook.model import Step


class Status(StrEnum):
    """The states of a step's filing."""

    IDLE = "idle"
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    DONE = "done"
    RETURNED = "returned"
    RECHECK = "recheck"
    WAIVED = "waived"


class Party(StrEnum):
    """Who makes a move; the step's rulebook says which organisation files, reviews and confirms."""

    FILER = "filer"
    REVIEWER = "reviewer"
    CONFIRMER = "confirmer"
    OFFICE = "office"
    SYSTEM = "system"


class Fact(StrEnum):
    """The shape of a step, on which a move's target depends."""

    HAS_CONFIRMER = "has_confirmer"
    NO_CONFIRMER = "no_confirmer"


STATUS_LABELS: dict[str, str] = {
    Status.IDLE: "未启动",
    Status.DRAFTING: "填报中",
    Status.SUBMITTED: "已提交",
    Status.REVIEWED: "待确认",
    Status.DONE: "完成",
    Status.RETURNED: "已退回",
    Status.RECHECK: "待复核",
    Status.WAIVED: "不适用",
}
STATUS_CHOICES = [(str(status), label) for status, label in STATUS_LABELS.items()]

PARTY_LABELS: dict[str, str] = {
    Party.FILER: "填报方",
    Party.REVIEWER: "审核方",
    Party.CONFIRMER: "确认方",
    Party.OFFICE: "区领导小组办公室",
    Party.SYSTEM: "系统",
}
MOVE_LABELS: dict[str, str] = {
    "start": "开始填报",
    "record": "登记内容",
    "submit": "提交",
    "withdraw": "撤回",
    "approve": "审核通过",
    "confirm": "确认",
    "return": "退回",
    "send_back": "退回审核方",
    "reopen": "重新办理",
    "recheck": "转待复核",
    "reconfirm": "复核确认",
    "waive": "批准不适用",
    "unwaive": "撤销不适用",
}
FACT_LABELS: dict[str, str] = {
    Fact.HAS_CONFIRMER: "有确认方",
    Fact.NO_CONFIRMER: "无确认方",
}

_IDLE, _DRAFTING, _SUBMITTED, _REVIEWED = Status.IDLE, Status.DRAFTING, Status.SUBMITTED, Status.REVIEWED
_DONE, _RETURNED, _RECHECK, _WAIVED = Status.DONE, Status.RETURNED, Status.RECHECK, Status.WAIVED
_FILER, _REVIEWER, _CONFIRMER, _OFFICE, _SYSTEM = Party
_CONFIRM, _NO_CONFIRM = Fact
_REASON = {"needs_reason": True}
_GATES = {"checks_gates": True}

# A return to the filer keeps the round's evidence and opens the next round; 重新办理 does the same from 完成, and the
# system turns every later done step to 待复核, which whoever finished it confirms anew or returns.
# fmt: off
STEP_FILING = Table([
    Move("start",     _IDLE,      _DRAFTING,  _FILER),
    Move("record",    _DRAFTING,  _DRAFTING,  _FILER),
    Move("record",    _RETURNED,  _RETURNED,  _FILER),
    Move("submit",    _DRAFTING,  _SUBMITTED, _FILER,                  **_GATES),
    Move("submit",    _RETURNED,  _SUBMITTED, _FILER,                  **_GATES),
    Move("withdraw",  _SUBMITTED, _DRAFTING,  _FILER),
    Move("approve",   _SUBMITTED, _REVIEWED,  _REVIEWER,  _CONFIRM,    **_GATES),
    Move("approve",   _SUBMITTED, _DONE,      _REVIEWER,  _NO_CONFIRM, **_GATES),
    Move("confirm",   _REVIEWED,  _DONE,      _CONFIRMER,              **_GATES),
    Move("return",    _SUBMITTED, _RETURNED,  _REVIEWER,               **_REASON),
    Move("return",    _REVIEWED,  _RETURNED,  _CONFIRMER,              **_REASON),
    Move("send_back", _REVIEWED,  _SUBMITTED, _CONFIRMER,              **_REASON),
    Move("reopen",    _DONE,      _RETURNED,  _OFFICE,                 **_REASON),
    Move("recheck",   _DONE,      _RECHECK,   _SYSTEM,                 **_REASON),
    Move("reconfirm", _RECHECK,   _DONE,      _CONFIRMER, _CONFIRM,    **_GATES),
    Move("reconfirm", _RECHECK,   _DONE,      _REVIEWER,  _NO_CONFIRM, **_GATES),
    Move("return",    _RECHECK,   _RETURNED,  _CONFIRMER, _CONFIRM,    **_REASON),
    Move("return",    _RECHECK,   _RETURNED,  _REVIEWER,  _NO_CONFIRM, **_REASON),
    Move("waive",     _IDLE,      _WAIVED,    _OFFICE,                 **_REASON),
    Move("waive",     _DRAFTING,  _WAIVED,    _OFFICE,                 **_REASON),
    Move("waive",     _RETURNED,  _WAIVED,    _OFFICE,                 **_REASON),
    Move("unwaive",   _WAIVED,    _IDLE,      _OFFICE,                 **_REASON),
], labels=STATUS_LABELS | MOVE_LABELS)
# fmt: on

# Only these satisfy a later step's precondition; 待复核 does not.
SETTLED = frozenset({Status.DONE, Status.WAIVED})


def facts_of(step: Step) -> frozenset[Fact]:
    """Whether the step is confirmed after its review, as the table asks it."""
    return frozenset({Fact.HAS_CONFIRMER if step.confirms else Fact.NO_CONFIRMER})


def parties_of(step: Step, party: Party | str) -> tuple[str, ...]:
    """The parties of the rulebook (community, cooperative, street, office) that make the moves of `party`."""
    match party:
        case Party.FILER:
            return step.files
        case Party.REVIEWER:
            return (step.reviews,)
        case Party.CONFIRMER:
            return (step.confirms,) if step.confirms else ()
        case Party.OFFICE:
            return ("office",)
    return ()


def owner(step: Step, status: str) -> Party | None:
    """Whose turn it is, or None where nobody owes anything (完成, 不适用)."""
    match status:
        case Status.IDLE | Status.DRAFTING | Status.RETURNED:
            return Party.FILER
        case Status.SUBMITTED:
            return Party.REVIEWER
        case Status.REVIEWED:
            return Party.CONFIRMER
        case Status.RECHECK:
            return Party.CONFIRMER if step.confirms else Party.REVIEWER
    return None


def move_label(step: Step, move: str) -> str:
    """What the act is called on this step: the party's own word (程序核验, 备案, 验收) for approving and confirming."""
    if move == "approve":
        return f"{step.review_label}通过"
    if move == "confirm":
        return step.confirm_label
    if move == "submit":
        return f"提交{step.review_label}"
    return MOVE_LABELS[move]
