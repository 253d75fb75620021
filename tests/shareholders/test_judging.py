"""One clause for many: who would be decided on is seen first, the law stops the same people as one by one."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.lib.errors import Refused
from communities.models import Household, Person, RecordEntry, Residence
from shareholders import services
from shareholders.models import Finding, Member, MemberEvent, MemberRoll
from shareholders.services import Opinion
from tests import makers
from tests.shareholders.roll_makers import SINCE, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    found = village()
    found.roll()
    return found


def everybody(here):
    return Member.objects.filter(organisation=here.cooperative)


def settle(here, opinion: Opinion, members=None) -> int:
    members = everybody(here) if members is None else members
    judged = services.judge(here.cooperative, members, opinion)
    return services.find_many(here.cooperative, members, opinion, judged.digest, by=here.clerk)


def statuses(here) -> dict[str, str]:
    return dict(everybody(here).values_list("person__name", "status"))


def crowd(here, number: int) -> None:
    """So many people of one household on the roll, in a few statements."""
    home = Household.objects.create(place=here.place, number=f"P{number}", registered_on=SINCE)
    people = Person.objects.bulk_create(
        Person(district=here.place.district, name="众", sex="male", born_on=date(1980, 1, 1), no_id_reason="证件遗失")
        for _ in range(number)
    )
    Residence.objects.bulk_create(
        Residence(person=each, household=home, relation="other", valid_from=SINCE) for each in people
    )
    Member.objects.bulk_create(
        Member(organisation=here.cooperative, person=each, household=home, number=f"{number}-{nth}")
        for nth, each in enumerate(people)
    )


def test_one_clause_decides_on_all_who_are_pending_in_one_line(here):
    members = [here.member(name) for name in ("王一", "李二", "张三")]
    clause = here.clause()
    lines = RecordEntry.objects.count()
    assert settle(here, Opinion("include", clause, text="摸底无异议")) == 3
    assert statuses(here) == {"王一": "proposed", "李二": "proposed", "张三": "proposed"}
    assert RecordEntry.objects.count() == lines + 1
    line = RecordEntry.objects.latest("pk")
    assert (line.action, line.changes["人数"], line.reason) == ("成批认定意见", [None, 3], "摸底无异议")
    for member in members:
        event = MemberEvent.objects.filter(member=member).latest("pk")
        assert (event.kind, event.status, event.text) == ("found", "proposed", "摸底无异议")
        assert str(clause) in event.basis


def test_a_finding_among_many_is_the_same_as_one_alone(here):
    one, other = here.member("王一", category="student"), here.member("李二", category="student")
    opinion = {"category": "student", "outcome": "include", "clause": here.clause(), "text": "在读"}
    services.find(one, by=here.clerk, **opinion)
    settle(here, Opinion(**opinion), everybody(here).filter(pk=other.pk))
    told = [
        {name: getattr(each, name) for name in ("category", "outcome", "clause_id", "article", "text", "decision_id")}
        for each in Finding.objects.order_by("pk")
    ]
    assert told[0] == told[1]
    events = MemberEvent.objects.filter(kind="found").order_by("pk").values("status", "basis", "text", "occurred_on")
    assert events[0] == events[1]


def test_whom_the_law_protects_is_stopped_with_the_article_and_the_rest_is_done(here):
    """N74."""
    here.member("王一", category="student")
    here.member("李二")
    opinion = Opinion("exclude", here.clause())
    judged = services.judge(here.cooperative, everybody(here), opinion)
    ((stopped, reasons),) = judged.stopped
    assert stopped.person.name == "王一"
    assert "第十八条第一款" in reasons[0]
    assert settle(here, opinion) == 1
    assert statuses(here) == {"王一": "pending", "李二": "not_proposed"}


def test_who_needs_a_motion_is_stopped_until_a_passed_one_is_named(here):
    """N72."""
    here.member("王一", category="empty_registration")
    here.member("李二", category="moved_away")
    opinion = Opinion("exclude", here.clause())
    judged = services.judge(here.cooperative, everybody(here), opinion)
    assert [("须经有权的会议表决" in reasons[0]) for _, reasons in judged.stopped] == [True, True]
    with pytest.raises(Refused, match="没有可以办理的人员"):
        settle(here, opinion)
    assert settle(here, Opinion("exclude", here.clause(), decision=here.decision())) == 2
    assert set(statuses(here).values()) == {"not_proposed"}


def test_a_motion_that_did_not_pass_decides_on_nobody(here):
    here.member("王一", category="empty_registration")
    failed = here.decision(in_favour=20)
    with pytest.raises(Refused, match="没有通过"):
        services.judge(here.cooperative, everybody(here), Opinion("include", here.clause(), decision=failed))


def test_under_verification_the_confirmed_are_stopped(here):
    other = village("小窑", within=here.place.parent)
    other.roll(MemberRoll.Mode.VERIFY)
    other.member("王一")
    other.member("李二", confirmed=False)
    judged = services.judge(other.cooperative, everybody(other), Opinion("include", other.clause()))
    assert ["第六十六条" in reasons[0] for _, reasons in judged.stopped] == [True]
    assert [each.person.name for each in judged.ready] == ["李二"]


def test_what_changed_since_it_was_seen_is_refused(here):
    one, _ = here.member("王一"), here.member("李二")
    opinion = Opinion("include", here.clause())
    seen = services.judge(here.cooperative, everybody(here), opinion).digest
    here.find(one)
    with pytest.raises(Refused, match="核对以后名册有变化"):
        services.find_many(here.cooperative, everybody(here), opinion, seen, by=here.clerk)
    assert statuses(here)["李二"] == "pending"


def test_a_clerk_of_another_community_decides_on_nobody(here):
    here.member("王一")
    opinion = Opinion("include", here.clause())
    seen = services.judge(here.cooperative, everybody(here), opinion).digest
    stranger = village("小窑", within=here.place.parent).clerk
    with pytest.raises(Refused):
        services.find_many(here.cooperative, everybody(here), opinion, seen, by=stranger)


def test_ten_times_as_many_people_cost_no_more_queries(here):
    opinion, asked = Opinion("include", here.clause()), []
    for number in (20, 200):
        crowd(here, number)
        pending = everybody(here).pending()
        seen = services.judge(here.cooperative, pending, opinion).digest
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert services.find_many(here.cooperative, pending, opinion, seen, by=here.clerk) == number
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_page_shows_what_would_be_decided_before_anything_is_written(here):
    here.member("王一", category="student")
    member = here.member("李二")
    clause, browser = here.clause(), makers.client(here.clerk)
    address = f"/rolls/{here.cooperative.pk}/judge/"
    assert "李二" in browser.get(f"{address}?category=ordinary").content.decode()
    assert "王一" not in browser.get(f"{address}?category=ordinary").content.decode()
    given = {"form_key": "甲", "reach": "all", "outcome": "exclude", "clause": clause.pk}
    seen = browser.post(address, given).content.decode()
    assert "第十八条第一款" in seen
    assert "确认，办理1人" in seen
    assert Finding.objects.count() == 0
    digest = re.search(r'name="digest" value="(\w{64})"', seen)[1]
    for _ in range(2):  # sent twice, it is carried out once
        assert browser.post(address, given | {"digest": digest}).status_code == 302
    assert [each.member for each in Finding.objects.all()] == [member]


def test_only_the_ticked_are_decided_on_and_none_ticked_is_said(here):
    one, _ = here.member("王一"), here.member("李二")
    clause, browser = here.clause(), makers.client(here.clerk)
    address = f"/rolls/{here.cooperative.pk}/judge/"
    given = {"form_key": "甲", "reach": "ticked", "outcome": "include", "clause": clause.pk}
    assert "没有勾选任何人" in browser.post(address, given).content.decode()
    seen = browser.post(address, given | {"members": [one.pk]}).content.decode()
    assert "确认，办理1人" in seen
    assert f'name="members" value="{one.pk}"' in seen


def test_the_filter_tells_who_is_registered_here(here):
    here.member("王一")
    away = here.member("李二")
    Residence.objects.filter(person=away.person).update(valid_to=date(2026, 1, 1))
    page = makers.client(here.clerk).get(f"/rolls/{here.cooperative.pk}/judge/?origin=away").content.decode()
    assert "李二" in page
    assert "王一" not in page


def test_confirming_ten_times_as_many_costs_no_more_queries(here, monkeypatch):
    """The postings before it are told elsewhere; here the roll is confirmed at once."""
    monkeypatch.setattr("shareholders.services.confirming.round_faults", lambda *_: [])
    opinion, decision, asked = Opinion("include", here.clause()), here.decision(), []
    for number in (20, 200):
        crowd(here, number)
        settle(here, opinion, everybody(here).pending())
        with CaptureQueriesContext(connection) as queries:
            assert services.confirm_members(here.cooperative, decision, by=here.clerk) == {"成员": number}
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    assert MemberEvent.objects.filter(kind="confirmed").count() == 220
