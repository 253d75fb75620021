"""Who belongs: the law's own cases, the village's clauses, the body competent on the day; judged by hand."""

from datetime import date, datetime

import pytest

from communities.lib import clock
from communities.lib.errors import Refused
from communities.rules.competence import Subject, competences_on, decision_faults
from shareholders import questions, services
from shareholders.models import MemberEvent, MemberRoll
from shareholders.rules import categories
from shareholders.rules.reference import happened_before, in_words, moment_of
from tests.shareholders.roll_makers import REFERENCE, village

NOW, BEFORE_ACT = date(2026, 3, 2), date(2024, 6, 1)
PASSED = {"entitled": 90, "present": 80, "in_favour": 70, "minuted_passed": True}


@pytest.mark.parametrize(
    ("category", "article"),
    [
        ("daughter_married", "农村集体经济组织法第八条第三款、第十八条第二款"),
        ("divorced", "农村集体经济组织法第十八条第一款"),
        ("widowed", "农村集体经济组织法第十八条第一款"),
        ("student", "农村集体经济组织法第十八条第一款"),
        ("soldier", "农村集体经济组织法第十八条第一款"),
        ("prisoner", "农村集体经济组织法第十八条第一款"),
        ("migrant_worker", "农村集体经济组织法第十八条第一款"),
        ("born_before", "农村集体经济组织法第十二条第二款"),
    ],
)
def test_excluding_whom_the_law_protects_is_stopped_with_the_article(category, article):
    """N74."""
    reasons = categories.unlawful(category, "exclude", NOW)
    assert [article in reason for reason in reasons] == [True]
    assert categories.unlawful(category, "include", NOW) == []


@pytest.mark.parametrize(
    ("day", "article"),
    [
        (date(2022, 12, 31), "妇女权益保障法（2005年修正）第三十三条第一款"),
        (date(2023, 1, 1), "妇女权益保障法第五十六条第一款"),
        (date(2025, 4, 30), "妇女权益保障法第五十六条第一款"),
        (date(2025, 5, 1), "农村集体经济组织法第八条第三款、第十八条第二款"),
    ],
)
def test_a_married_woman_was_protected_before_the_act_too(day, article):
    assert article in categories.unlawful("daughter_married", "exclude", day)[0]


def test_a_civil_servant_is_not_included_but_rights_may_be_kept():
    assert "第十七条" in categories.unlawful("civil_servant", "include", NOW)[0]
    assert categories.unlawful("civil_servant", "retain", NOW) == []
    assert categories.needs_decision("civil_servant", "retain")


def test_a_public_employee_is_not_on_the_acts_list():
    """事业编制 is not in §17: neither way is unlawful, the body decides."""
    assert categories.unlawful("public_employee", "exclude", NOW) == []
    assert categories.needs_decision("public_employee", "exclude")


@pytest.mark.parametrize("body", ["members_representatives", "villagers_meeting", "villagers_representatives"])
def test_since_may_2025_only_the_assembly_confirms(body):
    assert "只能由成员大会决定" in decision_faults(body, date(2025, 5, 1), **PASSED)[0]
    assert decision_faults(body, date(2025, 4, 30), **PASSED) == []


def test_the_assembly_decides_by_two_thirds_of_all_members():
    assert decision_faults("members_assembly", NOW, **{**PASSED, "in_favour": 60}) == []
    assert "须赞成60票，实得59票" in decision_faults("members_assembly", NOW, **{**PASSED, "in_favour": 59})[0]
    assert "人数不足" in decision_faults("members_assembly", NOW, **{**PASSED, "present": 59, "in_favour": 59})[0]


def test_the_pass_mark_agrees_with_the_law_of_meetings():
    """The two pages of law may not drift apart: every count of a small assembly is judged by both."""
    from votes.rules import rule_for, tally

    rule = rule_for("members_assembly", NOW)
    for entitled in range(1, 31):
        for present in range(entitled + 1):
            for in_favour in range(present + 1):
                counts = {"entitled": entitled, "present": present, "in_favour": in_favour}
                faults = decision_faults("members_assembly", NOW, **counts, minuted_passed=True)
                assert tally(rule, **counts).passed == (faults == [])


def test_the_two_spans_of_competence_leave_no_gap():
    assert [each.in_force_to for each in competences_on(date(2025, 4, 30))] == [date(2025, 4, 30)]
    assert [each.bodies for each in competences_on(date(2025, 5, 1))] == [("members_assembly",)]


