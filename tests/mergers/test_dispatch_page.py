"""周调度: the frozen week in one look, for each the own units; as many queries for hundreds of units as for 26."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Organisation, Place
from config.bench.district import lay_down
from mergers import gates
from mergers.models import LedgerRow
from mergers.services import bulletins, errata, freezing, instructions, issues, ledger_files, rounds
from tests import cases, makers
from tests.weeks import at, begin, settle

pytestmark = pytest.mark.django_db
WEEK = "2026-W47"


@pytest.fixture(autouse=True)
def _gates_open(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def told():
    """大窑 of 云河街道 with a done step and a kept promise, 南仓 of 松山街道 with none, and two frozen weeks."""
    with at("2026-11-11"):
        case, staff = cases.opened()
        other = makers.merger_case(makers.community(makers.street(case.place.district, "松山街道"), "南仓"))
        running = rounds.open_round(case.place.district, Week.parse("2026-W46"))
        promise = {"commit_step": 1, "commit_on": clock.today() + timedelta(days=7)}
        rounds.file_report(running, case, by=staff.secretary, progress="专班成立", **promise)
        secretary = makers.account(Role.SECRETARY, other.place)
        rounds.file_report(running, other, by=secretary, progress="专班成立", **promise)
    with at("2026-11-17"):
        freezing.freeze(case.place.district, Week.parse("2026-W46"))
        begin(case, staff, 1, households=612)
        issues.raise_issue(case, "集体土地权证办理", by=staff.secretary, level="district")
    with at("2026-11-18"):
        settle(case, staff, 1)
    with at("2026-11-23", 9):
        ledger = freezing.freeze(case.place.district, Week.parse(WEEK))
    with at("2026-11-23", 10):
        yield case, staff, other, ledger


def page(person, **query) -> str:
    return makers.client(person).get(reverse("dispatch"), query).content.decode()


def visible_text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_tells_the_week_its_cutoff_and_its_digest(told):
    _, staff, _, ledger = told
    html = page(staff.leader)
    for word in ("2026年第47周调度", "11月16日—22日", "数据截止 11月23日 08:00", ledger.digest[:4], "红线 = 关键节点"):
        assert word in html
    assert "二 清资确权" in html


def test_every_cell_leads_to_its_step_and_every_tile_to_its_units(told):
    case, staff, _, _ = told
    html = page(staff.leader)
    for step in range(1, 17):
        assert reverse("step", args=[case.pk, step]) in html
    assert reverse("ledger_total", args=[WEEK, "planned"]) in html


def test_what_changed_what_was_promised_and_what_is_asked_stand_beside_the_chart(told):
    case, staff, other, ledger = told
    text = visible_text(page(staff.leader))
    assert "本周变化 全部 1" in text
    assert ledger.rows.get(case=case).figures["changes"] in text
    assert "已落实 1 · 推进中 0 · 未落实 1" in text
    assert f"{other.place.name}：{ledger.rows.get(case=other).figures['promised']}" in text
    assert "大窑：集体土地权证办理" in text


def test_a_column_appears_only_when_a_figure_is_there(told):
    _, staff, _, _ = told
    assert "同意户" not in page(staff.leader)


def test_a_street_and_a_community_see_their_own_units_only(told):
    case, staff, other, _ = told
    for person in (staff.street, staff.secretary):
        html = page(person)
        assert case.place.name in html
        assert other.place.name not in html
        assert "各周完成步数" not in html
        assert "调度情况（送审稿）" not in html
    sibling = makers.account(Role.STREET, other.place.parent)
    assert "集体土地权证办理" not in page(sibling)
    stranger = makers.account(Role.LEADER, makers.district("海岸区", "990102"))
    assert "还没有生成过台账" in page(stranger)


def test_an_older_week_is_chosen_and_an_absent_one_is_not_found(told):
    _, staff, _, _ = told
    assert "2026年第46周调度" in page(staff.leader, week="2026-W46")
    browser = makers.client(staff.leader)
    assert browser.get(reverse("dispatch"), {"week": "2026-W40"}).status_code == 404
    assert browser.get(reverse("dispatch"), {"week": "zz"}).status_code == 404


def test_the_leader_writes_on_the_page_and_sees_how_many_have_answered(told):
    case, staff, _, ledger = told
    html = page(staff.leader)
    assert reverse("instruction_new", args=[ledger.pk]) in html
    assert reverse("instruction_new", args=[ledger.pk]) not in page(staff.office)
    instruction = instructions.write(ledger, "表决程序务必合法", by=staff.leader)
    department = makers.organisation(case.place.district, Organisation.Kind.DEPARTMENT, "民政局", "civil_affairs")
    instructions.forward(instruction, department, by=staff.office)
    assert "转 1 个单位 · 反馈 0/1" in page(staff.leader)


def test_signing_turns_the_report_into_a_numbered_bulletin(told):
    _, staff, _, ledger = told
    assert "待审签" in page(staff.leader)
    assert "待审签" not in page(staff.office)
    bulletins.sign(ledger, by=staff.leader)
    assert "第1期通报" in page(staff.office)


def test_a_late_entry_stands_beside_the_figure_and_the_figure_stays(told):
    case, staff, _, ledger = told
    with at("2026-11-24"):
        settle(case, staff, 2, actual_on=date(2026, 11, 19))
    with at("2026-11-24", 11):
        errata.find_errata(ledger)
        html = page(staff.leader)
    assert "更正" in html
    assert "有更正" in html
    assert LedgerRow.objects.get(ledger=ledger, case=case).figures["done"] == 1


def test_the_files_of_the_ledger_are_offered_once_they_are_made(told):
    _, staff, _, ledger = told
    address = reverse("ledger_file", args=[WEEK, "workbook"])
    assert address not in page(staff.leader)
    ledger_files.make_files(ledger, kinds=["workbook"])
    assert address in page(staff.leader)
    assert address not in page(staff.street)


def queries(person, **query) -> tuple[int, str]:
    browser = makers.client(person)
    browser.get(reverse("dispatch"), query)
    with CaptureQueriesContext(connection) as captured:
        html = browser.get(reverse("dispatch"), query).content.decode()
    return len(captured), html


def test_a_large_district_is_told_by_its_streets_with_as_many_queries_as_a_small_one():
    today = clock.today()
    small, large = lay_down(26, "990103", today=today), lay_down(260, "990104", today=today)
    for measured in (small, large):
        freezing.freeze(measured.district, measured.week)
    few, drawn = queries(small.leader)
    many, told_by_street = queries(large.leader)
    assert many <= few  # where no unit is named beside the table, its row is not asked for
    assert drawn.count('class="wall__name"') == 1 + 26
    assert 'class="wall"' not in told_by_street
    street = Place.objects.filter(parent=large.district).order_by("code").first()
    assert f"street={street.pk}" in told_by_street
    one, of_street = queries(large.leader, street=street.pk)
    assert one == few
    assert of_street.count('class="wall__name"') == 1 + 100
