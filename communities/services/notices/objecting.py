"""Objections: numbered within their notice, answered by a day, one that comes late is still taken."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice, Objection
from communities.rules.notices import personal_numbers
from communities.rules.periods import Period, count
from communities.services import settings
from communities.services.holidays import calendar_for
from communities.services.permission import require
from communities.services.recording import SEALED, differences, record

from .steps import begin, known_since


@dataclass(frozen=True)
class Row:
    """The row of a posted list that an objection is about: what the list says, what it should say."""

    row_key: str = ""
    row_label: str = ""
    original: str = ""
    claimed: str = ""


NO_ROW = Row()


@transaction.atomic
def receive_objection(
    notice: Notice, objector: str, text: str, received_at: datetime, *, contact: str = "", row: Row = NO_ROW, by
) -> Objection:
    """Take in an objection received at `received_at` (aware), within the period or late. Raises Refused.

    One that names a `row` of the posted list is answered where the list is kept: upholding it changes the register.
    """
    locked, _ = begin(notice, "object", by=by)
    if not objector.strip() or not text.strip():
        raise Refused("请写明异议人和异议内容。")
    if not known_since(locked).replace(second=0, microsecond=0) <= received_at <= clock.now():
        raise Refused("收到时间应在公示发布（补录的为实际张贴日）之后、当前时间之前，请核对。")
    if reasons := personal_numbers([("原登记内容", row.original), ("异议人主张", row.claimed)]):
        raise Refused(*reasons)
    objection = Objection(
        notice=locked,
        number=(locked.objections.aggregate(last=Max("number"))["last"] or 0) + 1,
        received_at=received_at,
        text=text.strip(),
        answer_due_on=answer_period(locked, received_at).end,
        **asdict(row),
    )
    objection.objector, objection.contact = objector.strip(), contact.strip()
    objection.save(force_insert=True)
    changes = {
        "异议编号": [None, objection.number],
        "收到时间": [None, received_at],
        "答复期限": [None, objection.answer_due_on],
        "异议人": SEALED,
    }
    if row.row_key:
        changes["所涉事项"] = [row.original, row.claimed]
    record("登记异议", locked, by=by, place=locked.place, changes=changes)
    return objection


@transaction.atomic
def answer_objection(objection: Objection, answer: str, result: str, *, corrected: str = "", by) -> Objection:
    """Answer it once, in writing, with one of the results. Raises Refused.

    `corrected` says how the register was changed; an upheld objection to a row of a list is refused without it.
    """
    locked = Objection.objects.select_for_update(of=("self",)).select_related("notice__place").get(pk=objection.pk)
    place = locked.notice.place
    require(by, Verb.POST, place)
    if locked.answered_at:
        raise Refused(f"第{locked.number}号异议已经答复，答复不能改动。")
    if not answer.strip() or result not in Objection.Result.values:
        raise Refused("请写明答复内容并选择处理结果。")
    if locked.row_key and result == Objection.Result.UPHELD and not corrected:
        raise Refused("这条异议针对名单中的一行，成立的须同时更正登记，请在该名单的页面办理答复。")
    locked.answered_at, locked.answered_by_id = clock.now(), by.pk
    locked.answer, locked.result, locked.corrected = answer.strip(), result, corrected[:300]
    locked.save(update_fields=["answered_at", "answered_by", "answer", "result", "corrected"])
    told = {"异议编号": locked.number, "处理结果": locked.get_result_display(), "更正情况": corrected or None}
    changes = differences({}, told)
    record("答复异议", locked.notice, by=by, place=place, changes=changes)
    return locked


def answer_period(notice: Notice, received_at: datetime) -> Period:
    """Until when an objection received then is answered: the office's own days, else the default of 5."""
    district, on = notice.place.district_or_self, received_at.astimezone(clock.SHANGHAI).date()
    days = settings.value("objection.answer_days", district, on)
    return count("objection", on, days, "natural", calendar_for(district))


def is_late(objection: Objection, notice: Notice) -> bool:
    """Whether it came after the objection period's last day, 24:00 (shown 逾期收到)."""
    end = notice.objection_ends_on
    return end is not None and objection.received_at >= clock.end_of_day(end)