@pytest.mark.parametrize("subject", [Subject.INCOME, Subject.OFFICERS])
def test_the_representatives_too_settle_income_and_elect_the_boards_by_two_thirds_of_all_of_them(subject):
    """§28 leaves them §26(4) and §26(7), not §26(3) and §26(8)."""
    counts = {"entitled": 30, "present": 20, "in_favour": 20, "minuted_passed": True, "subject": subject}
    assert decision_faults("members_representatives", NOW, **counts) == []
    assert (
        "全体代表30人，须赞成20票" in decision_faults("members_representatives", NOW, **counts | {"in_favour": 19})[0]
    )
    assert "无权决定" in decision_faults("villagers_meeting", NOW, **counts)[0]
    assert decision_faults("members_assembly", NOW, **counts) == []


def test_a_reference_date_is_a_moment_and_midnight_is_written_as_24():
    moment = moment_of(date(2018, 4, 30), 24, clock.SHANGHAI)
    assert moment == datetime(2018, 5, 1, tzinfo=clock.SHANGHAI)
    assert in_words(moment) == "2018年4月30日24时"
    assert happened_before(date(2018, 4, 30), moment)
    assert not happened_before(date(2018, 5, 1), moment)


@pytest.fixture
def here(db):
    found = village()
    found.roll()
    return found


def test_a_finding_cites_a_clause_of_a_version(here):
    """B32."""
    finding = here.find(here.member("王一"))
    assert str(finding.clause) == "《成员资格认定办法》第1版第六条"
    assert "《成员资格认定办法》第1版第六条" in MemberEvent.objects.latest("pk").basis
    assert finding.member.status == "proposed"


def test_a_rule_is_adopted_by_a_passed_decision_only(here):
    failed = here.decision(in_favour=10)
    with pytest.raises(Refused, match="没有通过"):
        services.adopt_rule(
            here.cooperative, title="办法", clauses=[("第一条", "某")], decision=failed, document=here.document(),
            by=here.clerk,
        )  # fmt: skip


def test_an_empty_registration_stays_pending_until_a_passed_motion(here):
    """N72: a finding alone moves nobody; a failed motion is refused; the assembly's passed one settles it."""
    member = here.member("王一", category="empty_registration")
    here.find(member, "include", "empty_registration")
    member.refresh_from_db()
    assert (member.status, questions.pending_members(here.place)) == ("pending", 1)
    representatives = here.decision(body="villagers_representatives")
    with pytest.raises(Refused, match="只能由成员大会决定"):
        here.find(member, "include", "empty_registration", decision=representatives)
    here.find(member, "exclude", "empty_registration", decision=here.decision())
    member.refresh_from_db()
    assert member.status == "not_proposed"


def test_pending_people_may_be_given_no_shares(here):
    member = here.member("王一", category="moved_away")
    assert not type(member).objects.may_be_given_shares().exists()


def test_a_married_woman_is_not_excluded_by_the_form_either(here):
    member = here.member("王一", sex="female")
    with pytest.raises(Refused, match="第十八条第二款"):
        here.find(member, "exclude", "daughter_married")


def test_a_birth_is_decided_against_the_moment(here):
    child = here.member("王小", born=date(2026, 1, 1))
    with pytest.raises(Refused, match="不属于基准日前出生"):
        here.find(child, "include", "born_before")
    assert here.find(child, "include", "born_after").settled


def test_who_was_confirmed_is_not_judged_anew(db):
    """§66: 核验 mode lists members as such, and refuses a new finding."""
    here = village()
    here.roll(MemberRoll.Mode.VERIFY)
    member = here.member("王一")
    assert (member.status, member.since) == ("member", date(2018, 5, 1))
    with pytest.raises(Refused, match="第六十六条"):
        here.find(member)
    assert questions.pending_members(here.place) == 0


def test_a_verified_roll_may_hold_somebody_left_open(db):
    here = village()
    here.roll(MemberRoll.Mode.VERIFY)
    here.member("王二", confirmed=False)
    assert questions.pending_members(here.place) == 1


def test_without_a_roll_the_papers_are_asked(db):
    assert questions.pending_members(village().place) is None


def test_a_roll_is_begun_once_and_not_in_the_future(here):
    with pytest.raises(Refused, match="已经建立"):
        here.roll()
    other = village("小窑", within=here.place.parent)
    with pytest.raises(Refused, match="基准日不能晚于现在"):
        other.roll(reference_at=datetime(2199, 1, 1, tzinfo=clock.SHANGHAI))


def test_the_reference_moment_is_kept_as_a_moment(here):
    assert here.cooperative.member_roll.reference_at == REFERENCE
