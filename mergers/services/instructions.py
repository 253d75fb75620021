"""领导批示 → 转办 → 反馈: a leader writes on a ledger, the office forwards it, the organisations answer."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb, acts_for
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services import holidays, messages, settings
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import Instruction, InstructionTask, Ledger


@transaction.atomic
def write(ledger: Ledger, text: str, *, by) -> Instruction:
    """A leader's instruction on a ledger; the office is told. Raises Refused."""
    require(by, Verb.INSTRUCT, ledger.district)
    if not text.strip():
        raise Refused("请写明批示内容。")
    instruction = Instruction.objects.create(
        ledger=ledger,
        district=ledger.district,
        text=text.strip(),
        leader=by,
        leader_name=by.name,
        at=clock.now(),
    )
    record("作出批示", instruction, by=by, place=ledger.district, changes={"批示": [None, instruction.text]})
    office = messages.holders([Role.OFFICE], ledger.district)
    messages.tell(office, f"{by.name}就{ledger}作出批示，请转办。", _url(instruction))
    return instruction


@transaction.atomic
def forward(instruction: Instruction, organisation: Organisation, *, by, due_on: date | None = None) -> InstructionTask:
    """转办 to one organisation; without a day the feedback is due by the office's setting. Raises Refused."""
    instruction = _locked(instruction, by)
    due_on = due_on or usual_due_day(instruction)
    if due_on < clock.today():
        raise Refused("反馈期限不能早于今天。")
    if organisation.place.district_or_self != instruction.district:
        raise Refused(f"{organisation.name}不属于{instruction.district.name}，不能转办。")
    if instruction.tasks.filter(organisation=organisation).exists():
        raise Refused(f"这条批示已经转办{organisation.name}。")
    task = InstructionTask.objects.create(
        instruction=instruction,
        organisation=organisation,
        place=organisation.place,
        forwarded_at=clock.now(),
        forwarded_by=by,
        due_on=due_on,
    )
    changes = {"转办": [None, f"{organisation.name}，{due_on}前反馈"]}
    record("转办批示", instruction, by=by, place=organisation.place, changes=changes)
    text = f"领导批示“{instruction}”转办{organisation.name}，请于{due_on:%m-%d}前反馈。"
    messages.tell(messages.people_of(organisation), text, _url(instruction))
    return task


def usual_due_day(instruction: Instruction) -> date:
    """So many working days from the day after forwarding as the office has set."""
    calendar, day = holidays.calendar_for(instruction.district), clock.today()
    for _ in range(settings.value("dispatch_order.answer_days", instruction.district)):
        day = calendar.next_workday(day)
    return day


@transaction.atomic
def receive(task: InstructionTask, *, by) -> InstructionTask:
    """签收 by a person of the organisation. Raises Refused."""
    task = _own_task(task, by)
    if task.received_at:
        raise Refused("这条批示已经签收。")
    task.received_at, task.received_by = clock.now(), by
    task.save(update_fields=["received_at", "received_by"])
    record("签收批示", task.instruction, by=by, place=task.place, changes={"签收": [None, task.organisation.name]})
    return task


@transaction.atomic
def feed_back(task: InstructionTask, text: str, *, by) -> InstructionTask:
    """反馈 of one organisation; leader and office are told. What was not signed for is signed for with it."""
    task = _own_task(task, by)
    if task.feedback_at:
        raise Refused("这条批示已经反馈，需要补充的请联系区领导小组办公室。")
    if not text.strip():
        raise Refused("请写明反馈内容。")
    now = clock.now()
    if not task.received_at:
        task.received_at, task.received_by = now, by
    task.feedback, task.feedback_at, task.feedback_by = text.strip(), now, by
    task.save()
    instruction = task.instruction
    record("反馈批示", instruction, by=by, place=task.place, changes={task.organisation.name: [None, task.feedback]})
    people = [instruction.leader, *messages.holders([Role.OFFICE], instruction.district)]
    messages.tell(people, f"{task.organisation.name}已反馈批示“{instruction}”。", _url(instruction))
    return task


@transaction.atomic
def close(instruction: Instruction, *, by) -> Instruction:
    """办结, once every organisation it went to has answered. Raises Refused."""
    instruction = _locked(instruction, by)
    tasks = instruction.tasks.select_related("organisation")
    waiting = [task.organisation.name for task in tasks if not task.feedback_at]
    if not tasks:
        raise Refused("这条批示还没有转办，不能办结。")
    if waiting:
        raise Refused(f"{'、'.join(waiting)}尚未反馈，全部反馈后才能办结。")
    instruction.closed_at, instruction.closed_by = clock.now(), by
    instruction.save(update_fields=["closed_at", "closed_by"])
    record("办结批示", instruction, by=by, place=instruction.district)
    messages.tell([instruction.leader], f"批示“{instruction}”已办结。", _url(instruction))
    return instruction


def _locked(instruction: Instruction, by) -> Instruction:
    """The instruction, held till the end of the transaction, that the office may still work on."""
    instruction = Instruction.objects.select_for_update(of=("self",)).select_related("district").get(pk=instruction.pk)
    require(by, Verb.DISPATCH, instruction.district)
    if instruction.closed_at:
        raise Refused("这条批示已经办结。")
    return instruction


def _own_task(task: InstructionTask, by) -> InstructionTask:
    locked = InstructionTask.objects.select_for_update(of=("self",))
    fetched = locked.select_related("organisation", "place", "instruction__leader", "instruction__district")
    task = fetched.get(pk=task.pk)
    if not acts_for(by, task.organisation):
        raise Refused(f"这条批示转办{task.organisation.name}，由该单位的人员签收和反馈。")
    return task


def _url(instruction: Instruction) -> str:
    return reverse("instruction", args=[instruction.pk])
