"""Meetings from preparation to close: motions put, notice given and the roll frozen, attendance, close."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import DecidingBody, Meeting, Motion, RollEntry
from votes.rules import frozen, rule_for
from votes.rules.meetings import ATTENDANCE_LABELS, Attendance, Status

from .parties import held, require_unit


@transaction.atomic
def prepare(
    body: DecidingBody,
    title: str,
    *,
    held_on: date,
    reform_done: bool = False,
    authorisation: Document | None = None,
    by,
) -> Meeting:
    """Prepare a meeting of the body for a day. Raises Refused where the law of that day knows no such body."""
    require_unit(by, body.organisation.place)
    if rule_for(body.body, held_on) is None:
        raise Refused(f"{held_on}时法律没有规定由{body.get_body_display()}表决，请改由有权的会议表决。")
    if authorisation is not None and authorisation.place_id != body.organisation.place_id:
        raise Refused(f"授权决议不是{body.organisation.place.name}的文件，请另选。")
    meeting = Meeting(body=body, title=title.strip(), held_on=held_on, reform_done=reform_done)
    meeting.authorisation, meeting.prepared_at, meeting.prepared_by = authorisation, clock.now(), by
    stored(meeting, ["title"])
    record("筹备会议", meeting, by=by, place=meeting.place, changes={"会议日期": [None, held_on]})
    return meeting


@transaction.atomic
def put(meeting: Meeting, matter: str, title: str, *, previous: Motion | None = None, by) -> Motion:
    """Put a motion before the notice goes out; the rule it will be judged by is frozen now. Raises Refused.

    A motion that has failed is put again (重议) as a new one, to a meeting with a notice of its own.
    """
    meeting = held(meeting, "put", by=by)
    if previous is not None:
        _require_failed(previous, meeting, matter)
    elif _failed_before(meeting, matter):
        raise Refused("同一事项此前未通过，再次提交须作为重议，注明原议题。")
    number = (meeting.motions.aggregate(last=Max("number"))["last"] or 0) + 1
    motion = Motion(meeting=meeting, number=number, matter=matter, title=title.strip(), previous=previous)
    motion.rule = frozen(rule_for(meeting.body.body, meeting.held_on, matter))
    motion.put_at, motion.put_by = clock.now(), by
    stored(motion, ["title"])
    record("列入议题", motion, by=by, place=meeting.place, changes={"事项": [None, motion.get_matter_display()]})
    return motion


@transaction.atomic
def call(meeting: Meeting, *, notice_on: date, by) -> Meeting:
    """Give notice: from now on the motions stand and the roll is frozen as the seats are on the meeting's day.

    Raises Refused without a motion or a single seat, or for a day of notice that has not come.
    """
    meeting = held(meeting, "call", by=by)
    seats = list(meeting.body.seats.on(meeting.held_on))
    checks = (
        ("还没有列入议题，请先列入再发出通知。", meeting.motions.exists()),
        (f"{meeting.held_on}没有登记有表决资格的人，请先登记名册。", bool(seats)),
        (f"通知日期{notice_on}晚于今天，请在发出后登记。", notice_on <= clock.today()),
        (f"通知日期{notice_on}晚于会议日期{meeting.held_on}，请核对。", notice_on <= meeting.held_on),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    RollEntry.objects.bulk_create(
        RollEntry(meeting=meeting, seat=seat, name=seat.name, household_id=seat.household_id, is_woman=seat.is_woman)
        for seat in seats
    )
    meeting.status, meeting.notice_on = Status.CALLED, notice_on
    meeting.called_at, meeting.called_by = clock.now(), by
    stored(meeting)
    changes = {"通知日期": [None, notice_on], "应到": [None, len(seats)]}
    record("发出会议通知", meeting, by=by, place=meeting.place, changes=changes)
    return meeting


@transaction.atomic
def attend(entry: RollEntry, attendance: str, *, voted: bool = True, by) -> RollEntry:
    """Say that a person came, on the spot or on line, or did not; may be said again until the meeting is closed."""
    if attendance not in (Attendance.ABSENT, Attendance.ON_SITE, Attendance.ON_LINE):
        raise Refused("请选择到场、在线参加或未到；委托另行登记。")
    meeting = held(entry.meeting, "attend", by=by)
    entry = meeting.roll.get(pk=entry.pk)
    if attendance == Attendance.ABSENT and entry.represents.exists():
        raise Refused(f"{entry.name}受他人委托，须先取消委托才能登记为未到。")
    voted = voted and attendance != Attendance.ABSENT
    return _kept(entry, meeting, by, attendance=attendance, voted=voted, represented_by=None, written=False)


@transaction.atomic
def represent(entry: RollEntry, holder: RollEntry, *, written: bool, voted: bool = True, by) -> RollEntry:
    """Say that a person is represented by another who came. Whether it counts is the law's; it is kept either way."""
    meeting = held(entry.meeting, "attend", by=by)
    entry, holder = meeting.roll.get(pk=entry.pk), meeting.roll.filter(pk=holder.pk).first()
    if holder is None or holder.attendance not in (Attendance.ON_SITE, Attendance.ON_LINE):
        raise Refused("受托人须在本次会议名册上并已到会。")
    if entry == holder or entry.represents.exists():
        raise Refused(f"{entry.name}本人受他人委托或就是受托人，不能再委托。")
    changes = {"attendance": Attendance.PROXY, "represented_by": holder, "written": written, "voted": voted}
    return _kept(entry, meeting, by, **changes)


