"""Opening a case and deciding about it as a whole: route, way, receivers, plan dates, suspension."""

from datetime import date, timedelta

from django.db import transaction

from communities.access import Verb, may, post_as
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import LegalBody, Place
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import Batch, CaseEvent, MergerCase, PlanDate, PlanEntry, Programme, RulebookVersion, StepFiling
from mergers.services import rulebooks

REASON_NEEDED = "请写明理由。"


def route_of(legal_body: str) -> str:
    """Route A for a 村民委员会, B for a 居民委员会 (also while its reform is unfinished; 山东办法 §46)."""
    return MergerCase.Route.A if legal_body == LegalBody.VILLAGERS_COMMITTEE else MergerCase.Route.B


@transaction.atomic
def include_in_plan(
    programme: Programme, place: Place, *, decision_number: str, decided_on: date, reason: str, by
) -> PlanEntry:
    """Note the decision that takes a community into the plan, with its document number (R18)."""
    require(by, Verb.OFFICE, place)
    if not decision_number or not reason:
        raise Refused("列入计划须写明决定文号和理由。")
    if programme.district_id != place.district_id:
        raise Refused(f"“{programme}”不是{place.district.name}的工作计划，请选择本区的计划。")
    if decided_on > clock.today():
        raise Refused("决定日期不能晚于今天。")
    entry = PlanEntry.objects.create(
        programme=programme,
        place=place,
        act=PlanEntry.Act.INCLUDED,
        decision_number=decision_number,
        decided_on=decided_on,
        reason=reason,
        at=clock.now(),
        by=by,
    )
    record("列入计划", entry, by=by, place=place, changes={"决定文号": [None, decision_number]}, reason=reason)
    return entry


@transaction.atomic
def open_case(
    place: Place,
    batch: Batch,
    *,
    reform_done: bool,
    by,
    position: int = 0,
    lead_name: str = "",
    officer_name: str = "",
) -> MergerCase:
    """Open the community's one case on the newest rulebook, with an idle filing for every step and a baseline."""
    require(by, Verb.OFFICE, place)
    version = _rulebook_to_open_on(place)
    if batch.programme.district_id != place.district_id:
        raise Refused(f"“{batch}”不是{place.district.name}的批次，请选择本区的批次。")
    case = MergerCase.objects.create(
        place=place,
        batch=batch,
        rulebook_version=version,
        position=position,
        legal_body=place.legal_body,
        route=route_of(place.legal_body),
        reform_done=reform_done and place.legal_body != LegalBody.UNREFORMED_COMMITTEE,
        lead_name=lead_name,
        officer_name=officer_name,
        opened_on=clock.today(),
    )
    StepFiling.objects.bulk_create(
        StepFiling(case=case, step=step.number, needs_confirmation=bool(step.confirms))
        for step in version.rulebook.steps
    )
    set_baseline(case, by=by)
    note_event(case, CaseEvent.Kind.OPENED, by=by, data=_opening(case))
    record("启动撤并事项", case, by=by, place=place, changes={"路径": [None, case.get_route_display()]})
    return case


def _rulebook_to_open_on(place: Place) -> RulebookVersion:
    """The newest rulebook of the district; Refused where the community cannot have a case now."""
    if not place.legal_body:
        raise Refused(f"{place.name}尚未登记法律主体，请先在“社区与沿革”中登记。")
    version = rulebooks.current(place.district)
    if version is None:
        raise Refused("本区还没有规程，请先在“规程与设置”中装入。")
    if MergerCase.objects.open().filter(place=place).exists():
        raise Refused(f"{place.name}已有一件正在办理的撤并事项。")
    return version


def _opening(case: MergerCase) -> dict:
    """The facts of a case as it is opened; the ledger reads them from the event, never from today's row."""
    return {
        "route": case.route,
        "rulebook": case.rulebook_version.number,
        "legal_body": case.legal_body,
        "reform_done": case.reform_done,
        "lead": case.lead_name,
        "officer": case.officer_name,
    }


def set_baseline(case: MergerCase, *, by) -> None:
    """Plan every step from the rulebook's usual days: one begins when the last step before it is planned to end."""
    ends: dict[int, date] = {}
    for view in case.step_views():
        start = max([ends[number] for number in view.after], default=case.opened_on)
        ends[view.step.number] = start + timedelta(days=view.days)
    PlanDate.objects.bulk_create(
        PlanDate(
            case=case,
            step=number,
            planned_on=end,
            baseline=True,
            decided_on=clock.today(),
            at=clock.now(),
            by_name=by.name,
        )
        for number, end in ends.items()
    )


