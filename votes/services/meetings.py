"""Meetings from preparation to close: motions put, notice given and the roll frozen, closed or cancelled."""

from datetime import date, time

from django.db import transaction
from django.db.models import Max

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Notice
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import DecidingBody, Meeting, Motion, RollEntry
from votes.rules import frozen, rule_for
from votes.rules.meetings import Status

from .charters import charters_on
from .parties import held, require_unit


@transaction.atomic
def prepare(
    body: DecidingBody,
    title: str,
    *,
    held_on: date,
    begins_at: time = time(9),
    venue: str = "",
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
    meeting.begins_at, meeting.venue = begins_at, venue.strip()
    meeting.authorisation, meeting.prepared_at, meeting.prepared_by = authorisation, clock.now(), by
    stored(meeting, ["title", "venue"])
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
    charters = charters_on(meeting.body, meeting.held_on)
    motion.rule = frozen(rule_for(meeting.body.body, meeting.held_on, matter, charters))
    motion.put_at, motion.put_by = clock.now(), by
    stored(motion, ["title"])
    record("列入议题", motion, by=by, place=meeting.place, changes={"事项": [None, motion.get_matter_display()]})
    return motion


@transaction.atomic
def call(meeting: Meeting, *, notice_on: date | None = None, notice: Notice | None = None, by) -> Meeting:
    """Give notice: from now on the motions stand and the roll is frozen as the seats are on the meeting's day.

    A notice that hangs on the boards tells its day itself. Raises Refused without a motion or a single seat, or for a
    day of notice that has not come.
    """
    meeting = held(meeting, "call", by=by)
    notice_on = _day_of_notice(meeting, notice_on, notice)
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
    meeting.status, meeting.notice_on, meeting.notice = Status.CALLED, notice_on, notice
    meeting.called_at, meeting.called_by = clock.now(), by
    stored(meeting)
    changes = {"通知日期": [None, notice_on], "应到": [None, len(seats)]}
    record("发出会议通知", meeting, by=by, place=meeting.place, changes=changes)
    return meeting


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


def _day_of_notice(meeting: Meeting, day: date | None, notice: Notice | None) -> date:
    """The day the last board was up, where a notice was posted; else the day that is stated."""
    if notice is None:
        if day is None:
            raise Refused("请选择张贴的会议通知，或者填写通知日期。")
        return day
    checks = (
        (f"“{notice.title}”不是{meeting.place.name}的会议通知，请另选。", _is_of(notice, meeting)),
        (f"“{notice.title}”{notice.status_word}，没有张贴起算日，不能作为会议通知。", _hangs(notice)),
        (
            f"“{notice.title}”写明的会议时间不是{meeting.held_on}，请核对。",
            notice.meeting_at and notice.meeting_at.astimezone(clock.SHANGHAI).date() == meeting.held_on,
        ),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    return notice.starts_on


def _is_of(notice: Notice, meeting: Meeting) -> bool:
    return notice.kind == Notice.Kind.MEETING and notice.place_id == meeting.place.pk


def _hangs(notice: Notice) -> bool:
    return notice.status in (Notice.Status.RUNNING, Notice.Status.ENDED) and notice.starts_on is not None


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
