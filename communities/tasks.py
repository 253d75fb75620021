"""Three lines each: take ids or dates, call one service. Twice is the same as once."""

from celery import shared_task

from communities.services import checks, intake, jobs


@shared_task
def sweep() -> None:
    """Wake a worker for every due job; says that the worker lives."""
    jobs.beat("worker")
    jobs.sweep()


@shared_task(title="核对文件")
def check_files(job_id: int) -> None:
    """Re-hash every stored file (nightly)."""
    with jobs.claimed(job_id) as job:
        if job:
            checks.nightly()


@shared_task(title="清除逾期工作簿")
def expire_intakes(job_id: int) -> None:
    """Forget checked workbooks that nobody has confirmed in time (nightly)."""
    with jobs.claimed(job_id) as job:
        if job:
            intake.expire()
