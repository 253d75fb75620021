"""The machine of a filing: by generation against the table, and by hand where the table does not speak."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Appointment, Message, RecordEntry
from mergers import gates
from mergers.models import DepartmentTask, NodeDispatch, StepEvent
from mergers.rules.transitions import MOVE_LABELS, STATUS_LABELS, STEP_FILING, Party, facts_of, parties_of
from mergers.services import evidence, moves
from tests import makers
from tests.mergers import journey
from tests.mergers.journey import REASON, Status

# Two shapes of a step that may be 不适用: with a confirmer and without.
CONFIRMED, UNCONFIRMED = 7, 5
REACHABLE = [
    (step, status)
    for step in (CONFIRMED, UNCONFIRMED)
    for status in STATUS_LABELS
    if (step, status) != (UNCONFIRMED, Status.REVIEWED)  # its review is the last word
]
PARTIES = ("community", "cooperative", "street", "office")


@pytest.fixture
def open_gates(monkeypatch):
    """The table alone decides: what the gates ask is tested elsewhere."""
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def cast(db) -> journey.Cast:
    return journey.cast()


def lawful(view, status: str, move: str, party: str) -> str | None:
    """The status the table leads to, or None where it has no such row for the party."""
    for row in STEP_FILING.moves_from(status, facts=facts_of(view.step)):
        if row.move == move and row.party != Party.SYSTEM and party in parties_of(view.step, row.party):
            return str(row.target)
    return None


@pytest.mark.parametrize(("step", "status"), REACHABLE)
def test_a_step_moves_exactly_where_the_table_has_a_row(cast, open_gates, step, status):
    cast.reach(step, status)
    view = cast.case.step_view(step)
    if status in (Status.IDLE, Status.DRAFTING, Status.RETURNED):
        evidence.ask_step_waiver(cast.case, step, "改制时已经完成", by=cast.people["community"])
        status = str(cast.filing(step).status)
    for move in MOVE_LABELS:
        for party in PARTIES:
            expected, point = lawful(view, status, move, party), transaction.savepoint()
            try:
                moves.perform(cast.case, step, move, by=cast.others[party], ask=REASON)
                reached = str(cast.filing(step).status)
            except Refused:
                reached = None
            assert reached == expected, (status, move, party)
            transaction.savepoint_rollback(point)


@pytest.mark.parametrize("status", STATUS_LABELS)
def test_the_buttons_of_a_page_are_the_rows_of_the_table(cast, open_gates, status):
    cast.reach(CONFIRMED, status)
    filing, view = cast.filing(CONFIRMED), cast.case.step_view(CONFIRMED)
    for party in PARTIES:
        shown = {move for move, _, _ in moves.open_moves(cast.case, filing, view, cast.others[party])}
        assert shown == {move for move in MOVE_LABELS if lawful(view, status, move, party)}


def test_a_closed_gate_refuses_with_every_reason_at_once(cast):
    filer, _, _ = cast.parties(1)
    moves.perform(cast.case, 1, "start", by=filer)
    with pytest.raises(Refused) as refusal:
        moves.perform(cast.case, 1, "submit", by=filer)
    reasons = "".join(refusal.value.reasons)
    assert "缺“摸底表”：至少1份，现有0份" in reasons
    assert "尚未填写研判结论" in reasons
    assert cast.filing(1).status == Status.DRAFTING


def test_a_return_without_words_is_refused(cast, open_gates):
    cast.reach(1, Status.SUBMITTED)
    with pytest.raises(Refused, match="须写明理由"):
        moves.perform(cast.case, 1, "return", by=cast.people["street"], ask=moves.Ask(" "))


def test_a_returned_step_keeps_its_reason_and_opens_the_next_round(cast, open_gates):
    cast.reach(1, Status.RETURNED)
    filing = cast.filing(1)
    assert (filing.round, filing.return_text, filing.return_codes) == (2, REASON.text, ["content"])
    assert filing.submitted_at is None
    assert list(StepEvent.objects.filter(filing=filing).values_list("move", "round")) == [
        ("start", 1),
        ("submit", 1),
        ("return", 1),
    ]


def test_every_review_keeps_organisation_person_and_time_apart(cast, open_gates):
    cast.reach(1, Status.DONE)
    review, confirmation = StepEvent.objects.filter(case=cast.case, move__in=["approve", "confirm"]).order_by("pk")
    assert (review.organisation, review.by) == ("云河街道办事处", cast.people["street"])
    assert (confirmation.organisation, confirmation.by) == (
        "示范区撤改撤并领导小组办公室",
        cast.people["office"],
    )
    assert review.at <= confirmation.at


def test_a_move_writes_one_event_and_one_line(cast, open_gates):
    before = StepEvent.objects.count(), RecordEntry.objects.count()
    moves.perform(cast.case, 1, "start", by=cast.people["community"])
    assert (StepEvent.objects.count(), RecordEntry.objects.count()) == (before[0] + 1, before[1] + 1)


def test_filer_reviewer_and_confirmer_are_three_persons(cast, open_gates):
    """Posts that one person may not hold are refused when given; the machine does not rely on it."""
    filer, office = cast.people["community"], cast.people["office"]
    for role, place, person in (("street", cast.case.place.parent, filer), ("street", cast.case.place.parent, office)):
        body = makers.organisation(place, "street_office", f"{place.name}办事处")
        Appointment.objects.create(account=person, role=role, organisation=body, place=place, starts_on=makers.SINCE)
    filer, office = Account.objects.get(pk=filer.pk), Account.objects.get(pk=office.pk)
    cast.reach(1, Status.SUBMITTED)
    with pytest.raises(Refused, match="不能是同一人"):
        moves.perform(cast.case, 1, "approve", by=filer)
    moves.perform(cast.case, 1, "approve", by=office)
    with pytest.raises(Refused, match="不能是同一人"):
        moves.perform(cast.case, 1, "confirm", by=office)
    moves.perform(cast.case, 1, "confirm", by=cast.others["office"])


def test_reopening_marks_every_later_done_step_and_none_counts_until_reconfirmed(cast, open_gates):
    for step in (1, 2, 3):
        cast.reach(step, Status.DONE)
    moves.perform(cast.case, 2, "reopen", by=cast.people["office"], ask=moves.Ask("方案与批复不一致"))
    states = [cast.filing(step).status for step in (1, 2, 3)]
    assert states == [Status.DONE, Status.RETURNED, Status.RECHECK]
    assert "方案与批复不一致" in cast.filing(3).recheck_reason
    settled = gates.Asked(cast.case, cast.filing(4), cast.case.step_view(4))
    assert not dict(gates.checklist(settled))["earlier_steps"].open
    moves.perform(cast.case, 3, "reconfirm", by=cast.people["street"])
    assert cast.filing(3).status == Status.DONE
    done_on = cast.filing(3).done_on
    assert done_on == clock.today()


def test_a_late_entry_keeps_the_real_day_and_the_day_of_entry(cast, open_gates):
    real = cast.case.opened_on
    with clock.set_to(clock.now() + timedelta(days=9)):
        filer, reviewer, confirmer = cast.parties(1)
        moves.perform(cast.case, 1, "start", by=filer)
        moves.perform(cast.case, 1, "submit", by=filer, ask=moves.Ask(actual_on=real))
        moves.perform(cast.case, 1, "approve", by=reviewer)
        moves.perform(cast.case, 1, "confirm", by=confirmer)
        filing, event = cast.filing(1), StepEvent.objects.get(case=cast.case, move="confirm")
        assert (event.occurred_on, event.late) == (real, True)
        assert event.at.astimezone(clock.SHANGHAI).date() == real + timedelta(days=9)
        assert (filing.done_on, filing.done_at) == (real, event.at)


@pytest.mark.parametrize(("days", "words"), [(1, "不能晚于今天"), (-1, "不能早于事项启动日")])
def test_a_late_entry_lies_between_the_opening_and_today(cast, open_gates, days, words):
    moves.perform(cast.case, 1, "start", by=cast.people["community"])
    asked = moves.Ask(actual_on=cast.case.opened_on + timedelta(days=days))
    with pytest.raises(Refused, match=words):
        moves.perform(cast.case, 1, "submit", by=cast.people["community"], ask=asked)


def test_a_step_of_law_is_never_not_applicable(cast):
    with pytest.raises(Refused, match="法定步骤"):
        evidence.ask_step_waiver(cast.case, 11, "不需要表决", by=cast.people["community"])


def test_a_submission_reaches_the_departments_and_the_reviewer(cast, open_gates):
    organisation = makers.organisation(cast.case.place.district, "department", "示范区民政局", "civil_affairs")
    cast.reach(1, Status.SUBMITTED)
    task = DepartmentTask.objects.get(organisation=organisation)
    assert task.due_on > clock.today()
    told = Message.objects.filter(to=cast.people["street"]).latest("pk")
    assert "第1步" in told.text
    assert told.url == f"/cases/{cast.case.pk}/steps/1/"


def test_a_finished_key_node_opens_one_dispatch(cast, open_gates):
    cast.reach(3, Status.DONE)
    assert NodeDispatch.objects.filter(case=cast.case, step=3).count() == 1


def test_a_community_taken_out_of_the_plan_moves_no_more(cast, open_gates):
    cast.case.removed_on = clock.today()
    cast.case.save()
    with pytest.raises(Refused, match="移出计划"):
        moves.perform(cast.case, 1, "start", by=cast.people["community"])


def test_fifty_simultaneous_submissions_make_one_transition(committed_db, monkeypatch, django_db_blocker):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])
    with django_db_blocker.unblock():
        cast = journey.cast()
        cast.reach(1, Status.DRAFTING)

        def submit(_: int) -> bool:
            with django_db_blocker.unblock():
                try:
                    moves.perform(cast.case, 1, "submit", by=Account.objects.get(pk=cast.people["community"].pk))
                except Refused:
                    return False
                finally:
                    connection.close()
                return True

        with ThreadPoolExecutor(50) as crowd:
            answers = list(crowd.map(submit, range(50)))
        assert answers.count(True) == 1
        assert StepEvent.objects.filter(case=cast.case, move="submit").count() == 1
        assert RecordEntry.objects.filter(action="提交审核").count() == 1


def test_what_is_recorded_at_midnight_belongs_to_the_day_in_shanghai(cast, open_gates):
    moment = datetime(2027, 1, 1, 0, 30, tzinfo=clock.SHANGHAI)
    with clock.set_to(moment):
        event = moves.perform(cast.case, 1, "start", by=cast.people["community"])
    assert event.occurred_on == date(2027, 1, 1)
