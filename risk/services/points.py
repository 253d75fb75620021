"""风险点 and 舆情: written while the assessment is made; what is said in public is entered at any time."""

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.permission import require
from communities.services.recording import record
from communities.services.saving import changes, stored
from risk.models import Assessment, OpinionEntry, RiskPoint
from risk.rules import assessments as rules
from risk.services.assessments import editable

TEXTS = ("title", "description", "contingency")
OPINION_TEXTS = ("gist", "handling", "paper")


@transaction.atomic
def add_point(assessment: Assessment, *, by, **facts) -> RiskPoint:
    """Raises Refused."""
    assessment = editable(assessment, by=by)
    point = stored(RiskPoint(assessment=assessment, **facts), TEXTS)
    told = {name: facts[name] for name in ("side", "title", "probability", "impact") if name in facts}
    record("登记风险点", point, by=by, place=assessment.place, changes=changes(RiskPoint(assessment=assessment), told))
    return point


@transaction.atomic
def change_point(point: RiskPoint, *, by, **facts) -> RiskPoint:
    """Raises Refused."""
    assessment = editable(point.assessment, by=by)
    point = RiskPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    told = changes(point, facts)
    for name, value in facts.items():
        setattr(point, name, value)
    stored(point, TEXTS)
    if told:
        record("修改风险点", point, by=by, place=assessment.place, changes=told)
    return point


@transaction.atomic
def drop_point(point: RiskPoint, *, by) -> Assessment:
    """Discard a point of a draft that carries nothing yet. Raises Refused."""
    assessment = editable(point.assessment, by=by)
    if point.measures.exists() or point.opinions.exists():
        raise Refused(f"风险点“{point.title}”已有措施或者舆情记录，不能删去；不成立的请把概率和影响改为最低并写明。")
    record("删去风险点", point, by=by, place=assessment.place, changes={"风险点": [point.title, None]})
    point.delete()
    return assessment


@transaction.atomic
def enter_opinion(point: RiskPoint, *, by, **facts) -> OpinionEntry:
    """What was seen on a day and what was done; it stays. Raises Refused."""
    place = point.assessment.place
    require(by, (Verb.ASSESS, Verb.REPORT), place)
    if point.assessment.status == rules.VOID:
        raise Refused("这份评估已经作废，不再登记舆情。")
    if facts["seen_on"] > clock.today():
        raise Refused("舆情日期不能晚于今天。")
    entry = stored(OpinionEntry(point=point, by_id=by.pk, **facts), OPINION_TEXTS)
    record("登记舆情", entry, by=by, place=place, changes={"日期": [None, str(entry.seen_on)]})
    return entry
