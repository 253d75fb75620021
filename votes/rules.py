"""The law of deciding: who must come and how many must agree, by body and by the day of the meeting.

Whole numbers and Fraction only. “以上” includes the number, “过半数” and “超过” exclude it (民法典第一千二百五十九条).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

ALWAYS = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number of people; `inclusive` tells 以上 from 超过."""

    part: Fraction
    inclusive: bool

    def needed(self, of: int) -> int:
        """The least whole number of people that reaches the share of `of` people."""
        exact = self.part * of
        whole = -(-exact.numerator // exact.denominator)
        return whole if self.inclusive or exact.denominator != 1 else whole + 1


HALF_OR_MORE, OVER_HALF = Share(Fraction(1, 2), True), Share(Fraction(1, 2), False)
TWO_THIRDS = Share(Fraction(2, 3), True)


@dataclass(frozen=True, slots=True)
class BodyRule:
    """How one body decides. `of_all`: the majority is counted of all entitled, else of those present."""

    body: str
    label: str
    quorum: Share
    majority: Share
    of_all: bool
    article: str
    in_force_from: date = ALWAYS
    in_force_to: date | None = None


NEW_ACTS = date(2026, 1, 1)
LAST_OLD_DAY = date(2025, 12, 31)
# fmt: off
RULES = (
    BodyRule("party_members", "党员大会", HALF_OR_MORE, OVER_HALF, True, "中国共产党支部工作条例（试行）第十一条", date(2018, 10, 28)),
    BodyRule("villagers_meeting", "村民会议（十八周岁以上村民）", OVER_HALF, OVER_HALF, False, "村民委员会组织法（2018年修正）第二十二条", ALWAYS, LAST_OLD_DAY),
    BodyRule("villagers_meeting", "村民会议（十八周岁以上村民）", OVER_HALF, OVER_HALF, False, "村民委员会组织法第二十六条", NEW_ACTS),
    BodyRule("villagers_meeting_households", "村民会议（户代表）", TWO_THIRDS, OVER_HALF, False, "村民委员会组织法（2018年修正）第二十二条", ALWAYS, LAST_OLD_DAY),
    BodyRule("villagers_meeting_households", "村民会议（户代表）", TWO_THIRDS, OVER_HALF, False, "村民委员会组织法第二十六条", NEW_ACTS),
    BodyRule("residents_meeting", "居民会议", OVER_HALF, OVER_HALF, False, "居民委员会组织法（2018年修正）第九条、第十条", ALWAYS, LAST_OLD_DAY),
    BodyRule("residents_meeting", "居民会议", OVER_HALF, OVER_HALF, False, "居民委员会组织法第二十六条、第二十七条", NEW_ACTS),
    BodyRule("residents_representatives", "居民代表会议", TWO_THIRDS, OVER_HALF, False, "居民委员会组织法第二十九条", NEW_ACTS),
    BodyRule("members_assembly", "成员大会", TWO_THIRDS, TWO_THIRDS, True, "农村集体经济组织法第二十七条", date(2025, 5, 1)),
    BodyRule("members_representatives", "成员代表大会", TWO_THIRDS, TWO_THIRDS, True, "农村集体经济组织法第二十八条", date(2025, 5, 1)),
)
# fmt: on
BODIES = {rule.body: rule.label for rule in RULES}


def rule_for(body: str, on: date) -> BodyRule | None:
    """The rule in force for the body on the day of its meeting; None where that body had no rule that day."""
    for rule in RULES:
        if rule.body == body and rule.in_force_from <= on and (rule.in_force_to is None or on <= rule.in_force_to):
            return rule
    return None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a meeting was quorate and the motion carried, with the sums and the article."""

    quorate: bool
    carried: bool
    needed_present: int
    needed_for: int
    article: str
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.quorate and self.carried


def verdict(rule: BodyRule, *, entitled: int, present: int, in_favour: int) -> Verdict:
    """Judge a count by a rule. People are whole numbers; nothing is rounded."""
    needed_present = rule.quorum.needed(entitled)
    needed_for = rule.majority.needed(entitled if rule.of_all else present)
    reasons = []
    if present < needed_present:
        reasons.append(
            f"{rule.label}应到{entitled}人，须到{needed_present}人，实到{present}人，人数不足（{rule.article}）。"
        )
    if in_favour < needed_for:
        base = f"应到{entitled}人" if rule.of_all else f"到会{present}人"
        reasons.append(f"{base}，须赞成{needed_for}票，实得{in_favour}票，未通过（{rule.article}）。请依法重新召开。")
    return Verdict(
        quorate=present >= needed_present,
        carried=in_favour >= needed_for,
        needed_present=needed_present,
        needed_for=needed_for,
        article=rule.article,
        reasons=tuple(reasons),
    )
