"""三会成员: nominated with a source, reviewed by the street, elected; what the law forbids is refused."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, Person, RecordEntry, Residence
from shareholders.models import Candidate, OfficerTerm
from shareholders.rules import officers as law
from shareholders.rules.officers import Body
from shareholders.services import officers
from tests import makers
from tests.communities.notice_makers import photo
from tests.shareholders import share_makers
from tests.shareholders.share_makers import TODAY
from tests.shareholders.test_share_pages import paper as text_of_pdf

STARTS, ENDS, SEATED = date(2026, 1, 1), date(2031, 1, 1), date(2026, 3, 2)
TOLD = {"source": "party", "proposer": "社区党组织推荐", "declared": True}


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    homes = {f"home{number}": f"户主{number} 儿子{number}" for number in range(1, 9)}
    return share_makers.village(**homes)


@pytest.fixture
def term(village) -> OfficerTerm:
    return officers.open_term(village.cooperative, STARTS, ENDS, by=village.clerk)


@pytest.fixture
def elected(village):
    return share_makers.approval(village, subject="officers", matter="选举理事会、监事会成员")


@pytest.fixture
def put_up(village, term):
    """Nominate; unless told otherwise the street finds the candidate qualified."""

    def one(name: str, body: str = "directors", *, qualified: bool = True, **given) -> Candidate:
        found = officers.nominate(term, village.person(name), body, by=village.clerk, **TOLD | given)
        return officers.review(found, qualified=True, on=SEATED, by=village.street) if qualified else found

    return one


@pytest.fixture
def board(put_up):
    """Five who qualified for the directors."""
    return [put_up(f"户主{number}", is_chair=number == 1) for number in range(1, 6)]


@pytest.mark.django_db
def test_a_seat_is_filled_by_nomination_review_and_the_members(village, term, board, elected):
    """N75: source, the street's review and the decision are all on record."""
    seated = officers.seat(term, "directors", board, on=SEATED, decision=elected, by=village.clerk)
    first = Candidate.objects.get(pk=seated[0].pk)
    assert (first.status, first.post, first.decision, first.reviewed_by) == (
        "elected",
        "理事长",
        elected,
        village.street,
    )
    assert {each.seated_from for each in seated} == {SEATED}
    with pytest.raises(Refused, match="当选"):
        officers.withdraw_candidate(first, "反悔", by=village.clerk)
    left = officers.end_seat(seated[4], SEATED, "辞职", by=village.clerk)
    assert (left.status, left.seated_until, left.ending) == ("ended", SEATED, "辞职")


@pytest.mark.django_db
def test_who_was_not_reviewed_or_not_found_fit_is_not_seated(village, term, put_up, board, elected):
    waiting = put_up("户主6", qualified=False)
    with pytest.raises(Refused, match="没有联审通过的不能当选"):
        officers.seat(term, "directors", [*board[:4], waiting], on=SEATED, decision=elected, by=village.clerk)
    with pytest.raises(Refused, match="哪一项不符合"):
        officers.review(waiting, qualified=False, on=SEATED, by=village.street)
    refused = officers.review(waiting, qualified=False, on=SEATED, opinion="在任期限制内", by=village.street)
    assert refused.get_status_display() == "联审未通过"
    noted = RecordEntry.objects.filter(action="登记资格联审").latest("seq")
    assert "任期限制" not in f"{noted.changes}{noted.reason}"


@pytest.mark.django_db
def test_the_street_is_told_once_a_day_of_all_who_were_nominated(village, term, put_up):
    for head in ("户主5", "户主6"):
        put_up(head, qualified=False)
    [told] = Message.objects.filter(to=village.street, text__contains="请组织资格联审")
    assert told.url == reverse("officers", args=[term.organisation_id])
    assert makers.client(village.street).get(told.url).status_code == 200


@pytest.mark.django_db
def test_the_street_reviews_and_not_who_nominated(village, put_up):
    waiting = put_up("户主6", qualified=False)
    with pytest.raises(Refused):
        officers.review(waiting, qualified=True, on=SEATED, by=village.clerk)


@pytest.mark.django_db
def test_the_others_who_qualified_were_not_elected(village, term, board, elected):
    officers.seat(term, "directors", board[:3], on=SEATED, decision=elected, by=village.clerk)
    assert Candidate.objects.get(pk=board[4].pk).get_status_display() == "未当选"


@pytest.mark.django_db
@pytest.mark.parametrize(("many", "said"), [(2, "3至7人，现为2人"), (4, "须为单数，现为4人")])
def test_directors_are_three_to_seven_and_odd(village, term, board, elected, many, said):
    """§29."""
    with pytest.raises(Refused, match=said):
        officers.seat(term, "directors", board[:many], on=SEATED, decision=elected, by=village.clerk)


