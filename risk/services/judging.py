"""What an assessment comes to by the rule of its day, what it still lacks, what weighs on the place. Reads only."""

from collections import Counter
from dataclasses import dataclass

from communities.lib import clock
from communities.models import Place
from risk.models import Assessment, Petition, RiskPoint
from risk.rules import petitions
from risk.rules.levels import LevelRule, percent
from risk.rules.schemes import SIDES
from risk.services import schemes


@dataclass(frozen=True, slots=True)
class Judged:
    """The level before and after the measures, and each of its two reasons after them."""

    before: str
    after: str
    by_points: str
    by_opposition: str
    share: str
    points: int


def judged(assessment: Assessment, points: list[RiskPoint] | None = None, rule: LevelRule | None = None) -> Judged:
    """A point whose outcome is not judged yet counts as it stood before."""
    points = list(assessment.points.all()) if points is None else points
    rule = rule or schemes.rule_of(assessment)
    before = [rule.grade(each.probability, each.impact) for each in points]
    after = [rule.grade(*after_of(each)) for each in points]
    opposed, asked = assessment.opposed, assessment.asked
    return Judged(
        rule.level(before, opposed, asked),
        rule.level(after, opposed, asked),
        rule.by_points(after),
        rule.by_opposition(opposed, asked),
        percent(opposed, asked),
        len(points),
    )


def after_of(point: RiskPoint) -> tuple[int, int]:
    return (point.probability_after or point.probability, point.impact_after or point.impact)


def missing(assessment: Assessment) -> list[str]:
    """Why the assessment may not be sent in yet; the checklist of the page and the refusal are the same."""
    facts = {
        "interested": "请填写利益相关者。",
        "method": "请填写评估过程和方法。",
        "opinions": "请填写各方意见和采纳情况。",
        "plan_number": "请填写应急预案的文号和日期。",
    }
    found = [sentence for name, sentence in facts.items() if not getattr(assessment, name)]
    if not assessment.asked:
        found.append("请填写征求意见的调查数和反对数；反对数为0的如实填写。")
    return [*found, *_findings(assessment), *_points(assessment)]


def _findings(assessment: Assessment) -> list[str]:
    open_ones = dict.fromkeys(SIDES, 0)
    for side in assessment.findings.filter(verdict="").values_list("side", flat=True):
        open_ones[side] += 1
    told = set(assessment.sides.values_list("side", flat=True))
    found = [f"{SIDES[side]}还有{count}项指标没有判断。" for side, count in open_ones.items() if count]
    return found + [f"{word}还没有分析结论。" for side, word in SIDES.items() if side not in told]


def _points(assessment: Assessment) -> list[str]:
    points = list(assessment.points.prefetch_related("measures"))
    if not points:
        return ["还没有登记风险点。"]
    found = []
    for point in points:
        lacks = []
        if not point.measures.all():
            lacks.append("防范化解措施")
        if point.probability_after is None:
            lacks.append("措施后的概率和影响")
        if not point.contingency:
            lacks.append("应急处置")
        if lacks:
            found.append(f"风险点“{point.title}”缺{'、'.join(lacks)}。")
    return found


def brought_words(place: Place) -> str:
    """How many petitions the place has, and about what those on the merger are; numbers only, of nobody by name."""
    rows = list(Petition.objects.filter(place=place).only("about_merger", "matter", "status", "due_on"))
    if not rows:
        return "没有登记的信访事项"
    about = Counter(each.get_matter_display() for each in rows if each.about_merger)
    late = sum(each.is_overdue(clock.today()) for each in rows)
    running = sum(each.status in petitions.OPEN for each in rows)
    told = "、".join(f"{matter}{count}件" for matter, count in about.most_common())
    spots = f"，与撤改撤并有关{about.total()}件（{told}）" if about else ""
    return f"信访事项共{len(rows)}件，在办{running}件，超期{late}件{spots}"
