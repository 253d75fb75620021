"""Which body confirms members, by the day of its meeting, and when its motion has passed.

Since 2025-05-01 only the members' assembly (农村集体经济组织法第二十六条至第二十八条); before, whichever body the
village's own rules named, and its minutes say whether the motion passed.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

COLLECTIVES_ACT = date(2025, 5, 1)
BODIES = {
    "members_assembly": "成员大会",
    "members_representatives": "成员代表大会",
    "villagers_meeting": "村民会议",
    "villagers_representatives": "村民代表会议",
}


@dataclass(frozen=True, slots=True)
class Competence:
    """Who may confirm members from a day on. `quorum` and `majority` are parts of all members; None: as minuted."""

    bodies: tuple[str, ...]
    article: str
    in_force_from: date
    in_force_to: date | None = None
    quorum: Fraction | None = None
    majority: Fraction | None = None


CONFIRMING = (
    Competence(tuple(BODIES), "本村认定办法（农村集体经济组织法施行前）", date(1, 1, 1), date(2025, 4, 30)),
    Competence(
        ("members_assembly",),
        "农村集体经济组织法第二十六条、第二十七条、第二十八条",
        COLLECTIVES_ACT,
        None,
        Fraction(2, 3),
        Fraction(2, 3),
    ),
)


def competence_on(day: date) -> Competence:
    return next(
        each
        for each in CONFIRMING
        if each.in_force_from <= day and (each.in_force_to is None or day <= each.in_force_to)
    )


def decision_faults(
    body: str, held_on: date, *, entitled: int, present: int, in_favour: int, minuted_passed: bool
) -> list[str]:
    """Why the decision settles nothing: the wrong body, too few present, too few in favour. Empty: it holds."""
    rule = competence_on(held_on)
    if body not in rule.bodies:
        able = "、".join(BODIES[each] for each in rule.bodies)
        return [f"{held_on}时成员确认只能由{able}决定，{BODIES[body]}无权决定（{rule.article}）。"]
    found = [] if minuted_passed else [f"会议记录载明{BODIES[body]}没有通过。"]
    if rule.quorum is not None and present < (needed := at_least(rule.quorum, entitled)):
        found.append(f"{BODIES[body]}应到{entitled}人，须到{needed}人，实到{present}人，人数不足（{rule.article}）。")
    if rule.majority is not None and in_favour < (needed := at_least(rule.majority, entitled)):
        found.append(f"全体成员{entitled}人，须赞成{needed}票，实得{in_favour}票，没有通过（{rule.article}）。")
    return found


def at_least(part: Fraction, of: int) -> int:
    """The least whole number of people that reaches the part."""
    exact = part * of
    return -(-exact.numerator // exact.denominator)
