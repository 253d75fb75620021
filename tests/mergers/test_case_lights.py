"""The list of cases by the light of its units: the ledger's own rule, this moment; list, workbook and board agree."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from communities.access import Role
from communities.lib import clock
from communities.lib.isoweek import Week
from mergers import gates
from mergers.models import MergerCase
from mergers.rules.lights import LIGHT_LABELS, Light
from mergers.services import case_status, cases, freezing
from tests import makers
from tests.cases import opened, people
from tests.weeks import at, begin, settle

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY = "2026-11-22", "2026-11-23"


@pytest.fixture(autouse=True)
def _gates_open(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


def unit(street, name: str, on: str) -> MergerCase:
    with at(on):
        return makers.merger_case(makers.community(street, name))


@pytest.fixture
def told():
    """One unit for each light as the evening of Sunday sees it, and one taken out of the plan."""
    with at("2026-11-16"):
        idle, staff = opened()
    street, found = idle.place.parent, {Light.IDLE: idle}
    planned = idle.plan_dates.get(step=1).planned_on
    found[Light.ON_TIME] = on_time = unit(street, "按期村", "2026-11-16")
    with at("2026-11-17"):
        begin(on_time, people(on_time.place), 1)
    days = (planned - date(2026, 11, 16)).days
    found[Light.LATE] = unit(street, "超期村", "2026-09-01")
    due = date.fromisoformat(SUNDAY) - timedelta(days=days - 1)
    found[Light.DUE_SOON] = unit(street, "临期村", due.isoformat())
    found[Light.WAITING] = waiting = unit(street, "等待村", "2026-11-16")
    found[Light.HELD] = held = unit(street, "暂缓村", "2026-11-16")
    with at("2026-11-18"):
        cases.suspend(held, reason="稳评结论暂缓", by=staff.office)
        until = date(2026, 12, 1)
        case_status.set_status(waiting, "waiting", reason="区批复前等待", until=until, by=staff.office)
    found[Light.DONE] = done = unit(street, "完成村", "2026-11-03")
    with at("2026-11-10"):
        own = people(done.place)
        for step in range(1, 17):
            settle(done, own, step)
    out = unit(street, "移出村", "2026-11-03")
    with at("2026-11-19"):
        case_status.take_out_of_plan(
            out, decision_number="示专班〔2026〕9号", decided_on=clock.today(), reason="条件不成熟", by=staff.office
        )
    with at(SUNDAY, 22):
        yield found, staff, out


def listed(person, **asked) -> set[str]:
    html = makers.client(person).get("/cases/", asked).content.decode()
    return {case.place.name for case in MergerCase.objects.select_related("place") if f">{case.place.name}</a>" in html}


def exported(person, **asked) -> list[list]:
    answer = makers.client(person).get("/cases/export/", asked)
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active.iter_rows()]


@pytest.mark.parametrize("light", Light)
def test_each_light_finds_its_units_on_the_screen_and_in_the_workbook(told, light):
    found, staff, _ = told
    name = found[light].place.name
    assert listed(staff.office, light=light) == {name}
    rows = exported(staff.office, light=light)
    assert [row[1] for row in rows[3:]] == [name]
    assert f"进度状态“{LIGHT_LABELS[light]}”" in str(rows[1])
    assert LIGHT_LABELS[light] in rows[3]


def test_what_was_taken_out_of_the_plan_is_listed_without_a_light(told):
    _, staff, out = told
    assert out.place.name in listed(staff.office)
    assert all(out.place.name not in listed(staff.office, light=light) for light in Light)


def test_the_counts_are_those_of_the_board(told):
    found, staff, _ = told
    counted = {light: len(listed(staff.office, light=light)) for light in Light}
    with at(MONDAY, 9):
        ledger = freezing.freeze(found[Light.IDLE].place.district, Week(2026, 47))
    tiles = {tile["key"]: tile["value"] for tile in ledger.totals["tiles"]}
    assert counted == {light: tiles[str(light)] for light in Light}


def test_a_light_and_a_street_narrow_together_and_a_secretary_sees_ones_own(told):
    found, staff, _ = told
    other = unit(makers.street(found[Light.IDLE].place.district, "松山街道"), "盐场", "2026-09-01")
    assert listed(staff.office, light="late") == {"超期村", "盐场"}
    assert listed(staff.office, light="late", street=other.place.parent_id) == {"盐场"}
    assert listed(staff.street, light="late") == {"超期村"}
    assert listed(staff.secretary, light="late") == set()
    assert listed(makers.account(Role.SECRETARY, other.place), light="late") == {"盐场"}


def test_a_light_changes_with_the_facts_at_once(told):
    found, staff, _ = told
    cases.suspend(found[Light.LATE], reason="条件不具备", by=staff.office)
    assert listed(staff.office, light="late") == set()
    assert listed(staff.office, light="hold") == {"暂缓村", "超期村"}


def queries(browser, address: str, **asked) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address, asked).status_code == 200
    return len(found)


@pytest.mark.parametrize("address", ["/cases/", "/cases/export/"])
def test_the_queries_do_not_grow_with_the_rows(told, address):
    found, staff, _ = told
    browser = makers.client(staff.office)
    queries(browser, address)
    few = [queries(browser, address, **asked) for asked in ({}, {"light": "late"})]
    for number in range(5):
        unit(found[Light.IDLE].place.parent, f"新社区{number}", "2026-09-01")
    assert [queries(browser, address, **asked) for asked in ({}, {"light": "late"})] == few
    assert max(few) <= 60
