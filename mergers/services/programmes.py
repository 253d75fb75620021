"""The programme a district runs and the batches in which communities start."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from communities.access import Verb
from communities.lib.errors import Refused
from communities.models import Place
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import Batch, Programme


@transaction.atomic
def create_programme(
    district: Place, *, title: str, year: int, target: int, deadline: date, document_number: str = "", by
) -> Programme:
    """Start a programme of the district; `target` is the number of communities it is to finish."""
    require(by, Verb.OFFICE, district)
    if Programme.objects.filter(district=district, title=title).exists():
        raise Refused(f"{district.name}已有名为“{title}”的工作计划，请换一个名称。")
    programme = Programme.objects.create(
        district=district, title=title, year=year, target=target, deadline=deadline, document_number=document_number
    )
    changes = {"目标数": [None, target], "完成时限": [None, deadline]}
    record("设立工作计划", programme, by=by, place=district, changes=changes)
    return programme


@transaction.atomic
def add_batch(programme: Programme, title: str, *, by) -> Batch:
    """The programme's next batch, numbered without a gap."""
    district = programme.district
    require(by, Verb.OFFICE, district)
    Programme.objects.select_for_update().get(pk=programme.pk)
    number = (programme.batches.aggregate(newest=Max("number"))["newest"] or 0) + 1
    batch = Batch.objects.create(programme=programme, number=number, title=title)
    record("增加批次", batch, by=by, place=district, changes={"批次": [None, f"{number} {title}"]})
    return batch
