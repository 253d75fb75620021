"""The weekly round: opened, filed till its cut-off, and only those who still owe are reminded."""

from datetime import date

import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Heartbeat, Job, Message, RecordEntry
from communities.services.recording import SYSTEM
from communities.services.settings import set_value
from mergers import tasks
from mergers.models import Ledger, LedgerFile, WeeklyReport, WeeklyRound
from mergers.services import cases, rounds, ticking
from tests import makers
from tests.cases import opened
from tests.weeks import at, moment

pytestmark = pytest.mark.django_db
W47 = Week(2026, 47)


@pytest.fixture
def unit():
    with at("2026-11-10"):
        return opened()


def round_of(case, week=W47):
    return rounds.open_round(case.place.district, week)


def test_a_round_opens_once_with_its_cutoff(unit):
    case, _ = unit
    with at("2026-11-17"):
        first, second = round_of(case), round_of(case)
    assert first == second
    assert (first.opens_at, first.cutoff_at) == (moment("2026-11-16", 0), moment("2026-11-23", 8))
    assert RecordEntry.objects.filter(action="开启周调度").count() == 1


def test_after_a_holiday_the_cutoff_is_the_next_working_day(unit):
    case, _ = unit
    with at("2026-02-10"):
        closes = {rounds.cutoff_of(case.place.district, week) for week in (Week(2026, 7), Week(2026, 8))}
    assert closes == {moment("2026-02-24", 8)}


def test_the_weekday_is_a_setting_in_force_from_a_date(unit):
    case, staff = unit
    with at("2026-11-17"):
        set_value(
            "dispatch.weekday",
            2,
            case.place.district,
            in_force_from=date(2026, 11, 20),
            basis="会议纪要",
            by=staff.office,
        )
        assert rounds.cutoff_of(case.place.district, W47) == moment("2026-11-24", 8)
        assert rounds.cutoff_of(case.place.district, Week(2026, 46)) == moment("2026-11-16", 8)


def file(case, staff, **more):
    return rounds.file_report(round_of(case), case, by=staff.secretary, **{"progress": "完成摸底", **more})


def test_a_report_may_be_filed_anew_till_the_cutoff_and_not_after(unit):
    case, staff = unit
    with at("2026-11-20"):
        file(case, staff)
        assert file(case, staff, problems="缺一份材料").problems == "缺一份材料"
    assert WeeklyReport.objects.count() == 1
    with at("2026-11-23", 8), pytest.raises(Refused, match="截止，不能再报送"):
        file(case, staff)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"progress": " "}, "请填写本周进展"),
        ({"nothing_reason": "等待上级文件"}, "零报告只写理由"),
        ({"commit_step": 2}, "承诺须同时选定步骤和日期"),
        ({"commit_step": 99, "commit_on": date(2026, 11, 27)}, "没有第99步"),
        ({"commit_step": 2, "commit_on": date(2026, 11, 1)}, "承诺日期不能早于今天"),
    ],
)
def test_an_incomplete_report_is_refused_with_what_to_do(unit, fields, said):
    case, staff = unit
    with at("2026-11-20"), pytest.raises(Refused, match=said):
        file(case, staff, **fields)


def test_a_report_before_the_week_begins_is_refused(unit):
    case, staff = unit
    with at("2026-11-15"), pytest.raises(Refused, match="尚未开始"):
        file(case, staff)


def test_only_the_unit_itself_reports(unit):
    case, staff = unit
    with at("2026-11-20"), pytest.raises(Refused, match="报送每周进展"):
        rounds.file_report(round_of(case), case, progress="代报", by=staff.street)


def test_only_those_who_still_owe_are_reminded_and_each_person_once_a_day(unit):
    case, staff = unit
    with at("2026-11-10"):
        other = makers.merger_case(makers.community(case.place.parent, "南仓"))
        owing = makers.account(Role.SECRETARY, other.place)
        resting = makers.merger_case(makers.community(case.place.parent, "五里"))
        makers.account(Role.SECRETARY, resting.place)
        cases.suspend(resting, reason="稳评结论", by=staff.office)
    with at("2026-11-20"):
        file(case, staff)
        assert rounds.remind(round_of(case)) == 0  # two days before the day that is set
    before = Message.objects.count()
    with at("2026-11-22"):
        assert [rounds.remind(round_of(case)) for _ in range(3)] == [1, 0, 0]
    with at("2026-11-23", 7):
        assert rounds.remind(round_of(case)) == 1
    with at("2026-11-23", 8):
        assert rounds.remind(round_of(case)) == 0
    told = Message.objects.order_by("-pk")[: Message.objects.count() - before]
    assert {message.to for message in told} == {owing}


def test_a_tick_asks_for_every_missing_ledger_once(unit):
    case, _ = unit
    with at("2026-12-07", 9):
        tasks.tick()
        tasks.tick()
    keys = Job.objects.filter(kind="mergers.tasks.freeze_week").values_list("key", flat=True)
    assert sorted(keys) == [f"ledger:{case.place.district_id}:2026-W{week}" for week in (46, 47, 48, 49)]
    assert WeeklyRound.objects.filter(week=50).count() == 1
    assert Heartbeat.objects.get(name="tick").at == moment("2026-12-07", 9)
    assert Job.objects.filter(key="check_files:2026-12-07").count() == 1


def test_a_freezing_job_run_twice_and_late_makes_one_ledger_and_asks_for_its_files_once(unit):
    case, _ = unit
    with at("2026-11-23", 9):
        ticking.tick()
        job = Job.objects.get(key=f"ledger:{case.place.district_id}:2026-W47")
    with at("2026-12-20", 9):
        tasks.freeze_week(job.pk)
        tasks.freeze_week(job.pk)
    assert Ledger.objects.filter(week=47).count() == 1
    assert Job.objects.filter(kind="mergers.tasks.make_ledger_file").count() == len(LedgerFile.Kind.values)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE


def test_a_late_entry_is_set_against_the_ledger_once(unit, monkeypatch):
    from mergers import gates
    from tests.weeks import settle

    monkeypatch.setattr(gates, "reasons", lambda asked: [])
    case, staff = unit
    with at("2026-11-23", 9):
        ticking.freeze(case.place.district, W47)
    with at("2026-11-24"):
        settle(case, staff, 1, actual_on=date(2026, 11, 20))
    with at("2026-11-24", 11):
        tasks.tick()
        tasks.tick()
        jobs = Job.objects.filter(kind="mergers.tasks.find_errata")
        assert jobs.count() == 1
        tasks.find_errata(jobs.get().pk)
    assert Ledger.objects.get().rows.get().errata.filter(column="done").count() == 1


def test_a_ledger_is_the_systems_own_work(unit):
    case, _ = unit
    with clock.set_to(moment("2026-11-23", 9)):
        ticking.freeze(case.place.district, W47)
    assert RecordEntry.objects.filter(action="生成台账").get().by_name == SYSTEM.name
