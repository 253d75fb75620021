"""The body's confirmation after the third posting: proposals become members, the roll and the register are locked."""

from collections import defaultdict

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services.permission import require
from communities.services.recording import record
from shareholders.board_rows import round_faults
from shareholders.models import Decision, Finding, Member, MemberEvent, MemberRoll, RollBoard
from shareholders.rules import categories
from shareholders.rules.membership import LABELS, MOVES, Event, Status

from .rolls import lock_roll

BATCH = 1_000
EVENTS = {
    categories.Outcome.INCLUDE.value: Event.CONFIRMED,
    categories.Outcome.RETAIN.value: Event.RETAINED,
    categories.Outcome.EXCLUDE.value: Event.REFUSED,
}


@transaction.atomic
def confirm_members(organisation: Organisation, decision: Decision, *, by) -> dict[str, int]:
    """Confirm what was found and posted three times; how many people by status. 待定 people stay 待定.

    Raises Refused for a decision that settles nothing, one of a day before the last period ended, or an open round.
    """
    require(by, Verb.ROLL, organisation.place)
    roll = MemberRoll.objects.select_for_update(no_key=True).filter(organisation=organisation).first()
    waiting = Member.objects.select_for_update().filter(
        organisation=organisation, status__in=[Status.PROPOSED, Status.NOT_PROPOSED]
    )
    members = list(waiting.order_by("number"))
    if reasons := confirming_faults(organisation, roll, decision, len(members)):
        raise Refused(*reasons)
    outcomes = _outcomes(members)
    kinds = {each.pk: EVENTS[outcomes.get(each.pk, categories.Outcome.INCLUDE)] for each in members}
    settled: dict[str, list[int]] = defaultdict(list)
    for member in members:
        member.status = MOVES.target(kinds[member.pk], member.status)
        settled[member.status].append(member.pk)
    for status, keys in settled.items():
        since = None if status == Status.REFUSED else decision.held_on
        Member.objects.filter(pk__in=keys).update(status=status, since=since)
    events = (_event(member, kinds[member.pk], decision, by) for member in members)
    MemberEvent.objects.bulk_create(events, batch_size=BATCH)
    lock_roll(organisation, "成员名册已经成员大会确认", by=by)
    counted = {LABELS[status]: len(keys) for status, keys in settled.items()}
    changes = {word: [None, number] for word, number in counted.items()}
    record("确认成员", roll, by=by, place=organisation.place, changes=changes, reason=str(decision))
    return counted


def confirming_faults(
    organisation: Organisation, roll: MemberRoll | None, decision: Decision, waiting: int
) -> list[str]:
    if roll is None:
        return [f"{organisation.name}还没有建立成员名册。"]
    found = list(decision.faults())
    if decision.organisation_id != organisation.pk:
        found.append("请选择本社的表决。")
    if not waiting:
        found.append("没有拟认定或拟不认定的人员等待确认。")
    open_rounds = round_faults(organisation, 3)
    found += open_rounds
    last = RollBoard.objects.filter(organisation=organisation, round=3).exclude(notice__objection_ends_on=None)
    ends = [board.notice.objection_ends_on for board in last.select_related("notice")]
    if ends and not open_rounds and decision.held_on <= max(ends):
        found.append(f"会议于 {decision.held_on} 召开，早于第三榜异议期届满（{max(ends)} 24:00），请重新召开会议确认。")
    return found


def _outcomes(members: list[Member]) -> dict[int, str]:
    """The outcome of each member's newest finding; who entered by marriage or adoption has none and is included."""
    findings = Finding.objects.filter(member__in=members).order_by("found_at", "pk")
    return dict(findings.values_list("member", "outcome"))


def _event(member: Member, kind: str, decision: Decision, by) -> MemberEvent:
    return MemberEvent(
        member=member,
        kind=kind,
        occurred_on=decision.held_on,
        at=clock.now(),
        by_name=by.name,
        status=member.status,
        basis=str(decision)[:300],
        document_id=decision.document_id,
    )
