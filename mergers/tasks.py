"""Three lines each: take ids or dates, call one service. Twice is the same as once, and late is as good as punctual."""

from celery import shared_task

from communities.lib.isoweek import Week
from communities.models import Place
from communities.services import jobs
from mergers.models import Ledger
from mergers.services import errata, ledger_files, ticking


@shared_task
def tick() -> None:
    """Make what is due and missing; called every five minutes, by whom and how often does not matter."""
    ticking.tick()


@shared_task(title="冻结台账")
def freeze_week(job_id: int) -> None:
    """Freeze one week of one district and ask for its files."""
    with jobs.claimed(job_id) as job:
        if job:
            ticking.freeze(Place.objects.get(pk=job.args["district"]), Week.parse(job.args["week"]))


# The chart of 3,000 units takes two minutes on a machine of its own, seven beside other work; a claim lasts ten.
@shared_task(title="生成台账文件", soft_time_limit=540, time_limit=570)
def make_ledger_file(job_id: int) -> None:
    """Make one kind of file of one ledger."""
    with jobs.claimed(job_id) as job:
        if job:
            ledger_files.make_files(Ledger.objects.get(pk=job.args["ledger"]), kinds=[job.args["paper"]])


@shared_task(title="登记勘误")
def find_errata(job_id: int) -> None:
    """Set later entries against one frozen ledger."""
    with jobs.claimed(job_id) as job:
        if job:
            errata.find_errata(Ledger.objects.select_related("district").get(pk=job.args["ledger"]))
