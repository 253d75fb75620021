"""The home page of every role: what is to be done first stands first; no query more for more units."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Organisation
from mergers import gates
from mergers.models import DepartmentTask
from mergers.services import departments, evidence, freezing, issues, moves, rounds
from tests import cases, makers
from tests.weeks import at, begin, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_gates(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def opened():
    return cases.opened()


def home(person) -> str:
    return makers.client(person).get(reverse("home")).content.decode()


def submit(case, staff, step: int = 1) -> None:
    begin(case, staff, step)
    moves.perform(case, step, "submit", by=staff.secretary)


def test_the_front_door_leads_home_or_to_the_sign_in(opened, client):
    assert client.get("/").headers["Location"] == reverse("login")
    assert makers.client(opened[1].secretary).get("/").headers["Location"] == reverse("home")


def test_a_secretary_reads_what_to_file_what_is_missing_and_how_the_day_was_counted(opened):
    case, staff = opened
    html = home(staff.secretary)
    for word in ("成立专班、摸底研判", "还差", "专班文件", "如何计算", "当日不计"):
        assert word in html
    assert reverse("step", args=[case.pk, 1]) in html


def test_why_it_was_returned_stands_first(opened, open_gates):
    case, staff = opened
    submit(case, staff)
    assert "审核中" in home(staff.secretary)
    ask = moves.Ask(text="户数与公安口径不一致", codes=("figures",))
    moves.perform(case, 1, "return", by=staff.street, ask=ask)
    html = home(staff.secretary)
    assert html.index("户数与公安口径不一致") < html.index("如何计算")
    assert "去补正" in html


def test_the_cooperative_is_asked_only_for_its_own_steps(opened):
    _, staff = opened
    assert "成立专班、摸底研判" not in home(staff.cooperative)


def test_who_owes_nothing_now_still_finds_the_way_to_the_case(opened):
    case, staff = opened
    html = home(staff.cooperative)
    assert "目前没有轮到您办理的事项" in html
    assert reverse("case", args=[case.pk]) in html


def test_a_report_is_asked_for_until_it_is_filed(opened):
    case, staff = opened
    running = rounds.open_round(case.place.district, Week.of(clock.now()))
    assert "去报送" in home(staff.secretary)
    assert "未报送" in home(staff.street)
    rounds.file_report(running, case, by=staff.secretary, progress="专班成立")
    assert "去报送" not in home(staff.secretary)
    assert "各单位都已报送" in home(staff.street)


def test_the_street_finds_what_was_submitted_and_the_office_what_was_reviewed(opened, open_gates):
    case, staff = opened
    assert "没有等待办理的填报" in home(staff.street)
    submit(case, staff)
    html = home(staff.street)
    assert "1 件" in html
    assert "0 个工作日" in html
    assert "没有等待办理的填报" in home(staff.office)
    moves.perform(case, 1, "approve", by=staff.street)
    assert "没有等待办理的填报" in home(staff.street)
    assert "待确认" in home(staff.office)


def test_what_has_waited_longer_than_the_limit_is_red(opened, open_gates):
    case, staff = opened
    submit(case, staff)
    with clock.set_to(clock.now() + timedelta(days=20)):
        html = home(staff.street)
    assert re.search(r'tone--late">1\d 个工作日', html)


def test_a_step_under_recheck_that_waits_for_an_earlier_step_is_not_late_but_says_so(opened, open_gates):
    case, staff = opened
    with at("2026-03-02"):
        settle(case, staff, 1)
        settle(case, staff, 2)
        settle(case, staff, 3)
    with at("2026-04-01"):
        moves.perform(case, 2, "reopen", by=staff.office, ask=moves.Ask("方案与批复不一致"))
    with at("2026-06-01"):
        html = home(staff.street)
        assert "待第2步办结后复核" in html
        assert "个工作日</span>" not in html
        settle(case, staff, 2, receiver="柳溪")
    with at("2026-06-02"):
        assert re.search(r'tone--going">1 个工作日', home(staff.street))
    with at("2026-06-22"):
        assert re.search(r'tone--late">1\d 个工作日', home(staff.street))


def test_the_street_finds_the_steps_it_files_itself(opened, open_gates):
    case, staff = opened
    for step in (1, 2, 3):
        settle(case, staff, step)
    html = home(staff.street)
    assert "本街道填报的步骤" in html
    assert "社会稳定风险评估" in html


def test_the_office_finds_key_nodes_and_ways_to_decide(opened, open_gates):
    case, staff = opened
    for step in (1, 2, 3):
        settle(case, staff, step)
    html = home(staff.office)
    assert "节点调度" in html
    assert "动员会" in html


def test_a_department_signs_on_its_home_with_overdue_work_in_red(opened, open_gates):
    case, staff = opened
    district = case.place.district
    department = makers.organisation(district, Organisation.Kind.DEPARTMENT, "民政局", "civil_affairs")
    clerk = makers.account(Role.DEPARTMENT, district, held_for=department)
    submit(case, staff)
    issue = issues.raise_issue(case, "社区界线勘定", by=staff.secretary, level="district")
    issues.assign(issue, department, due_on=clock.today(), by=staff.office)
    html = home(clerk)
    for word in ("第1步 成立专班、摸底研判", "社区界线勘定", "本部门职责", "第2步"):
        assert word in html
    assert "超期 " not in html
    with clock.set_to(clock.now() + timedelta(days=30)):
        assert "超期 30 日" in home(clerk)
    task = DepartmentTask.objects.get(organisation=department)
    makers.client(clerk).post(reverse("department_receive", args=[task.pk]), {"text": "同意，请补充四至"})
    task.refresh_from_db()
    assert (task.opinion, task.received_by) == ("同意，请补充四至", clerk)
    assert "没有待签收的协办事项" in home(clerk)


def test_one_department_does_not_sign_for_another(opened, open_gates):
    case, staff = opened
    district = case.place.district
    makers.organisation(district, Organisation.Kind.DEPARTMENT, "民政局", "civil_affairs")
    finance = makers.organisation(district, Organisation.Kind.DEPARTMENT, "财政局", "finance")
    other = makers.account(Role.DEPARTMENT, district, held_for=finance)
    submit(case, staff)
    task = DepartmentTask.objects.get()
    assert makers.client(other).post(reverse("department_receive", args=[task.pk])).status_code == 404
    with pytest.raises(Refused, match="由该部门的人员签收"):
        departments.receive(task, by=other)
    html = makers.client(staff.office).get(reverse("department_inbox")).content.decode()
    assert "民政局" in html
    assert "财政局" in html


def test_the_leader_finds_the_week_and_what_waits_for_the_signature():
    with at("2026-11-18"):
        case, staff = cases.opened()
        leader = staff.leader
    assert "还没有生成过台账" in home(leader)
    with at("2026-11-23"):
        freezing.freeze(case.place.district, Week(2026, 47))
        html = home(leader)
    assert "2026年第47周调度" in html
    assert "待审签" in html


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.AUDITOR, ("记录簿", "最近一行", "近7日登录失败", "系统运行")),
        (Role.SYSTEM_ADMIN, ("启用账号", "系统运行")),
        (Role.SECURITY_ADMIN, ("停用账号", "系统运行")),
        (Role.AGENCY, ("撤并事项",)),
    ],
)
def test_who_watches_and_who_administers_has_a_home_too(opened, role, words):
    case, _ = opened
    html = home(makers.account(role, case.place.district))
    for word in words:
        assert word in html
    if role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        assert case.place.name not in html


def test_the_homes_of_street_and_office_ask_no_more_for_more_units(open_gates):
    case, staff = cases.opened()
    submit(case, staff)
    before = {person: _queries(person) for person in (staff.street, staff.office)}
    for number in range(6):
        place = makers.community(case.place.parent, f"社区{number}")
        other = makers.merger_case(place)
        secretary = makers.account(Role.SECRETARY, place)
        evidence.save_facts(other, 1, {}, by=secretary)
        moves.perform(other, 1, "submit", by=secretary)
    for person, count in before.items():
        assert _queries(person) == count


def _queries(person) -> int:
    browser = makers.client(person)
    browser.get(reverse("home"))
    with CaptureQueriesContext(connection) as captured:
        browser.get(reverse("home"))
    return len(captured)
