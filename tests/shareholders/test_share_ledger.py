"""The ledger through its services: what may be posted when, what every day shows, what the database itself refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, connection, transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import RecordEntry
from shareholders import questions
from shareholders.models import ShareAccount, ShareEntry, SharePlan, ShareTransaction
from shareholders.rules.ledger import Kind
from shareholders.services import ledger, plans
from tests.shareholders import share_makers as makers
from tests.shareholders.share_makers import ISSUED_ON, TODAY

pytestmark = pytest.mark.django_db
LATER = ISSUED_ON + timedelta(days=5)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return makers.village(one="张三 张四 张五", two="李一 李二")


def held(plan: SharePlan, on: date = LATER, known_by=None) -> dict[str, Decimal]:
    accounts = ShareAccount.objects.of(plan).holders().held_at(on, known_by)
    return {str(each).split("·")[0]: each.held for each in accounts if each.held}


def adjust(village, plan, kind, giver, taker, shares, **given):
    people = {"giver": giver and village.person(giver), "taker": taker and village.person(taker)}
    facts = {"occurred_on": LATER, "reason": "依决议", "by": village.clerk} | people | given
    return ledger.adjust(plan, kind, plan.classes.first(), Decimal(shares), **facts)


def test_the_issue_gives_every_holder_what_was_allotted_and_is_told_once(village):
    plan = makers.issued(village)
    assert held(plan) == dict.fromkeys(village.members, Decimal(10))
    assert ledger.difference_of(plan) == 0
    line = RecordEntry.objects.filter(action="发行股份").get()
    assert line.changes["发行股数"][1] == "50.0000"


def test_the_issue_cannot_be_posted_twice(village):
    plan = makers.issued(village)
    with pytest.raises(Refused, match="已经发行"):
        ledger.issue_plan(plan, ISSUED_ON, by=village.clerk)


def test_before_the_lock_a_gift_a_correction_and_a_withdrawal_may_be_posted(village):
    plan = makers.issued(village)
    adjust(village, plan, Kind.GIFT, "张三", "李一", "2.5")
    adjust(village, plan, Kind.WITHDRAW, "李二", None, "10")
    adjust(village, plan, Kind.CORRECT, None, "张五", "1")
    assert held(plan) == {"张三": Decimal("7.5"), "张四": 10, "张五": 11, "李一": Decimal("12.5")}
    assert ledger.difference_of(plan) == 9


@pytest.mark.parametrize(
    ("kind", "giver", "taker", "shares", "given", "word"),
    [
        (Kind.GIFT, "张三", "李一", "10.01", {}, "不足10.01股"),
        (Kind.GIFT, "张三", "李一", "0", {}, "必须大于0"),
        (Kind.GIFT, "张三", "张三", "1", {}, "同一人"),
        (Kind.GIFT, "张三", None, "1", {}, "双方"),
        (Kind.WITHDRAW, "张三", "李一", "1", {}, "只填转出人"),
        (Kind.ISSUE, None, "张三", "1", {}, "一次办理"),
        (Kind.CORRECT, None, "张三", "1", {"reason": " "}, "事由和依据"),
        (Kind.CORRECT, None, "张三", "1", {"occurred_on": TODAY.date() + timedelta(days=1)}, "晚于今天"),
        (Kind.CORRECT, None, "张三", "1", {"occurred_on": date(2026, 2, 9)}, "表决日"),
        (Kind.GIFT, "张三", "李一", "1", {"occurred_on": ISSUED_ON - timedelta(days=1)}, "或此后某日不足"),
    ],
)
def test_what_may_not_be_posted_is_refused_in_words(village, kind, giver, taker, shares, given, word):
    plan = makers.issued(village)
    with pytest.raises(Refused, match=word):
        adjust(village, plan, kind, giver, taker, shares, **given)
    assert held(plan) == dict.fromkeys(village.members, Decimal(10))


def test_a_cancelled_act_leaves_the_totals_of_every_day_and_stays_in_the_book(village):
    plan = makers.issued(village)
    gift = adjust(village, plan, Kind.GIFT, "张三", "李一", "4")
    known = clock.now()
    with clock.set_to(TODAY + timedelta(days=1)):
        ledger.cancel(gift, "录错人", by=village.clerk)
        assert held(plan) == dict.fromkeys(village.members, Decimal(10))
        assert held(plan, LATER, known)["李一"] == 14
        with pytest.raises(Refused, match="已经冲销"):
            ledger.cancel(gift, "再来", by=village.clerk)
    assert ShareTransaction.objects.filter(plan=plan).count() == 3


def test_an_act_that_later_ones_rest_on_is_cancelled_only_after_them(village):
    plan = makers.issued(village)
    first = adjust(village, plan, Kind.GIFT, "张三", "李一", "10")
    adjust(village, plan, Kind.GIFT, "李一", "李二", "15")
    with pytest.raises(Refused, match="先冲销此后"):
        ledger.cancel(first, "录错人", by=village.clerk)


def test_holdings_are_shown_as_at_any_past_day(village):
    plan = makers.issued(village)
    adjust(village, plan, Kind.GIFT, "张三", "李一", "10")
    assert held(plan, ISSUED_ON - timedelta(days=1)) == {}
    assert held(plan, ISSUED_ON)["张三"] == 10
    assert "张三" not in held(plan, LATER)


def test_the_lock_waits_for_a_difference_of_nought_and_another_person(village):
    plan = makers.decided(village)
    with pytest.raises(Refused, match="还没有发行"):
        ledger.lock(plan, by=village.street)
    ledger.issue_plan(plan, ISSUED_ON, by=village.clerk)
    correction = adjust(village, plan, Kind.CORRECT, None, "张五", "1")
    with pytest.raises(Refused, match="相差-1股"):
        ledger.lock(plan, by=village.street)
    ledger.cancel(correction, "多录", by=village.clerk)
    assert ledger.lock(plan, by=village.street).status == "locked"


@pytest.mark.parametrize("kind", [Kind.GIFT, Kind.CORRECT, Kind.WITHDRAW, Kind.TRANSFER, Kind.INHERIT])
def test_after_the_lock_no_direct_act_is_left(village, kind):
    plan = makers.fixed(village)
    with pytest.raises(Refused, match="固化"):
        adjust(village, plan, kind, "张三", "李一", "1")
    with pytest.raises(Refused, match="两不增、两不减"):
        ledger.cancel(plan.transactions.get(), "重来", by=village.clerk)


def test_who_waits_for_a_finding_holds_no_shares(village):
    home = village.members["张三"].household
    waiting = makers.member(village, home, "王待定", "other", status="pending", since=None)
    plan = makers.issued(village)
    village.members["王待定"] = waiting
    assert "王待定" not in held(plan)
    with pytest.raises(Refused, match="待定"):
        adjust(village, plan, Kind.GIFT, "张三", "王待定", "1")
    with pytest.raises(Refused, match="1人待定"):
        ledger.lock(plan, by=village.street)


def test_who_falls_back_to_waiting_after_the_decision_is_not_issued_to(village):
    plan = makers.decided(village)
    type(village.members["李二"]).objects.filter(number="00005").update(status="pending")
    with pytest.raises(Refused, match="李二待定"):
        ledger.issue_plan(plan, ISSUED_ON, by=village.clerk)


def test_a_birth_makes_a_member_and_never_a_share(village):
    plan = makers.fixed(village)
    before = list(ShareAccount.objects.of(plan).values_list("pk", "balance"))
    born = makers.member(village, village.members["张三"].household, "张小", "son", entered_as="born")
    assert born not in plans.entitled(plan)
    assert list(ShareAccount.objects.of(plan).values_list("pk", "balance")) == before
    assert questions.share_difference(village.place) == 0


def test_the_gate_asks_the_ledger_once_a_plan_is_decided(village):
    assert questions.share_difference(village.place) is None
    plan = makers.decided(village)
    assert questions.share_difference(village.place) == 50
    ledger.issue_plan(plan, ISSUED_ON, by=village.clerk)
    assert questions.share_difference(village.place) == 0


def test_entries_and_transactions_are_only_ever_appended(village):
    plan = makers.issued(village)
    entry = ShareEntry.objects.filter(transaction__plan=plan).first()
    for act in (
        lambda: ShareEntry.objects.filter(pk=entry.pk).update(shares=99),
        lambda: ShareEntry.objects.filter(pk=entry.pk).delete(),
        lambda: ShareTransaction.objects.filter(plan=plan).update(reason="改"),
        lambda: ShareAccount.objects.filter(pk=entry.account_id).update(balance=99),
        lambda: ShareAccount.objects.filter(pk=entry.account_id).delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_the_database_itself_refuses_what_does_not_add_up(village):
    plan = makers.issued(village)
    one, other, third = ShareAccount.objects.of(plan).holders()[:3]

    def write(*lines, to=None):
        with transaction.atomic():
            act = to or ShareTransaction.objects.create(
                plan=plan, number=ShareTransaction.objects.count() + 90, kind="gift", occurred_on=LATER, reason="无"
            )
            ShareEntry.objects.bulk_create(ShareEntry(transaction=act, account=a, shares=n) for a, n in lines)
            return act

    for lines in (
        [(one, 1)],
        [(one, -1), (other, 2)],
        [(one, 0), (other, 0)],
        [(one, -1), (one, 1)],
        [(one, -11), (other, 11)],
    ):
        with pytest.raises(IntegrityError):
            write(*lines)
    act = write((one, -1), (other, 1))
    with pytest.raises(IntegrityError):
        write((one, -1), (third, 1), to=act)
    sums = ShareAccount.objects.of(plan).values_list("balance", flat=True)
    assert sum(sums) == 0


def test_the_web_role_may_add_to_the_ledger_and_change_nothing(village, settings):
    plan = makers.issued(village)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.WEB_ROLE}")
        adjust(village, plan, Kind.GIFT, "张三", "李一", "1")
        for table in ("sharetransaction", "shareentry", "certificateprint"):
            for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"):
                with pytest.raises(Error, match="permission denied"), transaction.atomic():
                    cursor.execute(statement.format(f"shareholders_{table}"))
        cursor.execute("RESET ROLE")
    assert held(plan)["李一"] == 11
