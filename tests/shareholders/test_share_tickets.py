"""After the lock: a ticket shows before and after, another person approves it, the ledger's total stays as it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, RecordEntry
from communities.services import once
from shareholders.models import ShareAccount, ShareTicket, ShareTransaction
from shareholders.services import ledger, tickets
from shareholders.services.tickets import Part
from tests import makers
from tests.shareholders import share_makers
from tests.shareholders.share_makers import TODAY

DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village(db):
    return share_makers.village(one="张三 张四 张五", two="李一 李二")


@pytest.fixture
def plan(village):
    return share_makers.fixed(village)


def file(village, plan, giver="张三", kind="transfer", by=None, occurred_on=DAY, basis="协议第3号", **takers):
    heads = plan.classes.first()
    parts = [Part(heads, village.person(name), Decimal(shares)) for name, shares in takers.items()]
    return tickets.file_ticket(
        plan, kind, village.person(giver), parts, occurred_on=occurred_on, reason="家庭内部转让", basis=basis,
        by=by or village.clerk,
    )  # fmt: skip


def balances(plan) -> dict[str, Decimal]:
    return {each.person.name: each.balance for each in ShareAccount.objects.of(plan).exclude(person=None)}


def test_a_ticket_shows_before_and_after_and_moves_nothing_until_it_is_approved(village, plan):
    ticket = file(village, plan, 李一="2.5", 张四="1")
    assert tickets.effect_of(ticket) == [
        ["张三", "人口股", "10", "6.5"],
        ["李一", "人口股", "10", "12.5"],
        ["张四", "人口股", "10", "11"],
    ]
    assert balances(plan)["张三"] == 10
    assert Message.objects.filter(to=village.street, text__contains="请审核").exists()
    done = tickets.approve(ticket, by=village.street)
    assert balances(plan)["张三"] == Decimal("6.5")
    assert done.effect[0] == ["张三", "人口股", "10", "6.5"]
    assert ledger.difference_of(plan) == 0
    assert RecordEntry.objects.get(action="审核股权变更单").changes["李一·人口股"] == ["10", "12.5"]


def test_who_filed_a_ticket_does_not_review_it(village, plan):
    ticket = file(village, plan, 李一="1")
    with pytest.raises(Refused, match="审核"):
        tickets.approve(ticket, by=village.clerk)
    office = makers.account(Role.OFFICE, village.place.district)
    assert tickets.approve(ticket, by=office).reviewed_by == office


def test_an_inheritance_needs_a_death_on_record_and_may_go_to_who_is_no_member(village, plan):
    home = village.members["张三"].household
    village.members["张外"] = share_makers.member(
        village, home, "张外", "daughter", status="left", until=DAY, since=makers.SINCE
    )
    with pytest.raises(Refused, match="没有登记死亡"):
        file(village, plan, kind="inherit", 张外="10")
    person = village.person("张三")
    person.died_on = DAY
    person.save()
    ticket = file(village, plan, kind="inherit", 张外="10", basis="继承公证书第5号")
    tickets.approve(ticket, by=village.street)
    assert balances(plan)["张外"] == 10
    with pytest.raises(Refused, match="不是本组织成员"):
        file(village, plan, giver="李一", 张外="1")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"李一": "10.01"}, "不足10.01股"),
        ({"李一": "6", "李二": "6"}, "不足12股"),
        ({"李一": "0.001"}, "2位小数"),
        ({"李一": "-1"}, "必须大于0"),
        ({"张三": "1"}, "不能是同一人"),
        ({}, "至少填写一行"),
        ({"李一": "1", "basis": ""}, "写明依据"),
        ({"李一": "1", "kind": "gift"}, "转让或继承"),
        ({"李一": "1", "occurred_on": date(2026, 3, 3)}, "晚于今天"),
        ({"李一": "1", "occurred_on": date(2026, 2, 12)}, "或此后某日不足"),
    ],
)
def test_a_ticket_that_cannot_be_posted_is_refused_when_it_is_filed(village, plan, given, word):
    with pytest.raises(Refused, match=word):
        file(village, plan, **given)
    assert not ShareTicket.objects.exists()


def test_a_class_that_is_not_inherited_stays(village):
    plan = share_makers.draft(village)
    plan.classes.update(inheritable=False)
    plan = share_makers.fixed(village, plan)
    village.person("张三").__class__.objects.filter(name="张三").update(died_on=DAY)
    village.members["张三"].person.refresh_from_db()
    with pytest.raises(Refused, match="人口股不能继承"):
        file(village, plan, kind="inherit", 李一="1")


def test_before_the_lock_there_are_no_tickets(village):
    plan = share_makers.issued(village)
    with pytest.raises(Refused, match="已通过"):
        file(village, plan, 李一="1")


def test_a_ticket_is_returned_with_a_reason_or_withdrawn_and_then_over(village, plan):
    ticket, other = file(village, plan, 李一="1"), file(village, plan, 李二="1")
    with pytest.raises(Refused, match="写明理由"):
        tickets.send_back(ticket, " ", by=village.street)
    tickets.send_back(ticket, "协议没有签字", by=village.street)
    tickets.withdraw(other, by=village.clerk)
    for each in (ticket, other):
        with pytest.raises(Refused, match="不能再办理"):
            tickets.approve(each, by=village.street)
    assert ShareTransaction.objects.filter(plan=plan).count() == 1


def test_shares_that_went_meanwhile_cannot_be_approved_away_again(village, plan):
    first, second = file(village, plan, 李一="6"), file(village, plan, 李二="6")
    tickets.approve(first, by=village.street)
    with pytest.raises(Refused, match="不足6"):
        tickets.approve(second, by=village.street)


def test_of_fifty_transfers_at_once_only_as_many_go_through_as_there_are_shares(committed_db, django_db_blocker):
    """张三 holds ten shares; fifty tickets of one share each are approved at the same moment: ten go through."""
    with django_db_blocker.unblock():
        village = share_makers.village(one="张三 张四", two="李一 李二")
        plan = share_makers.fixed(village)
        filed = [file(village, plan, 李一="1") for _ in range(50)]

        def approve(ticket: ShareTicket) -> bool:
            with django_db_blocker.unblock(), clock.set_to(TODAY + timedelta(hours=1)):
                try:
                    once.carry_out(village.street, "", lambda: str(tickets.approve(ticket, by=village.street)))
                except Refused as refusal:
                    # who waited too long for the others is told so, and tries again
                    return approve(ticket) if "他人办理" in str(refusal) else False
                finally:
                    connection.close()
                return True

        with ThreadPoolExecutor(50) as crowd:
            answers = list(crowd.map(approve, filed))
        assert answers.count(True) == 10
        assert balances(plan) == {"张三": 0, "张四": 10, "李一": 20, "李二": 10}
        assert ledger.difference_of(plan) == 0
