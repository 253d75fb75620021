"""Opinion sheets of a grid as one file: ordered on the page, laid out by a job."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Job
from communities.services import jobs
from communities.services.long_papers import LongPaper, keep_file, printed
from communities.services.permission import require
from communities.services.recording import SYSTEM, record
from votes import papers
from votes.models import Canvass, CanvassHousehold, SheetBatch

A_PART = 20


@transaction.atomic
def order_sheets(canvass: Canvass, grid: str = "", *, by) -> SheetBatch:
    """Have the sheets of a grid, or of all households, made as one file. Raises Refused where there are none."""
    require(by, Verb.FILE, canvass.place)
    grid = grid.strip()
    count = homes_of(canvass, grid).count()
    if not count:
        raise Refused(f"没有“{grid}”这个网格，请核对；不填网格的打印全部。")
    batch = SheetBatch.objects.create(canvass=canvass, grid=grid, count=count, at=clock.now(), made_by_id=by.pk)
    changes = {"网格": [None, grid or "全部"], "张数": [None, count]}
    record("打印征求意见表", batch, by=by, place=canvass.place, changes=changes)
    jobs.enqueue("votes.tasks.print_sheets", key_of(batch), place=canvass.place, batch=batch.pk)
    return batch


def print_sheets(batch: SheetBatch, job: Job | None = None, *, by=SYSTEM) -> SheetBatch:
    """Lay the sheets out; a second call makes nothing."""
    if batch.done_at and file_of(batch).is_file():
        return batch
    with printed(paper_of(batch), job) as file:
        keep_file(file, file_of(batch))
        return _done(batch, by=by)


@transaction.atomic
def _done(batch: SheetBatch, *, by) -> SheetBatch:
    rows = SheetBatch.objects.select_for_update(of=("self",))
    found = rows.select_related("canvass__organisation__place").get(pk=batch.pk)
    if found.done_at is None:
        found.done_at = clock.now()
        found.save(update_fields=["done_at"])
        record("生成征求意见表", found, by=by, place=found.canvass.place, changes={"张数": [None, found.count]})
    return found


def paper_of(batch: SheetBatch) -> LongPaper:
    """`A_PART` sheets a part, by the households as they stood in the grid when the file was ordered."""
    keys = list(homes_of(batch.canvass, batch.grid).values_list("pk", flat=True)[: batch.count])
    parts = [keys[start : start + A_PART] for start in range(0, len(keys), A_PART)]

    def one(number: int) -> papers.Rendered:
        homes = CanvassHousehold.objects.filter(pk__in=parts[number - 1]).order_by("number")
        return papers.sheets(batch.canvass, list(homes))

    return LongPaper(f"canvass-sheets-{batch.pk}", len(parts), one, numbered=False)


def homes_of(canvass: Canvass, grid: str = ""):
    found = canvass.households.order_by("number")
    return found.filter(grid=grid) if grid else found


def file_of(batch: SheetBatch) -> Path:
    return settings.OUTPUT_ROOT / "canvass_sheets" / f"{batch.pk}.pdf"


def key_of(batch: SheetBatch) -> str:
    return f"canvass-sheets:{batch.pk}"
