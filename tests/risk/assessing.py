"""An assessment through its services, as far as a test wants it."""

from datetime import date, timedelta

from communities.lib import clock
from communities.models import Place
from risk.models import Assessment
from risk.rules.schemes import SIDES
from risk.services import assessments, measures, points

POINT = {
    "side": "reasonableness", "title": "担忧分红减少", "probability": 4, "impact": 4, "probability_after": 2,
    "impact_after": 3, "contingency": "合作社当日说明，街道派员到场",
}  # fmt: skip
FACTS = {
    "interested": "股东户、空挂户", "method": "逐户走访，座谈三次", "asked": 300, "opposed": 12,
    "opinions": "就近办事的意见已采纳", "plan_number": "云办发〔2026〕9号",
}  # fmt: skip
CONCLUSION = {"final_level": "low", "conclusion": "proceed", "decision": "区委专题会〔2026〕3号"}


def at(day: date, hour: int = 9):
    return clock.now().replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0, second=0)


def opened(place: Place, street) -> Assessment:
    return assessments.open_assessment(place, by=street, based_on=clock.today())


def written(place: Place, street, *, due_in: int = 10, **other) -> Assessment:
    """With everything that it needs to be sent in."""
    this = opened(place, street)
    this = assessments.write(this, by=street, plan_on=clock.today(), **FACTS | other)
    found = {row.pk: ("met", "") for row in this.findings.all()}
    assessments.find(this, found, {side: f"{word}要求。" for side, word in SIDES.items()}, by=street)
    point = points.add_point(this, by=street, **POINT)
    until = clock.today() + timedelta(days=due_in)
    owner = street.posts()[0].organisation
    measures.set_measure(point, text="逐户说明收益分配办法", owner=owner, due_on=until, by=street)
    return this


def examined(place: Place, street, office, **other) -> Assessment:
    this = assessments.perform(written(place, street, **other), "submit", by=street)
    return assessments.perform(this, "examine", text="同意上会", by=office)


def concluded(place: Place, street, office, **other) -> Assessment:
    """By default low, 可实施."""
    return assessments.perform(examined(place, street, office), "conclude", by=office, **CONCLUSION | other)
