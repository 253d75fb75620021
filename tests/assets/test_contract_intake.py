"""The contract register by workbook: new ones entered, known ones corrected, faults in words, nothing half."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from assets.contract_intake import CONTRACTS, REGISTER
from assets.models import Contract
from communities.lib import clock
from communities.lib.intake import blank
from communities.models import RecordEntry
from communities.rules.intakes import State
from communities.services import intake as intakes
from tests import makers
from tests.assets.makers import contract, cooperative, people

pytestmark = pytest.mark.django_db
ROW = {
    "number": "租1",
    "kind": "房屋租赁",
    "subject": "沿街房屋",
    "counterparty": "云河商贸有限公司",
    "signed_on": "2024-03-01",
    "starts_on": "2024-03-15",
    "ends_on": "2030-03-14",
    "rent_per_year": 6000,
    "area": 120.5,
    "area_unit": "㎡",
    "problems": "价格偏低、租金欠缴",
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


def workbook(place, *rows: dict) -> bytes:
    book = openpyxl.load_workbook(BytesIO(blank.blank_workbook(REGISTER.book, place.code, place.name)))
    for number, row in enumerate(rows, blank.first_row(CONTRACTS)):
        for column, each in enumerate(CONTRACTS.columns, 1):
            if row.get(each.key) is not None:
                book[CONTRACTS.title].cell(number, column, row[each.key])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def taken(place, who, *rows: dict):
    content = workbook(place, *rows)
    return intakes.take(REGISTER, place, "合同.xlsx", content, by=who["coop"], organisation=cooperative(place))


def test_new_contracts_are_entered_through_the_register(place, who):
    intake = taken(place, who, ROW, ROW | {"number": "租2", "subject": "仓库"})
    assert (intake.state, intake.rows_stored) == (State.STORED, 2)
    made = Contract.objects.get(number="租1")
    assert (made.worth, made.area_unit, made.problems) == (Decimal("36000.00"), "sqm", ["cheap", "arrears"])
    assert (made.review, made.written, made.changed_by) == ("entered", True, who["coop"])
    assert RecordEntry.objects.filter(action="登记合同").count() == 2


def test_a_known_contract_is_corrected_and_what_is_left_out_stays(place, who):
    taken(place, who, ROW, ROW | {"number": "租2", "subject": "仓库"})
    contract(cooperative(place), who["coop"], "旧约", subject="厂房")
    intake = taken(place, who, ROW | {"rent_per_year": 7000}, ROW | {"number": "租2", "subject": "仓库"})
    assert {name: intake.changes[name] for name in ("new", "changed", "unchanged", "missing")} == {
        "new": 0, "changed": 1, "unchanged": 1, "missing": 1,
    }  # fmt: skip
    assert Contract.objects.get(number="租1").rent_per_year == 7000
    assert RecordEntry.objects.get(action="更正合同").reason == "导入工作簿“合同.xlsx”"
    assert Contract.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_on": "2024-01-01"}, "终止日早于起始日"),
        ({"signed_on": "2026-03-03"}, "签订日晚于今天"),
        ({"area_unit": None}, "面积和面积单位须同时填写"),
        ({"filing_number": "云农备1"}, "备案文号和备案日期须同时填写"),
        ({"filing_number": "云农备1", "filed_on": "2024-02-01"}, "备案日期应在签订日至今天之间"),
        ({"problems": "价格偏低、太贵"}, "没有“太贵”这种问题类型"),
        ({"counterparty": "张三13905330127"}, "不能登记手机号"),
        ({"kind": "租房"}, "类型"),
    ],
)
def test_a_fault_refuses_the_whole_workbook_in_words(place, who, changes, said):
    intake = taken(place, who, ROW | {"number": "租9", "subject": "仓库"}, ROW | changes)
    assert intake.state == State.REFUSED
    assert said in str(intake.report["faults"])
    assert not Contract.objects.exists()


def test_the_same_number_at_another_body_of_the_place_is_pointed_out(place, who):
    other = makers.organisation(place, "residents_committee", f"{place.name}居民委员会")
    contract(other, who["clerk"], "租1", signed_on=date(2024, 3, 1))
    intake = taken(place, who, ROW)
    assert intake.warning_count == 1
    assert f"{other.name}也登记了这个编号的合同" in str(intake.report)
