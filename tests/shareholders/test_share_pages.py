"""The pages about shares as people use them: a plan from draft to lock, lists, exports, papers without numbers."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pypdf
import pytest

from communities.access import Role
from communities.lib import clock
from shareholders import papers
from shareholders.models import SharePlan, ShareTicket
from shareholders.services import certificates, ledger
from shareholders.share_board_rows import current_lines
from tests import makers
from tests.shareholders import share_makers
from tests.shareholders.share_makers import TODAY

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
LONG_NUMBER = re.compile(r"\d{15,}")


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return share_makers.village(one="张三 张四 张小", two="李一 张三丰")


@pytest.fixture
def clerk(village):
    return makers.client(village.clerk)


@pytest.fixture
def fixed(village):
    child = village.person("张小")
    child.born_on = date(2020, 5, 5)
    child.save()
    return share_makers.fixed(village)


def text(answer) -> str:
    return answer.content.decode()


def rows(answer) -> list[tuple]:
    return list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


def test_a_plan_goes_from_the_form_to_the_lock(village, clerk):
    base = {"reference_on": "2026-01-31", "base_amount": "100.00", "base_source": "清查报告", "places": "0"}
    clerk.post("/shares/new/", base | {"organisation": village.cooperative.pk})
    plan = SharePlan.objects.get()
    address = f"/shares/{plan.pk}"
    clerk.post(f"{address}/classes/new/", {"name": "人口股", "kind": "population", "rule": "per_head", "rate": "1"})
    refused = clerk.post(f"{address}/classes/new/", {"name": "农龄股", "kind": "labour", "rule": "per_year"})
    assert "只填一项" in text(refused)
    clerk.post(f"{address}/allocate/")
    page = text(clerk.get(f"{address}/"))
    assert "股数进位0行，金额进位0行" in page
    motion = {"motion_on": "2026-02-10", "motion": "决议一"}
    refused = clerk.post(f"{address}/decide/", motion | {"body": "members_representatives"})
    assert "第二十八条" in text(refused)
    clerk.post(f"{address}/decide/", motion | {"body": "members_assembly"})
    clerk.post(f"{address}/issue/", {"on": "2026-02-20"})
    assert makers.client(village.street).post(f"{address}/lock/").status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.total_shares, ledger.difference_of(plan)) == ("locked", 5, 0)


def test_years_are_pasted_line_by_line_and_a_bad_line_is_named(village, clerk):
    plan = share_makers.draft(village)
    years = share_makers.share_class(plan, "农龄股", by=village.clerk, kind="labour", rule="per_year", rate=Decimal(1))
    address = f"/shares/classes/{years.pk}/claims/"
    answer = clerk.post(address, {"lines": "00001 23.5\n99999 3\n00002 很多"})
    assert "第2行：名册上没有成员编号" in text(answer)
    assert "第3行：应为成员编号和一个数量" in text(answer)
    clerk.post(address, {"lines": "00001 23.5\n00002，4"})
    assert [str(each.measure) for each in years.claims.order_by("-measure")] == ["23.5000", "4.0000"]


def test_rounding_rows_are_shown_with_their_exact_parts(village, clerk):
    plan = share_makers.draft(village, base="100.01", places=0)
    makers.client(village.clerk).post(f"/shares/{plan.pk}/allocate/")
    page = text(clerk.get(f"/shares/{plan.pk}/"))
    assert "20.002" in page
    assert "20.01" in page
    listed = rows(clerk.get(f"/shares/{plan.pk}/allotments/export/?carried=on"))
    assert len(listed) == 1 + plan.allotments.carried().count() + 1


def test_holdings_of_a_past_day_are_listed_and_exported_alike(village, clerk, fixed):
    page = text(clerk.get(f"/shares/{fixed.pk}/holdings/?on=2026-02-20"))
    assert "张三丰" in page
    assert "没有符合条件的行" in text(clerk.get(f"/shares/{fixed.pk}/holdings/?on=2026-02-19"))
    listed = rows(clerk.get(f"/shares/{fixed.pk}/holdings/export/?on=2026-02-20"))
    assert len(listed) == 2 + 5
    assert not LONG_NUMBER.search(str(listed))


def test_a_childs_name_is_for_community_and_street_only(village, clerk, fixed):
    office = makers.client(makers.account(Role.OFFICE, village.place.district))
    for path in ("holdings/", "entries/", "allotments/", f"households/{village.members['张小'].household_id}/"):
        assert "张小" in text(clerk.get(f"/shares/{fixed.pk}/{path}"))
        assert "张小" not in text(office.get(f"/shares/{fixed.pk}/{path}"))


@pytest.mark.parametrize("role", [Role.LEADER, Role.DEPARTMENT, Role.AGENCY])
def test_who_reads_no_residents_reads_the_sums_of_a_plan_and_no_name(village, clerk, fixed, role):
    viewer = makers.client(makers.account(role, village.place.district))
    plan = text(viewer.get(f"/shares/{fixed.pk}/"))
    assert "合计核对" in plan
    assert not any(member.person.name in plan for member in village.members.values())
    for path in ("holdings/", "holdings/export/", "entries/", "allotments/", "tickets/", "certificates/"):
        assert viewer.get(f"/shares/{fixed.pk}/{path}").status_code == 403
        assert f"/shares/{fixed.pk}/{path}" not in plan


def test_a_ticket_goes_from_its_form_to_the_ledger(village, clerk, fixed):
    form = {
        "kind": "transfer", "giver": "0001 张三", "occurred_on": "2026-03-01", "reason": "家庭内部", "basis": "协议",
        "taker_1": "张四", "class_1": fixed.classes.get().pk, "shares_1": "2",
    }  # fmt: skip
    assert "没有找到" in text(clerk.post(f"/shares/{fixed.pk}/tickets/new/", form | {"taker_1": "0002 张四"}))
    assert "没有填全" in text(clerk.post(f"/shares/{fixed.pk}/tickets/new/", form | {"taker_2": "李一"}))
    clerk.post(f"/shares/{fixed.pk}/tickets/new/", form)
    ticket = ShareTicket.objects.get()
    street = makers.client(village.street)
    assert "通过并记账" in text(street.get(f"/shares/tickets/{ticket.pk}/"))
    assert "通过并记账" not in text(clerk.get(f"/shares/tickets/{ticket.pk}/"))
    street.post(f"/shares/tickets/{ticket.pk}/approve/", {"reason": "材料齐全"})
    assert "+2" in text(clerk.get(f"/shares/{fixed.pk}/entries/?kind=transfer"))


def test_a_certificate_shows_for_ever_what_it_showed_when_it_was_printed(village, fixed):
    certificate = certificates.issue_certificates(fixed, DAY, by=village.clerk)[0]
    printed = certificates.print_certificate(certificate, DAY, by=village.clerk)
    before = paper(papers.certificate(printed).pdf)
    plan_class, people = fixed.classes.get(), village.person
    with clock.set_to(TODAY.replace(hour=11)):
        part = share_makers.part(plan_class, people("张四"), "1")
        share_makers.passed(fixed, people("张三"), [part], DAY, village)
    assert paper(papers.certificate(printed).pdf) == before
    with clock.set_to(TODAY.replace(hour=12)):
        again = certificates.print_certificate(certificate, DAY, "股权变更", by=village.clerk)
    after = paper(papers.certificate(again).pdf)
    assert "第1次补打" in after
    assert "-1" in after
    assert not LONG_NUMBER.search(before + after)


def paper(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def test_a_child_who_heads_a_household_is_not_named_as_its_head_either(village, clerk, fixed):
    head = village.person("李一")
    head.born_on = date(2019, 1, 1)
    head.save()
    certificates.issue_certificates(fixed, DAY, by=village.clerk)
    assert "李一" not in str(current_lines(fixed, DAY))
    office = makers.client(makers.account(Role.OFFICE, village.place.district))
    for path in ("holdings/", "certificates/"):
        assert "李一" not in text(office.get(f"/shares/{fixed.pk}/{path}"))
