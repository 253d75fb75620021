"""Which indicators hold on a day: the district's own newest list, else the shipped one."""

from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Place
from communities.services import settings
from communities.services.permission import require
from communities.services.recording import record
from communities.services.saving import stored
from risk.models import Assessment, SchemeVersion
from risk.rules import schemes as rules
from risk.rules.levels import LevelRule


def scheme_on(district: Place, on: date) -> rules.Scheme:
    """The lists and grades in force on a day. Raises Refused before the first of them."""
    try:
        shipped = rules.shipped(on)
    except LookupError as fault:
        raise Refused(str(fault)) from fault
    own = SchemeVersion.objects.filter(district=district, in_force_from__lte=on).first()
    return shipped.with_lists(own.in_force_from, own.basis, own.indicators, own.points) if own else shipped


def rule_on(district: Place, on: date) -> LevelRule:
    """The numbers of the level in force on a day."""
    names = ("majors_medium", "majors_high", "opposed_medium", "opposed_high")
    numbers = {name: settings.value(f"risk.{name}", district, on) for name in names}
    return LevelRule(**numbers, grades=scheme_on(district, on).grades)


def rule_of(assessment: Assessment) -> LevelRule:
    return rule_on(assessment.place.district, assessment.based_on)


@transaction.atomic
def set_scheme(
    district: Place, *, in_force_from: date, basis: str, indicators: dict, points: dict, by
) -> SchemeVersion:
    """Put lists of one's own in force from today or later; assessments under way keep theirs. Raises Refused."""
    require(by, Verb.OFFICE, district)
    faults = rules.list_faults(indicators, needed=True) + rules.list_faults(points, needed=False)
    if in_force_from < clock.today():
        faults.append("起用日期不能早于今天：此前立项的评估已按当时的指标办理。")
    if faults:
        raise Refused(*faults)
    version = SchemeVersion(district=district, in_force_from=in_force_from, basis=basis.strip(), set_by_id=by.pk)
    version.indicators, version.points = indicators, points
    stored(version)
    count = sum(len(lines) for lines in indicators.values())
    record("调整评估指标", version, by=by, place=district, changes={"指标": [None, f"{count}项"]}, reason=basis.strip())
    return version
