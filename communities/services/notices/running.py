"""The clock of a notice: it starts with the last board, its ends only move later, it ends when all proofs are there."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice, NoticeEvent
from communities.rules.notices import ENDS, MOVES, Ends, count_ends
from communities.rules.periods import MOST_DAYS, later_of
from communities.services import messages
from communities.services.holidays import calendar_for
from communities.services.recording import SYSTEM, differences, record

from .steps import begin, tell_event, terms_of, update_snapshot

COLUMNS = {"objection": "objection_ends_on", "display": "display_ends_on", "notice": "earliest_meeting_on"}
REMINDED = (Role.SECRETARY, Role.CLERK)


def start(notice: Notice, *, by) -> None:
    """Start the clock of a locked notice whose boards are all up; part of the last board's transaction."""
    status = MOVES.target("start", notice.status)
    latest = notice.postings.filter(run=notice.run).aggregate(at=Max("up_at"))["at"]
    before = _ends(notice)
    notice.status = status
    notice.starts_on = latest.astimezone(clock.SHANGHAI).date()
    ends = _count(notice)
    _lengthen(notice, ends)
    notice.save()
    update_snapshot(notice)
    text = "；".join([*(period.explanation() for period in ends.named().values()), *ends.warnings()])
    tell_event(notice, NoticeEvent.Kind.STARTED, notice.starts_on, by=by, text=text)
    changes = differences(before, _ends(notice)) | {"起算日": [None, notice.starts_on]}
    record("公示开始计期", notice, by=by, place=notice.place, changes=changes)


@transaction.atomic
def extend(notice: Notice, new_end: date, reason: str, *, which: str = "objection", by) -> Notice:
    """Move the end of the objection or the display period to a later day. Raises Refused for an earlier one."""
    locked, _ = begin(notice, "extend", by=by, reason=reason)
    column = COLUMNS.get(which) if which in ("objection", "display") else None
    old = getattr(locked, column) if column else None
    if old is None:
        raise Refused("这份公示没有所选的期限，不能延长。")
    if new_end <= old:
        raise Refused(f"期限只能延后：现为 {old}，新的截止日须晚于它。")
    if (new_end - old).days > MOST_DAYS:
        raise Refused(f"一次最多延长{MOST_DAYS}日，请核对日期 {new_end}。")
    if locked.postings.filter(run=locked.run, down_at__isnull=False).exists():
        raise Refused("已有公开栏登记期满取下，不能再延长；需要继续公示的，请另行发布。")
    before = _ends(locked)
    setattr(locked, column, new_end)
    extension = {"which": which, "from": old.isoformat(), "end": new_end.isoformat(), "reason": reason[:200]}
    locked.counting = {**locked.counting, "extensions": [*locked.counting.get("extensions", []), extension]}
    _save_extension(locked, before, f"{ENDS[which]}延长至{new_end}：{reason}", by)
    return locked


@transaction.atomic
def recount(notice: Notice, *, by=SYSTEM) -> bool:
    """Count again with the district's present holiday table; an end moves later or stays. Whether any moved."""
    locked, _ = begin(notice, "recount", by=by)
    before, version = _ends(locked), locked.holiday_version
    _lengthen(locked, _count(locked))
    if _ends(locked) == before:
        locked.save(update_fields=["counting", "holiday_version"])
        return False
    _save_extension(locked, before, f"节假日表由{version}改为{locked.holiday_version}，期限顺延", by)
    return True


@transaction.atomic
def withdraw(notice: Notice, reason: str, *, by) -> Notice:
    """Take a published paper back before its end; its public page closes at once."""
    locked, status = begin(notice, "withdraw", by=by, reason=reason)
    before = {"状态": locked.get_status_display()}
    locked.status = status
    locked.save(update_fields=["status"])
    update_snapshot(locked)
    tell_event(locked, NoticeEvent.Kind.WITHDRAWN, clock.today(), by=by, text=reason)
    changes = differences(before, {"状态": locked.get_status_display()})
    record("撤下公示", locked, by=by, place=locked.place, changes=changes, reason=reason)
    return locked