@transaction.atomic
def close(meeting: Meeting, *, by) -> Meeting:
    """Close: who was entitled, came, was represented and returned a ballot stands from now on. Raises Refused."""
    meeting = held(meeting, "close", by=by)
    if meeting.held_on > clock.today():
        raise Refused(f"会议日期{meeting.held_on}还没有到，不能结束。")
    meeting.status, meeting.closed_at, meeting.closed_by = Status.CLOSED, clock.now(), by
    stored(meeting)
    came = meeting.roll.attending()
    changes = {
        "应到": [None, meeting.roll.count()],
        "到会": [None, meeting.roll.in_person().count()],
        "委托": [None, meeting.roll.proxies().count()],
        "交票": [None, came.filter(voted=True).count()],
    }
    record("结束会议", meeting, by=by, place=meeting.place, changes=changes)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, by) -> Meeting:
    """Cancel a meeting that has not been held; its motions decide nothing. Raises Refused."""
    meeting = held(meeting, "cancel", by=by)
    if not reason.strip():
        raise Refused("请写明取消会议的原因。")
    meeting.status = Status.CANCELLED
    stored(meeting)
    record("取消会议", meeting, by=by, place=meeting.place, reason=reason.strip())
    return meeting


def _kept(entry: RollEntry, meeting: Meeting, by, **values) -> RollEntry:
    before = entry.get_attendance_display()
    for name, value in values.items():
        setattr(entry, name, value)
    stored(entry)
    after = ATTENDANCE_LABELS[entry.attendance]
    record("登记签到", entry, by=by, place=meeting.place, changes={"到会": [before, after]})
    return entry


def _require_failed(previous: Motion, meeting: Meeting, matter: str) -> None:
    result = getattr(previous, "result", None)
    checks = (
        ("原议题还没有结果，不能重议。", result is not None),
        ("原议题已经通过，不需要重议。", result is None or not result.passed),
        ("重议须另行召开会议、另行通知，不能在原会议上提出。", previous.meeting_id != meeting.pk),
        ("重议的事项须与原议题相同。", previous.matter == matter),
        ("重议的议题须属于同一地点。", previous.meeting.place == meeting.place),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)


def _failed_before(meeting: Meeting, matter: str) -> bool:
    """Whether the newest sealed motion of the body on the matter failed and has not been put again."""
    sealed = Motion.objects.filter(meeting__body=meeting.body, matter=matter).exclude(result=None)
    newest = sealed.select_related("result").order_by("-result__sealed_at").first()
    return newest is not None and matter != "general" and not newest.result.passed
