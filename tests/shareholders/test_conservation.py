"""Conservation, by machines that do to a ledger whatever may be done and much that may not, in any order.

Beside the database's ledger a second one of plain Python is kept by the law alone. After every act the two agree on
every account, what is held is what was issued, nobody is below nought on any day, and no entry was lost or changed.
One machine writes past the services straight to the tables: the database takes exactly what the law takes.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from communities.lib import clock
from communities.lib.errors import Refused
from shareholders.models import ShareAccount, ShareEntry, SharePlan, ShareTransaction
from shareholders.rules import ledger as law
from shareholders.rules.ledger import Kind
from shareholders.services import ledger, plans, tickets
from tests.shareholders import share_makers as makers
from tests.shareholders.share_makers import ISSUED_ON, TODAY

pytestmark = pytest.mark.django_db
NAMES = ("张三", "李一", "王五", "赵六")
CLASSES = st.sampled_from(["人口股", "农龄股"])
names = st.sampled_from(NAMES)
shares = st.integers(1, 250).map(lambda tenths: Decimal(tenths) / 10)
days = st.integers(-1, 8).map(lambda number: ISSUED_ON + timedelta(days=number))


class Machine(RuleBasedStateMachine):
    village, plan = None, None  # set by `run`: a village whose plan of two classes is issued

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.classes = {each.name: each for each in self.plan.classes.all()}
        self.book = [as_law(each) for each in ShareTransaction.objects.filter(plan=self.plan)]
        self.locked = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)


class Tables(Machine):
    """Writes straight to the tables: the database alone must keep the law."""

    def __init__(self) -> None:
        super().__init__()
        accounts = ShareAccount.objects.of(self.plan).select_related("share_class", "person")
        self.accounts = {(each.share_class.name, each.person and each.person.name): each for each in accounts}
        self.law = {each.pk: law_account(each) for each in self.accounts.values()}

    @rule(
        kind=st.sampled_from([each for each in Kind if each != Kind.CANCEL]),
        name=CLASSES,
        givers=st.lists(st.tuples(st.sampled_from((None, *NAMES)), shares), min_size=1, max_size=2),
        taker=st.sampled_from((None, *NAMES)),
        slip=st.sampled_from([*[0] * 9, 1]),
        other=st.sampled_from([*[""] * 9, "人口股", "农龄股"]),
        on=days,
    )
    def write(self, kind, name, givers, taker, slip, other, on):
        """Mostly lines that balance in one class; now and then a slip in the sum or in the class."""
        drawn = [(self.accounts[name, who], -many) for who, many in givers]
        drawn.append((self.accounts[other or name, taker], sum((many for _, many in givers), Decimal(slip))))
        self.post(kind, drawn, on)

    @rule(kind=st.sampled_from([Kind.TRANSFER, Kind.INHERIT]), name=CLASSES, giver=names, taker=names, part=shares)
    def pass_on(self, kind, name, giver, taker, part):
        """What is lawful at any time, in amounts that are mostly there."""
        lines = [(self.accounts[name, giver], -part / 10), (self.accounts[name, taker], part / 10)]
        self.post(kind, lines, ISSUED_ON + timedelta(days=8))

    @rule(number=st.integers(0, 60))
    def cancel(self, number):
        done = {each.cancels for each in self.book}
        target = self.book[number % len(self.book)]
        if target.number not in done and target.kind != Kind.CANCEL:
            by_law = {account: key for key, account in self.law.items()}
            keys = {each.pk: each for each in self.accounts.values()}
            lines = [(keys[by_law[line.account]], -line.shares) for line in target.lines]
            self.post(Kind.CANCEL, lines, target.occurred_on, target.number)

    @precondition(lambda self: len(self.book) > 3 and not self.locked)
    @rule()
    def lock(self):
        SharePlan.objects.filter(pk=self.plan.pk).update(
            status="locked", locked_at=TODAY, locked_by=self.village.street
        )
        self.locked = True

    def post(self, kind, lines, on, cancels=None) -> None:
        new = law.Transaction(
            max(each.number for each in self.book) + 1, kind, on, clock.now(),
            tuple(law.Line(self.law[account.pk], many) for account, many in lines), cancels,
        )  # fmt: skip
        faults = law.kind_faults(kind, locked=self.locked) or law.line_faults(kind, new.lines)
        lawful = not faults and not law.overdrawn([*self.book, new], [line.account for line in new.lines])
        assert self.written(new, lines) == lawful, (new, faults)
        if lawful:
            self.book.append(new)

    def written(self, new: law.Transaction, lines) -> bool:
        values = ", ".join(["(%s, %s, %s)"] * len(lines))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO shareholders_sharetransaction"
                    " (plan_id, number, kind, occurred_on, at, by_name, reason, cancels_id)"
                    " VALUES (%s, %s, %s, %s, %s, '某', '某',"
                    " (SELECT id FROM shareholders_sharetransaction WHERE plan_id = %s AND number = %s)) RETURNING id",
                    [self.plan.pk, new.number, new.kind, new.occurred_on, new.at, self.plan.pk, new.cancels],
                )
                key = cursor.fetchone()[0]
                cells = [cell for account, many in lines for cell in (key, account.pk, many)]
                cursor.execute(
                    f"INSERT INTO shareholders_shareentry (transaction_id, account_id, shares) VALUES {values}", cells
                )
        except Error:
            return False
        return True

    @invariant()
    def the_table_of_balances_is_the_book(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, kind, balance FROM shareholders_shareaccount")
            rows = cursor.fetchall()
        assert {self.law[key]: balance for key, _, balance in rows if balance} == law.holdings(self.book)
        assert sum(balance for _, _, balance in rows) == 0
        assert all(balance >= 0 for _, kind, balance in rows if kind != "issued")


class Services(Machine):
    """Does what people do, tickets after the lock included."""

    def __init__(self) -> None:
        super().__init__()
        self.entries = ShareEntry.objects.count()

    def keep(self, act) -> None:
        """Do an act; what it posted goes into the second ledger, what was refused must have changed nothing."""
        try:
            with transaction.atomic():
                posted = act()
        except Refused:
            return
        self.entries += posted.entries.count()
        self.book.append(as_law(posted))

    @rule(name=CLASSES, giver=names, taker=names, shares=shares, on=days)
    def give(self, name, giver, taker, shares, on):
        self.adjust(Kind.GIFT, name, shares, on, giver, taker)

    @rule(name=CLASSES, person=names, shares=shares, on=days, up=st.booleans())
    def correct(self, name, person, shares, on, up):
        self.adjust(Kind.CORRECT, name, shares, on, *((None, person) if up else (person, None)))

    @rule(name=CLASSES, person=names, shares=shares, on=days)
    def withdraw(self, name, person, shares, on):
        self.adjust(Kind.WITHDRAW, name, shares, on, person, None)

    def adjust(self, kind, name, shares, on, giver, taker):
        people = {"giver": giver and self.village.person(giver), "taker": taker and self.village.person(taker)}
        given = {"occurred_on": on, "reason": "依决议", "by": self.village.clerk}
        self.keep(lambda: ledger.adjust(self.plan, kind, self.classes[name], shares, **people, **given))

    @rule(number=st.integers(0, 60))
    def cancel(self, number):
        posted = ShareTransaction.objects.filter(plan=self.plan, number=number % (len(self.book) + 1)).first()
        if posted:
            self.keep(lambda: ledger.cancel(posted, "录错", by=self.village.clerk))

    @precondition(lambda self: len(self.book) > 4 and not self.locked)
    @rule()
    def lock(self):
        try:
            with transaction.atomic():
                ledger.lock(self.plan, by=self.village.street)
                self.locked = True
        except Refused:
            pass

    @rule(name=CLASSES, giver=names, taker=names, shares=shares, on=days)
    def transfer_by_ticket(self, name, giver, taker, shares, on):
        part = tickets.Part(self.classes[name], self.village.person(taker), shares)
        words = {"occurred_on": on, "reason": "转让", "basis": "协议", "by": self.village.clerk}

        def act():
            ticket = tickets.file_ticket(self.plan, Kind.TRANSFER, self.village.person(giver), [part], **words)
            return tickets.approve(ticket, by=self.village.street).posted

        self.keep(act)

    @invariant()
    def both_ledgers_agree(self):
        accounts = list(ShareAccount.objects.of(self.plan).annotate(written=Sum("entries__shares", default=Decimal(0))))
        assert all(each.balance == each.written for each in accounts)
        assert all(each.balance >= 0 for each in accounts if each.kind != "issued")
        assert sum(each.balance for each in accounts) == 0
        assert {law_account(each): each.balance for each in accounts if each.balance} == law.holdings(self.book)
        assert law.overdrawn(self.book, [law_account(each) for each in accounts]) == []
        assert ShareEntry.objects.count() == self.entries


def law_account(account: ShareAccount) -> law.Account:
    return law.Account(account.share_class_id, None if account.kind == "issued" else account.person_id)


def as_law(posted: ShareTransaction) -> law.Transaction:
    lines = tuple(law.Line(law_account(each.account), each.shares) for each in posted.entries.select_related("account"))
    return law.Transaction(posted.number, Kind(posted.kind), posted.occurred_on, posted.at, lines, posted.cancels_id)


def run(machine: type[Machine], examples: int) -> None:
    with clock.set_to(TODAY):
        village = makers.village(one="张三 李一", two="王五 赵六")
        plan = makers.draft(village)
        pool = {"kind": "labour", "rule": "per_year", "rate": None, "pool": Decimal(50)}
        labour = makers.share_class(plan, "农龄股", by=village.clerk, **pool)
        years = {village.person(name): Decimal(number * 7) for number, name in enumerate(NAMES, start=1)}
        plans.set_claims(labour, years, by=village.clerk)
        machine.village, machine.plan = village, makers.issued(village, plan)
        quiet = {"deadline": None, "suppress_health_check": list(HealthCheck)}
        run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=50, **quiet))


def test_in_200_runs_of_50_acts_the_database_takes_exactly_what_the_law_takes():
    run(Tables, 200)


def test_in_10_runs_of_50_acts_of_people_nothing_is_lost_or_made():
    run(Services, 10)


@pytest.mark.long
@pytest.mark.parametrize(("machine", "runs"), [(Tables, 2000), (Services, 200)])
def test_in_2000_runs_of_50_acts_nothing_is_lost_or_made(machine, runs):
    run(machine, runs)