@transaction.atomic
def replan(case: MergerCase, step: int, planned_on: date, *, reason: str, by) -> PlanDate:
    """Move a step's planned day; the baseline stays, the move needs a reason and is counted (N64)."""
    if not (may(by, Verb.REVIEW, case.place) or may(by, Verb.OFFICE, case.place)):
        raise Refused("调整计划日期由街道或区领导小组办公室办理。")
    if not reason.strip():
        raise Refused("调整计划日期须写明理由。")
    case = under_way(case)
    filing = StepFiling.objects.select_for_update().get(case=case, step=step)
    if filing.status in (StepFiling.Status.DONE, StepFiling.Status.WAIVED):
        raise Refused(f"第{step}步已办结，不能再调整计划日期。")
    before = PlanDate.objects.filter(case=case, step=step).order_by("at", "pk").last()
    if before and before.planned_on == planned_on:
        raise Refused(f"第{step}步的计划日期本来就是{planned_on:%Y-%m-%d}。")
    plan = PlanDate.objects.create(
        case=case,
        step=step,
        planned_on=planned_on,
        baseline=before is None,
        decided_on=clock.today(),
        at=clock.now(),
        by_name=by.name,
        reason=reason.strip(),
    )
    changes = {f"第{step}步计划": [before and before.planned_on, planned_on]}
    record("调整计划日期", case, by=by, place=case.place, changes=changes, reason=reason)
    return plan


def note_event(case: MergerCase, kind: str, *, by, reason: str = "", data: dict | None = None) -> CaseEvent:
    """What was decided about the case, of today; the ledger reads these by date."""
    return CaseEvent.objects.create(
        case=case,
        kind=kind,
        occurred_on=clock.today(),
        at=clock.now(),
        by_name=by.name,
        reason=reason.strip(),
        data=data or {},
    )


def locked(case: MergerCase) -> MergerCase:
    """The case's row, held till the end of the transaction; every move of its filings queues here.

    It is the first lock of every writer: case → filing → counter → record chain.
    """
    return MergerCase.objects.select_for_update(of=("self",), no_key=True).with_places().get(pk=case.pk)


def under_way(case: MergerCase) -> MergerCase:
    """The case's row as `locked` gives it; Refused once the case is completed or out of the plan."""
    case = locked(case)
    if case.completed_on or case.removed_on:
        raise Refused(f"{case.place.name}的事项已经{'移出计划' if case.removed_on else '完成'}，不再办理。")
    return case


@transaction.atomic
def choose_mode(case: MergerCase, mode: str, *, reason: str, by) -> MergerCase:
    """Choose 撤改 or 撤并; it counts once the district has approved it (N53). A new choice voids the approval."""
    case = under_way(case)
    if post_as(by, ("community", "street"), case.place) is None:
        raise Refused("撤改或撤并由社区或街道选定，合作社和其他单位可以提出意见。")
    if mode not in MergerCase.Mode.values:
        raise Refused("方式只能是“撤改”或“撤并”。")
    before = case.get_mode_display()
    case.mode, case.mode_approved_at, case.mode_approved_by = mode, None, None
    case.save(update_fields=["mode", "mode_approved_at", "mode_approved_by"])
    note_event(case, CaseEvent.Kind.MODE_CHOSEN, by=by, reason=reason, data={"mode": mode})
    record(
        "选定方式", case, by=by, place=case.place, changes={"方式": [before, case.get_mode_display()]}, reason=reason
    )
    return case


@transaction.atomic
def approve_mode(case: MergerCase, *, by) -> MergerCase:
    case = under_way(case)
    require(by, Verb.CONFIRM, case.place)
    if not case.mode:
        raise Refused(f"{case.place.name}还没有选定撤改或撤并，无从批准。")
    if case.mode_approved_at:
        raise Refused("这一方式已经批准。")
    case.mode_approved_at, case.mode_approved_by = clock.now(), by
    case.save(update_fields=["mode_approved_at", "mode_approved_by"])
    note_event(case, CaseEvent.Kind.MODE_APPROVED, by=by, data={"mode": case.mode})
    record("批准方式", case, by=by, place=case.place, changes={"方式": [None, case.get_mode_display()]})
    return case


@transaction.atomic
def suspend(case: MergerCase, *, reason: str, by) -> MergerCase:
    """暂缓: a lawful outcome, not a fault. Nothing of the case moves until it is resumed."""
    case = under_way(case)
    require(by, Verb.CONFIRM, case.place)
    if not reason.strip():
        raise Refused(REASON_NEEDED)
    if case.suspended_on:
        raise Refused("这件事项已经暂缓。")
    case.suspended_on = clock.today()
    case.save(update_fields=["suspended_on"])
    note_event(case, CaseEvent.Kind.SUSPENDED, by=by, reason=reason)
    record("暂缓", case, by=by, place=case.place, reason=reason)
    return case


@transaction.atomic
def resume(case: MergerCase, *, reason: str, by) -> MergerCase:
    case = under_way(case)
    require(by, Verb.CONFIRM, case.place)
    if not case.suspended_on:
        raise Refused("这件事项没有暂缓。")
    if not reason.strip():
        raise Refused(REASON_NEEDED)
    case.suspended_on = None
    case.save(update_fields=["suspended_on"])
    note_event(case, CaseEvent.Kind.RESUMED, by=by, reason=reason)
    record("恢复办理", case, by=by, place=case.place, reason=reason)
    return case
