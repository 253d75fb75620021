"""Did enough come, and did enough of them agree."""

from dataclasses import dataclass

from votes.rules.law import Rule


@dataclass(frozen=True, slots=True)
class Tally:
    """Whether a meeting was quorate and the motion carried. A needed number is None where the rule asks for none."""

    quorate: bool
    carried: bool
    needed_present: int | None
    needed_for: int | None
    article: str
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.quorate and self.carried


def tally(rule: Rule, *, entitled: int, present: int, in_favour: int) -> Tally:
    """Judge a count by a rule, whatever was decided. Whole numbers of people or households; nothing is rounded."""
    unit, base = rule.body.unit, rule.base(entitled, present)
    needed_present = rule.quorum.needed(entitled) if rule.quorum else None
    needed_for = rule.majority.needed(base) if rule.majority else None
    quorate = needed_present is None or present >= needed_present
    carried = needed_for is not None and in_favour >= needed_for
    reasons = []
    if not quorate:
        reasons.append(
            f"{rule.body.label}应到{entitled}{unit}，须到{needed_present}{unit}，实到{present}{unit}，"
            f"人数不足（{rule.basis}）。"
        )
    if needed_for is not None and not carried:
        reasons.append(
            f"{rule.of}{base}{unit}，须赞成{needed_for}票，实得{in_favour}票，未通过（{rule.basis}）。请依法重新召开。"
        )
    return Tally(quorate, carried, needed_present, needed_for, rule.basis, tuple(reasons))
