"""The way of an assessment: who assesses, who examines, who decides; when a measure moves up a tier."""

from datetime import date

from communities.lib.transitions import Move, Table

DRAFTING, SUBMITTED, EXAMINED = "drafting", "submitted", "examined"
CONCLUDED, FILED, VOID = "concluded", "filed", "void"
STATUSES = {
    DRAFTING: "评估中",
    SUBMITTED: "已送审",
    EXAMINED: "已初审",
    CONCLUDED: "已作结论",
    FILED: "已备案",
    VOID: "已作废",
}
MOVES = {
    "submit": "送审",
    "withdraw": "撤回",
    "return": "退回",
    "examine": "初审通过",
    "conclude": "登记集体会审结论",
    "file": "登记备案回执",
    "reconsider": "登记重新研判",
    "void": "作废",
}
EVENTS = {"open": "立项评估"} | MOVES
STREET, OFFICE = "street", "office"
# fmt: off
WAY = Table(
    (
        # move            from       to         party
        Move("submit",     DRAFTING,  SUBMITTED, STREET, checks_gates=True),
        Move("withdraw",   SUBMITTED, DRAFTING,  STREET),
        Move("return",     SUBMITTED, DRAFTING,  OFFICE, needs_reason=True),
        Move("examine",    SUBMITTED, EXAMINED,  OFFICE, needs_reason=True),
        Move("return",     EXAMINED,  DRAFTING,  OFFICE, needs_reason=True),
        Move("conclude",   EXAMINED,  CONCLUDED, OFFICE),
        Move("file",       CONCLUDED, FILED,     STREET),
        Move("reconsider", CONCLUDED, CONCLUDED, STREET, needs_reason=True),
        Move("reconsider", FILED,     FILED,     STREET, needs_reason=True),
        Move("void",       DRAFTING,  VOID,      STREET, needs_reason=True),
    ),
    STATUSES | MOVES,
)
# fmt: on
SETTLED = (CONCLUDED, FILED)  # what has a conclusion
RUNNING = (DRAFTING, SUBMITTED, EXAMINED)

# 督促层级: whose turn it is to see that a measure is carried out.
TIERS = {"owner": "责任单位", "street": "街道", "district": "区领导小组办公室", "leaders": "区领导"}
LADDER = tuple(TIERS)


def tier_on(due_on: date, today: date, every: int) -> str:
    """At whose tier a measure stands that is not done: one up on the day after it was due, one more every `every` days.

    Told from the days alone: a tick that comes late finds the same tier as one that came each day.
    """
    late = (today - due_on).days
    return LADDER[0] if late <= 0 else LADDER[min(1 + (late - 1) // every, len(LADDER) - 1)]


def steps_up(now: str, due: str) -> tuple[str, ...]:
    """The tiers between, each of which stands in the history; none where it is there or above."""
    return LADDER[LADDER.index(now) + 1 : LADDER.index(due) + 1]
