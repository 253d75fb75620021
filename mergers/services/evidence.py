"""Papers and facts of a step: what the filer enters, attaches and asks to leave out."""

from datetime import date

from django.core.files import File
from django.db import transaction

from communities import access
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Notice
from communities.services import documents
from communities.services.recording import record
from mergers.models import Evidence, EvidenceWaiver, MergerCase, StepEvent, StepFiling, StepNotice
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import Party, Status, parties_of
from mergers.services import moves, statements
from mergers.services.cases import locked

OPEN_FOR_FILER = (Status.IDLE, Status.DRAFTING, Status.RETURNED)


@transaction.atomic
def save_facts(case: MergerCase, step: int, facts: dict, *, by) -> StepEvent:
    """Keep the typed facts of a step as an event, so that the ledger can read them by date.

    What they state of property, rolls, meetings and risk is told to the app that keeps it, in the same transaction.
    """
    case = locked(case)
    filing = StepFiling.objects.get(case=case, step=step)
    move = "start" if filing.status == Status.IDLE else "record"
    event = moves.perform(case, step, move, by=by, ask=moves.Ask(facts=facts))
    statements.tell(case.step_view(step).step.key, case.place, filing.facts, facts, by=by)
    return event


def _opened(case: MergerCase, step: int, by) -> tuple[StepFiling, StepView]:
    """The filing, locked and started, that this person may work on as its filer."""
    case = locked(case)
    filing = StepFiling.objects.select_for_update().get(case=case, step=step)
    filing.case, view = case, case.step_view(step)
    if access.post_as(by, parties_of(view.step, Party.FILER), case.place) is None:
        raise Refused(f"第{step}步的材料由填报方办理，您的任职不在其中。")
    if case.suspended_on or case.removed_on:
        raise Refused(f"{case.place.name}{'移出计划后' if case.removed_on else '暂缓期间'}不能办理材料。")
    if filing.status not in OPEN_FOR_FILER:
        raise Refused(f"第{step}步当前为“{filing.get_status_display()}”，撤回或退回后才能改动材料。")
    if filing.status == Status.IDLE:
        moves.perform(case, step, "start", by=by)
        filing = StepFiling.objects.get(pk=filing.pk)
        filing.case = case
    return filing, view


@transaction.atomic
def attach(case: MergerCase, step: int, kind: str, document: Document, *, by) -> Evidence:
    """Offer a stored document for one kind of evidence; a 批复 may be offered in several cases."""
    filing, view = _opened(case, step, by)
    wanted = _kind(view, kind)
    if wanted.number_only:
        raise Refused(f"“{wanted.title}”只登记文号和日期，不要上传文件。")
    if not Document.objects.visible_to(by).filter(pk=document.pk).exists():
        raise Refused("没有这份文件，请先上传。")
    if filing.evidence.filter(kind=kind, document=document, removed_at=None).exists():
        raise Refused(f"“{document.title}”已经加入这一步的“{wanted.title}”。")
    item = Evidence.objects.create(
        filing=filing,
        kind=kind,
        document=document,
        version=document.latest,
        round=filing.round,
        added_at=clock.now(),
        added_by=by,
    )
    _note(filing, "加入材料", f"{wanted.title}:{document.title}", by)
    return item


@transaction.atomic
def upload(
    case: MergerCase,
    step: int,
    kind: str,
    file: File,
    *,
    title: str,
    written_on: date,
    effective_on: date | None = None,
    for_street: bool = False,
    by,
) -> Evidence:
    """Store a new paper and offer it; with `for_street` it is the street's, and every community of it may read it."""
    case = locked(case)  # before the archive number and the record chain: all writers lock in one order
    view = case.step_view(step)
    post = access.post_as(by, parties_of(view.step, Party.FILER), case.place)
    if post is None:
        raise Refused(f"第{step}步的材料由填报方办理，您的任职不在其中。")
    for_street = for_street and post.place_id == case.place.parent_id
    document = documents.store_document(
        place=case.place.parent if for_street else case.place,
        kind=_kind(view, kind).title,
        title=title,
        upload=file,
        written_on=written_on,
        effective_on=effective_on,
        shared=for_street,
        by=by,
    )
    return attach(case, step, kind, document, by=by)


@transaction.atomic
def attach_number(case: MergerCase, step: int, kind: str, *, number: str, dated_on: date, by) -> Evidence:
    """Register number and date of a paper that must not be uploaded (常务会议, 应急预案)."""
    filing, view = _opened(case, step, by)
    wanted = _kind(view, kind)
    if not wanted.number_only:
        raise Refused(f"“{wanted.title}”须上传文件。")
    if not number.strip():
        raise Refused(f"请填写“{wanted.title}”的文号。")
    if dated_on > clock.today():
        raise Refused(f"“{wanted.title}”的日期不能晚于今天。")
    item = Evidence.objects.create(
        filing=filing,
        kind=kind,
        number=number.strip(),
        dated_on=dated_on,
        round=filing.round,
        added_at=clock.now(),
        added_by=by,
    )
    _note(filing, "登记文号", f"{wanted.title}:{number.strip()}", by)
    return item


