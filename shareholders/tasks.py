"""Three lines each: take ids or dates, call one service. Twice is the same as once."""

from celery import shared_task

from communities.services import jobs
from shareholders import services
from shareholders.models import RollBoard


@shared_task(title="生成公示名单")
def print_board(job_id: int) -> None:
    """Lay out a posted list as PDF."""
    with jobs.claimed(job_id) as job:
        if job:
            services.print_board(RollBoard.objects.get(pk=job.args["board"]))
