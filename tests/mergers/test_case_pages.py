"""The list of cases and the pages of one: what stands there, who may change it, that a list exports its rows."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import LegalBody, Message, Place, RecordEntry
from mergers import gates
from mergers.models import CaseEvent, Liability, MergerCase, PlanEntry, Receiver
from mergers.rules.rulebook import to_data
from mergers.services import case_parts, case_rulebook, case_status, moves, rulebooks
from tests import makers
from tests.mergers import journey
from tests.mergers.journey import REASON, Status

PAGES = ("", "parts/", "plan/", "uniforms/", "papers/", "timeline/", "rulebook/")


@pytest.fixture
def cast(db) -> journey.Cast:
    return journey.cast()


@pytest.fixture
def open_gates(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def browsers(cast):
    return {party: makers.client(person) for party, person in cast.people.items()}


def at(cast, tail: str = "") -> str:
    return f"/cases/{cast.case.pk}/{tail}"


def act(browser, cast, which: str, **asked):
    return browser.post(at(cast, f"acts/{which}/"), asked)


def shown(browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def names(browser, **asked) -> set[str]:
    """The communities of the filtered list."""
    text = shown(browser, f"/cases/?{'&'.join(f'{key}={value}' for key, value in asked.items())}")
    return {name for name in ("大窑", "柳溪", "盐场") if f">{name}</a>" in text}


@pytest.fixture
def three(cast):
    """大窑 (route B), 柳溪 (route A, 填报中), 盐场 in another street (暂缓)."""
    place = cast.case.place
    village = makers.community(place.parent, "柳溪", body=LegalBody.VILLAGERS_COMMITTEE)
    second = makers.merger_case(village)
    moves.perform(second, 1, "start", by=makers.account(Role.CLERK, village))
    elsewhere = makers.community(makers.street(place.district, "松山街道"), "盐场")
    third = makers.merger_case(elsewhere)
    MergerCase.objects.filter(pk=third.pk).update(suspended_on=clock.today())
    return cast.case, second, third


def test_the_list_is_found_by_name_code_and_pinyin(three, browsers):
    office = browsers["office"]
    assert names(office) == {"大窑", "柳溪", "盐场"}
    assert names(office, q="大窑") == names(office, q="dayao") == names(office, q="da yao") == {"大窑"}
    assert names(office, q=three[1].place.code) == {"柳溪"}
    assert names(office, q="无此社区") == set()


def test_the_list_is_filtered_by_street_state_step_and_route(three, browsers):
    office = browsers["office"]
    assert names(office, street=three[2].place.parent_id) == {"盐场"}
    assert names(office, state="suspended") == {"盐场"}
    assert names(office, state="open") == {"大窑", "柳溪"}
    assert names(office, route="A") == {"柳溪"}
    assert names(office, step=1) == {"大窑", "柳溪", "盐场"}
    assert names(office, step=2) == set()
    assert names(office, batch=three[0].batch_id) == {"大窑", "柳溪", "盐场"}
    assert names(office, mode="merge") == set()


def test_a_street_sees_only_its_own_cases(three, browsers):
    assert names(browsers["street"]) == {"大窑", "柳溪"}
    assert names(browsers["community"]) == {"大窑"}


def test_the_list_exports_exactly_its_rows(three, browsers):
    answer = browsers["office"].get("/cases/export/", {"route": "B", "state": "open"})
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "路径 B、状态 open" not in str(cells)
    assert [row[1] for row in cells[3:]] == ["大窑"]
    assert cells[3][0] == three[0].place.code


def test_the_queries_of_the_list_do_not_grow_with_its_rows(three, browsers, django_assert_max_num_queries):
    with django_assert_max_num_queries(37) as few:
        shown(browsers["office"], "/cases/")
        first = len(few)
    for number in range(4):
        makers.merger_case(makers.community(three[0].place.parent, f"新社区{number}"))
    with django_assert_max_num_queries(first):
        shown(browsers["office"], "/cases/")


def test_the_office_takes_a_community_into_the_plan_and_opens_its_case(cast, browsers):
    place = makers.community(cast.case.place.parent, "柳溪", body=LegalBody.VILLAGERS_COMMITTEE)
    asked = {
        "place": place.pk,
        "batch": cast.case.batch_id,
        "reform_done": "yes",
        "decision_number": "示专班〔2026〕3号",
        "decided_on": clock.today().isoformat(),
        "reason": "条件成熟",
        "position": 2,
        "form_key": "k1",
    }
    for _ in range(2):
        assert browsers["office"].post("/cases/new/", asked).status_code == 302
    case = MergerCase.objects.get(place=place)
    assert (case.route, case.reform_done) == ("A", True)
    assert PlanEntry.objects.get(place=place).decision_number == "示专班〔2026〕3号"
    assert browsers["street"].get("/cases/new/").status_code == 403


def test_the_office_sets_up_programmes_and_batches(cast, browsers):
    asked = {
        "district": cast.case.place.district_id,
        "title": "二〇二七年计划",
        "year": 2027,
        "target": 10,
        "deadline": "2027-12-31",
    }
    assert browsers["office"].post("/cases/programmes/", asked).status_code == 302
    programme = cast.case.batch.programme
    batch = {"programme": programme.pk, "title": "第二批"}
    assert browsers["office"].post("/cases/programmes/batches/", batch).status_code == 302
    text = shown(browsers["office"], "/cases/programmes/")
    assert "二〇二七年计划" in text
    assert "第一批、第二批" in text


def test_a_case_says_in_words_what_holds_it_up(cast, browsers):
    text = shown(browsers["community"], at(cast))
    assert "缺4种材料：专班文件、摸底表、研判报告、列入计划文件" in text
    assert "轮到社区办理" in text
    assert "默认规程 2026.1 第1版" in text


def test_a_foreign_case_answers_as_an_absent_one_at_every_address(cast):
    stranger = makers.client(makers.account(Role.CLERK, makers.community(cast.case.place.parent, "柳溪")))
    for tail in PAGES:
        foreign, absent = stranger.get(at(cast, tail)), stranger.get(f"/cases/999999/{tail}")
        assert foreign.status_code == absent.status_code == 404
    assert act(stranger, cast, "mode", mode="merge", reason="试").status_code == 404
    assert stranger.post(at(cast, "rulebook/"), {}).status_code == 404


def test_an_act_that_does_not_exist_is_absent(cast, browsers):
    assert act(browsers["office"], cast, "delete").status_code == 404


def test_the_way_counts_once_the_district_has_approved_it(cast, browsers):
    assert act(browsers["community"], cast, "mode", mode="convert", reason="单独撤改").status_code == 302
    assert "撤改（待批准）" in shown(browsers["community"], at(cast))
    refused = act(browsers["street"], cast, "approve-mode")
    assert refused.status_code == 409
    assert act(browsers["office"], cast, "approve-mode").status_code == 302
    cast.case.refresh_from_db()
    assert cast.case.mode_approved_by == cast.people["office"]
    assert CaseEvent.objects.filter(case=cast.case, kind="mode_approved").count() == 1


def test_only_acts_that_a_person_may_carry_out_are_offered(cast, browsers):
    office, community = shown(browsers["office"], at(cast)), shown(browsers["community"], at(cast))
    assert "acts/suspend/" in office
    assert "acts/resume/" not in office
    assert "acts/suspend/" not in community
    assert "acts/mode/" in community


def test_a_suspension_needs_its_reason_and_stops_every_step(cast, browsers):
    assert act(browsers["office"], cast, "suspend", reason="").status_code == 409
    assert act(browsers["office"], cast, "suspend", reason="稳评结论暂缓").status_code == 302
    with pytest.raises(Refused, match="暂缓"):
        moves.perform(cast.case, 1, "start", by=cast.people["community"])
    assert act(browsers["office"], cast, "resume", reason="重新研判通过").status_code == 302
    assert "稳评结论暂缓" in shown(browsers["community"], at(cast, "timeline/"))


def receiver(cast, **size) -> Receiver:
    place = makers.community(cast.case.place.parent, "松泉", kind=Place.Kind.URBAN)
    return case_parts.add_receiver(cast.case, place, **size, by=cast.people["community"])


@pytest.mark.parametrize(
    ("households", "note", "words"),
    [
        (2400, "", "并入后2400户，在1000至3000户（居民委员会组织法第三条）之间"),
        (3600, "", "并入后3600户，不在1000至3000户（居民委员会组织法第三条）之间，须写明规模说明"),
        (3600, "已报民政局同意", "之间；说明：已报民政局同意"),
        (None, "", "并入后户数尚未核对"),
    ],
)
def test_the_size_of_a_receiver_is_checked_by_the_law_of_the_day(cast, browsers, households, note, words):
    receiver(cast, households_after=households, size_note=note)
    assert words in shown(browsers["community"], at(cast, "parts/"))


def test_a_receiving_community_gives_its_own_opinion(cast):
    row = receiver(cast, households_after=2400)
    own = makers.account(Role.SECRETARY, row.place)
    Message.objects.all().delete()
    url, day = f"/receivers/{row.pk}/", clock.today().isoformat()
    assert makers.client(cast.people["community"]).get(url).status_code == 404
    refused = makers.client(own).post(url, {"opinion": "conditions", "opinion_on": day, "text": ""})
    assert "请写明条件或理由" in refused.content.decode()
    asked = {"opinion": "conditions", "opinion_on": day, "text": "先移交档案"}
    assert makers.client(own).post(url, asked).status_code == 302
    row.refresh_from_db()
    assert (row.opinion, row.opinion_text) == ("conditions", "先移交档案")
    event = CaseEvent.objects.filter(case=cast.case, kind="receivers_set").latest("pk")
    assert event.data == {"receivers": [["松泉", "conditions", day]]}


def test_a_receiver_may_be_taken_back_with_a_reason(cast, browsers):
    row = receiver(cast)
    assert act(browsers["community"], cast, "receiver-withdraw", row=row.pk, reason="改由柳溪接收").status_code == 302
    assert not cast.case.receivers.exists()
    assert RecordEntry.objects.get(action="取消接收社区").reason == "改由柳溪接收"


def test_a_liability_has_its_taker_before_it_is_taken_over(cast, browsers):
    asked = {"kind": "debt", "title": "道路工程尾款", "amount": "380000"}
    assert act(browsers["community"], cast, "liability", **asked).status_code == 302
    row, today = Liability.objects.get(), clock.today().isoformat()
    refused = act(browsers["community"], cast, "liability-settle", row=row.pk, taken_over_on=today)
    assert "须先写明承接主体" in refused.content.decode()
    body = makers.organisation(cast.case.place, "cooperative", "大窑股份经济合作社")
    settled = {"row": row.pk, "taker": body.pk, "taken_over_on": today}
    assert act(browsers["community"], cast, "liability-settle", **settled).status_code == 302
    data = CaseEvent.objects.filter(case=cast.case, kind="liabilities_set").latest("pk").data
    assert data == {"liabilities": [1, 1, 1]}
    assert "380,000.00元 · 承继主体：大窑股份经济合作社" in shown(browsers["street"], at(cast, "parts/"))


def test_a_cadres_pay_is_corrected_with_a_reason(cast, browsers):
    asked = {"name": "王丽", "post": "书记", "pay": "4200", "pay_basis": "示组发〔2025〕7号"}
    assert act(browsers["community"], cast, "cadre", **asked).status_code == 302
    row = cast.case.cadres.get()
    changed = {"row": row.pk, "pay": "4300", "pay_basis": "示组发〔2026〕2号", "reason": "按新文件核对"}
    assert act(browsers["community"], cast, "cadre-change", **changed).status_code == 302
    line = RecordEntry.objects.get(action="更正干部待遇")
    assert line.changes["王丽 月报酬"] == ["4200.00", "4300"]


def test_a_row_of_another_case_cannot_be_named_in_a_form(cast, browsers):
    neighbour = journey.cast(makers.community(cast.case.place.parent, "柳溪"))
    row = receiver(neighbour)
    answer = act(browsers["community"], cast, "receiver-withdraw", row=row.pk, reason="试")
    assert answer.status_code == 409
    assert Receiver.objects.filter(pk=row.pk).exists()


def test_a_plan_is_moved_with_a_reason_and_every_move_is_counted(cast, browsers):
    planned = cast.case.plan_dates.get(step=2).planned_on
    later = (planned + timedelta(days=12)).isoformat()
    asked = {"step": 2, "planned_on": later, "reason": "接收社区需再次商议"}
    assert act(browsers["community"], cast, "replan", **asked).status_code == 409
    assert act(browsers["street"], cast, "replan", **asked).status_code == 302
    text = shown(browsers["community"], at(cast, "plan/"))
    assert f"第2步 {planned} → {later}" in text
    assert "+12 日" in text
    assert "接收社区需再次商议" in text


def test_the_five_uniform_matters_show_which_are_done_to_the_standard(cast, browsers, open_gates):
    text = shown(browsers["street"], at(cast, "uniforms/"))
    assert [f"{number} 统一" in text for number in range(1, 6)] == [True] * 5
    assert "已按标准办结" not in text
    cast.reach(14, Status.DONE)  # the one step that serves 党组织调整
    assert shown(browsers["street"], at(cast, "uniforms/")).count("已按标准办结") == 1


def test_a_status_set_by_hand_ends_with_its_last_day(cast, browsers):
    until = clock.today() + timedelta(days=5)
    asked = {"status": "waiting", "until": until.isoformat(), "reason": "等待上级统一部署"}
    assert act(browsers["office"], cast, "status", **asked).status_code == 302
    assert "人工定为“法定等待”" in shown(browsers["street"], at(cast))
    with clock.set_to(clock.now() + timedelta(days=6)):
        assert case_status.override_of(cast.case) is None


def test_a_status_set_by_hand_is_cleared_with_a_reason(cast, browsers):
    day = clock.today().isoformat()
    act(browsers["office"], cast, "status", status="hold", until=day, reason="暂不调度")
    assert act(browsers["office"], cast, "clear-status", reason="恢复调度").status_code == 302
    assert case_status.override_of(cast.case) is None


def test_nobody_sets_a_case_to_done_by_hand(cast):
    with pytest.raises(Refused, match="各步办结"):
        case_status.set_status(cast.case, "done", reason="完成", until=clock.today(), by=cast.people["office"])


def test_a_community_is_taken_out_of_the_plan_by_a_numbered_decision(cast, browsers):
    asked = {"decision_number": "示专班〔2026〕9号", "decided_on": clock.today().isoformat(), "reason": "条件变化"}
    assert act(browsers["office"], cast, "remove", **asked).status_code == 302
    cast.case.refresh_from_db()
    assert cast.case.removed_on == clock.today()
    assert PlanEntry.objects.get(place=cast.case.place, act="removed").decision_number == "示专班〔2026〕9号"
    assert "acts/" not in shown(browsers["office"], at(cast))


def edited(cast, change):
    """The district's next rulebook, with a change made to its data."""
    base = cast.case.rulebook_version
    data = to_data(base.rulebook)
    change(data["step"])
    return rulebooks.edit(base, data, by=cast.people["office"], note="试改")


