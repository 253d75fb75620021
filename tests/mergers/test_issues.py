"""协调事项: raised, given out, signed for, answered, moved up when overdue, closed; each act a line and an event."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, Organisation, RecordEntry
from mergers.models import Issue, IssueEvent
from mergers.services import issues
from tests import cases, makers

pytestmark = pytest.mark.django_db
Level, Kind = Issue.Level, IssueEvent.Kind


@pytest.fixture
def opened():
    return cases.opened()


@pytest.fixture
def department(opened):
    case, _ = opened
    return makers.organisation(case.place.district, Organisation.Kind.DEPARTMENT, "自然资源局", "natural_resources")


@pytest.fixture
def clerk(opened, department):
    return makers.account(Role.DEPARTMENT, opened[0].place.district, held_for=department)


@pytest.fixture
def issue(opened):
    case, people = opened
    return issues.raise_issue(case, "集体土地权证办理", by=people.secretary, step=5, level=Level.DISTRICT)


def later(days: int):
    """The clock held at nine o'clock so many days from today."""
    return clock.set_to(datetime.combine(clock.today() + timedelta(days=days), time(9), clock.SHANGHAI))


def kinds(issue: Issue) -> list[str]:
    return list(issue.events.values_list("kind", flat=True))


def test_an_issue_goes_from_raised_to_closed_with_an_event_and_a_record_line_each(opened, issue, department, clerk):
    _, people = opened
    due = clock.today() + timedelta(days=7)
    issues.assign(issue, department, due_on=due, by=people.office)
    issues.receive(issue, by=clerk)
    issues.answer(issue, "已受理，正在核查", by=clerk)
    closed = issues.close(issue, "权证已办结", by=people.office)
    assert kinds(issue) == [Kind.RAISED, Kind.ASSIGNED, Kind.RECEIVED, Kind.ANSWERED, Kind.CLOSED]
    assert issue.events.get(kind=Kind.ASSIGNED).data == {"owner": "自然资源局", "due_on": due.isoformat()}
    assert (closed.resolution, closed.closed_by) == ("权证已办结", people.office)
    assert RecordEntry.objects.filter(subject_type="mergers.issue", subject_id=str(issue.pk)).count() == 5
    assert Message.objects.filter(to=clerk, text__contains="集体土地权证办理").exists()
    assert Message.objects.filter(to=people.secretary, text__contains="已销号").exists()


def test_one_overdue_issue_moves_up_by_itself_and_only_once_for_its_due_day(opened, department):
    case, people = opened
    issue = issues.raise_issue(case, "账外仓库权属核实", by=people.secretary)
    issues.assign(issue, department, due_on=clock.today() + timedelta(days=3), by=people.street)
    with later(3):
        assert issues.move_up_overdue() == 0
    with later(4):
        assert issues.move_up_overdue() == 1
        assert issues.move_up_overdue() == 0
    with later(9):
        assert issues.move_up_overdue() == 0
    issue.refresh_from_db()
    assert issue.level == Level.DISTRICT
    event = issue.events.get(kind=Kind.MOVED_UP)
    assert (event.by_name, event.data["level"]) == ("系统", "district")
    assert Message.objects.filter(to=people.office, text__contains="已提级").exists()


def test_an_issue_overdue_at_the_district_is_put_before_the_leaders(opened, issue, department):
    _, people = opened
    issues.assign(issue, department, due_on=clock.today(), by=people.office)
    with later(1):
        assert issues.move_up_overdue() == 1
    issue.refresh_from_db()
    assert issue.level == Level.DISTRICT
    assert "提请区领导协调" in issue.events.get(kind=Kind.MOVED_UP).text
    assert Message.objects.filter(to=people.leader, text__contains="已提级").exists()


