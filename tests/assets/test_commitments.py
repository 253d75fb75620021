"""四个不变: frozen before, checked after, a difference explained, the street closes."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from assets.models import CommitmentRegister
from assets.presenters import commitments as shown
from assets.rules.commitments import KINDS, next_check_on
from assets.services import commitments
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import RecordEntry
from tests import makers
from tests.assets.makers import contract, cooperative, people, register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)):
        yield


@pytest.fixture
def place():
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def who(place):
    return people(place)


@pytest.fixture
def frozen(place, who):
    return commitments.freeze(register(cooperative(place), who["coop"]), by=who["street"])


def enter_all(check, who, **changes):
    """Every item as it stood, the first one changed as told."""
    for index, item in enumerate(check.register.items.order_by("pk")):
        state = {name: getattr(item, name) for name in ("holder", "quantity", "amount", "ends_on", "scope")}
        given = {"exists": True, "explanation": "", **state, **({} if index else changes)}
        commitments.enter_finding(check, item, by=who["coop"], **given)


def test_a_register_holds_items_of_the_four_kinds(frozen):
    assert set(frozen.items.values_list("kind", flat=True)) == set(KINDS)


def test_it_is_frozen_by_another_person_of_the_street_and_not_while_empty(place, who):
    empty = commitments.open_register(cooperative(place), date(2026, 1, 1), by=who["street"])
    with pytest.raises(Refused) as refused:
        commitments.freeze(empty, by=who["street"])
    assert refused.value.reasons == ("冻结不能由建立台账的本人办理。", "台账还没有事项，不能冻结。")
    with pytest.raises(Refused, match="您的任职不包含"):
        commitments.freeze(empty, by=who["coop"])


def test_a_frozen_register_neither_gains_nor_loses_an_item(frozen, who):
    with pytest.raises(Refused, match="台账已经冻结"):
        commitments.add_item(frozen, kind="welfare", title="又一项", by=who["coop"])
    with pytest.raises(Refused, match="台账已经冻结"):
        commitments.remove_item(frozen.items.first(), by=who["coop"])


def test_the_database_keeps_a_frozen_item_as_it_is(frozen):
    for write in (
        lambda: frozen.items.update(title="改名"),
        lambda: frozen.items.all().delete(),
        lambda: frozen.items.create(kind="welfare", title="又一项"),
    ):
        with pytest.raises(DatabaseError, match="台账已冻结"), transaction.atomic():
            write()


def test_contracts_in_force_at_the_base_date_are_drawn_in_once(place, who):
    body = cooperative(place)
    contract(body, who["coop"])
    contract(body, who["coop"], "承包1", kind="family_contracting", area=Decimal(8), area_unit="mu")
    contract(body, who["coop"], "过期", ends_on=date(2025, 12, 31))
    drawn = commitments.open_register(body, date(2026, 1, 1), by=who["coop"])
    assert commitments.draw_contracts(drawn, by=who["coop"]) == 2
    assert {(item.kind, item.quantity) for item in drawn.items.all()} == {("contracts", None), ("contracting", 8)}
    with pytest.raises(Refused, match="没有2026-01-01有效而尚未带入的合同"):
        commitments.draw_contracts(drawn, by=who["coop"])


def test_only_a_frozen_register_is_checked_and_one_check_at_a_time(place, who):
    draft = register(cooperative(place), who["coop"])
    with pytest.raises(Refused, match="台账冻结后才能核对"):
        commitments.open_check(draft, date(2026, 3, 1), by=who["coop"])
    commitments.freeze(draft, by=who["street"])
    commitments.open_check(draft, date(2026, 3, 1), by=who["coop"])
    with pytest.raises(Refused, match="有一次核对还没有核定"):
        commitments.open_check(draft, date(2026, 3, 2), by=who["clerk"])


def test_a_difference_must_be_explained(frozen, who):
    check = commitments.open_check(frozen, date(2026, 3, 1), by=who["coop"])
    with pytest.raises(Refused, match=r"承包面积（亩）：12\.5 → 10，与撤并前不一致，请写明差异说明"):
        enter_all(check, who, quantity=Decimal(10))
    enter_all(check, who, quantity=Decimal(10), explanation="两户自愿退出，成员大会通过")
    found = check.findings.exclude(changed=[]).get()
    assert (found.changed, found.explanation) == (["承包面积（亩）：12.5 → 10"], "两户自愿退出，成员大会通过")


def test_a_check_is_closed_by_another_when_every_item_is_entered(frozen, who):
    check = commitments.open_check(frozen, date(2026, 3, 1), by=who["coop"])
    with pytest.raises(Refused, match="还有4项没有登记核对情况"):
        commitments.close_check(check, by=who["street"])
    enter_all(check, who, exists=False, explanation="承包期满，依法收回")
    commitments.close_check(check, by=who["street"])
    with pytest.raises(Refused, match="已经核定"):
        enter_all(check, who)
    with pytest.raises(DatabaseError, match="已经核定"), transaction.atomic():
        check.findings.update(explanation="改")
    line = RecordEntry.objects.get(action="核定“四个不变”核对")
    assert line.changes == {"有差异": [None, 1]}


def test_the_list_counts_items_and_the_differences_of_the_newest_closed_check(frozen, who):
    for day, changes in ((date(2026, 2, 1), {"exists": False, "explanation": "收回"}), (date(2026, 3, 1), {})):
        check = commitments.open_check(frozen, day, by=who["coop"])
        enter_all(check, who, **changes)
        seen = CommitmentRegister.objects.with_counts().get(pk=frozen.pk)
        assert (seen.items_n, seen.changed_n) == (4, 0 if day.month == 2 else 1)
        commitments.close_check(check, by=who["street"])
    seen = CommitmentRegister.objects.with_counts().get(pk=frozen.pk)
    assert (seen.changed_n, seen.checked_on, shown.state_of(seen)["word"]) == (0, date(2026, 3, 1), "核对一致")


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_the_next_check_is_due_on_the_corresponding_day(last, months, due):
    assert next_check_on(last, months) == due


def test_a_register_is_due_a_year_after_it_was_frozen_or_checked(frozen, who):
    registers = CommitmentRegister.objects.with_counts()
    assert [list(registers.due(date(2026, 3, day))) for day in (1, 2)] == [[], [frozen]]
    check = commitments.open_check(frozen, date(2026, 3, 1), by=who["coop"])
    enter_all(check, who)
    commitments.close_check(check, by=who["street"])
    assert list(CommitmentRegister.objects.with_counts().due(date(2026, 2, 28))) == []
