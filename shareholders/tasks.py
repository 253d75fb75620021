"""Three lines each: take ids or dates, call one service. Twice is the same as once."""

from celery import shared_task

from communities.services import jobs
from communities.services.intake import check, store
from shareholders import services
from shareholders.intake import REGISTER
from shareholders.ledger_intake import REGISTER as LEDGER
from shareholders.models import CertificateBatch, DividendBoard, RollBoard, ShareBoard


# A job lays out parts for two minutes and queues up again; joining a thousand of them takes half a minute more.
@shared_task(title="生成公示名单", soft_time_limit=540, time_limit=570)
def print_board(job_id: int) -> None:
    """Lay out a posted list as PDF."""
    with jobs.claimed(job_id) as job:
        if job:
            services.print_board(RollBoard.objects.get(pk=job.args["board"]), job)


@shared_task(title="生成股权公示名单", soft_time_limit=540, time_limit=570)
def print_share_board(job_id: int) -> None:
    """Lay out a posted list of shares as PDF."""
    with jobs.claimed(job_id) as job:
        if job:
            services.print_share_board(ShareBoard.objects.get(pk=job.args["board"]), job)


@shared_task(title="核对成员名册工作簿", soft_time_limit=540, time_limit=570)
def check_roll(job_id: int) -> None:
    """Check a roll's workbook."""
    with jobs.claimed(job_id) as job:
        if job:
            check(REGISTER, job)


@shared_task(title="导入成员名册", soft_time_limit=540, time_limit=570)
def store_roll(job_id: int) -> None:
    """Store a confirmed workbook."""
    with jobs.claimed(job_id) as job:
        if job:
            store(REGISTER, job)


@shared_task(title="核对原持股工作簿", soft_time_limit=540, time_limit=570)
def check_ledger(job_id: int) -> None:
    """Check the workbook of a ledger's opening."""
    with jobs.claimed(job_id) as job:
        if job:
            check(LEDGER, job)


@shared_task(title="导入原持股", soft_time_limit=540, time_limit=570)
def store_ledger(job_id: int) -> None:
    """Store a confirmed workbook."""
    with jobs.claimed(job_id) as job:
        if job:
            store(LEDGER, job)


@shared_task(title="批量打印股权证", soft_time_limit=540, time_limit=570)
def print_certificates(job_id: int) -> None:
    """Lay out the certificates of a batch as one PDF."""
    with jobs.claimed(job_id) as job:
        if job:
            services.print_batch(CertificateBatch.objects.select_related("organisation").get(pk=job.args["batch"]), job)


@shared_task(title="生成收益分配公示名单", soft_time_limit=540, time_limit=570)
def print_dividend_board(job_id: int) -> None:
    """Lay out the list of a distribution as PDF."""
    with jobs.claimed(job_id) as job:
        if job:
            services.print_dividend_board(DividendBoard.objects.get(pk=job.args["board"]), job)
