"""Monday's ledger: what was known at the cut-off, whenever it is made; what comes later stands beside it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Organisation, RecordEntry
from communities.services import notices
from mergers import gates
from mergers.ledger import COLUMNS, Reading, compile_sheet
from mergers.models import Erratum, Ledger
from mergers.services import case_status, cases, errata, evidence, freezing, moves, rounds
from tests import makers
from tests.cases import opened
from tests.communities import notice_makers
from tests.weeks import at, begin, moment, settle

W46, W47, W48 = Week(2026, 46), Week(2026, 47), Week(2026, 48)
CUTOFF = moment("2026-11-23", 8)


@pytest.fixture(autouse=True)
def _gates_open(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def unit(db):
    """大窑, opened in week 46 with its first step done in week 47."""
    return tell_the_story()


def tell_the_story():
    with at("2026-11-10"):
        case, staff = opened()
    with at("2026-11-12"):
        begin(case, staff, 1, households=612, population=1980, party_members=58, petitions=0)
    with at("2026-11-18"):
        settle(case, staff, 1)
    return case, staff


def frozen(case, week=W47, day="2026-11-23", hour=9):
    with at(day, hour):
        return freezing.freeze(case.place.district, week)


def figures(ledger):
    return ledger.rows.get().figures


def test_a_week_that_still_runs_is_not_frozen(unit):
    case, _ = unit
    with pytest.raises(Refused, match="2026-11-23 08:00截止"):
        frozen(case, hour=7)
    assert not Ledger.objects.exists()


def test_the_figures_are_those_of_the_week(unit):
    case, _ = unit
    ledger = frozen(case)
    row = figures(ledger)
    assert (row["households"], row["party_members"], row["petitions"]) == (612, 58, 0)
    assert (row["done"], row["step"], row["status"]) == (1, "2 方案", "按期")
    assert row["legal_body"] == "居民委员会"
    assert [cell["word"] for cell in ledger.rows.get().cells[:3]] == ["✓", "·", "·"]


def test_an_event_entered_after_the_cutoff_is_not_in_and_comes_as_an_erratum(unit):
    case, staff = unit
    with at("2026-11-19"):
        begin(case, staff, 2)
    with at("2026-11-23", 8, 30):
        settle(case, staff, 2, actual_on=date(2026, 11, 20))
    ledger = frozen(case)
    assert figures(ledger)["done"] == 1
    with at("2026-11-24"):
        found = {erratum.column: erratum for erratum in errata.find_errata(ledger)}
        assert errata.find_errata(ledger) == []
    assert (found["done"].was, found["done"].now) == (1, 2)
    assert "补录第2步，发生于2026-11-20" in found["done"].cause
    assert figures(Ledger.objects.get())["done"] == 1


def test_a_second_late_entry_is_set_against_what_was_last_known(unit):
    case, staff = unit
    ledger = frozen(case)
    for day, step in (("2026-11-25", 2), ("2026-11-26", 3)):
        with at(day):
            settle(case, staff, step, actual_on=date(2026, 11, 22))
        with at(day, 11):
            errata.find_errata(ledger)
    told = Erratum.objects.filter(column="done").order_by("noted_at").values_list("was", "now")
    assert list(told) == [(1, 2), (2, 3)]


def test_what_happens_after_sunday_is_next_week_even_before_the_cutoff(unit):
    case, staff = unit
    with at("2026-11-23", 7):
        settle(case, staff, 2)
    assert figures(frozen(case))["done"] == 1
    assert figures(frozen(case, W48, "2026-11-30"))["done"] == 2


def test_a_second_run_returns_the_same_ledger_and_changes_nothing(unit):
    case, _ = unit
    ledger = frozen(case)
    lines = RecordEntry.objects.count()
    assert frozen(case, day="2026-12-20") == ledger
    assert (Ledger.objects.count(), RecordEntry.objects.count()) == (1, lines)


LATER = (
    lambda case, staff: settle(case, staff, 2),
    lambda case, staff: begin(case, staff, 3, meeting_on="2026-11-27"),
    lambda case, staff: cases.suspend(case, reason="等待诉讼结果", by=staff.office),
    lambda case, staff: moves.perform(case, 1, "reopen", by=staff.office, ask=moves.Ask(text="数据有误")),
    lambda case, staff: cases.replan(case, 3, date(2027, 1, 5), reason="春节前集中宣讲", by=staff.office),
    lambda case, staff: cases.choose_mode(case, "convert", reason="", by=staff.secretary),
)


@trials(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(1, 400),
    later=st.lists(st.integers(0, len(LATER) - 1), unique=True, max_size=4),
)
def test_a_ledger_frozen_at_any_later_time_has_the_same_digest(unit, days, later):
    """Whatever was done in between; the reading alone, so that every example starts from the same week."""
    from django.db import transaction

    case, staff = unit
    district = case.place.district
    with clock.set_to(CUTOFF):
        punctual = compile_sheet(Reading(district, W47.sunday, CUTOFF)).digest()
    with transaction.atomic():
        for act in later:
            with clock.set_to(CUTOFF + timedelta(days=1)), transaction.atomic():
                try:
                    LATER[act](case, staff)
                except Refused:
                    continue  # what is unlawful after the acts before it
        with clock.set_to(CUTOFF + timedelta(days=days)):
            late = freezing.freeze(district, W47)
        digest = late.digest
        transaction.set_rollback(True)
    assert digest == punctual


def test_weeks_that_were_missed_are_filled_in_after_three_weeks_of_silence(unit):
    case, _ = unit
    district = case.place.district
    with at("2026-12-07", 9):
        missing = freezing.missing_weeks(district)
        assert missing == [W46, W47, W48, Week(2026, 49)]
        for week in missing:
            freezing.freeze(district, week)
        assert freezing.missing_weeks(district) == []
    assert Ledger.objects.get(week=46).rows.get().figures["done"] == 0
    assert Ledger.objects.get(week=47).rows.get().figures["done"] == 1


def test_the_year_2026_has_a_week_53_of_its_own(unit):
    case, _ = unit
    ledger = frozen(case, Week(2026, 53), "2027-01-04")
    assert (ledger.year, ledger.week, str(ledger.iso)) == (2026, 53, "2026-W53")
    with at("2027-01-11", 9):
        assert freezing.freeze(case.place.district, Week(2027, 1)) != ledger


def test_every_figure_opens_its_events_and_the_counts_agree(unit):
    case, staff = unit
    with at("2026-11-19"):
        cases.replan(case, 2, date(2026, 12, 20), reason="方案需再征求意见", by=staff.office)
    row = frozen(case).rows.get()
    for column in COLUMNS:
        value, sources = row.figures[column.key], row.sources[column.key]
        if column.counts:
            assert (value or 0) == len(sources), column.key
        elif value is not None:
            assert sources, column.key
    assert row.figures["replans"] == 1


def test_every_total_agrees_with_the_cases_behind_it(unit):
    case, _ = unit
    totals = frozen(case).totals
    assert all(tile["value"] == len(tile["cases"]) for tile in totals["tiles"])
    lights = [tile for tile in totals["tiles"] if tile["key"] not in ("planned", "owing", "nothing")]
    assert sum(tile["value"] for tile in lights) == totals["tiles"][0]["value"] == 1
    assert sum(len(street["cases"]) for street in totals["streets"]) == 1


def test_nothing_to_report_stands_apart_from_not_having_reported(unit):
    case, staff = unit
    with at("2026-11-20"):
        opening = rounds.open_round(case.place.district, W47)
        rounds.file_report(opening, case, nothing_reason="等待上级文件", by=staff.secretary)
    tiles = {tile["key"]: tile["value"] for tile in frozen(case).totals["tiles"]}
    assert (tiles["nothing"], tiles["owing"]) == (1, 0)
    later = frozen(case, W48, "2026-11-30")
    tiles = {tile["key"]: tile["value"] for tile in later.totals["tiles"]}
    assert (tiles["nothing"], tiles["owing"]) == (0, 1)
    assert figures(later)["filed"] == "未报送"


@pytest.mark.parametrize(("done_on", "outcome"), [("2026-11-26", "已落实"), (None, "未落实")])
def test_last_weeks_commitment_is_set_against_this_weeks_facts(unit, done_on, outcome):
    case, staff = unit
    with at("2026-11-20"):
        opening = rounds.open_round(case.place.district, W47)
        rounds.file_report(
            opening, case, progress="完成摸底", commit_step=2, commit_on=date(2026, 11, 27), by=staff.secretary
        )
    if done_on:
        with at(done_on):
            settle(case, staff, 2)
    ledger = frozen(case, W48, "2026-11-30")
    assert figures(ledger)["kept"] == outcome
    assert ledger.totals["commitments"][outcome] == [case.pk]


def test_a_suspended_case_is_grey_and_owes_no_report(unit):
    case, staff = unit
    with at("2026-11-19"):
        cases.suspend(case, reason="等待诉讼结果", by=staff.office)
    ledger = frozen(case)
    assert figures(ledger)["status"] == "暂缓"
    assert {tile["key"]: tile["value"] for tile in ledger.totals["tiles"]}["owing"] == 0


def test_a_status_set_by_hand_stands_till_its_last_day_with_its_reason(unit):
    case, staff = unit
    with at("2026-11-19"):
        case_status.set_status(case, "due_soon", reason="专班研判", until=date(2026, 11, 25), by=staff.office)
    row = figures(frozen(case))
    assert (row["status"], row["remarks"]) == ("临期", "人工定为“临期”：专班研判")
    assert figures(frozen(case, W48, "2026-11-30"))["status"] == "按期"


def test_a_failed_motion_is_grey_not_red(unit):
    case, staff = unit
    with at("2026-11-19"):
        facts = {"held_on": "2026-11-19", "body": "residents_meeting", "entitled": 100, "present": 90, "in_favour": 10}
        begin(case, staff, 11, **facts)
    with at("2027-06-21", 9):
        ledger = freezing.freeze(case.place.district, Week(2027, 24))
    assert figures(ledger)["status"] == "暂缓"
    assert "表决未通过" in figures(ledger)["remarks"]


def test_a_running_posting_is_lawful_waiting_till_its_objection_period_is_over(unit):
    case, staff = unit
    notice = posted(case, staff)
    ledger = frozen(case)
    row, cell = figures(ledger), ledger.rows.get().cells[11]
    assert (row["status"], cell["word"], row["posted_on"]) == ("法定等待", "公示", "2026-11-18")
    assert row["posted_until"] == notice.objection_ends_on.isoformat()
    assert figures(frozen(case, Week(2026, 49), "2026-12-07"))["status"] == "超期"


def test_an_interrupted_posting_makes_nobody_wait(unit):
    case, staff = unit
    notice = posted(case, staff)
    with at("2026-11-20"):
        notices.interrupt(notice, notice.postings.first(), clock.now(), "被雨淋湿", by=staff.secretary)
    assert figures(frozen(case))["status"] == "超期"


def posted(case, staff):
    """Step 12 begun past its planned day, its result posted on the 18th for seven days."""
    for step in range(2, 12):
        with at("2026-11-18", 9):
            settle(case, staff, step)
    with at("2026-11-18", 9):
        begin(case, staff, 12)
        cases.replan(case, 12, date(2026, 11, 17), reason="按会议日期排定", by=staff.office)
        committee = makers.organisation(case.place, Organisation.Kind.RESIDENTS_COMMITTEE)
        board = notices.add_board(case.place, "居务公开栏", by=staff.secretary)
        draft = notices.draft(case.place, committee, notice_makers.content(), [board], by=staff.secretary)
        notice = notices.publish(draft, by=staff.secretary)
        evidence.use_notice(case, 12, notice, "posting.result", by=staff.secretary)
    with at("2026-11-18"):
        photo = notice_makers.photo()
        notices.put_up(notice, board, clock.now(), photo, notice_makers.PHOTO, by=staff.secretary)
    notice.refresh_from_db()
    return notice


def test_waiting_for_the_approval_is_never_late(unit):
    case, staff = unit
    for step in range(2, 13):
        with at("2026-11-19"):
            settle(case, staff, step)
    with at("2026-11-20"):
        begin(case, staff, 13, request_number="云街字〔2026〕5号", request_on="2026-11-20")
    ledger = frozen(case, Week(2027, 30), "2027-08-02")
    assert (figures(ledger)["status"], ledger.rows.get().cells[12]["word"]) == ("法定等待", "待批")
    assert ledger.totals["tiles"][5]["note"] == "待区批 1"


def test_a_late_unit_names_the_level_it_waits_for(unit):
    case, staff = unit
    with at("2026-11-19"):
        begin(case, staff, 2)
        moves.perform(case, 2, "submit", by=staff.secretary)
    ledger = frozen(case, Week(2027, 10), "2027-03-15")
    assert (figures(ledger)["status"], figures(ledger)["waits_for"]) == ("超期", "街道")


def test_two_runs_at_once_give_one_ledger(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        case, _ = tell_the_story()
        district = case.place.district

        def run(_):
            try:
                with at("2026-11-23", 9):
                    return freezing.freeze(district, W47).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            keys = set(pool.map(run, range(8)))
        assert len(keys) == Ledger.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_units(unit, django_assert_max_num_queries):
    case, _ = unit
    with at("2026-11-10"):
        for number in range(5):
            place = makers.community(case.place.parent, f"南仓{number}")
            makers.merger_case(place)
    with django_assert_max_num_queries(23):
        assert len(compile_sheet(Reading(case.place.district, W47.sunday, CUTOFF)).rows) == 6