def test_a_new_due_day_may_move_it_up_again(opened, department):
    case, people = opened
    issue = issues.raise_issue(case, "账外仓库权属核实", by=people.secretary)
    issues.assign(issue, department, due_on=clock.today(), by=people.street)
    with later(1):
        issues.move_up_overdue()
        issues.assign(issue, department, due_on=clock.today(), by=people.office)
    with later(2):
        assert issues.move_up_overdue() == 1
    assert kinds(issue).count(Kind.MOVED_UP) == 2


@pytest.mark.parametrize("act", ["assign", "close", "move_up"])
def test_a_street_does_not_give_out_what_was_put_to_the_district(opened, issue, department, act):
    _, people = opened
    calls = {
        "assign": lambda: issues.assign(issue, department, due_on=clock.today(), by=people.street),
        "close": lambda: issues.close(issue, "已办", by=people.street),
        "move_up": lambda: issues.move_up(issue, reason="不归我办", by=people.street),
    }
    with pytest.raises(Refused, match="由区领导小组办公室"):
        calls[act]()
    assert kinds(issue) == [Kind.RAISED]


def test_only_the_body_it_was_given_to_signs_and_answers(opened, issue, department, clerk):
    _, people = opened
    with pytest.raises(Refused, match="还没有交办"):
        issues.receive(issue, by=clerk)
    issues.assign(issue, department, due_on=clock.today(), by=people.office)
    with pytest.raises(Refused, match="由该单位的人员签收"):
        issues.receive(issue, by=people.office)
    issues.receive(issue, by=clerk)
    with pytest.raises(Refused, match="已经签收"):
        issues.receive(issue, by=clerk)


def test_a_closed_issue_is_done_with(opened, issue, department):
    _, people = opened
    with pytest.raises(Refused, match="须写明办理结果"):
        issues.close(issue, " ", by=people.office)
    issues.close(issue, "已协调解决", by=people.office)
    with pytest.raises(Refused, match="已经销号"):
        issues.assign(issue, department, due_on=clock.today(), by=people.office)


def test_a_due_day_in_the_past_and_a_foreign_body_are_refused(opened, issue, department):
    _, people = opened
    with pytest.raises(Refused, match="不能早于今天"):
        issues.assign(issue, department, due_on=date(2020, 1, 1), by=people.office)
    foreign = makers.organisation(makers.district("海岸区", "990102"), Organisation.Kind.DEPARTMENT, "财政局")
    with pytest.raises(Refused, match="不属于示范区"):
        issues.assign(issue, foreign, due_on=clock.today(), by=people.office)


def test_the_pages_carry_an_issue_from_the_form_to_the_closed_list(opened, department, clerk):
    case, people = opened
    secretary, office = makers.client(people.secretary), makers.client(people.office)
    asked = {"case": case.pk, "text": "集体土地权证办理", "level": "district", "form_key": "a1"}
    address = secretary.post(reverse("issue_new"), asked).headers["Location"]
    assert secretary.post(reverse("issue_new"), asked).headers["Location"] == address
    issue = Issue.objects.get()
    due = clock.today() + timedelta(days=5)
    assign = reverse("issue_act", args=[issue.pk, "assign"])
    assert office.post(assign, {"organisation": department.pk, "due_on": due.isoformat()}).status_code == 302
    html = makers.client(clerk).get(address).content.decode()
    assert "签收" in html
    assert "销号</button>" not in html
    assert "办理结果" in office.post(reverse("issue_act", args=[issue.pk, "close"]), {"text": ""}).content.decode()
    office.post(reverse("issue_act", args=[issue.pk, "close"]), {"text": "已办结"})
    assert "集体土地权证办理" not in office.get(reverse("issues")).content.decode()
    assert "集体土地权证办理" in office.get(reverse("issues") + "?state=closed").content.decode()


def test_a_stranger_finds_no_issue(issue):
    stranger = makers.client(makers.account(Role.OFFICE, makers.district("海岸区", "990102")))
    assert stranger.get(reverse("issue", args=[issue.pk])).status_code == 404
    assert stranger.post(reverse("issue_act", args=[issue.pk, "close"]), {"text": "x"}).status_code == 404
