"""The ledger on the screen: each sees the own rows, every figure opens its events, files go to the district's level."""

from datetime import date

import pytest
from django.urls import reverse

from communities.access import Role
from communities.lib.isoweek import Week
from mergers import gates
from mergers.models import WeeklyReport
from mergers.services import errata, freezing, ledger_files, rounds
from tests import makers
from tests.cases import opened
from tests.weeks import at, begin, settle

pytestmark = pytest.mark.django_db
WEEK = "2026-W47"


@pytest.fixture(autouse=True)
def _gates_open(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def told():
    """大窑 of 云河街道 with a done step, 南仓 of 松山街道 with none, and the frozen week."""
    with at("2026-11-17"):
        case, staff = opened()
        other = makers.merger_case(makers.community(makers.street(case.place.district, "松山街道"), "南仓"))
        begin(case, staff, 1, households=612)
    with at("2026-11-18"):
        settle(case, staff, 1)
    with at("2026-11-23", 9):
        ledger = freezing.freeze(case.place.district, Week.parse(WEEK))
    with at("2026-11-23", 10):
        yield case, staff, other, ledger


def page(person, name, *args, **query):
    return makers.client(person).get(reverse(name, args=args), query)


def test_the_district_sees_every_row_and_a_street_its_own(told):
    case, staff, other, _ = told
    whole = page(staff.office, "ledger", WEEK).content.decode()
    assert case.place.name in whole
    assert other.place.name in whole
    own = page(staff.street, "ledger", WEEK).content.decode()
    assert case.place.name in own
    assert other.place.name not in own


def test_tiles_of_a_street_count_its_own_units_only(told):
    _, staff, _, _ = told
    tiles = {tile["label"]: tile["value"] for tile in page(staff.street, "ledger", WEEK).context["tiles"]}
    assert tiles["纳入计划"] == 1
    assert page(staff.office, "ledger", WEEK).context["tiles"][0]["value"] == 2


def test_every_figure_opens_the_events_behind_it(told):
    case, staff, _, ledger = told
    row = ledger.rows.get(case=case)
    for column in ledger.columns:
        answer = page(staff.office, "ledger_figure", WEEK, row.pk, column["key"])
        assert answer.status_code == 200
        assert len(answer.context["events"]) == len({tuple(source) for source in row.sources[column["key"]]})
    done = page(staff.office, "ledger_figure", WEEK, row.pk, "done")
    assert done.context["value"] == "1"
    assert "2026-11-18" in done.content.decode()


def test_a_foreign_row_answers_as_an_absent_one(told):
    _, staff, other, ledger = told
    foreign = ledger.rows.get(case=other)
    assert page(staff.street, "ledger_figure", WEEK, foreign.pk, "done").status_code == 404
    assert page(staff.street, "ledger_figure", WEEK, 999_999, "done").status_code == 404


@pytest.mark.parametrize("week", ["2026-W01", "2027-W53", "nonsense"])
def test_a_week_without_a_ledger_is_not_found(told, week):
    _, staff, _, _ = told
    assert page(staff.office, "ledger", week).status_code == 404


def test_a_total_lists_as_many_units_as_it_counts(told):
    _, staff, _, ledger = told
    for tile in ledger.totals["tiles"]:
        assert page(staff.office, "ledger_total", WEEK, tile["key"]).context["count"] == tile["value"]
    assert page(staff.street, "ledger_total", WEEK, "planned").context["count"] == 1


def test_the_totals_of_the_streets_lead_to_their_units(told):
    case, staff, _, _ = told
    totals = page(staff.office, "ledger", WEEK).context["streets"]["rows"]
    assert [row[1]["text"] for row in totals] == [1, 1, 2]
    of_street = makers.client(staff.office).get(totals[0][1]["url"])
    assert of_street.context["count"] == 1
    assert case.place.name in of_street.content.decode()


def test_files_are_for_posts_of_the_district(told, settings, tmp_path):
    settings.OUTPUT_ROOT = tmp_path
    _, staff, _, ledger = told
    ledger_files.make_files(ledger, kinds=["workbook"])
    answer = page(staff.office, "ledger_file", WEEK, "workbook")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    for stranger in (staff.street, staff.secretary):
        assert page(stranger, "ledger_file", WEEK, "workbook").status_code == 404
    assert page(staff.leader, "ledger_file", WEEK, "wall").status_code == 404  # not made yet


def test_the_export_holds_exactly_the_filtered_rows(told):
    _, staff, _, _ = told
    answer = page(staff.office, "ledger_export", WEEK, status="idle")
    assert answer.status_code == 200
    shown = page(staff.office, "ledger", WEEK, status="idle")
    assert shown.context["page"].paginator.count == 1


def test_the_wall_chart_draws_every_step_of_every_unit(told):
    _, staff, _, _ = told
    answer = page(staff.office, "ledger_wall", WEEK)
    assert sum(len(row["cells"]) for street in answer.context["wall"]["streets"] for row in street["rows"]) == 32
    assert answer.context["wall"]["extra_heads"] == ["状态"]  # no column without a figure in it


def test_a_correction_stands_beside_the_figure(told):
    case, staff, _, ledger = told
    with at("2026-11-24"):
        settle(case, staff, 2, actual_on=date(2026, 11, 20))
    with at("2026-11-24", 12):
        errata.find_errata(ledger)
        row = ledger.rows.get(case=case)
        assert "1 → 2" in page(staff.office, "ledger_figure", WEEK, row.pk, "done").content.decode()
        assert "补录第2步" in page(staff.street, "ledger_errata", WEEK).content.decode()
        assert "1（有更正）" in page(staff.office, "ledger", WEEK, group="进度").content.decode()


def test_two_days_are_compared_old_and_new(told):
    _, staff, other, _ = told
    answer = page(staff.street, "ledger_compare", **{"from": "2026-11-17", "to": "2026-11-22"})
    text = answer.content.decode()
    assert answer.context["changed"] > 0
    assert "已完成步骤" in text
    assert other.place.name not in text
    entered = page(staff.office, "ledger_compare", **{"from": "2026-11-15", "to": "2026-11-22"}).context["entered"]
    assert {item["text"] for item in entered} == {"大窑", "南仓"}
    assert (
        "起日须早于止日"
        in page(staff.office, "ledger_compare", **{"from": "2026-11-22", "to": "2026-11-17"}).content.decode()
    )


def report_url(case):
    running = rounds.open_round(case.place.district, Week(2026, 48))
    return reverse("weekly_report", args=[running.pk, case.pk])


def test_the_report_form_is_prefilled_with_what_the_week_already_says(told):
    case, staff, _, _ = told
    with at("2026-11-24"):
        settle(case, staff, 2)
        answer = makers.client(staff.secretary).get(report_url(case))
    assert "第2步“" in answer.context["form"]["progress"].value()
    assert answer.context["events"]


def test_a_report_sent_twice_is_filed_once_and_a_refusal_shows_the_form_again(told):
    case, staff, _, _ = told
    browser = makers.client(staff.secretary)
    with at("2026-11-24"):
        url = report_url(case)
        refused = browser.post(url, {"progress": "", "form_key": "a"})
        assert "请填写本周进展" in refused.content.decode()
        for _ in range(2):
            answer = browser.post(url, {"progress": "完成方案初稿", "form_key": "b"})
            assert answer.url == reverse("weekly_reports")
    assert WeeklyReport.objects.get().progress == "完成方案初稿"


def test_who_has_filed_and_who_still_owes_is_shown_per_unit(told):
    case, staff, other, _ = told
    with at("2026-11-24"):
        running = rounds.open_round(case.place.district, Week(2026, 48))
        rounds.file_report(running, case, nothing_reason="等待上级文件", by=staff.secretary)
        text = page(staff.office, "weekly_reports").content.decode()
    assert "零报告" in text
    assert "未报送" in text
    assert other.place.name in text


def test_a_stranger_cannot_open_the_report_of_another_unit(told):
    case, _, other, _ = told
    stranger = makers.account(Role.SECRETARY, other.place)
    with at("2026-11-24"):
        assert makers.client(stranger).get(report_url(case)).status_code == 404
