"""All assessments at one look: tiles, the matrix of all risk points, the levels over the months. Constant queries."""

from django.db.models.functions import Coalesce
from django.urls import reverse

from communities.lib import clock
from risk.models import AssessmentEvent, Measure, RiskPoint
from risk.presenters import pictures as drawn
from risk.presenters.assessments import LEVEL_TONES
from risk.rules.levels import LEVELS
from risk.services import schemes


def pictures(account, found) -> dict:
    """`found`: the newest assessment of each place, as filtered. Four queries, whatever their number."""
    rows = list(found)
    if not rows:
        return {"tiles": [], "matrix": None, "trend": None}
    after = RiskPoint.objects.filter(assessment__in=[each.pk for each in rows]).values_list(
        Coalesce("probability_after", "probability"), Coalesce("impact_after", "impact")
    )
    places = {each.place_id for each in rows}
    stood = AssessmentEvent.objects.filter(assessment__place__in=places).exclude(level="")
    levels = list(stood.order_by("occurred_on", "pk").values_list("assessment__place", "occurred_on", "level"))
    today = clock.today()
    late = Measure.objects.visible_to(account).filter(point__assessment__in=[each.pk for each in rows]).overdue(today)
    return {
        "tiles": _tiles(rows, late.count()),
        "matrix": drawn.of_all(after, schemes.rule_on(rows[0].place.district, today)),
        "trend": drawn.trend(levels, today),
    }


def _tiles(rows: list, late: int) -> list[dict]:
    url = reverse("assessments")
    tiles = [{"label": "评估", "value": len(rows), "url": url}]
    for level, word in LEVELS.items():
        count = sum(each.final_level == level for each in rows)
        tone = LEVEL_TONES[level] if count else ""
        tiles.append({"label": f"{word}风险", "value": count, "tone": tone, "url": f"{url}?level={level}"})
    open_ones = sum(not each.final_level for each in rows)
    calls = sum(bool(each.calls) for each in rows)
    tiles.append({"label": "未作结论", "value": open_ones})
    tiles.append({"label": "须重新研判", "value": calls, "tone": "due" if calls else ""})
    overdue = {"label": "措施超期", "value": late, "tone": "late" if late else ""}
    return [*tiles, overdue | {"url": f"{reverse('measures')}?clock=late"}]
