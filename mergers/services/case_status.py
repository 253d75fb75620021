"""Deciding about a case as a whole beside its course: a status set by hand, taking it out of the plan."""

from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import CaseEvent, MergerCase, PlanEntry
from mergers.rules.lights import LIGHT_LABELS
from mergers.services.cases import locked, note_event, under_way

Kind = CaseEvent.Kind


def override_of(case: MergerCase) -> CaseEvent | None:
    """The status set by hand that stands today, or None: it ends when cleared or when its last day is past."""
    event = case.events.filter(kind__in=(Kind.STATUS_SET, Kind.STATUS_CLEARED)).order_by("at", "pk").last()
    if event is None or event.kind == Kind.STATUS_CLEARED:
        return None
    return event if event.data["until"] >= clock.today().isoformat() else None


@transaction.atomic
def set_status(case: MergerCase, status: str, *, reason: str, until: date, by) -> CaseEvent:
    """Set another light than the rule's, with a reason and a last day; the rule's verdict stays readable beside it."""
    case = under_way(case)
    require(by, Verb.OFFICE, case.place)
    if status not in LIGHT_LABELS or status == "done":
        raise Refused("人工状态只能是未启动、按期、临期、超期、法定等待或暂缓；“已完成”由各步办结得出。")
    if not reason.strip():
        raise Refused("人工定状态须写明理由。")
    if until < clock.today():
        raise Refused("截止日期不能早于今天。")
    event = note_event(case, Kind.STATUS_SET, by=by, reason=reason, data={"status": status, "until": until.isoformat()})
    changes = {"状态": [None, LIGHT_LABELS[status]], "截止": [None, until]}
    record("人工定状态", case, by=by, place=case.place, changes=changes, reason=reason)
    return event


@transaction.atomic
def clear_status(case: MergerCase, *, reason: str, by) -> CaseEvent:
    """Let the rule speak again."""
    case = locked(case)
    require(by, Verb.OFFICE, case.place)
    standing = override_of(case)
    if standing is None:
        raise Refused("这件事项没有人工定的状态。")
    if not reason.strip():
        raise Refused("取消人工状态须写明理由。")
    event = note_event(case, Kind.STATUS_CLEARED, by=by, reason=reason)
    changes = {"状态": [LIGHT_LABELS[standing.data["status"]], None]}
    record("取消人工状态", case, by=by, place=case.place, changes=changes, reason=reason)
    return event


@transaction.atomic
def take_out_of_plan(case: MergerCase, *, decision_number: str, decided_on: date, reason: str, by) -> MergerCase:
    """移出计划 by a numbered decision; the case keeps all it holds and counts no longer (R18)."""
    case = locked(case)
    require(by, Verb.OFFICE, case.place)
    if case.completed_on or case.removed_on:
        raise Refused(f"{case.place.name}的事项已经{'完成' if case.completed_on else '移出计划'}。")
    if not decision_number.strip() or not reason.strip():
        raise Refused("移出计划须写明决定文号和理由。")
    if decided_on > clock.today():
        raise Refused("决定日期不能晚于今天。")
    PlanEntry.objects.create(
        programme=case.batch.programme,
        place=case.place,
        act=PlanEntry.Act.REMOVED,
        decision_number=decision_number.strip(),
        decided_on=decided_on,
        reason=reason.strip(),
        at=clock.now(),
        by=by,
    )
    case.removed_on = decided_on
    case.save(update_fields=["removed_on"])
    note_event(case, Kind.REMOVED, by=by, reason=reason, data={"decision_number": decision_number.strip()})
    changes = {"移出计划": [None, decided_on], "决定文号": [None, decision_number.strip()]}
    record("移出计划", case, by=by, place=case.place, changes=changes, reason=reason)
    return case
