"""Three lines each: take ids or dates, call one service. Twice is the same as once, and late is as good as punctual."""

from celery import shared_task

from assets.contract_intake import REGISTER as CONTRACTS
from assets.intake import REGISTER
from assets.models import BoundRegister, CountSession, InventoryPosting
from assets.services import expiries, registers
from communities.models import Place
from communities.services import intake, jobs


@shared_task(title="核对资产工作簿", soft_time_limit=540, time_limit=570)
def check_workbook(job_id: int) -> None:
    """Check one uploaded workbook."""
    with jobs.claimed(job_id) as job:
        if job:
            intake.check(REGISTER, job)


@shared_task(title="导入资产工作簿", soft_time_limit=540, time_limit=570)
def store_workbook(job_id: int) -> None:
    """Store one confirmed workbook."""
    with jobs.claimed(job_id) as job:
        if job:
            intake.store(REGISTER, job)


@shared_task(title="生成资产清册", soft_time_limit=540, time_limit=570)
def print_register(job_id: int) -> None:
    """Print one bound register."""
    with jobs.claimed(job_id) as job:
        if job:
            registers.print_register(BoundRegister.objects.get(pk=job.args["register"]))


@shared_task(title="生成清查明细表", soft_time_limit=540, time_limit=570)
def print_listing(job_id: int) -> None:
    """Print the list that is posted beside one notice."""
    with jobs.claimed(job_id) as job:
        if job:
            registers.print_listing(InventoryPosting.objects.get(pk=job.args["posting"]))


@shared_task(title="生成盘点差异表")
def print_count(job_id: int) -> None:
    """Print the differences of one count session."""
    with jobs.claimed(job_id) as job:
        if job:
            registers.print_count(CountSession.objects.get(pk=job.args["session"]))


@shared_task(title="提醒合同到期")
def remind_expiries(job_id: int) -> None:
    """Tell the communities of one district of contracts whose end is in sight (daily)."""
    with jobs.claimed(job_id) as job:
        if job:
            expiries.look(Place.objects.get(pk=job.args["district"]))


@shared_task(title="核对合同工作簿", soft_time_limit=540, time_limit=570)
def check_contracts(job_id: int) -> None:
    """Check one uploaded workbook of a contract register."""
    with jobs.claimed(job_id) as job:
        if job:
            intake.check(CONTRACTS, job)


@shared_task(title="导入合同工作簿", soft_time_limit=540, time_limit=570)
def store_contracts(job_id: int) -> None:
    """Store one confirmed workbook of a contract register."""
    with jobs.claimed(job_id) as job:
        if job:
            intake.store(CONTRACTS, job)
