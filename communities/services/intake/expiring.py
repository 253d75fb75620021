"""The end of workbooks that were checked and never confirmed: what is sealed of them is not kept for ever."""

from datetime import date, timedelta

from django.db import transaction

from communities.lib import clock
from communities.models import Intake
from communities.rules.intakes import INTAKES, State
from communities.services import messages, settings
from communities.services.recording import SYSTEM, record

from .keeping import remove
from .staging import clear

DAYS = "intake.keep_days"


def expire() -> int:
    """Forget the workbooks that have waited too long; how many. Twice is the same as once, late as good as punctual."""
    waiting = Intake.objects.waiting().select_related("place__district")
    return sum(_expire(each.pk, each.place) for each in waiting if expires_on(each) <= clock.today())


def expires_on(intake: Intake) -> date:
    """The day in whose first hours a checked workbook goes, unless it is confirmed before."""
    kept = timedelta(days=settings.value(DAYS, intake.place.district_or_self))
    return intake.checked_at.astimezone(clock.SHANGHAI).date() + kept


@transaction.atomic
def _expire(pk, place) -> bool:
    """One workbook, unless somebody has confirmed it meanwhile."""
    held = Intake.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk, state=State.READY).first()
    if held is None:
        return False
    held.state, held.cancelled_at = INTAKES.target("expire", held.state), clock.now()
    names, held.stored_name, held.marked_name = (held.stored_name, held.marked_name), "", ""
    held.save()
    clear(held)
    which = f"{place.name}的“{held.title}”工作簿（{held.file_name}）"
    told = f"{which}核对后逾期没有确认，暂存的内容和文件已删除；如仍需导入，请重新上传。"
    if held.uploaded_by:
        messages.tell([held.uploaded_by], told, key=f"intake_expired:{held.pk}")
    record("清除逾期未确认的工作簿", held, by=SYSTEM, place=place, changes={"行数": [held.rows_accepted, None]})
    transaction.on_commit(lambda: remove(*names))
    return True