@pytest.mark.django_db
def test_near_relatives_do_not_sit_together(village, term, board, put_up, elected):
    """§29: the register knows father and son of one household."""
    son = put_up("儿子1")
    with pytest.raises(Refused, match="户主1和儿子1是近亲属"):
        officers.seat(term, "directors", [*board[:2], son], on=SEATED, decision=elected, by=village.clerk)


@pytest.mark.django_db
def test_no_director_accountant_or_relative_of_them_supervises(village, term, board, put_up, elected):
    """§32."""
    with pytest.raises(Refused, match="不能同时是理事会和监事会"):
        put_up("户主2", "supervisors")
    with pytest.raises(Refused, match="户主8是财务会计人员"):
        put_up("户主8", "supervisors", is_accountant=True)
    officers.seat(term, "directors", board[:3], on=SEATED, decision=elected, by=village.clerk)
    son = put_up("儿子2", "supervisors")
    with pytest.raises(Refused, match="儿子2是理事户主2的近亲属"):
        officers.seat(term, "supervisors", [son], on=SEATED, decision=elected, by=village.clerk)
    officers.withdraw_candidate(son, "回避", by=village.clerk)
    other = put_up("户主7", "supervisors")
    assert officers.seat(term, "supervisors", [other], on=SEATED, decision=elected, by=village.clerk) == [other]


@pytest.mark.django_db
def test_a_director_may_not_come_after_a_relative_who_supervises(village, term, board, put_up, elected):
    officers.seat(term, "supervisors", [put_up("儿子1", "supervisors")], on=SEATED, decision=elected, by=village.clerk)
    with pytest.raises(Refused, match="儿子1是理事户主1的近亲属"):
        officers.seat(term, "directors", board[:3], on=SEATED, decision=elected, by=village.clerk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"declared": False}, "书面声明"),
        ({"proposer": " "}, "提名单位"),
    ],
)
def test_a_nomination_says_who_proposed_and_declares_relatives(village, term, given, said):
    with pytest.raises(Refused, match=said):
        officers.nominate(term, village.person("户主1"), "directors", by=village.clerk, **TOLD | given)


@pytest.mark.django_db
def test_the_young_the_dead_and_for_representatives_the_stranger_are_refused(village, term):
    Person.objects.filter(name="儿子1").update(born_on=date(2010, 1, 1))
    Person.objects.filter(name="户主2").update(died_on=date(2026, 1, 5))
    stranger = Person.objects.create(
        district=village.place.district, name="外人", sex="male", born_on=date(1980, 1, 1), no_id_reason="证件遗失"
    )
    for person, body, said in (
        (Person.objects.get(name="儿子1"), "directors", "不满18周岁"),
        (Person.objects.get(name="户主2"), "directors", "已登记死亡"),
        (stranger, "representatives", "不是本组织成员"),
    ):
        with pytest.raises(Refused, match=said):
            officers.nominate(term, person, body, by=village.clerk, **TOLD)


@pytest.mark.django_db
def test_the_decision_is_one_on_the_boards_that_passed_before_they_sit(village, term, board, elected):
    income = share_makers.approval(village)
    later = share_makers.approval(village, subject="officers", held_on=SEATED)
    for decision, on, said in (
        (None, SEATED, "请选择表决"),
        (income, SEATED, "不是“理事会、监事会成员”"),
        (later, SEATED - timedelta(days=1), "不能早于表决日期"),
        (elected, SEATED + timedelta(days=1), "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=said):
            officers.seat(term, "directors", board[:3], on=on, decision=decision, by=village.clerk)


@pytest.mark.django_db
def test_a_term_is_five_years_and_terms_follow_each_other(village, term):
    with pytest.raises(Refused, match="不能晚于2031-02-01"):
        officers.open_term(village.cooperative, date(2026, 2, 1), date(2031, 2, 2), by=village.clerk)
    with pytest.raises(Refused, match="须晚于第1届"):
        officers.open_term(village.cooperative, STARTS, ENDS, by=village.clerk)
    assert str(officers.open_term(village.cooperative, date(2026, 2, 1), date(2031, 2, 1), by=village.clerk)) == "第2届"


def person(key, body: Body, **given) -> law.Person:
    return law.Person(key, f"某{key}", body, **given)


def test_representatives_are_more_than_twenty_with_women_among_them():
    """§28."""
    many = [person(number, Body.REPRESENTATIVES) for number in range(21)]
    assert "不少于21人，现为20人" in "".join(law.seated_faults(Body.REPRESENTATIVES, many[:20], [], SEATED))
    assert "适当数量的妇女" in "".join(law.seated_faults(Body.REPRESENTATIVES, many, [], SEATED))
    many[0] = person(0, Body.REPRESENTATIVES, is_woman=True)
    assert law.seated_faults(Body.REPRESENTATIVES, many, [], SEATED) == []
    assert law.seated_faults(Body.REPRESENTATIVES, many[:3], [], date(2025, 4, 30)) == []


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("head", "spouse", True),
        ("son", "daughter", True),
        ("head", "grandchild", True),
        ("spouse", "parent_in_law", True),
        ("head", "daughter_in_law", False),
        ("head", "other", False),
        ("grandchild", "grandchild", False),
    ],
)
def test_what_the_register_certainly_says_of_relatives(one, other, is_near):
    """民法典 §1045; a daughter-in-law is none."""
    both = [person(key, Body.DIRECTORS, home=1, relation=each) for key, each in enumerate((one, other))]
    assert law.near(*both) == is_near
    apart = [both[0], person(9, Body.DIRECTORS, home=2, relation=other)]
    assert not law.near(*apart)