@transaction.atomic
def end_if_over(notice: Notice, *, by) -> bool:
    """End a notice whose periods are over and whose boards all have their proof of the end."""
    held = Notice.objects.select_for_update(of=("self",), no_key=True)
    locked = held.select_related("place__district").get(pk=notice.pk)
    postings = list(locked.postings.filter(run=locked.run))
    end = locked.last_day
    over = end is None or clock.now() >= clock.end_of_day(end)
    proved = postings and all(_hung_to_the_end(posting, end) for posting in postings)
    if locked.status != Notice.Status.RUNNING or not (over and proved):
        return False
    locked.status = MOVES.target("end", locked.status)
    locked.save(update_fields=["status"])
    update_snapshot(locked, closes_on=None if end else clock.today())
    tell_event(locked, NoticeEvent.Kind.ENDED, clock.today(), by=by, text="期满证明齐全")
    record("公示期满", locked, by=by, place=locked.place, changes={"状态": ["公示中", "已期满"]})
    return True


def end_due() -> tuple[int, int]:
    """The round of every tick: recount under a new holiday table, end what is over, remind of missing proofs.

    How many ended and how many still lack a proof. Run twice or late it does the same.
    """
    ended = lacking = 0
    versions: dict[int, str] = {}  # of the districts' holiday tables
    for notice in Notice.objects.filter(status=Notice.Status.RUNNING).select_related("place__district"):
        if notice.last_day is None:
            continue
        district = notice.place.district_or_self
        if district.pk not in versions:
            versions[district.pk] = calendar_for(district).version
        if notice.holiday_version != versions[district.pk]:
            recount(notice)
            notice.refresh_from_db()
        end = notice.last_day
        if clock.now() < clock.end_of_day(end):
            continue
        if end_if_over(notice, by=SYSTEM):
            ended += 1
        else:
            lacking += 1
            _remind(notice, end)
    return ended, lacking


def _remind(notice: Notice, end: date) -> None:
    text = f"{notice.number}《{notice.title}》已于 {end} 24:00 期满，尚缺公开栏的期满证明，请拍照或由见证人签字后登记。"
    people = messages.holders(REMINDED, notice.place)
    messages.tell(people, text, f"/notices/{notice.pk}/", key=f"notice-proof:{notice.pk}:{notice.run}:{end}")


def _hung_to_the_end(posting, end: date | None) -> bool:
    return posting.down_at is not None and (end is None or posting.down_at >= clock.end_of_day(end))


def _count(notice: Notice) -> Ends:
    return count_ends(terms_of(notice), notice.starts_on, calendar_for(notice.place.district_or_self))


def _lengthen(notice: Notice, ends: Ends) -> None:
    """Take over the counted ends where they are later, and keep how they were counted."""
    for name, period in ends.named().items():
        new = period.earliest if name == "notice" else period.end
        old = getattr(notice, COLUMNS[name])
        setattr(notice, COLUMNS[name], later_of(old, new) if old else new)
        notice.holiday_version = period.calendar_version
    counted = {name: period.as_dict() for name, period in ends.named().items()}
    notice.counting = {**notice.counting, **counted}


def _save_extension(notice: Notice, before: dict, text: str, by) -> None:
    notice.save()
    update_snapshot(notice)
    tell_event(notice, NoticeEvent.Kind.EXTENDED, clock.today(), by=by, text=text)
    record("延长公示期限", notice, by=by, place=notice.place, changes=differences(before, _ends(notice)), reason=text)


def _ends(notice: Notice) -> dict:
    return {
        "异议截止": notice.objection_ends_on,
        "张贴期满": notice.display_ends_on,
        "最早可开会": notice.earliest_meeting_on,
    }
