"""Three lines each: take ids or dates, call one service. Twice is the same as once."""

from celery import shared_task

from communities.services import checks, jobs


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
