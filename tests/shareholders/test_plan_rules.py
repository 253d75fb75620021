from datetime import date

from shareholders.rules.plans import Body, may_decide


def test_since_may_2025_only_the_assembly_of_members_decides_a_share_plan():
    assert may_decide(Body.MEMBERS, date(2025, 5, 1)).competent
    assert not may_decide(Body.REPRESENTATIVES, date(2025, 5, 1)).competent
    assert "第二十八条" in may_decide(Body.REPRESENTATIVES, date(2026, 1, 1)).article


def test_a_plan_of_the_earlier_reform_stays_what_its_representatives_decided():
    assert may_decide(Body.REPRESENTATIVES, date(2025, 4, 30)).competent
    assert may_decide(Body.MEMBERS, date(2018, 4, 30)).competent