def test_an_accountant_among_the_representatives_keeps_relatives_from_supervising():
    accountant = person(1, Body.REPRESENTATIVES, is_accountant=True, home=1, relation="head")
    wife = person(2, Body.SUPERVISORS, home=1, relation="spouse")
    said = "".join(law.seated_faults(Body.SUPERVISORS, [wife], [accountant], SEATED))
    assert "某2是财务会计人员某1的近亲属" in said
    himself = person(1, Body.SUPERVISORS)
    assert "某1是财务会计人员，不能担任监事" in "".join(
        law.seated_faults(Body.SUPERVISORS, [himself], [accountant], SEATED)
    )


@pytest.mark.django_db
def test_who_moved_out_of_the_household_is_no_certain_relative_any_more(village, term, board, put_up, elected):
    Residence.objects.filter(person=village.person("儿子1")).update(valid_to=date(2026, 1, 1))
    son = put_up("儿子1")
    assert officers.seat(term, "directors", [*board[:2], son], on=SEATED, decision=elected, by=village.clerk)


@pytest.mark.django_db
def test_from_the_form_to_the_roster(village, elected):
    clerk, street = makers.client(village.clerk), makers.client(village.street)
    here = f"/rolls/{village.cooperative.pk}/officers/"
    clerk.post(f"{here}terms/new/", {"starts_on": "2026-01-01", "ends_on": "2031-01-01"})
    term = OfficerTerm.objects.get()
    for number in range(1, 4):
        told = {"body": "directors", "person": f"户主{number}", "source": "committees", "proposer": "党组织推荐"}
        told |= {"declared": "on", "skill": "财务"} | ({"is_chair": "on"} if number == 1 else {})
        clerk.post(f"/officers/terms/{term.pk}/nominate/", told)
    for each in Candidate.objects.all():
        street.post(f"/officers/{each.pk}/review/", {"result": "qualified", "on": "2026-03-02"})
    assert "登记理事会当选" in clerk.get(here).content.decode()
    keys = list(Candidate.objects.values_list("pk", flat=True))
    told = {"elected": keys, "on": "2026-03-02", "decision": elected.pk}
    form = clerk.get(f"/officers/terms/{term.pk}/seats/directors/").content.decode()
    assert f"/rolls/{village.cooperative.pk}/decisions/new/" in form
    clerk.post(f"/officers/terms/{term.pk}/seats/directors/", told)
    page = clerk.get(here).content.decode()
    assert "理事会3人" in page
    assert "成员代表、监事会（监事）未达法定人数" in page
    said = text_of_pdf(clerk.get(f"/officers/terms/{term.pk}/roster/").content)
    assert "三会成员花名册" in said
    assert "户主1" in said
    clerk.post(f"/officers/{keys[2]}/end/", {"on": "2026-03-02", "reason": "辞职"})
    assert "已离任" in clerk.get(f"/officers/{keys[2]}/").content.decode()


@pytest.mark.django_db
def test_representatives_are_seated_by_the_result_of_their_election(village, term, put_up, monkeypatch):
    monkeypatch.setitem(law.SIZES, Body.REPRESENTATIVES, law.Size("第二十八条", 1))
    one = put_up("户主1", "representatives")
    clerk = makers.client(village.clerk)
    file = SimpleUploadedFile("推选结果.png", photo().read(), "image/png")
    told = {"elected": [one.pk], "on": "2026-03-02"}
    address = f"/officers/terms/{term.pk}/seats/representatives/"
    clerk.post(address, told)
    assert not Candidate.objects.seated().exists()
    clerk.post(address, told | {"paper": file})
    assert Candidate.objects.seated().get().document.title.endswith("成员代表推选结果")


@pytest.mark.django_db
def test_a_department_reads_no_candidate(village, put_up):
    one = put_up("户主1")
    department = makers.client(makers.account(Role.DEPARTMENT, village.place.district_or_self))
    assert department.get(f"/officers/{one.pk}/").status_code == 403
