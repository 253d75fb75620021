"""Three lines each: take ids or dates, call one service. Twice is the same as once, and late is as good as punctual."""

from celery import shared_task

from communities.models import Place
from communities.services import jobs
from risk.services import measures, petitions, slips, tries


@shared_task(title="提醒信访超期")
def remind_petitions(job_id: int) -> None:
    """Tell the streets of one district of petitions past their day (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            petitions.remind(Place.objects.get(pk=job.args["district"]))


@shared_task(title="风险措施提醒和提级")
def watch_measures(job_id: int) -> None:
    """Move late measures of one district up their tiers, remind of those that end soon (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            measures.watch(Place.objects.get(pk=job.args["district"]))


@shared_task(title="提醒群众诉求超期")
def remind_slips(job_id: int) -> None:
    """Tell who handles slips past their day, throw old tries away (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            slips.remind(Place.objects.get(pk=job.args["district"]))
            tries.forget()
