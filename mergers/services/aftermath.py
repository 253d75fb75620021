"""What follows from a move: later steps rechecked, departments asked, a node dispatch, messages, the case closed."""

from django.urls import reverse

from communities import access
from communities.lib import clock
from communities.models import Organisation
from communities.services import holidays, messages, settings
from communities.services.recording import record
from mergers.models import CaseEvent, DepartmentTask, NodeDispatch, StepEvent, StepFiling
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import SETTLED, Party, move_label, owner, parties_of

Status = StepFiling.Status


def follow(event: StepEvent, filing: StepFiling, view: StepView, *, by) -> None:
    """Called once by `moves.perform`, in its transaction."""
    if event.move == "submit":
        ask_departments(filing, view)
    if event.move == "reopen":
        _recheck_later_steps(filing, event, by=by)
    if filing.status == Status.DONE and event.move != "reconfirm" and view.step.node:
        open_node_dispatch(event, view)
    if filing.status in SETTLED:
        _close_case(filing, by=by)
    elif filing.case.completed_on:
        _reopen_case(filing, event, by=by)
    _tell(event, filing, view)


def ask_departments(filing: StepFiling, view: StepView) -> None:
    """Put the filing into the inbox of each 协办 department, once a step."""
    case = filing.case
    district = case.place.district
    days = settings.value("receipt.days", district)
    due = clock.today()
    for _ in range(days):
        due = holidays.calendar_for(district).next_workday(due)
    keys = view.step.departments
    for organisation in Organisation.objects.filter(place=district, kind=Organisation.Kind.DEPARTMENT, key__in=keys):
        _, made = DepartmentTask.objects.get_or_create(
            filing=filing, organisation=organisation, defaults={"sent_at": clock.now(), "due_on": due}
        )
        if made:
            text = f"{case.place.name}第{filing.step}步“{view.title}”请协办，{due:%m-%d}前签收。"
            messages.tell(messages.people_of(organisation), text, reverse("department_inbox"))


def _recheck_later_steps(filing: StepFiling, event: StepEvent, *, by) -> None:
    from mergers.services.moves import mark_recheck

    reason = f"第{filing.step}步于{clock.today():%Y-%m-%d}重新办理：{event.text}"
    later = StepFiling.objects.select_for_update().filter(case=filing.case, step__gt=filing.step, status=Status.DONE)
    for other in later.order_by("step"):
        other.case = filing.case
        mark_recheck(other, reason, by=by)
    waiting = StepFiling.objects.filter(case=filing.case, status=Status.RECHECK).order_by("step")
    names = [f"第{number}步" for number in waiting.values_list("step", flat=True)]
    if names:
        record("转待复核", filing.case, by=by, place=filing.case.place, changes={"步骤": [None, names]}, reason=reason)


def open_node_dispatch(event: StepEvent, view: StepView) -> None:
    """逢重要节点调度: a key node reached opens an extra dispatch for the office (N63)."""
    node = NodeDispatch.objects.create(
        case=event.case, step=event.step, node=view.step.node, event=event, opened_at=clock.now()
    )
    people = messages.holders([access.Role.OFFICE], event.case.place)
    text = f"{event.case.place.name}到达关键节点：第{event.step}步{view.title}。"
    messages.tell(people, text, f"{reverse('nodes')}#node-{node.pk}")


def _close_case(filing: StepFiling, *, by) -> None:
    case = filing.case
    if case.completed_on or StepFiling.objects.filter(case=case).exclude(status__in=SETTLED).exists():
        return
    case.completed_on = clock.today()
    case.save(update_fields=["completed_on"])
    CaseEvent.objects.create(
        case=case, kind=CaseEvent.Kind.COMPLETED, occurred_on=clock.today(), at=clock.now(), by_name=by.name
    )


def _reopen_case(filing: StepFiling, event: StepEvent, *, by) -> None:
    case = filing.case
    case.completed_on = None
    case.save(update_fields=["completed_on"])
    CaseEvent.objects.create(
        case=case,
        kind=CaseEvent.Kind.REOPENED,
        occurred_on=clock.today(),
        at=clock.now(),
        by_name=by.name,
        reason=event.text,
    )


def _tell(event: StepEvent, filing: StepFiling, view: StepView) -> None:
    """The responsible person gets a message when a step is submitted, returned or approved (A11)."""
    place, url = filing.case.place, reverse("step", args=[filing.case_id, filing.step])
    words = f"{place.name}第{filing.step}步“{view.title}”"
    turn = owner(view.step, filing.status)
    if event.move in ("submit", "approve", "send_back") and turn in (Party.REVIEWER, Party.CONFIRMER):
        roles = [role for party in parties_of(view.step, turn) for role in access.PARTIES[party][1]]
        messages.tell(messages.holders(roles, place), f"{words}已{_act(event, view)}，请办理。", url)
    if event.move in ("approve", "confirm", "return", "reopen", "recheck"):
        roles = [role for party in view.step.files for role in access.PARTIES[party][1]]
        tail = f"：{event.text}" if event.text else "。"
        messages.tell(messages.holders(roles, place), f"{words}{_act(event, view)}{tail}", url)


def _act(event: StepEvent, view: StepView) -> str:
    """What was done, by the step's own word for it: 程序核验通过, 区级审核完成, 备案完成."""
    match event.move:
        case "approve":
            return move_label(view.step, "approve")
        case "confirm":
            return f"{move_label(view.step, 'confirm')}完成"
    return {"submit": "提交", "return": "退回", "reopen": "要求重新办理"}.get(event.move, "退回审核")
