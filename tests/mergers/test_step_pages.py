"""The page of a step: what is missing in words, only the lawful buttons, papers brought from a desk or a phone."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from communities.access import Role
from communities.lib import clock
from communities.models import Document
from mergers import gates
from mergers.models import Evidence, EvidenceWaiver, StepEvent
from mergers.services import cases as case_services
from mergers.services import evidence, moves
from tests import makers
from tests.mergers import journey
from tests.mergers.journey import REASON, Status

SURVEY = {
    "households": "320",
    "population": "900",
    "reform_done": "yes",
    "verdict": "include",
    "verdict_reason": "条件成熟",
}
KINDS = ("task_force_document", "baseline_survey", "survey_report", "plan_listing")


def picture(colour: str = "red") -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return ContentFile(out.getvalue(), name="IMG_0001.jpg")


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@pytest.fixture
def cast(db) -> journey.Cast:
    return journey.cast()


@pytest.fixture
def open_gates(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def filer(cast):
    return makers.client(cast.people["community"])


@pytest.fixture
def street(cast):
    return makers.client(cast.people["street"])


def at(cast, step: int, tail: str = "") -> str:
    return f"/cases/{cast.case.pk}/steps/{step}/{tail}"


def page(browser, cast, step: int) -> str:
    answer = browser.get(at(cast, step))
    assert answer.status_code == 200
    return answer.content.decode()


def upload(kind: str, **more) -> dict:
    day = clock.today().isoformat()
    return {"kind": kind, "file": picture(), "title": f"材料{kind}", "written_on": day, **more}


def test_a_step_is_filed_reviewed_and_confirmed_on_its_page(cast, filer, street):
    assert "还差 3 项" in page(filer, cast, 1)
    assert filer.post(at(cast, 1, "facts/"), SURVEY).status_code == 302
    for kind in KINDS:
        assert filer.post(at(cast, 1, "upload/"), upload(kind)).status_code == 302
    shown = page(filer, cast, 1)
    assert "还差" not in shown
    assert "4种材料齐全，共4份" in shown
    assert filer.post(at(cast, 1, "moves/submit/"), {"text": ""}).status_code == 302
    assert "审核通过" in page(street, cast, 1)
    assert street.post(at(cast, 1, "moves/approve/"), {"text": ""}).status_code == 302
    office = makers.client(cast.people["office"])
    assert office.post(at(cast, 1, "moves/confirm/"), {"text": ""}).status_code == 302
    done = page(filer, cast, 1)
    assert cast.filing(1).status == Status.DONE
    assert "云河街道办事处" in done
    assert "示范区撤改撤并领导小组办公室" in done


def test_a_submission_is_held_with_the_number_of_things_missing(cast, filer):
    moves.perform(cast.case, 1, "start", by=cast.people["community"])
    shown = page(filer, cast, 1)
    assert '<button class="btn btn--primary" form="move-submit" disabled>提交审核</button>' in shown
    assert "缺4种材料：专班文件、摸底表、研判报告、列入计划文件" in shown


def test_a_forbidden_submission_by_address_is_refused_in_sentences(cast, filer):
    moves.perform(cast.case, 1, "start", by=cast.people["community"])
    answer = filer.post(at(cast, 1, "moves/submit/"), {"text": "请审核"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "缺“摸底表”：至少1份，现有0份，请上传。" in shown
    assert "请审核" in shown  # what was typed is not lost
    assert cast.filing(1).status == Status.DRAFTING


@pytest.mark.parametrize(
    ("party", "expected"),
    [("community", {"withdraw"}), ("cooperative", set()), ("street", {"approve", "return"}), ("office", set())],
)
def test_a_page_shows_only_the_buttons_of_its_viewer(cast, open_gates, party, expected):
    cast.reach(1, Status.SUBMITTED)
    shown = page(makers.client(cast.others[party]), cast, 1)
    for move in ("start", "submit", "withdraw", "approve", "confirm", "return", "reopen", "waive"):
        assert (f'id="move-{move}"' in shown) == (move in expected)


def test_the_wrong_party_is_told_whose_act_it_is(cast, open_gates):
    cast.reach(1, Status.SUBMITTED)
    answer = makers.client(cast.people["office"]).post(at(cast, 1, "moves/approve/"), {"text": ""})
    assert answer.status_code == 409
    assert "这项操作由街道办理，您的任职不在其中。" in answer.content.decode()


def test_the_filer_reads_on_the_step_why_it_came_back(cast, open_gates, filer, street):
    cast.reach(1, Status.SUBMITTED)
    words = "摸底表缺党员数，请补填后重报。"
    street.post(at(cast, 1, "moves/return/"), {"text": words, "codes": ["incomplete"]})
    shown = page(filer, cast, 1)
    assert words in shown
    assert "退回（材料不齐）" in shown
    assert shown.index(words) < shown.index('id="checks"') < shown.index('id="facts"') < shown.index('id="papers"')


def test_a_return_without_words_or_code_is_not_made(cast, open_gates, street):
    cast.reach(1, Status.SUBMITTED)
    answer = street.post(at(cast, 1, "moves/return/"), {"text": "", "codes": []})
    assert answer.status_code == 409
    assert cast.filing(1).status == Status.SUBMITTED


def test_a_double_submission_of_one_form_is_carried_out_once(cast, open_gates, filer):
    moves.perform(cast.case, 1, "start", by=cast.people["community"])
    for _ in range(2):
        answer = filer.post(at(cast, 1, "moves/submit/"), {"text": "", "form_key": "k1"})
        assert answer.status_code == 302
        assert answer["Location"] == at(cast, 1)
    assert StepEvent.objects.filter(case=cast.case, move="submit").count() == 1


def test_a_picture_from_a_phone_becomes_evidence_with_its_three_dates(cast, filer):
    day = date(clock.today().year, clock.today().month, 1).isoformat()
    sent = upload("survey_report", written_on=day, effective_on=day, form_key="k2")
    assert [filer.post(at(cast, 1, "upload/"), {**sent, "file": picture()}).status_code for _ in range(2)] == [302, 302]
    document = Document.objects.get()
    shown = page(filer, cast, 1)
    assert f"成文 {day} · 生效 {day} · 上传 {clock.today()}" in shown
    assert document.archive_number in shown


def test_a_refused_paper_leaves_no_document_and_keeps_what_was_typed(cast, filer):
    tomorrow = date(clock.today().year + 1, 1, 1).isoformat()
    answer = filer.post(at(cast, 1, "upload/"), upload("survey_report", written_on=tomorrow, title="明年的报告"))
    assert answer.status_code == 409
    assert "明年的报告" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_stored_paper_is_used_again_by_its_archive_number(cast, filer):
    filer.post(at(cast, 1, "upload/"), upload("survey_report"))
    number = Document.objects.get().archive_number
    answer = filer.post(at(cast, 1, "attach/"), {"kind": "plan_listing", "document": f"{number} 研判报告"})
    assert answer.status_code == 302
    assert Evidence.objects.filter(document__archive_number=number, removed_at=None).count() == 2


def test_a_foreign_archive_number_is_answered_as_an_absent_one(cast, filer):
    neighbour = journey.cast(makers.community(cast.case.place.parent, "柳溪"))
    makers.client(neighbour.people["community"]).post(at(neighbour, 1, "upload/"), upload("survey_report"))
    number = Document.objects.get().archive_number
    answer = filer.post(at(cast, 1, "attach/"), {"kind": "plan_listing", "document": number})
    assert "没有这个档号的材料" in answer.content.decode()


def test_a_paper_taken_out_stays_in_the_archive(cast, filer):
    filer.post(at(cast, 1, "upload/"), upload("survey_report"))
    item = Evidence.objects.get()
    assert filer.post(at(cast, 1, f"papers/{item.pk}/detach/")).status_code == 302
    item.refresh_from_db()
    assert item.removed_at is not None
    assert Document.objects.count() == 1


def test_a_paper_that_must_not_be_uploaded_is_kept_by_number_and_day(cast, street):
    refused = street.post(at(cast, 4, "upload/"), upload("emergency_plan"))
    assert "只登记文号和日期，不要上传文件" in refused.content.decode()
    kept = {"kind": "emergency_plan", "number": "云街应急〔2026〕2号", "dated_on": clock.today().isoformat()}
    assert street.post(at(cast, 4, "number/"), kept).status_code == 302
    assert "云街应急〔2026〕2号" in page(street, cast, 4)
    assert not Document.objects.exists()


def test_two_persons_make_a_kind_of_evidence_not_applicable(cast, filer, street):
    filer.post(at(cast, 10, "waiver/"), {"kind": "return_visits", "reason": "没有不同意的户"})
    waiver = EvidenceWaiver.objects.get()
    allow = at(cast, 10, f"waivers/{waiver.pk}/allow/")
    assert allow not in page(filer, cast, 10)
    assert "由审核方批准" in filer.post(allow).content.decode()
    assert allow in page(street, cast, 10)
    assert street.post(allow).status_code == 302
    waiver.refresh_from_db()
    assert waiver.allowed_by == cast.people["street"]
    assert "没有不同意的户" in page(filer, cast, 10)


def test_a_step_is_not_applicable_only_by_request_and_another_persons_word(cast, filer):
    office = makers.client(cast.people["office"])
    assert "move-waive" not in page(office, cast, 5)
    filer.post(at(cast, 5, "not-applicable/"), {"reason": "改制时已清查，本年无变化"})
    assert "move-waive" in page(office, cast, 5)
    assert office.post(at(cast, 5, "moves/waive/"), {"text": "情况属实"}).status_code == 302
    shown = page(filer, cast, 5)
    assert "改制时已清查，本年无变化" in shown
    assert cast.people["office"].name in shown


def test_a_step_of_law_offers_no_way_round(cast, filer):
    assert "申请不适用" not in page(filer, cast, 11)
    answer = filer.post(at(cast, 11, "not-applicable/"), {"reason": "不需要"})
    assert "法定步骤" in answer.content.decode()


def test_every_round_and_its_papers_stay_readable(cast, open_gates, filer, street):
    filer.post(at(cast, 1, "upload/"), upload("survey_report", title="第一稿"))
    filer.post(at(cast, 1, "moves/submit/"), {"text": ""})
    street.post(at(cast, 1, "moves/return/"), {"text": "请换新稿。", "codes": ["content"]})
    filer.post(at(cast, 1, f"papers/{Evidence.objects.get().pk}/detach/"))
    filer.post(at(cast, 1, "upload/"), {**upload("survey_report", title="第二稿"), "file": picture("blue")})
    filer.post(at(cast, 1, "moves/submit/"), {"text": ""})
    shown = page(street, cast, 1)
    rounds = shown[shown.index('id="rounds"') :]
    assert rounds.index("第 2 轮") < rounds.index("第二稿") < rounds.index("第 1 轮") < rounds.index("第一稿")


def test_a_deadline_shows_how_it_was_counted_and_each_move_with_its_reason(cast, filer):
    planned = cast.case.plan_dates.get(step=1).planned_on
    later = planned.replace(year=planned.year + 1)
    case_services.replan(cast.case, 1, later, reason="等待主管部门意见", by=cast.people["street"])
    shown = page(filer, cast, 1)
    assert f"起点：事项启动 {cast.case.opened_on:%Y-%m-%d}，当日不计" in shown
    assert f"{planned} → {later}" in shown
    assert "等待主管部门意见" in shown


def test_departments_show_whether_they_have_taken_receipt(cast, open_gates, filer):
    makers.organisation(cast.case.place.district, "department", "示范区民政局", "civil_affairs")
    assert "未送达" in page(filer, cast, 1)
    cast.reach(1, Status.SUBMITTED)
    assert "待签收" in page(filer, cast, 1)


def test_a_suspended_case_offers_no_button(cast, filer):
    case_services.suspend(cast.case, reason="稳评结论暂缓", by=cast.people["office"])
    shown = page(filer, cast, 1)
    assert "起暂缓" in shown
    assert 'id="moves"' not in shown


def test_a_foreign_step_answers_as_an_absent_one_at_every_address(cast):
    stranger = makers.client(makers.account(Role.CLERK, makers.community(cast.case.place.parent, "柳溪")))
    addresses = {
        "": "get",
        "moves/submit/": "post",
        "facts/": "post",
        "upload/": "post",
        "attach/": "post",
        "number/": "post",
        "papers/1/detach/": "post",
        "waiver/": "post",
        "waivers/1/allow/": "post",
        "not-applicable/": "post",
        "notice/": "post",
    }
    for tail, method in addresses.items():
        foreign, absent = (getattr(stranger, method)(f"/cases/{pk}/steps/1/{tail}") for pk in (cast.case.pk, 999999))
        assert foreign.status_code == absent.status_code == 404, tail
    assert stranger.get(reverse("blank_form", args=["sign_in"]), {"case": cast.case.pk}).status_code == 404


def test_a_step_that_the_rulebook_does_not_have_is_absent(cast, filer):
    assert filer.get(at(cast, 99)).status_code == 404


def test_a_get_never_moves(cast, filer):
    assert filer.get(at(cast, 1, "moves/start/")).status_code == 405
    assert cast.filing(1).status == Status.IDLE


def test_a_leader_reads_a_step_and_moves_nothing(cast):
    leader = makers.client(makers.account(Role.LEADER, cast.case.place.district))
    assert 'id="moves"' not in page(leader, cast, 1)
    assert leader.post(at(cast, 1, "moves/start/"), {"text": ""}).status_code == 403


def test_the_queries_of_a_page_do_not_grow_with_its_papers(cast, filer, django_assert_max_num_queries):
    for number in range(2):
        filer.post(at(cast, 1, "upload/"), {**upload("survey_report"), "file": picture(("red", "blue")[number])})
    with django_assert_max_num_queries(30) as few:
        page(filer, cast, 1)
        first = len(few)
    for colour in ("green", "yellow", "black", "white", "gray", "pink"):
        filer.post(at(cast, 1, "upload/"), {**upload("survey_report"), "file": picture(colour)})
    with django_assert_max_num_queries(first):
        page(filer, cast, 1)


def test_a_blank_form_carries_the_communitys_name(cast, filer):
    answer = filer.get(reverse("blank_form", args=["baseline_survey"]), {"case": cast.case.pk})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "%E5%A4%A7%E7%AA%91" in answer["Content-Disposition"]


def test_papers_shared_by_the_street_serve_its_other_communities(cast, street):
    neighbour = journey.cast(makers.community(cast.case.place.parent, "柳溪"))
    street.post(at(cast, 13, "upload/"), {**upload("approval"), "for_street": "on"})
    shared = Document.objects.get()
    assert (shared.shared, shared.place) == (True, cast.case.place.parent)
    evidence.attach(neighbour.case, 13, "approval", shared, by=cast.people["street"])
    assert Evidence.objects.filter(document=shared).count() == 2


def test_a_reopened_step_says_so_to_its_filer(cast, open_gates, filer):
    cast.reach(1, Status.DONE)
    moves.perform(cast.case, 1, "reopen", by=cast.people["office"], ask=REASON)
    assert "要求重新办理" in page(filer, cast, 1)
