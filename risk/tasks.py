"""Three lines each: take ids or dates, call one service. Twice is the same as once, and late is as good as punctual."""

from celery import shared_task

from communities.models import Place
from communities.services import jobs
from risk.services import petitions


@shared_task(title="提醒信访超期")
def remind_petitions(job_id: int) -> None:
    """Tell the streets of one district of petitions past their day (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            petitions.remind(Place.objects.get(pk=job.args["district"]))