@transaction.atomic
def detach(item: Evidence, *, by) -> None:
    """Take a paper out of the step; the document itself stays in the archive."""
    filing, view = _opened(item.filing.case, item.filing.step, by)
    item = Evidence.objects.select_related("document").get(pk=item.pk)
    if item.removed_at:
        raise Refused("这份材料已经撤出。")
    item.removed_at = clock.now()
    item.save(update_fields=["removed_at"])
    _note(filing, "撤出材料", f"{_kind(view, item.kind).title}:{item.document or item.number}", by)


@transaction.atomic
def ask_waiver(case: MergerCase, step: int, kind: str, reason: str, *, by) -> EvidenceWaiver:
    """Ask that one kind of evidence be left out; another person of the reviewing side allows it."""
    filing, view = _opened(case, step, by)
    wanted = _kind(view, kind)
    if not wanted.waivable:
        raise Refused(f"“{wanted.title}”是必需材料，不能报“不适用”。")
    if not reason.strip():
        raise Refused(f"“{wanted.title}”报不适用须写明理由。")
    waiver, made = EvidenceWaiver.objects.get_or_create(
        filing=filing,
        kind=kind,
        defaults={"reason": reason.strip(), "requested_at": clock.now(), "requested_by": by},
    )
    if not made:
        raise Refused(f"“{wanted.title}”已经申请过不适用。")
    _note(filing, "申请材料不适用", wanted.title, by, reason)
    return waiver


@transaction.atomic
def allow_waiver(waiver: EvidenceWaiver, *, by) -> EvidenceWaiver:
    case = locked(waiver.filing.case)
    waiver = EvidenceWaiver.objects.select_related("filing").get(pk=waiver.pk)
    waiver.filing.case = case
    view = case.step_view(waiver.filing.step)
    if access.post_as(by, parties_of(view.step, Party.REVIEWER), case.place) is None:
        raise Refused("材料“不适用”由审核方批准，您的任职不在其中。")
    if case.suspended_on or case.removed_on:
        raise Refused(f"{case.place.name}{'移出计划后' if case.removed_on else '暂缓期间'}不能办理材料。")
    if waiver.allowed_at:
        raise Refused("已经批准。")
    if waiver.requested_by_id == by.pk:
        raise Refused("申请人不能批准自己的申请。")
    waiver.allowed_at, waiver.allowed_by = clock.now(), by
    waiver.save(update_fields=["allowed_at", "allowed_by"])
    _note(waiver.filing, "批准材料不适用", _kind(view, waiver.kind).title, by, waiver.reason)
    return waiver


@transaction.atomic
def ask_step_waiver(case: MergerCase, step: int, reason: str, *, by) -> StepFiling:
    """Ask that a whole step be 不适用, where the rulebook allows it; the office decides (B17)."""
    filing, view = _opened(case, step, by)
    if not view.step.waivable_step:
        raise Refused(f"第{step}步“{view.title}”是法定步骤，不得报“不适用”。")
    if not reason.strip():
        raise Refused("申请“不适用”须写明理由。")
    filing.waiver_reason, filing.waiver_requested_by, filing.waiver_requested_at = reason.strip(), by, clock.now()
    filing.save(update_fields=["waiver_reason", "waiver_requested_by", "waiver_requested_at"])
    _note(filing, "申请不适用", view.title, by, reason)
    return filing


@transaction.atomic
def use_notice(case: MergerCase, step: int, notice: Notice, purpose: str, *, by) -> StepNotice:
    """Tie a notice to the step it is posted for; the step's posting gates and its lawful waiting read it."""
    filing, _ = _opened(case, step, by)
    if notice.place_id != filing.case.place_id:
        raise Refused("只能使用本社区的公示。")
    use, made = StepNotice.objects.get_or_create(
        notice=notice, defaults={"filing": filing, "purpose": purpose, "at": clock.now()}
    )
    if not made:
        raise Refused("这份公示已经用于一个步骤。")
    _note(filing, "关联公示", notice.title, by)
    return use


def _kind(view: StepView, kind: str):
    for wanted in view.evidence:
        if wanted.kind == kind:
            return wanted
    raise Refused(f"第{view.step.number}步没有这种材料。")


def _note(filing: StepFiling, action: str, what: str, by, reason: str = "") -> None:
    record(action, filing, by=by, place=filing.case.place, changes={"材料": [None, what]}, reason=reason)
