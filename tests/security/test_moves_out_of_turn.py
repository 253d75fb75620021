"""What the pages do not offer is refused by its address too: ended cases, days that cannot be, one's own work."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import RecordEntry
from communities.services import people
from communities.services.recording import SYSTEM
from mergers.models import StepFiling
from mergers.services import case_parts, case_status, cases, evidence, moves
from tests import makers
from tests.mergers import journey

pytestmark = pytest.mark.django_db
Status = StepFiling.Status


@pytest.fixture
def cast() -> journey.Cast:
    return journey.cast()


@pytest.fixture
def open_gates(monkeypatch):
    monkeypatch.setattr("mergers.gates.reasons", lambda asked: [])


def removed(cast: journey.Cast) -> None:
    decision = {"decision_number": "区办〔2026〕9号", "decided_on": clock.today(), "reason": "规划调整"}
    case_status.take_out_of_plan(cast.case, **decision, by=cast.people["office"])


ACTS = {
    "mode": ("community", {"mode": "merge", "reason": "相邻"}),
    "arrangement": ("community", {"has_agency": "on"}),
    "approve-mode": ("office", {}),
    "suspend": ("office", {"reason": "等待批复"}),
    "resume": ("office", {"reason": "恢复"}),
    "status": ("office", {"status": "late", "until": "2999-01-01", "reason": "核查"}),
    "replan": ("office", {"step": 9, "planned_on": "2999-01-01", "reason": "雨季"}),
    "cadre": ("community", {"name": "王堃", "post": "主任", "pay": "3000", "pay_basis": "镇发〔2020〕1号"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_decided_about_a_case_out_of_the_plan(cast, act):
    cases.choose_mode(cast.case, "merge", reason="相邻", by=cast.people["community"])
    removed(cast)
    who, body = ACTS[act]
    lines = RecordEntry.objects.count()
    answer = makers.client(cast.people[who]).post(reverse("case_act", args=[cast.case.pk, act]), body)
    assert answer.status_code == 409
    assert RecordEntry.objects.count() == lines


def test_no_paper_enters_a_step_of_a_case_out_of_the_plan(cast):
    clerk = cast.people["community"]
    cast.reach(1, Status.DRAFTING)
    removed(cast)
    kind = cast.case.step_view(1).evidence[0].kind
    with pytest.raises(Refused, match="移出计划后不能办理材料"):
        evidence.attach_number(cast.case, 1, kind, number="1号", dated_on=clock.today(), by=clerk)
    with pytest.raises(Refused, match="移出计划后不能办理材料"):
        evidence.ask_step_waiver(cast.case, 1, "无须办理", by=clerk)


def test_a_receiving_community_has_no_opinion_on_a_case_out_of_the_plan(cast):
    target = makers.community(cast.case.place.parent, "西坞")
    receiver = case_parts.add_receiver(cast.case, target, by=cast.people["community"])
    removed(cast)
    with pytest.raises(Refused, match="移出计划"):
        case_parts.state_opinion(receiver, "agree", opinion_on=clock.today(), by=makers.account(Role.CLERK, target))


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.REVIEWED, Status.DONE])
def test_what_lies_before_the_reviewer_is_not_changed_any_more(cast, open_gates, status):
    step = 1 if cast.case.step_view(1).step.confirms else 7
    cast.reach(step, status)
    filer = cast.parties(step)[0]
    with pytest.raises(Refused):
        evidence.save_facts(cast.case, step, {"verdict": "include"}, by=filer)
    kind = cast.case.step_view(step).evidence[0].kind
    with pytest.raises(Refused, match="撤回或退回后才能改动材料"):
        evidence.ask_waiver(cast.case, step, kind, "没有", by=filer)


def test_a_late_entry_does_not_overtake_the_step_before_it(cast, open_gates):
    opened_on = cast.case.opened_on
    with clock.set_to(clock.end_of_day(opened_on + timedelta(days=9))):
        view = next(view for view in cast.case.step_views() if view.after)
        for step in view.after:
            cast.reach(step, Status.DONE)
        cast.reach(view.step.number, Status.DRAFTING)
        filer = cast.parties(view.step.number)[0]
        with pytest.raises(Refused, match="的完成日期"):
            moves.perform(
                cast.case, view.step.number, "submit", by=filer, ask=moves.Ask(actual_on=opened_on + timedelta(days=1))
            )
        moves.perform(cast.case, view.step.number, "submit", by=filer, ask=moves.Ask(actual_on=clock.today()))


def test_who_filed_under_one_post_does_not_review_under_another(cast, open_gates):
    """The posts cannot stand together; one that ended yesterday and one that began today can."""
    clerk, place = cast.people["community"], cast.case.place
    cast.reach(1, Status.SUBMITTED)
    people.end_appointment(clerk.posts()[0], clock.today() - timedelta(days=1), by=SYSTEM)
    office = makers.organisation(place.parent, "street_office")
    people.appoint(clerk, Role.STREET, office, place.parent, starts_on=clock.today(), by=SYSTEM)
    clerk.forget_posts()
    with pytest.raises(Refused, match="不能是同一人"):
        moves.perform(cast.case, 1, "approve", by=clerk)


@pytest.mark.parametrize("move", ["recheck", "waive", "confirm", "reopen"])
def test_a_move_out_of_turn_by_its_address_changes_nothing(cast, move):
    cast.reach(1, Status.DRAFTING)
    lines = RecordEntry.objects.count()
    for person in cast.people.values():
        body = {"text": "试一试", "codes": ["content"]}
        answer = makers.client(person).post(reverse("step_move", args=[cast.case.pk, 1, move]), body)
        assert answer.status_code in (404, 409)
    assert RecordEntry.objects.count() == lines
    assert cast.filing(1).status == Status.DRAFTING
