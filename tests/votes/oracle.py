"""A second reading of the law of deciding, from the table of bodies and nothing else: integers, no shared code.

Every condition is the inequality as the table writes it; every needed number is counted out in closed form.
"""

from datetime import date
from typing import NamedTuple

OLD_ACTS_END, NEW_ACTS = date(2025, 12, 31), date(2026, 1, 1)
OLD_ACTS, COLLECTIVES, BRANCH_RULES = date(2018, 12, 29), date(2025, 5, 1), date(2018, 10, 28)
RESERVED = {
    "charter", "membership", "share_quantification", "land_compensation", "cooperative_merger", "non_member_benefit",
    "share_plan",
}  # fmt: skip
OF_COMMITTEES = {"abolish_committee", "merger_plan"}
VILLAGERS = {"villagers_meeting", "villagers_meeting_households"}
BEFORE_THE_ACT = {"membership", "share_quantification", "share_plan", "land_compensation"}


class Told(NamedTuple):
    """What was said of a meeting."""

    body: str
    matter: str
    day: date
    entitled: int
    present: int
    agreed: int
    notice: date | None = None
    authorized: bool = False
    reformed: bool = False
    women: tuple[int, int] | None = None
    proxies: int = 0
    outside: int = 0


class Answer(NamedTuple):
    competent: bool
    notice_ok: bool | None
    quorum_met: bool
    needed_present: int | None
    passed: bool
    needed_for: int | None


def half(n):
    return (n + 1) // 2


def over_half(n):
    return n // 2 + 1


def two_thirds(n):
    return (2 * n + 2) // 3


def three_quarters(n):
    return (3 * n + 3) // 4


def judge(told: Told) -> Answer:
    if not has_rule(told.body, told.day):
        return Answer(False, None, False, None, False, None)
    came = told.present + (told.proxies - told.outside if told.body == "members_assembly" else 0)
    needed_present, quorate = quorum(told.body, told.entitled, came)
    if told.body == "villagers_representatives" and told.women is not None:
        quorate = quorate and 3 * told.women[1] >= 2 * told.women[0]
    needed_for, carried = majority(told, came)
    able, in_time = competent(told), notice(told)
    fair = told.proxies == 0 or (told.body == "members_assembly" and told.outside == 0)
    passed = able and in_time is not False and quorate and carried and fair
    return Answer(able, in_time, quorate, needed_present, passed, needed_for)


def has_rule(body, day):
    if body == "party_members":
        return day >= BRANCH_RULES
    if body in ("members_assembly", "members_representatives", "board"):
        return day >= COLLECTIVES
    if body == "residents_representatives":
        return day >= NEW_ACTS
    return day >= OLD_ACTS


def quorum(body, n, a):
    """(needed, met) of those entitled."""
    if body == "household_canvass":
        return None, True
    if body == "party_members":
        return half(n), 2 * a >= n
    if body in ("two_committees", "villagers_meeting", "residents_meeting"):
        return over_half(n), 2 * a > n
    return two_thirds(n), 3 * a >= 2 * n


def majority(told, came):
    """(needed, carried): the party and the collective's bodies count all, the others those who came."""
    n, a = told.entitled, told.agreed
    if told.body == "household_canvass":
        return None, False
    if told.body == "members_assembly" and told.matter == "non_member_benefit":
        return three_quarters(n), 4 * a >= 3 * n
    if told.body in ("members_assembly", "members_representatives"):
        return two_thirds(n), 3 * a >= 2 * n
    if told.body in ("party_members", "board"):
        return over_half(n), 2 * a > n
    return over_half(came), 2 * a > came


def competent(told):
    body, matter = told.body, told.matter
    if body == "household_canvass":
        return False
    if body in ("party_members", "two_committees"):
        return matter in ("general", "party_deliberation")
    if body.endswith("_representatives") and not told.authorized:
        return False
    if matter == "general":
        return True
    if matter in OF_COMMITTEES:
        return told.day >= OLD_ACTS and (
            body in VILLAGERS or (body in ("residents_meeting", "residents_representatives") and told.reformed)
        )
    if matter in RESERVED:
        if told.day >= COLLECTIVES:
            return body == "members_assembly"
        return matter in BEFORE_THE_ACT and body in VILLAGERS | {"villagers_representatives"}
    return matter == "inventory" and body in ("members_assembly", "members_representatives")


def notice(told):
    """Days strictly between the day of notice and that of the meeting; True where none are asked."""
    if told.body in VILLAGERS | {"residents_meeting", "members_assembly"}:
        days = 10
    elif told.body in ("villagers_representatives", "residents_representatives"):
        days = 5
    else:
        return True
    return None if told.notice is None else told.day.toordinal() - told.notice.toordinal() - 1 >= days
