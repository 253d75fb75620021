"""Which body of a collective decides what, by the day of its meeting, and when its motion has passed.

Since 2025-05-01 only the members' assembly confirms members and divides shares (农村集体经济组织法第二十六条至
第二十八条); the members' representatives too may settle the distribution of income, elect the boards and confirm an
inventory. Before, it was whichever body the village's own rules named, and its minutes say whether the motion passed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

COLLECTIVES_ACT = date(2025, 5, 1)
BODIES = {
    "members_assembly": "成员大会",
    "members_representatives": "成员代表大会",
    "villagers_meeting": "村民会议",
    "villagers_representatives": "村民代表会议",
}


class Subject(StrEnum):
    """What a decision is about, as far as the law asks who may take it."""

    MEMBERS = "members"
    INCOME = "income"
    OFFICERS = "officers"
    INVENTORY = "inventory"


SUBJECTS = {
    Subject.MEMBERS: "成员确认、份额量化等",
    Subject.INCOME: "收益分配方案",
    Subject.OFFICERS: "理事会、监事会成员",
    Subject.INVENTORY: "清产核资结果",
}


@dataclass(frozen=True, slots=True)
class Competence:
    """Who may decide from a day on. `quorum` and `majority` are parts of the whole body; None: as minuted."""

    bodies: tuple[str, ...]
    article: str
    in_force_from: date
    in_force_to: date | None = None
    quorum: Fraction | None = None
    majority: Fraction | None = None
    subjects: tuple[Subject, ...] = tuple(Subject)
    whole: str = "全体成员"


COMPETENCES = (
    Competence(tuple(BODIES), "本村的章程、办法（农村集体经济组织法施行前）", date(1, 1, 1), date(2025, 4, 30)),
    Competence(
        ("members_assembly",),
        "农村集体经济组织法第二十六条、第二十七条、第二十八条",
        COLLECTIVES_ACT,
        None,
        Fraction(2, 3),
        Fraction(2, 3),
    ),
    Competence(
        ("members_representatives",),
        "农村集体经济组织法第二十六条、第二十八条",
        COLLECTIVES_ACT,
        None,
        None,  # by the charter, as minuted
        Fraction(2, 3),
        (Subject.INCOME, Subject.OFFICERS, Subject.INVENTORY),
        "全体代表",
    ),
)


def competences_on(day: date, subject: Subject = Subject.MEMBERS) -> tuple[Competence, ...]:
    """Who could decide the subject that day; never empty."""
    return tuple(
        each
        for each in COMPETENCES
        if subject in each.subjects
        and each.in_force_from <= day
        and (each.in_force_to is None or day <= each.in_force_to)
    )


def decision_faults(
    body: str,
    held_on: date,
    *,
    entitled: int,
    present: int,
    in_favour: int,
    minuted_passed: bool,
    subject: Subject = Subject.MEMBERS,
) -> list[str]:
    """Why the decision settles nothing: the wrong body, too few present, too few in favour. Empty: it holds."""
    able = competences_on(held_on, subject)
    rule = next((each for each in able if body in each.bodies), None)
    if rule is None:
        bodies = "、".join(BODIES[name] for each in able for name in each.bodies)
        told = f"{held_on}时{SUBJECTS[subject]}只能由{bodies}决定，{BODIES[body]}无权决定"
        return [f"{told}（{able[0].article}）。"]
    found = [] if minuted_passed else [f"会议记录载明{BODIES[body]}没有通过。"]
    if rule.quorum is not None and present < (needed := at_least(rule.quorum, entitled)):
        found.append(f"{BODIES[body]}应到{entitled}人，须到{needed}人，实到{present}人，人数不足（{rule.article}）。")
    if rule.majority is not None and in_favour < (needed := at_least(rule.majority, entitled)):
        found.append(f"{rule.whole}{entitled}人，须赞成{needed}票，实得{in_favour}票，没有通过（{rule.article}）。")
    return found


def at_least(part: Fraction, of: int) -> int:
    """The least whole number of people that reaches the part."""
    exact = part * of
    return -(-exact.numerator // exact.denominator)
