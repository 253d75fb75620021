"""What each gate says, typed from the articles and the rulebook."""

from datetime import date, timedelta

import pytest

from communities.lib import clock
from communities.models import LegalBody, Organisation
from communities.services import notices
from mergers import gates
from mergers.gates.asked import Asked
from mergers.models import Liability, StepFiling
from mergers.rules.gate_names import GATES
from mergers.services import cases, evidence
from tests import makers, weeks
from tests.cases import opened
from tests.communities import notice_makers

pytestmark = pytest.mark.django_db


def asked(case, step: int) -> Asked:
    filing = StepFiling.objects.get(case=case, step=step)
    return Asked(case, filing, case.step_view(step))


def said(case, step: int, gate: str) -> tuple[str, ...]:
    return gates.ANSWERS[gate](asked(case, step)).reasons


def test_every_gate_a_rulebook_may_name_has_an_answer():
    assert set(gates.ANSWERS) == set(GATES)


def test_a_step_is_closed_until_the_steps_before_it_are_done():
    case, _ = opened()
    assert said(case, 2, "earlier_steps") == ("第1步“成立专班、摸底研判”未启动，完成后才能办理本步。",)
    assert said(case, 1, "earlier_steps") == ()


def test_missing_papers_are_named_with_their_number():
    case, _ = opened()
    reasons = said(case, 12, "evidence_complete")
    assert "缺“张贴证明（起、止）”：至少2份，现有0份，请上传。" in reasons


