"""Moving a step's filing along its table: one transaction, one event, one record line, and everyone told.

The buttons of a page and the refusal of a forbidden call come from the same table and the same gates.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from communities import access
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.recording import SYSTEM, record
from mergers import gates
from mergers.gates import returns
from mergers.models import MergerCase, StepEvent, StepFiling
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import MOVE_LABELS, STATUS_LABELS, STEP_FILING, Party, facts_of, move_label, parties_of
from mergers.services import aftermath
from mergers.services.cases import locked

Status = StepFiling.Status


@dataclass(frozen=True, slots=True)
class Ask:
    """What the mover says with the move. `actual_on` is the real day of a late entry (补录), typed by the filer."""

    text: str = ""
    codes: tuple[str, ...] = ()
    actual_on: date | None = None
    facts: dict | None = None


@transaction.atomic
def perform(case: MergerCase, step: int, move: str, *, by, ask: Ask | None = None) -> StepEvent:
    """Make a move of the table; raises Refused with every reason. Of many at once exactly one succeeds."""
    ask = ask or Ask()
    case = locked(case)
    filing = StepFiling.objects.select_for_update().get(case=case, step=step)
    filing.case = case
    view = case.step_view(step)
    row = STEP_FILING.find(move, filing.status, facts_of(view.step))
    post = _post(by, view, row.party, case)
    _refuse_unlawful(case, filing, view, row, ask, by)
    before = filing.status
    _apply(filing, row, ask, by)
    event = _event(filing, move, before, row.party, post, ask, by)
    label = move_label(view.step, move)
    changes = {f"第{step}步": [STATUS_LABELS[before], STATUS_LABELS[filing.status]]}
    record(label, filing, by=by, place=case.place, changes=changes, reason=ask.text)
    aftermath.follow(event, filing, view, by=by)
    return event


def open_moves(case: MergerCase, filing: StepFiling, view: StepView, by) -> list[tuple[str, str, bool]]:
    """(move, its label on this step, whether it needs words) that this person may make now; no gate is asked here."""
    if case.suspended_on or case.removed_on:
        return []
    rows = STEP_FILING.moves_from(filing.status, facts=facts_of(view.step))
    return [
        (row.move, move_label(view.step, row.move), row.needs_reason)
        for row in rows
        if row.party != Party.SYSTEM
        and access.post_as(by, parties_of(view.step, row.party), case.place)
        and not _same_person(filing, row, by)
    ]


def _post(by, view: StepView, party: str, case: MergerCase):
    post = access.post_as(by, parties_of(view.step, party), case.place)
    if post is None:
        words = {"community": "社区", "cooperative": "合作社", "street": "街道", "office": "区领导小组办公室"}
        names = "、".join(words[name] for name in parties_of(view.step, party))
        raise Refused(f"第{view.step.number}步的这项操作由{names}办理，您的任职不在其中。")
    return post


def _same_person(filing: StepFiling, row, by) -> bool:
    earlier = {
        "approve": [filing.submitted_by_id],
        "confirm": [filing.submitted_by_id, filing.reviewed_by_id],
        "reconfirm": [filing.submitted_by_id],
        "waive": [filing.waiver_requested_by_id],
    }
    return by.pk in earlier.get(row.move, [])


def _refuse_unlawful(case: MergerCase, filing: StepFiling, view: StepView, row, ask: Ask, by) -> None:
    if case.removed_on:
        raise Refused(f"{case.place.name}已于{case.removed_on:%Y-%m-%d}移出计划，不再办理。")
    if case.suspended_on:
        raise Refused(f"{case.place.name}自{case.suspended_on:%Y-%m-%d}起暂缓，恢复办理后才能继续。")
    if row.needs_reason and not ask.text.strip():
        raise Refused(f"{MOVE_LABELS[row.move]}须写明理由。")
    if _same_person(filing, row, by):
        raise Refused("填报人、审核人、确认人不能是同一人，请由另一人办理。")
    if ask.actual_on:
        _refuse_day(case, view, ask.actual_on)
    if row.move == "waive":
        _refuse_waiver(case, filing, view)
    asked = gates.Asked(case, filing, view)
    reasons = gates.reasons(asked) if row.checks_gates else []
    if row.move == "submit":
        reasons += returns.unanswered(asked, ask.text)
    if reasons:
        raise Refused(*reasons)


def _refuse_day(case: MergerCase, view: StepView, actual_on: date) -> None:
    """A late entry lies between the case's opening, the end of the steps before it, and today."""
    if actual_on < case.opened_on:
        raise Refused(f"补录的实际日期不能早于事项启动日{case.opened_on:%Y-%m-%d}。")
    if actual_on > clock.today():
        raise Refused("补录的实际日期不能晚于今天。")
    earlier = StepFiling.objects.filter(case=case, step__in=view.after, done_on__gt=actual_on).order_by("step").first()
    if earlier:
        raise Refused(f"补录的实际日期不能早于第{earlier.step}步的完成日期{earlier.done_on:%Y-%m-%d}。")


