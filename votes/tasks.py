"""Three lines each: take ids or dates, call one service. Twice is the same as once, and late is as good as punctual."""

from celery import shared_task

from communities.models import Place
from communities.services import jobs
from votes import services
from votes.models import SheetBatch
from votes.services.sheets import print_sheets as lay_out


# A job lays out parts for two minutes and queues up again.
@shared_task(title="生成入户征求意见表", soft_time_limit=540, time_limit=570)
def print_sheets(job_id: int) -> None:
    """Lay out the opinion sheets of a grid as one PDF."""
    with jobs.claimed(job_id) as job:
        if job:
            lay_out(SheetBatch.objects.select_related("canvass__organisation__place").get(pk=job.args["batch"]), job)


@shared_task(title="提醒决议落实超期")
def remind_decisions(job_id: int) -> None:
    """Tell owners and communities of one district of decisions past their day (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            services.remind_overdue(Place.objects.get(pk=job.args["district"]))


@shared_task(title="提醒座谈意见超期")
def remind_points(job_id: int) -> None:
    """Tell owners and communities of one district of points of talks not answered by their day (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            services.remind_points(Place.objects.get(pk=job.args["district"]))


@shared_task(title="提醒政策问题超期")
def remind_questions(job_id: int) -> None:
    """Tell those who answer in one district of policy questions past their day (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            services.remind_questions(Place.objects.get(pk=job.args["district"]))
