"""Districts that exist only for showing: every page of theirs says 演示数据."""

from django.db import transaction

from communities.access import Verb
from communities.models import Place
from communities.services.permission import require
from communities.services.recording import record


@transaction.atomic
def mark_invented(district: Place, *, by) -> int:
    """Mark a district and everything below it as invented (演示数据); how many places were marked."""
    require(by, Verb.OFFICE, district)
    marked = Place.objects.within(district).filter(demo=False).update(demo=True)
    record("标为演示数据", district, by=by, place=district, changes={"地点数": [None, marked]})
    return marked