def _refuse_waiver(case: MergerCase, filing: StepFiling, view: StepView) -> None:
    if not view.step.waivable_step:
        raise Refused(f"第{view.step.number}步“{view.title}”是法定步骤，不得报“不适用”。")
    if not filing.waiver_requested_by_id:
        raise Refused("“不适用”须先由填报方申请并写明理由。")


SUBMISSION = ("submitted_at", "submitted_by", "actual_on")
LATER = ("reviewed_at", "reviewed_by", "confirmed_at", "confirmed_by", "done_at", "done_on")
# What a move empties: the new round starts clean, the events keep what was.
EMPTIES = {
    "submit": (*LATER, "returned_at", "returned_by"),
    "withdraw": SUBMISSION,
    "return": (*SUBMISSION, *LATER),
    "reopen": (*SUBMISSION, *LATER),
    "send_back": ("reviewed_at", "reviewed_by"),
    "unwaive": ("waived_at", "waived_by", "waiver_requested_at", "waiver_requested_by"),
}
# Which pair of columns a move fills with its time and person.
SIGNS = {
    "submit": "submitted",
    "approve": "reviewed",
    "confirm": "confirmed",
    "return": "returned",
    "reopen": "returned",
    "waive": "waived",
}


def _apply(filing: StepFiling, row, ask: Ask, by) -> None:
    """The new state with its date and person."""
    filing.status = row.target
    for name in EMPTIES.get(row.move, ()):
        setattr(filing, name, None)
    if act := SIGNS.get(row.move):
        setattr(filing, f"{act}_at", clock.now())
        setattr(filing, f"{act}_by", by)
    if ask.facts is not None:
        filing.facts = ask.facts
    match row.move:
        case "submit":
            filing.actual_on, filing.return_codes, filing.return_text = ask.actual_on, [], ""
        case "return" | "reopen":
            filing.return_codes, filing.return_text = list(ask.codes), ask.text.strip()[:500]
            filing.round += 1
        case "reconfirm":
            filing.recheck_reason = ""
        case "unwaive":
            filing.waiver_reason = ""
    if filing.status == Status.DONE and row.move != "reconfirm":
        filing.done_at, filing.done_on = clock.now(), filing.actual_on or clock.today()
    filing.save()


def _event(filing: StepFiling, move: str, before: str, party: str, post, ask: Ask, by) -> StepEvent:
    reached = filing.status == Status.DONE and move != "reconfirm"
    late_day = filing.actual_on if move == "submit" or reached else None
    return StepEvent.objects.create(
        filing=filing,
        case=filing.case,
        step=filing.step,
        move=move,
        from_status=before,
        to_status=filing.status,
        round=filing.round - (1 if move in ("return", "reopen") else 0),
        at=clock.now(),
        occurred_on=late_day or clock.today(),
        late=late_day is not None,
        by=by if by is not SYSTEM else None,
        by_name=by.name,
        party=party,
        organisation=post.organisation.name if post else "系统",
        role=post.get_role_display() if post else "系统",
        reason_codes=list(ask.codes),
        text=ask.text.strip()[:500],
        facts=filing.facts,
        evidence=evidence_snapshot(filing) if move in ("submit", "approve", "confirm") else [],
    )


def evidence_snapshot(filing: StepFiling) -> list[dict]:
    """The evidence as it stands, so that every round stays readable after papers are exchanged."""
    items = filing.evidence.filter(removed_at=None).select_related("document", "version")
    return [item.as_submitted() for item in items]


def mark_recheck(filing: StepFiling, reason: str, *, by) -> StepEvent:
    """A done step after a reopened one counts no longer until it is reconfirmed (N50). Only `aftermath` calls this."""
    STEP_FILING.find("recheck", filing.status)
    before, filing.status, filing.recheck_reason = filing.status, Status.RECHECK, reason[:500]
    filing.save(update_fields=["status", "recheck_reason"])
    return _event(filing, "recheck", before, Party.SYSTEM, None, Ask(text=reason), SYSTEM)
