"""A village that reformed earlier: its holdings come by workbook as the first issue, all of them or none."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Household, Person, RecordEntry, Residence
from communities.services import intake
from shareholders.ledger_intake import REGISTER
from shareholders.models import Certificate, Member, ShareAccount, ShareEntry, SharePlan, ShareTransaction
from shareholders.services import certificates, ledger, opening, plans
from tests import makers as people
from tests.shareholders import share_makers as makers
from tests.shareholders.share_books import collective, filled, row
from tests.shareholders.share_makers import TODAY

pytestmark = pytest.mark.django_db
REFORMED = date(2018, 5, 1)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return makers.village(one="张三 张四", two="李一")


def plan_of(village, pool: str = "30", **figures) -> SharePlan:
    """A plan of 2018 with a stated number of 人口股 and a quarter as much for the collective."""
    given = {"reference_on": REFORMED, "base_source": "2018年清产核资报告", "places": 2, "opening": True} | figures
    plan = plans.start_plan(village.cooperative, base_amount=Decimal(50000), by=village.clerk, **given)
    people_class = {"kind": "population", "rule": "per_head", "pool": Decimal(pool)}
    plans.add_class(plan, name="人口股", by=village.clerk, **people_class)
    collective_class = {"kind": "collective", "rule": "collective", "percent": Decimal(25), "inheritable": False}
    plans.add_class(plan, name="集体股", by=village.clerk, **collective_class)
    plans.allocate(plan, by=village.clerk)
    return plans.decide(plan, "members_representatives", REFORMED, "成员代表大会决议", by=village.clerk)


def right() -> list[dict]:
    """张四 has given half of his shares to 张三 since; the sums are those of the reform."""
    return [
        row("0001", 12, "张三", "15"),
        row("0001", 12, "张四", "5"),
        row("0002", 13, "李一", "10"),
        collective("10"),
    ]


def take(village, *rows, total: int | None = None, **given):
    """`total` stands in the row 合计 of 股数."""
    content = filled(*rows, code=village.place.code)
    if total is not None:
        book, content = openpyxl.load_workbook(BytesIO(content)), BytesIO()
        book["持股明细"]["H4"] = total
        book.save(content)
        content = content.getvalue()
    told = {"organisation": village.cooperative, "by": village.clerk} | given
    return intake.take(REGISTER, village.place, "原持股.xlsx", content, **told)


def told(found) -> str:
    return "".join(each["message"] for each in found.report["faults"])


def held(plan) -> dict[str, Decimal]:
    return {str(each): each.balance for each in ShareAccount.objects.of(plan).holders().filter(balance__gt=0)}


def test_the_total_of_such_a_plan_is_what_its_classes_state(village):
    plan = plan_of(village)
    assert plan.total_shares == Decimal(40)
    assert not plan.allotments.exists()
    assert {key: str(total) for key, total in opening.class_totals(plan).items()} == {
        plan.classes.get(name="人口股").pk: "30.00", plan.classes.get(name="集体股").pk: "10.00",
    }  # fmt: skip


def test_a_class_without_its_number_is_not_settled(village):
    given = {"reference_on": REFORMED, "base_source": "报告", "places": 2, "opening": True}
    plan = plans.start_plan(village.cooperative, base_amount=Decimal(50000), by=village.clerk, **given)
    makers.share_class(plan, "人口股", by=village.clerk)
    with pytest.raises(Refused, match="须填写股类总数"):
        plans.allocate(plan, by=village.clerk)


def test_the_workbook_is_the_first_issue_with_the_certificates_numbers(village):
    plan = plan_of(village)
    found = take(village, *right())
    assert (found.state, found.rows_stored) == ("stored", 4)
    posted = ShareTransaction.objects.get()
    assert (posted.kind, posted.occurred_on) == ("issue", REFORMED)
    assert held(plan) == {"张三·人口股": 15, "张四·人口股": 5, "李一·人口股": 10, "集体·集体股": 10}
    assert sum(each.shares for each in ShareEntry.objects.all()) == 0
    assert ledger.difference_of(plan) == 0
    assert dict(Certificate.objects.values_list("household__number", "number")) == {"0001": 12, "0002": 13}
    assert RecordEntry.objects.filter(action="登记原持股").get().changes["发行股数"] == [None, "40.0000"]
    assert ledger.lock(plan, by=village.street).status == "locked"


def test_later_certificates_are_numbered_behind_the_old_ones(village):
    plan = plan_of(village)
    take(village, *right())
    ledger.lock(plan, by=village.street)
    home = Household.objects.create(place=village.place, number="0003", registered_on=people.SINCE)
    heir = makers.member(village, home, "王五", "head")
    makers.passed(plan, village.person("李一"), [makers.part(plan.classes.first(), heir.person, "4")], date(2026, 3, 1),
        village)  # fmt: skip
    made = certificates.issue_certificates(plan, date(2026, 3, 2), by=village.clerk)
    assert [(each.household, each.number) for each in made] == [(home, 14)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows[:-1], "“集体股”合计0股，方案发行10股，相差-10股"),
        (lambda rows: [{**rows[0], "shares": "14"}, *rows[1:]], "“人口股”合计29股，方案发行30股，相差-1股"),
        (lambda rows: [{**rows[0], "name": "张无"}, *rows[1:]], "0001号户没有登记这个持有人"),
        (lambda rows: [{**rows[0], "share_class": "农龄股"}, *rows[1:]], "方案没有股类“农龄股”，现有：人口股、集体股"),
        (lambda rows: [*rows[:2], {**rows[2], "household": "0009"}, rows[3]], "户册上没有户编号“0009”"),
        (lambda rows: [{**rows[0], "certificate": 11}, *rows[1:]], "一户一证"),
        (lambda rows: [*rows[:2], {**rows[2], "certificate": 12}, rows[3]], "一户一证"),
        (
            lambda rows: [{**rows[0], "shares": "10"}, {**rows[0], "shares": "5"}, *rows[1:]],
            "“人口股”在第5行已有，请合并",
        ),
        (lambda rows: [*rows[:3], {**rows[3], "certificate": 9}], "集体股没有股权证号"),
        (lambda rows: [{**rows[0], "certificate": None}, *rows[1:]], "请填写股权证号"),
    ],
)
def test_a_workbook_that_does_not_agree_is_refused_whole(village, change, reason):
    plan_of(village)
    found = take(village, *change(right()))
    assert found.state == "refused"
    assert reason in told(found)
    assert (ShareTransaction.objects.count(), ShareAccount.objects.count(), Certificate.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"name": "张无"}, "D"),
        ({"number": "09999"}, "F"),
        ({"household": "0009"}, "A"),
        ({"share_class": "农龄股"}, "G"),
    ],
)
def test_the_cell_of_a_holder_nobody_knows_is_marked_in_the_returned_workbook(village, change, column):
    plan_of(village)
    rows = right()
    rows[2] |= change
    found = take(village, *rows)
    [fault] = found.report["faults"]
    assert (fault["cell"][0], fault["value"]) == (column, *change.values())
    answer = people.client(village.clerk).get(f"/shares/intake/{found.pk}/marked/")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert fault["message"] in book[fault["sheet"]][fault["cell"]].comment.text


def test_who_is_pending_holds_nothing(village):
    """N72."""
    plan_of(village)
    Member.objects.filter(person=village.person("张四")).update(status="pending", since=None)
    [fault] = take(village, *right()).report["faults"]
    assert (fault["cell"], fault["message"]) == ("D6", "张四在成员名册上是“待定”，不能持股。")


def test_a_wrong_sum_does_not_hide_whom_nobody_knows(village):
    plan_of(village)
    rows = right()
    rows[0] |= {"name": "张无", "shares": "14"}
    found = take(village, *rows, total=40)
    assert [fault["cell"] for fault in found.report["faults"]] == ["H4", "D5"]


def test_namesakes_of_a_household_are_told_apart_by_their_number(village):
    plan = plan_of(village)
    home = village.members["张三"].household
    other = makers.member(village, home, "张三", "son")
    rows = right()
    assert "同名" in told(take(village, *rows))
    rows[0]["number"] = other.number
    assert take(village, *rows).state == "stored"
    assert ShareAccount.objects.of(plan).get(person=other.person).balance == 15


def test_without_a_plan_of_the_reform_nothing_is_taken(village):
    makers.decided(village)
    assert "没有等待导入原持股的方案" in told(take(village, *right()))


def test_an_opening_plan_is_not_issued_by_its_division_and_no_other_by_workbook(village):
    plan = plan_of(village)
    with pytest.raises(Refused, match="请用工作簿导入原持股"):
        ledger.issue_plan(plan, REFORMED, by=village.clerk)
    ordinary = makers.village(place=people.community(village.place.parent, "小窑"), one="赵六")
    with pytest.raises(Refused, match="只有“按原改革登记”"):
        opening.open_ledger(makers.decided(ordinary), [], by=ordinary.clerk)


def test_a_cancelled_opening_may_be_imported_anew_with_other_certificates(village):
    plan = plan_of(village)
    take(village, *right())
    ledger.cancel(ShareTransaction.objects.get(), "证号有误", by=village.clerk)
    rows = right()
    for each in rows[:2]:
        each["certificate"] = 21
    assert take(village, *rows).state == "stored"
    assert dict(Certificate.objects.values_list("household__number", "number")) == {"0001": 21, "0002": 13}
    assert ledger.difference_of(plan) == 0


def test_a_certificate_is_not_printed_before_the_lock(village):
    plan_of(village)
    take(village, *right())
    with pytest.raises(Refused, match="股权固化以后才能打印"):
        certificates.print_certificate(Certificate.objects.first(), date(2026, 3, 2), by=village.clerk)


def test_the_command_tries_then_stores_and_answers_in_json(village, tmp_path):
    plan = plan_of(village)
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(filled(*right(), code=village.place.code))
    bad.write_bytes(filled(*right()[:-1], code=village.place.code))
    out = StringIO()
    call_command("import_shares", str(good), "--community", village.place.code, "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["accepted"] == 4
    assert held(plan) == {}
    with pytest.raises(CommandError):
        call_command("import_shares", str(bad), "--community", village.place.code, "--json", stdout=StringIO())
    call_command("import_shares", str(good), "--community", village.place.code, stdout=StringIO())
    assert len(held(plan)) == 4


def test_two_thousand_holders_are_posted_in_one_go(village):
    plan = plan_of(village, pool="2000")
    home = Household.objects.create(place=village.place, number="P1", registered_on=people.SINCE)
    crowd = Person.objects.bulk_create(
        Person(district=village.place.district, name="众", sex="male", born_on=date(1980, 1, 1), no_id_reason="遗失")
        for _ in range(2000)
    )
    Residence.objects.bulk_create(
        Residence(person=each, household=home, relation="other", valid_from=people.SINCE) for each in crowd
    )
    classes = {each.name: each for each in plan.classes.all()}
    rows = [opening.Held(classes["人口股"], Decimal(1), each, home, 1) for each in crowd]
    rows.append(opening.Held(classes["集体股"], opening.class_totals(plan)[classes["集体股"].pk]))
    opening.open_ledger(plan, rows, by=village.clerk)
    assert ledger.difference_of(plan) == 0


def test_the_plan_s_page_leads_to_the_workbook_and_then_shows_the_sum(village):
    plan = plan_of(village)
    browser = people.client(village.clerk)
    page = browser.get(f"/shares/{plan.pk}/").content.decode()
    assert f"/shares/intake/{village.place.pk}/" in page
    assert "发行股份" not in page
    assert "分配明细" not in page  # nobody divides anything here
    assert "共30股<" in page
    take(village, *right())
    page = browser.get(f"/shares/{plan.pk}/").content.decode()
    assert "40股 与 40股，相差0" in page
