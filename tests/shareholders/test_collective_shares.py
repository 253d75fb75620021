"""集体股: issued with the plan, corrected and withdrawn by the members' decision, in double entry."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from communities.lib import clock
from communities.lib.errors import Refused
from communities.services import documents
from shareholders import questions, services
from shareholders.models import ShareAccount, ShareTransaction
from shareholders.services import ledger
from shareholders.services.ledger import COLLECTIVE
from tests import makers as people
from tests.communities.notice_makers import photo
from tests.shareholders import share_makers as makers
from tests.shareholders.share_makers import DECIDED_ON, ISSUED_ON, TODAY

pytestmark = pytest.mark.django_db
LATER = ISSUED_ON + timedelta(days=5)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return makers.village(one="张三 张四 张五", two="李一")


@pytest.fixture
def plan(village):
    """40 shares of members and 10 of the collective, issued."""
    plan = makers.draft(village)
    terms = {"kind": "collective", "rule": "collective", "rate": None, "percent": Decimal(20)}
    makers.share_class(plan, "集体股", by=village.clerk, **terms)
    return makers.issued(village, plan)


@pytest.fixture
def decision(village):
    return decided(village)


def decided(village, **given):
    paper = documents.store_document(
        place=village.place, kind="会议记录", title="集体股", written_on=clock.today(), by=village.clerk,
        upload=ContentFile(photo().read(), name="会议记录.png"),
    )  # fmt: skip
    told = {"entitled": 90, "present": 80, "in_favour": 70, "minuted_passed": True, "held_on": LATER} | given
    return services.state_decision(
        village.cooperative, body="members_assembly", matter="调整集体股", document=paper, by=village.clerk, **told
    )


def adjust(village, plan, kind, giver, taker, shares, decision, name="集体股", **given):
    facts = {"occurred_on": LATER, "reason": "依决议", "by": village.clerk} | given
    share_class = plan.classes.get(name=name)
    return ledger.adjust(plan, kind, share_class, Decimal(shares), giver=giver, taker=taker, decision=decision, **facts)


def of_collective(plan) -> Decimal:
    return ShareAccount.objects.of(plan).get(kind="collective").balance


def test_the_collective_withdraws_by_decision_and_what_is_issued_falls_with_it(village, plan, decision):
    """B30."""
    posted = adjust(village, plan, "withdraw", COLLECTIVE, None, "4", decision)
    assert of_collective(plan) == 6
    assert sorted(each.shares for each in posted.entries.all()) == [-4, 4]
    assert posted.decision == decision
    assert str(decision) in posted.reason
    assert (ledger.decided_since(plan), ledger.difference_of(plan)) == (-4, 0)
    assert questions.share_difference(village.place) == 0
    assert ledger.lock(plan, by=village.street).status == "locked"


def test_a_correction_adds_and_takes_by_decision(village, plan, decision):
    adjust(village, plan, "correct", None, COLLECTIVE, "5", decision)
    adjust(village, plan, "correct", COLLECTIVE, None, "2", decision)
    assert of_collective(plan) == 13
    assert ledger.difference_of(plan) == 0


def test_a_cancelled_change_of_the_collective_leaves_every_total(village, plan, decision):
    posted = adjust(village, plan, "withdraw", COLLECTIVE, None, "4", decision)
    ledger.cancel(posted, "决议撤销", by=village.clerk)
    assert (of_collective(plan), ledger.decided_since(plan), ledger.difference_of(plan)) == (10, 0, 0)


@pytest.mark.parametrize(
    ("kind", "parties", "given", "reason"),
    [
        ("withdraw", (COLLECTIVE, None), {"decision": None}, "由成员大会决定，请选择表决"),
        ("withdraw", (COLLECTIVE, None), {"occurred_on": DECIDED_ON + timedelta(days=11)}, "不能早于会议日期"),
        ("withdraw", (COLLECTIVE, None), {"shares": "11"}, "不足11股"),
        ("correct", (None, "张三"), {}, "集体股只办理更正和退出"),
        ("transfer", (COLLECTIVE, "张三"), {}, "集体股只"),
        ("correct", (None, COLLECTIVE), {"name": "人口股"}, "只有集体股可以由集体转出或转入"),
        ("correct", (None, "张三"), {"name": "人口股"}, "表决只用于集体股"),
    ],
)
def test_what_the_collective_may_not_is_refused_with_the_reason(village, plan, decision, kind, parties, given, reason):
    giver, taker = (village.person(each) if each == "张三" else each for each in parties)
    given = {"decision": decision, "shares": "1", "occurred_on": LATER} | given
    with pytest.raises(Refused, match=reason):
        adjust(village, plan, kind, giver, taker, given.pop("shares"), given.pop("decision"), **given)
    assert ShareTransaction.objects.count() == 1


def test_a_decision_that_did_not_pass_moves_nothing(village, plan):
    with pytest.raises(Refused, match="没有通过"):
        adjust(village, plan, "withdraw", COLLECTIVE, None, "1", decided(village, in_favour=40))


def test_after_the_lock_the_collective_stands_still(village, plan, decision):
    """N71."""
    ledger.lock(plan, by=village.street)
    with pytest.raises(Refused, match="两不增、两不减"):
        adjust(village, plan, "withdraw", COLLECTIVE, None, "1", decision)


def test_the_form_names_the_collective_and_its_decision(village, plan, decision):
    share_class = plan.classes.get(name="集体股")
    given = {"kind": "withdraw", "share_class": share_class.pk, "giver": "集体", "shares": "4", "reason": "取消集体股"}
    given |= {"occurred_on": LATER, "decision": decision.pk, "form_key": "甲"}
    browser = people.client(village.clerk)
    assert browser.post(f"/shares/{plan.pk}/adjust/", given).status_code == 302
    assert of_collective(plan) == 6
    assert "调整集体股" in browser.get(f"/shares/{plan.pk}/entries/").content.decode()