def test_a_case_moves_to_a_newer_rulebook_by_an_approved_event(cast, browsers):
    version = edited(cast, lambda steps: steps[1].update(confirms="office", confirm_label="区级审核"))
    cast.case.refresh_from_db()
    assert cast.case.rulebook_version != version  # a case stays on the version it started with
    text = shown(browsers["office"], at(cast, "rulebook/"))
    assert "第2步 确认：（无） → office" in text
    asked = {"version": version.pk, "approval_number": "示专班〔2026〕11号", "reason": "统一按新规程"}
    assert browsers["office"].post(at(cast, "rulebook/"), asked).status_code == 302
    cast.case.refresh_from_db()
    assert cast.case.rulebook_version == version
    assert cast.filing(2).needs_confirmation
    event = CaseEvent.objects.get(case=cast.case, kind="rulebook_moved")
    assert event.data["rulebook"] == version.number
    assert event.data["mapping"][1] == [2, 2]


def test_a_case_between_review_and_confirmation_waits_with_the_newer_rulebook(cast, open_gates):
    cast.reach(1, Status.REVIEWED)
    version = edited(cast, lambda steps: steps[0].update(confirms="", confirm_label=""))
    with pytest.raises(Refused, match="办结后才能改用新版"):
        case_rulebook.adopt(
            cast.case, version, approval_number="示专班〔2026〕11号", reason="新规程", by=cast.people["office"]
        )


