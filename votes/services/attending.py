"""Attendance: who came, on the spot or on line, who is represented by whom; said again until the meeting is closed."""

from collections.abc import Iterable

from django.db import transaction

from communities.lib.errors import Refused
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import Meeting, RollEntry
from votes.rules.meetings import ATTENDANCE_LABELS, Attendance

from .parties import held

IN_PERSON = (Attendance.ON_SITE, Attendance.ON_LINE)


@transaction.atomic
def attend(entry: RollEntry, attendance: str, *, voted: bool = True, by) -> RollEntry:
    """Say that a person came, on the spot or on line, or did not; may be said again until the meeting is closed."""
    _require_way(attendance)
    meeting = held(entry.meeting, "attend", by=by)
    entry = meeting.roll.get(pk=entry.pk)
    if attendance == Attendance.ABSENT and entry.represents.exists():
        raise Refused(f"{entry.name}受他人委托，须先取消委托才能登记为未到。")
    voted = voted and attendance != Attendance.ABSENT
    return _kept(entry, meeting, by, attendance=attendance, voted=voted, represented_by=None, written=False)


@transaction.atomic
def attend_many(meeting: Meeting, keys: Iterable[int], attendance: str, *, voted: bool = True, by) -> int:
    """The same for many lines of the roll at once; how many it changed. Raises Refused, then nothing is changed."""
    _require_way(attendance)
    meeting, keys = held(meeting, "attend", by=by), set(keys)
    asked = meeting.roll.filter(pk__in=keys)
    if not keys or asked.count() != len(keys):
        raise Refused("请勾选本次会议名册上的人。")
    voted = voted and attendance != Attendance.ABSENT
    if attendance == Attendance.ABSENT and asked.filter(represents__isnull=False).exists():
        raise Refused("勾选的人中有受他人委托的，须先取消委托才能登记为未到。")
    told = {"attendance": attendance, "represented_by": None, "written": False, "voted": voted}
    changed = asked.exclude(attendance=attendance, voted=voted).update(**told)
    if changed:
        ballots = "已交票" if voted else "未交票"
        changes = {ATTENDANCE_LABELS[attendance]: [None, changed], "交票": [None, ballots]}
        record("成批登记签到", meeting, by=by, place=meeting.place, changes=changes)
    return changed


@transaction.atomic
def represent(entry: RollEntry, holder: RollEntry, *, written: bool, voted: bool = True, by) -> RollEntry:
    """Say that a person is represented by another who came. Whether it counts is the law's; it is kept either way."""
    meeting = held(entry.meeting, "attend", by=by)
    entry, holder = meeting.roll.get(pk=entry.pk), meeting.roll.filter(pk=holder.pk).first()
    if holder is None or holder.attendance not in IN_PERSON:
        raise Refused("受托人须在本次会议名册上并已到会。")
    if entry == holder or entry.represents.exists():
        raise Refused(f"{entry.name}本人受他人委托或就是受托人，不能再委托。")
    changes = {"attendance": Attendance.PROXY, "represented_by": holder, "written": written, "voted": voted}
    return _kept(entry, meeting, by, **changes)


def _kept(entry: RollEntry, meeting: Meeting, by, **values) -> RollEntry:
    before = entry.get_attendance_display()
    for name, value in values.items():
        setattr(entry, name, value)
    stored(entry)
    after = ATTENDANCE_LABELS[entry.attendance]
    record("登记签到", entry, by=by, place=meeting.place, changes={"到会": [before, after]})
    return entry


def _require_way(attendance: str) -> None:
    if attendance not in (Attendance.ABSENT, *IN_PERSON):
        raise Refused("请选择到场、在线参加或未到；委托另行登记。")