def test_a_paper_signed_before_the_one_it_builds_on_is_pointed_out_and_refuses_nothing(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    case, staff = opened()
    day = clock.today()
    for kind, written_on, colour in (
        ("task_force_document", day, "red"),
        ("survey_report", day - timedelta(days=3), "blue"),
    ):
        photo = notice_makers.photo(colour)
        evidence.upload(case, 1, kind, photo, title=kind, written_on=written_on, by=staff.secretary)
    warned = said(case, 1, "dates_in_order")
    assert warned == (f"“研判报告”成文于{day - timedelta(days=3)}，早于“专班文件”（{day}），请核对日期。",)
    assert warned[0] not in gates.reasons(asked(case, 1))


def test_a_step_waits_until_its_notice_is_proved_and_its_objections_are_over(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with weeks.at("2026-11-16"):
        case, staff = opened()
        assert said(case, 6, "posting_over") == ("本步还没有公示，请在“公示”中发布并登记张贴。",)
        committee = makers.organisation(case.place, Organisation.Kind.RESIDENTS_COMMITTEE)
        board = notices.add_board(case.place, "居务公开栏", by=staff.secretary)
        draft = notices.draft(case.place, committee, notice_makers.content(), [board], by=staff.secretary)
        notice = notices.publish(draft, by=staff.secretary)
        evidence.use_notice(case, 6, notice, "posting.inventory", by=staff.cooperative)
        assert "每处公开栏都要有张贴证明" in said(case, 6, "posting_over")[0]
        photo = notice_makers.photo()
        notices.put_up(notice, board, clock.now(), photo, notice_makers.PHOTO, by=staff.secretary)
    with weeks.at("2026-11-23"):
        assert "异议期到2026-11-23 24时届满" in said(case, 6, "posting_over")[0]
    with weeks.at("2026-11-24"):
        assert said(case, 6, "posting_over") == ()


def test_a_notice_entered_late_opens_the_step_by_its_real_day_and_not_before(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with weeks.at("2026-11-23"):
        case, staff = opened()
        committee = makers.organisation(case.place, Organisation.Kind.RESIDENTS_COMMITTEE)
        board = notices.add_board(case.place, "居务公开栏", by=staff.secretary)
        hung = notice_makers.content(entered_late=True, posting_on=date(2026, 11, 16))
        draft = notices.draft(case.place, committee, hung, [board], by=staff.secretary)
        notice = notices.publish(draft, by=staff.secretary)
        evidence.use_notice(case, 6, notice, "posting.inventory", by=staff.cooperative)
        up_at, photo = weeks.moment("2026-11-16"), notice_makers.photo()
        notices.put_up(notice, board, up_at, photo, notice_makers.PHOTO, by=staff.secretary)
        assert "异议期到2026-11-23 24时届满" in said(case, 6, "posting_over")[0]
    with weeks.at("2026-11-24"):
        assert said(case, 6, "posting_over") == ()


def test_the_survey_must_answer_whether_the_reform_is_done():
    case, staff = opened()
    assert said(case, 1, "reform_answered")
    evidence.save_facts(
        case, 1, {"reform_done": True, "verdict": "include", "verdict_reason": "条件具备"}, by=staff.secretary
    )
    assert said(case, 1, "reform_answered") == ()
    assert said(case, 1, "survey_verdict") == ()


def test_a_verdict_of_suspension_stops_the_case():
    case, staff = opened()
    evidence.save_facts(case, 1, {"verdict": "suspend", "verdict_reason": "诉讼未结"}, by=staff.secretary)
    assert said(case, 1, "survey_verdict") == ("研判结论为暂缓，本事项依法暂缓；条件具备后重新研判。",)


def test_the_way_counts_once_the_district_has_approved_it():
    case, staff = opened()
    cases.choose_mode(case, "merge", reason="并入邻近社区", by=staff.secretary)
    case.refresh_from_db()
    assert said(case, 2, "mode_approved") == ("方式“撤并”尚未经区领导小组办公室批准。",)
    cases.approve_mode(case, by=staff.office)
    case.refresh_from_db()
    assert said(case, 2, "mode_approved") == ()


def test_each_debt_needs_a_taker():
    case, _ = opened()
    Liability.objects.create(case=case, kind="debt", title="道路工程欠款", amount="120000.00")
    assert said(case, 2, "liabilities_taken") == ("债务“道路工程欠款”尚未写明由谁承继（民法典第六十七条）。",)


def test_route_a_needs_the_villagers_meeting_itself():
    case, staff = opened(LegalBody.VILLAGERS_COMMITTEE)
    facts = {"body": "residents_representatives", "held_on": "2026-11-16", "notice_posted_on": "2026-11-01"}
    evidence.save_facts(case, 11, facts, by=staff.secretary)
    assert "须由村民会议表决" in said(case, 11, "meeting_competent")[0]


def test_an_unreformed_unit_follows_village_rules():
    case, staff = opened(LegalBody.UNREFORMED_COMMITTEE, reform_done=False)
    evidence.save_facts(case, 11, {"body": "residents_meeting"}, by=staff.secretary)
    assert "执行村规" in said(case, 11, "meeting_competent")[0]
    assert case.step_view(8).after == (4, 6, 7)


@pytest.mark.parametrize(("held_on", "open_"), [("2026-11-29", False), ("2026-11-30", True)])
def test_ten_days_lie_between_the_notice_and_the_meeting(held_on, open_):
    case, staff = opened(LegalBody.VILLAGERS_COMMITTEE)
    facts = {"body": "villagers_meeting_households", "notice_posted_on": "2026-11-19", "held_on": held_on}
    evidence.save_facts(case, 11, facts, by=staff.secretary)
    assert (said(case, 11, "notice_period_over") == ()) is open_


def test_before_the_meeting_the_step_says_when_it_may_be_held_and_an_earlier_count_speaks_no_more():
    case, staff = opened(LegalBody.VILLAGERS_COMMITTEE)
    called = {"body": "villagers_meeting_households", "notice_posted_on": "2026-11-08"}
    counted = {"entitled": 612, "present": 575, "in_favour": 560, "against": 15}
    evidence.save_facts(case, 11, called | counted | {"held_on": "2026-11-16"}, by=staff.secretary)
    assert said(case, 11, "motion_passed") == ()
    evidence.save_facts(case, 11, called | {"notice_posted_on": "2026-11-19"}, by=staff.secretary)
    assert "最早11-30可开会" in said(case, 11, "notice_period_over")[0]
    assert said(case, 11, "motion_passed") == ("尚未填写本次会议的应到、实到和票数。",)


def test_two_thirds_of_the_households_must_come_and_half_of_those_agree():
    case, staff = opened(LegalBody.VILLAGERS_COMMITTEE)
    facts = {"body": "villagers_meeting_households", "held_on": "2026-11-16", "entitled": 612, "against": 0}
    evidence.save_facts(case, 11, {**facts, "present": 407, "in_favour": 407}, by=staff.secretary)
    assert "须到408人" in said(case, 11, "motion_passed")[0]
    evidence.save_facts(case, 11, {**facts, "present": 408, "in_favour": 204, "against": 204}, by=staff.secretary)
    assert "须赞成205票" in said(case, 11, "motion_passed")[0]
    evidence.save_facts(case, 11, {**facts, "present": 408, "in_favour": 205, "against": 203}, by=staff.secretary)
    assert said(case, 11, "motion_passed") == ()


def test_before_2026_no_representatives_of_residents_could_decide():
    case, staff = opened()
    facts = {
        "body": "residents_representatives",
        "held_on": "2025-12-31",
        "entitled": 50,
        "present": 50,
        "in_favour": 50,
    }
    evidence.save_facts(case, 11, facts, by=staff.secretary)
    assert "法律没有规定" in said(case, 11, "motion_passed")[0]


def test_the_canvass_adds_up_and_offers_each_opposing_household_one_visit():
    case, staff = opened()
    facts = {"households_due": 612, "agree": 598, "against": 9, "abstain": 3, "unreached": 2}
    evidence.save_facts(case, 10, facts, by=staff.secretary)
    assert "每户须提供一次回访" in said(case, 10, "household_asked")[0]
    evidence.save_facts(case, 10, {**facts, "visits_offered": 9}, by=staff.secretary)
    assert said(case, 10, "household_asked") == ()
    evidence.save_facts(case, 10, {**facts, "visits_offered": 9, "agree": 597}, by=staff.secretary)
    assert "两数须相等" in said(case, 10, "household_asked")[0]


def test_a_conclusion_of_suspension_keeps_step_eight_closed():
    case, staff = opened()
    facts = {"risk_level": "high", "conclusion": "suspend", "concluded_on": "2026-05-12"}
    evidence.save_facts(case, 4, facts, by=staff.street)
    assert "本事项依法暂缓" in said(case, 4, "risk_conclusion")[0]


def test_the_inventory_ties_and_pending_people_hold_the_roll_open():
    case, staff = opened()
    totals = {"total_assets": "1000.00", "total_liabilities": "400.00", "total_equity": "600.00"}
    evidence.save_facts(case, 5, {"base_date": "2025-12-31", **totals}, by=staff.cooperative)
    assert said(case, 5, "inventory_ties") == ()
    roll = {"reference_on": "2026-01-31", "members": 10, "shareholders": 9, "pending": 1}
    shares = {"shares_total": "100", "shares_registered": "100"}
    evidence.save_facts(case, 7, {**roll, **shares}, by=staff.cooperative)
    assert said(case, 7, "nobody_pending") == ("还有1人待定，须经有权的会议表决确认后才能固化股权。",)
    assert said(case, 7, "share_difference_zero") == ()


def test_a_request_waits_for_its_approval_number():
    case, staff = opened()
    with clock.set_to(clock.end_of_day(date(2026, 11, 20))):
        evidence.save_facts(
            case, 13, {"request_number": "云街字〔2026〕5号", "request_on": "2026-11-20"}, by=staff.street
        )
    assert "缺签发人、联系人、合法性审查日期" in said(case, 13, "request_complete")[0]
    assert "法定等待" in said(case, 13, "approval_number")[0]
