"""The contract register: entered, checked by another, filed or flagged; lists ask what the rules say."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from assets.filing import filing_rules
from assets.models import Contract, Disposal, Inventory
from assets.rules import contracts as rules
from assets.services import contract_acts, contracts, disposals
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, RecordEntry
from communities.services import settings
from tests import makers
from tests.assets.makers import ENDS, SIGNED, STARTS, contract, cooperative, disposal, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


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
def coop(place):
    return cooperative(place)


def locked_inventory(coop, who, day: date) -> Inventory:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=clock.SHANGHAI)
    return Inventory.objects.create(
        organisation=coop, base_date=day, status="locked", opened_by=who["coop"], locked_at=at, locked_by=who["street"]
    )


def unfiled(place) -> list[str]:
    found = Contract.objects.unfiled(filing_rules([place.district_id]).reached())
    return list(found.values_list("number", flat=True))


def test_what_follows_from_the_terms_is_kept_beside_them(coop, who):
    made = contract(coop, who["coop"])
    assert (made.worth, made.lease_limit_on) == (Decimal("36000.00"), date(2044, 3, 15))
    assert RecordEntry.objects.get(action="登记合同").changes["年租金（元）"] == [None, "6000.00"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends_on": STARTS - timedelta(days=1)}, "合同终止日不能早于起始日。"),
        ({"area": Decimal(3)}, "面积须大于零，并写明单位（亩或㎡）。"),
        ({"filed_on": None}, "备案须同时有文号和日期。"),
        ({"rent_per_year": Decimal(-1)}, "合同的各项金额不能为负数。"),
        ({"signed_on": TODAY + timedelta(days=1), "filed_on": None, "filing_number": ""}, "签订日不能晚于今天。"),
        ({"counterparty": "张三 11010519491231002X"}, "“对方”中不能登记身份证号，请删去。"),
        ({"payment": "汇至13905330127"}, "“支付方式”中不能登记手机号，请删去。"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(coop, who, changes, reason):
    with pytest.raises(Refused) as refused:
        contract(coop, who["coop"], **changes)
    assert reason in refused.value.reasons


def test_a_number_is_given_once_in_an_organisation(coop, who):
    contract(coop, who["coop"])
    with pytest.raises(Refused, match="已登记同一编号"):
        contract(coop, who["clerk"])


def test_the_street_checks_what_another_person_entered_and_may_send_it_back(coop, who):
    made = contract(coop, who["street"])
    with pytest.raises(Refused, match="不能由登记或更正这份合同的本人"):
        contracts.review(made, "confirm", by=who["street"])
    with pytest.raises(Refused, match="退回更正须写明理由"):
        contracts.review(made, "return", by=who["other_street"])
    with pytest.raises(Refused, match="您的任职不包含"):
        contracts.review(made, "confirm", by=who["coop"])
    contracts.review(made, "return", note="起始日与原件不符", problems=["cheap"], by=who["other_street"])
    made.refresh_from_db()
    assert (made.review, made.problems) == ("returned", ["cheap"])
    assert "退回更正：起始日与原件不符" in Message.objects.get(to=who["street"]).text


def test_a_correction_calls_for_another_check(coop, who):
    made = contract(coop, who["coop"])
    contracts.review(made, "confirm", by=who["street"])
    terms = {"signed_on": SIGNED, "rent_per_year": Decimal(7000)}
    changed = contracts.change(made, reason="原件写错", by=who["clerk"], **terms)
    assert (changed.review, changed.reviewed_by, changed.worth) == ("entered", None, Decimal("42000.00"))
    assert RecordEntry.objects.get(action="更正合同").changes == {"年租金（元）": ["6000.00", "7000.00"]}
    with pytest.raises(Refused, match="没有改动"):
        contracts.change(changed, reason="再存一次", by=who["clerk"], **terms)


def test_an_unfiled_contract_is_kept_flagged_and_counted(place, coop, who):
    made = contract(coop, who["coop"], filing_number="", filed_on=None)
    contract(coop, who["coop"], "小额", filing_number="", filed_on=None, total=Decimal("29999.99"))
    contract(coop, who["coop"], "正好", filing_number="", filed_on=None, total=Decimal("30000.00"))
    assert unfiled(place) == ["正好", "租〔2024〕1号"]
    contracts.file(made, "云农备〔2026〕9号", filed_on=TODAY, by=who["coop"])
    assert unfiled(place) == ["正好"]


def test_the_amount_to_be_filed_is_that_of_the_day_of_signing(place, coop, who):
    settings.set_value(
        "contract.filing_yuan", 50_000, place.district, in_force_from=TODAY, basis="区文件", by=who["office"]
    )
    terms = {"filing_number": "", "filed_on": None, "total": Decimal(40000)}
    contract(coop, who["coop"], "旧", **terms)
    contract(coop, who["coop"], "新", **terms, signed_on=TODAY)
    assert unfiled(place) == ["旧"]
    held = filing_rules([place.district_id])
    assert [held.rule(place.district_id, day).threshold for day in (SIGNED, TODAY)] == [30000, 50000]


def test_after_the_lock_every_lease_without_a_number_is_flagged(place, coop, who):
    terms = {"filing_number": "", "filed_on": None, "total": Decimal(100)}
    contract(coop, who["coop"], "锁定前", **terms, signed_on=date(2026, 1, 31))
    contract(coop, who["coop"], "锁定当日", **terms, signed_on=date(2026, 2, 1))
    contract(coop, who["coop"], "采购", **terms, signed_on=date(2026, 2, 2), kind="purchase")
    assert unfiled(place) == []
    locked_inventory(coop, who, date(2026, 2, 1))
    assert unfiled(place) == ["锁定当日"]
    assert [each.number for each in Contract.objects.leases_after_lock()] == ["锁定当日"]


def test_a_disposal_after_the_lock_without_a_number_is_counted_never_refused(coop, who):
    made = disposal(coop, who["coop"])
    assert list(Disposal.objects.unfiled()) == []
    locked_inventory(coop, who, date(2026, 3, 2))
    assert list(Disposal.objects.unfiled()) == [made]
    disposals.file(made, "云农备〔2026〕3号", filed_on=TODAY, by=who["clerk"])
    assert list(Disposal.objects.unfiled()) == []
    disposals.withdraw(made, "登记错误", by=who["clerk"])
    assert list(Disposal.objects.after_lock()) == []
    with pytest.raises(Refused, match="已经撤销"):
        disposals.withdraw(made, "再撤", by=who["clerk"])


def test_lists_find_each_status_exactly_where_the_rule_says_so(coop, who):
    days = (None, date(2026, 2, 1), date(2026, 4, 1))
    base = contract(coop, who["coop"], "底本")
    for index, (starts, ends, ended, disputed, settled) in enumerate(product(days[1:], days, days, days, days)):
        if (ends and ends < starts) or (settled and not (disputed and settled >= disputed)):
            continue
        row = Contract.objects.get(pk=base.pk)
        row.pk, row.number, row.starts_on, row.ends_on = None, f"{index}", starts, ends
        row.terminated_on, row.termination = ended, "欠租" if ended else ""
        row.disputed_on, row.dispute, row.settled_on = disputed, "纠纷" if disputed else "", settled
        row.save()
    for day in (date(2026, 1, 31), date(2026, 2, 1), TODAY, date(2026, 4, 1), date(2026, 4, 2)):
        said = {each.pk: rules.status(each.terms, day) for each in Contract.objects.all()}
        for key in rules.STATUSES:
            found = set(Contract.objects.in_status(key, day).values_list("pk", flat=True))
            assert found == {pk for pk, status in said.items() if status == key}, (day, key)


def test_lists_find_the_flags_exactly_where_the_rules_say_so(coop, who):
    contract(coop, who["coop"], "超长", ends_on=date(2044, 3, 16), subject="仓库")
    contract(coop, who["coop"], "二十年", ends_on=date(2044, 3, 15), subject="厂房")
    first = contract(coop, who["coop"], "甲", receivable=Decimal(10), received=Decimal(9))
    second = contract(coop, who["coop"], "乙", subject="沿街 房屋", starts_on=ENDS, ends_on=date(2031, 1, 1))
    contract(coop, who["coop"], "丙", starts_on=date(2031, 1, 2), ends_on=date(2031, 5, 1))
    rows = Contract.objects.all()
    terms = [each.terms for each in rows]
    assert {each.pk for each in rows.overlong()} == {each.key for each in terms if rules.overlong(each)}
    assert {each.pk for each in rows.shared()} == set().union(*rules.sharing(terms)) == {first.pk, second.pk}
    assert [each.number for each in rows.in_arrears()] == ["甲"]
    contract_acts.terminate(first, "欠租", on=TODAY, by=who["coop"])
    assert [each.number for each in rows.shared()] == []
    assert [each.number for each in rows.not_recovered(TODAY)] == ["甲"]
    contract_acts.recover(first, "已交还", on=TODAY, by=who["coop"])
    assert list(rows.not_recovered(TODAY)) == []


def test_a_dispute_is_settled_before_another_arises(coop, who):
    made = contract(coop, who["coop"])
    with pytest.raises(Refused, match="没有尚未解决的争议"):
        contract_acts.settle(made, "和解", on=TODAY, by=who["coop"])
    contract_acts.dispute(made, "承租人拒付", on=date(2025, 5, 1), by=who["coop"])
    with pytest.raises(Refused, match="尚未解决"):
        contract_acts.dispute(made, "又起", on=TODAY, by=who["coop"])
    with pytest.raises(Refused, match="解决日期不能早于"):
        contract_acts.settle(made, "和解", on=date(2025, 4, 30), by=who["coop"])
    settled = contract_acts.settle(made, "和解", on=date(2025, 6, 1), by=who["coop"])
    assert rules.status(settled.terms, TODAY) == "valid"
    again = contract_acts.dispute(made, "又起", on=TODAY, by=who["coop"])
    assert (again.settled_on, rules.status(again.terms, TODAY)) == (None, "disputed")


def test_nobody_from_another_place_writes(place, coop, who):
    stranger = people(makers.community(place.parent, "别村"))["clerk"]
    with pytest.raises(Refused, match="您的任职不包含"):
        contract(coop, stranger)
    made = contract(coop, who["coop"])
    with pytest.raises(Refused, match="您的任职不包含"):
        contract_acts.state_money(made, receivable=Decimal(1), received=Decimal(1), by=stranger)
    assert not Contract.objects.visible_to(stranger).exists()


def test_a_contract_cannot_be_reviewed_by_who_changed_it_even_past_the_services(coop, who):
    made = contract(coop, who["coop"])
    made.review, made.reviewed_at, made.reviewed_by = "confirmed", clock.now(), who["coop"]
    with pytest.raises(IntegrityError, match="contract_review_by_another"), transaction.atomic():
        made.save()
