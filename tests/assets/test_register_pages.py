"""The pages of contracts, promises and disposals: entered, checked and filed in the browser, exported as they stand."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from assets.models import CommitmentCheck, CommitmentRegister, Contract, Disposal, Inventory
from assets.services import commitments
from communities.lib import clock
from tests import makers
from tests.assets.makers import contract, cooperative, disposal, people, register

pytestmark = pytest.mark.django_db
TERMS = {
    "number": "租1",
    "kind": "house_lease",
    "subject": "沿街房屋",
    "counterparty": "云河商贸有限公司",
    "cadre_related": "no",
    "signed_on": "2024-03-01",
    "starts_on": "2024-03-15",
    "ends_on": "2030-03-14",
    "rent_per_year": "6000",
    "written": "on",
    "procedure": "成员代表会议（2024-02-20）",
}


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


def page(person, url: str, *args, data: dict | None = None, **query) -> str:
    answer = makers.client(person).get(reverse(url, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(person, url: str, *args, **data):
    return makers.client(person).post(reverse(url, args=args), data)


def cells(person, url: str, *args, **query) -> list[list]:
    answer = makers.client(person).get(reverse(url, args=args), query)
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_a_contract_is_entered_and_its_page_says_what_the_system_sees(place, who):
    answer = send(who["coop"], "contract_new", organisation=cooperative(place).pk, **TERMS)
    made = Contract.objects.get()
    assert answer.url == reverse("contract", args=[made.pk])
    shown = page(who["coop"], "contract", made.pk)
    assert "未备案，请补报：金额36,000.00元，30,000元以上须备案。" in shown
    assert "待街道核对" in shown


def test_the_same_form_sent_twice_enters_one_contract(place, who):
    for _ in range(2):
        send(who["coop"], "contract_new", organisation=cooperative(place).pk, form_key="k1", **TERMS)
    assert Contract.objects.count() == 1


def test_a_refused_contract_stays_in_the_form_with_the_reason(place, who):
    answer = send(
        who["coop"], "contract_new", organisation=cooperative(place).pk, **TERMS | {"counterparty": "张三13905330127"}
    )
    assert "不能登记手机号" in answer.content.decode()
    assert not Contract.objects.exists()


def test_an_invalid_term_is_said_at_its_field(place, who):
    answer = send(who["coop"], "contract_new", organisation=cooperative(place).pk, **TERMS | {"signed_on": "20226-1-1"})
    assert answer.status_code == 200
    assert not Contract.objects.exists()


def test_the_street_checks_on_the_page_and_the_filer_corrects(place, who):
    made = contract(cooperative(place), who["coop"])
    assert "核对通过" not in page(who["coop"], "contract", made.pk)
    assert "退回更正" in page(who["street"], "contract", made.pk)
    assert send(who["street"], "contract_act", made.pk, "return", note="起始日不符").status_code == 302
    assert "起始日不符" in page(who["coop"], "contract", made.pk)
    changed = TERMS | {"number": made.number, "starts_on": "2024-03-20", "reason": "按原件更正"}
    changed |= {"filing_number": made.filing_number, "filed_on": "2024-03-05", "receivable": "", "received": ""}
    assert send(who["coop"], "contract_change", made.pk, **changed).status_code == 302
    assert send(who["street"], "contract_act", made.pk, "confirm", problems=["cheap"]).status_code == 302
    made.refresh_from_db()
    assert (made.review, made.starts_on, made.problems) == ("confirmed", date(2024, 3, 20), ["cheap"])


def test_an_act_that_is_refused_shows_its_form_again(place, who):
    made = contract(cooperative(place), who["coop"])
    answer = send(who["coop"], "contract_act", made.pk, "terminate", on="2020-01-01", text="欠租")
    assert answer.status_code == 409
    assert "日期应在签订日2024-03-01至今天之间" in answer.content.decode()
    assert send(who["coop"], "contract_act", made.pk, "nothing").status_code == 404


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, {"甲", "乙", "丙"}),
        ({"flag": "unfiled"}, {"乙"}),
        ({"flag": "overlong"}, {"丙"}),
        ({"flag": "to_review"}, {"甲", "乙", "丙"}),
        ({"flag": "expiring"}, {"乙"}),
        ({"flag": "split"}, set()),
        ({"flag": "shared"}, set()),
        ({"status": "valid"}, {"甲", "乙", "丙"}),
        ({"kind": "land_lease"}, {"丙"}),
        ({"problem": "cheap"}, {"甲"}),
        ({"q": "荒地"}, {"丙"}),
    ],
)
def test_the_export_holds_exactly_the_filtered_contracts(place, who, query, numbers):
    body = cooperative(place)
    contract(body, who["coop"], "甲", problems=["cheap"])
    contract(body, who["coop"], "乙", subject="仓库", ends_on=date(2026, 4, 1), filing_number="", filed_on=None,
             total=30000)  # fmt: skip
    contract(body, who["coop"], "丙", subject="荒地", kind="land_lease", ends_on=date(2060, 1, 1))
    shown = page(who["office"], "contracts", **query)
    exported = cells(who["office"], "contracts_export", **query)
    head = next(row for row in exported if "合同编号" in row)
    column = head.index("合同编号")
    assert {row[column] for row in exported[exported.index(head) + 1 :] if row[column]} == numbers
    assert {number for number in "甲乙丙" if f">{number}</a>" in shown} == numbers


def test_the_list_asks_the_same_number_of_statements_for_two_and_for_twenty(
    place, who, django_assert_num_queries, django_assert_max_num_queries
):
    body, browser = cooperative(place), makers.client(who["office"])
    for number in range(2):
        contract(body, who["coop"], f"第{number}", subject=f"房屋{number}")
    browser.get(reverse("contracts"))
    with django_assert_max_num_queries(40) as few:
        browser.get(reverse("contracts"))
    for number in range(2, 20):
        contract(body, who["coop"], f"第{number}", subject=f"房屋{number}")
    with django_assert_num_queries(len(few)):
        browser.get(reverse("contracts"))


def test_a_disposal_and_a_lease_after_the_lock_stand_in_one_list_and_one_export(place, who):
    body = cooperative(place)
    Inventory.objects.create(
        organisation=body, base_date=date(2026, 1, 1), status="locked", opened_by=who["coop"],
        locked_at=datetime(2026, 2, 1, 9, tzinfo=clock.SHANGHAI), locked_by=who["street"],
    )  # fmt: skip
    data = {"kind": "sale", "subject": "旧办公楼", "amount": "120000", "happened_on": "2026-03-01", "reason": "闲置"}
    assert send(who["coop"], "disposal_new", organisation=body.pk, **data).status_code == 302
    unfiled = {"filing_number": "", "filed_on": None}
    contract(body, who["coop"], "租新", subject="新仓库", signed_on=date(2026, 2, 10), **unfiled)
    contract(body, who["coop"], "租旧", subject="旧仓库", signed_on=date(2026, 1, 10), **unfiled)
    shown = page(who["office"], "disposals", flag="after_lock")
    assert ("旧办公楼" in shown, "新仓库" in shown, "旧仓库" in shown) == (True, True, False)
    assert shown.count("未备案，请补报</span>") == 2
    exported = cells(who["office"], "disposals_export", flag="unfiled")
    assert [row[3] for row in exported[2:]] == ["旧办公楼", "新仓库", "旧仓库"]  # the old one by its amount
    made = Disposal.objects.get()
    filed = {"number": "云农备〔2026〕1号", "filed_on": "2026-03-02"}
    assert send(who["clerk"], "disposal_act", made.pk, "file", **filed).status_code == 302
    assert "旧办公楼" not in page(who["office"], "disposals", flag="unfiled")


def test_a_withdrawn_disposal_stays_to_be_read(place, who):
    made = disposal(cooperative(place), who["coop"])
    assert send(who["coop"], "disposal_act", made.pk, "withdraw", reason="登记错误").status_code == 302
    assert "登记错误" in page(who["coop"], "disposal", made.pk)
    assert "已撤销" in page(who["coop"], "disposals")


def test_the_four_registers_go_from_items_to_a_closed_check_in_the_browser(place, who):
    body = cooperative(place)
    answer = send(who["coop"], "commitment_new", organisation=body.pk, base_date="2026-01-01")
    made = CommitmentRegister.objects.get()
    item = {"kind": "welfare", "title": "老年补助", "quantity": "86", "amount": "103200", "scope": "65周岁以上"}
    send(who["coop"], "commitment_act", made.pk, "add", **item)
    assert "老年补助" in page(who["coop"], "commitment", made.pk)
    assert "核对并冻结" not in page(who["coop"], "commitment", made.pk)
    assert send(who["street"], "commitment_act", made.pk, "freeze").url == answer.url
    begun = send(who["coop"], "commitment_act", made.pk, "check", checked_on="2026-03-01")
    check, kept = CommitmentCheck.objects.get(), made.items.get()
    assert begun.url == reverse("commitment_check", args=[check.pk])
    state = {"exists": "on", "quantity": "80", "amount": "103200", "scope": "65周岁以上"}
    refused = send(who["coop"], "commitment_finding", check.pk, kept.pk, **state).content.decode()
    assert "享受人数（人）：86 → 80，与撤并前不一致，请写明差异说明" in refused
    send(who["coop"], "commitment_finding", check.pk, kept.pk, explanation="六人去世", **state)
    assert "有差异 1 项" in page(who["street"], "commitment_check", check.pk)
    assert send(who["street"], "commitment_check_act", check.pk, "close").status_code == 302
    assert "有差异" in page(who["office"], "commitments")
    assert cells(who["office"], "commitment_export", made.pk)[2][-3:] == ["2026-03-01", "有差异", "六人去世"]
    assert "六人去世" in page(who["office"], "commitment_item", kept.pk)


def test_an_item_of_a_draft_can_be_taken_out(place, who):
    made = register(cooperative(place), who["coop"])
    item = made.items.first()
    assert send(who["coop"], "commitment_item_act", item.pk, "remove").url == reverse("commitment", args=[made.pk])
    assert made.items.count() == 3


@pytest.mark.parametrize(
    ("state", "found"), [("draft", {"2026-01-01"}), ("frozen", {"2025-01-01"}), ("due", set()), ("changed", set())]
)
def test_the_export_holds_exactly_the_filtered_registers(place, who, state, found):
    register(cooperative(place), who["coop"])
    commitments.freeze(register(cooperative(place), who["coop"], date(2025, 1, 1)), by=who["street"])
    rows = cells(who["office"], "commitments_export", state=state)
    assert {row[2] for row in rows[2:]} == found


def test_another_community_sees_nothing(place, who):
    contract(cooperative(place), who["coop"])
    made = register(cooperative(place), who["coop"])
    stranger = people(makers.community(place.parent, "别村"))["clerk"]
    assert "没有符合条件的合同" in page(stranger, "contracts")
    for url, pk in (("contract", Contract.objects.get().pk), ("commitment", made.pk)):
        assert makers.client(stranger).get(reverse(url, args=[pk])).status_code == 404