def test_the_timeline_tells_case_and_steps_together(cast, browsers, open_gates):
    cast.reach(1, Status.RETURNED)
    text = shown(browsers["community"], at(cast, "timeline/"))
    assert text.index("第1步 退回") < text.index("第1步 提交审核") < text.index("启动</strong>")
    assert REASON.text in text
    assert "启动</strong>" not in shown(browsers["community"], at(cast, "timeline/?step=1"))


def test_a_long_timeline_is_read_page_by_page_in_the_same_queries(cast, browsers, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as few:
        shown(browsers["community"], at(cast, "timeline/"))
        first = len(few)
    for number in range(45):
        moves.perform(cast.case, 1, "record" if number else "start", by=cast.people["community"])
    with django_assert_max_num_queries(first):
        assert "第 1 页，共 2 页" in shown(browsers["community"], at(cast, "timeline/"))


def test_every_page_of_a_case_is_there_for_all_who_see_it(cast):
    for role in (Role.LEADER, Role.AUDITOR, Role.DEPARTMENT):
        browser = makers.client(makers.account(role, cast.case.place.district))
        for tail in PAGES:
            shown(browser, at(cast, tail))


def test_a_community_of_the_district_only_may_receive(cast):
    other = makers.community(makers.street(makers.district("他区", "990102")), "远村")
    with pytest.raises(Refused, match="须是本区"):
        case_parts.add_receiver(cast.case, other, by=cast.people["community"])


def test_a_merged_community_does_not_receive_itself(cast):
    with pytest.raises(Refused, match="不能是本社区自己"):
        case_parts.add_receiver(cast.case, cast.case.place, by=cast.people["community"])


def test_a_leader_changes_nothing(cast):
    leader = makers.client(makers.account(Role.LEADER, cast.case.place.district))
    assert act(leader, cast, "suspend", reason="试").status_code == 403
    assert reverse("case_act", args=[cast.case.pk, "suspend"]) not in shown(leader, at(cast))
