"""The notice board in a visitor's hands: each role sees its part, each form does its work once."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from communities.access import Role
from communities.lib import clock
from communities.models import Board, Notice, Objection
from communities.services import notices
from tests import makers
from tests.communities.notice_makers import PHOTO, Office, at, photo


@pytest.fixture
def office(db, settings, tmp_path) -> Office:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-02-01 08:00")):
        return Office()


@pytest.fixture
def visitor(office):
    return makers.client(office.clerk)


def filled(form) -> dict:
    """What a browser would send for the form as shown, but files and ticked boards."""
    values = {}
    for field in form:
        shown = field.field.widget.format_value(field.value())
        if shown is not None and field.name not in ("boards", "proof"):
            values[field.html_name] = shown[0] if isinstance(shown, list) else shown
    return values


def test_a_paper_is_written_from_its_default_published_and_put_up(office, visitor):
    address = f"{reverse('notice_new')}?place={office.place.pk}&text=general:posting.result"
    shown = visitor.get(address)
    assert "推算" in shown.content.decode()
    assert "异议截止" in shown.content.decode()
    sent = filled(shown.context["form"]) | {
        "issuer": office.committee.pk,
        "telephone": "0633-0000000",
        "boards": [board.pk for board in office.boards],
    }
    assert visitor.post(address, sent | {"act": "preview", "objection_days": 9}).status_code == 200
    assert not Notice.objects.exists()
    for _ in range(2):  # the same form twice makes one draft
        answer = visitor.post(address, sent)
        assert answer.status_code == 302, answer.context["form"].errors
    notice = Notice.objects.get()
    assert notice.display_days == 15
    refused = visitor.post(reverse("notice_publish", args=[notice.pk]), follow=True).content.decode()
    assert "正文“二、表决结果”还没有填写内容" in refused
    body = notice.body.replace("情况\n", "情况\n应到742人，实到611人。\n").replace("结果\n三", "结果\n赞成600票。\n三")
    assert (
        visitor.post(reverse("notice_edit", args=[notice.pk]), sent | {"body": body, "form_key": "k2"}).status_code
        == 302
    )
    assert visitor.post(reverse("notice_publish", args=[notice.pk])).status_code == 302
    for posting in notice.postings.all():
        url = reverse("posting_up", args=[notice.pk, posting.pk])
        form = visitor.get(url).context["form"]
        answer = visitor.post(url, filled(form) | {"at": f"{clock.now():%Y-%m-%dT%H:%M}", "proof": photo()})
        assert answer.status_code == 302
    notice.refresh_from_db()
    assert notice.status == Notice.Status.RUNNING
    page = visitor.get(reverse("notice", args=[notice.pk])).content.decode()
    assert "首日不计" in page
    assert notice.number in page


def test_where_the_holidays_of_a_year_are_unknown_the_preview_says_so_in_a_line_of_its_own(office, visitor):
    """Not in a tag, which is as wide as its text."""
    address = f"{reverse('notice_new')}?place={office.place.pk}&text=general:posting.result"
    sent = filled(visitor.get(address).context["form"]) | {"posting_on": "2031-12-28", "act": "preview"}
    assert "<small>2032年的节假日表尚未录入" in visitor.post(address, sent).content.decode()


def test_a_draft_with_a_personal_number_says_why_it_cannot_go_out(office, visitor):
    notice = office.draft(body="户主电话 13912345678")
    page = visitor.get(reverse("notice", args=[notice.pk])).content.decode()
    assert "正文含有手机号" in page
    answer = visitor.post(reverse("notice_publish", args=[notice.pk]), follow=True).content.decode()
    assert "正文含有手机号" in answer
    assert Notice.objects.get().status == Notice.Status.DRAFT


def test_a_refused_form_is_shown_again_with_its_reasons(office, visitor):
    notice = office.running()
    url = reverse("posting_down", args=[notice.pk, notice.postings.first().pk])
    with clock.set_to(at("2026-03-05 10:00")):
        sent = {"at": "2026-03-05T09:00", "kind": PHOTO, "proof": photo(), "form_key": "k1"}
        answer = visitor.post(url, sent)
    assert answer.status_code == 200
    assert "提前取下的请登记中断" in answer.content.decode()


def test_the_list_is_filtered_and_exported_by_the_same_rows(office, visitor):
    running, _ = office.running(), office.draft(title="关于另一事项的公示")
    with clock.set_to(at(f"{running.last_day} 10:00")):
        sheet = load_workbook(BytesIO(visitor.get("/notices/export/", {"status": "running"}).content)).active
        assert [row[0] for row in list(sheet.values)[2:]] == [running.number]
        assert "另一事项" not in visitor.get("/notices/", {"status": "running"}).content.decode()
        assert "另一事项" in visitor.get("/notices/").content.decode()


def test_a_paper_that_hung_its_days_is_said_to_wait_for_its_proofs(office, visitor):
    notice = office.running()

    def listed(status: str) -> bool:
        return notice.number in visitor.get("/notices/", {"status": status}).content.decode()

    with clock.set_to(at(f"{notice.last_day} 23:59")):
        assert (listed("running"), listed("unproved")) == (True, False)
    with clock.set_to(at(f"{notice.last_day + timedelta(days=1)} 00:01")):
        assert (listed("running"), listed("unproved")) == (False, True)
        assert "期满待证明" in visitor.get(reverse("notice", args=[notice.pk])).content.decode()
        assert "期满待证明" in visitor.get("/notices/", {"status": "unproved"}).content.decode().split("<table")[1]


def test_a_foreign_notice_answers_as_an_absent_one(office):
    neighbour = makers.client(makers.account(Role.CLERK, makers.community(office.place.parent, "柳溪")))
    notice = office.running()
    posting = notice.postings.first()
    for url in (
        reverse("notice", args=[notice.pk]),
        reverse("notice_withdraw", args=[notice.pk]),
        reverse("posting_interrupt", args=[notice.pk, posting.pk]),
        reverse("objection_new", args=[notice.pk]),
    ):
        assert neighbour.get(url).status_code == 404


def test_objections_are_taken_and_answered_on_their_pages(office, visitor):
    notice = office.running()
    with clock.set_to(at("2026-03-05 10:00")):
        sent = {
            "objector": "张某",
            "contact": "",
            "received_at": "2026-03-05T09:00",
            "text": "票数有误",
            "form_key": "k1",
        }
        assert visitor.post(reverse("objection_new", args=[notice.pk]), sent).status_code == 302
        objection = Objection.objects.get()
        url = reverse("objection", args=[notice.pk, objection.pk])
        assert "张某" in visitor.get(url).content.decode()
        assert visitor.post(url, {"result": "kept", "answer": "计票无误", "form_key": "k2"}).status_code == 302
        assert "计票无误" in visitor.get(url).content.decode()
        assert visitor.post(url, {}).status_code == 200


def test_a_leader_sees_numbers_and_no_names(office):
    notice = office.running()
    with clock.set_to(at("2026-03-05 10:00")):
        made = notices.receive_objection(notice, "张某", "票数有误", at("2026-03-05 09:00"), by=office.clerk)
    leader = makers.client(makers.account(Role.LEADER, office.place.district))
    page = leader.get(reverse("notice", args=[notice.pk])).content.decode()
    assert "第1号异议" in page
    assert "张某" not in page
    assert leader.get(reverse("objection", args=[notice.pk, made.pk])).status_code == 403
    assert reverse("notice_withdraw", args=[notice.pk]) not in page


@pytest.mark.parametrize("name", ["notice_extend", "notice_withdraw", "objection_new"])
def test_every_form_of_a_running_notice_opens(office, visitor, name):
    assert visitor.get(reverse(name, args=[office.running().pk])).status_code == 200


def test_a_period_is_extended_and_a_notice_withdrawn_on_their_pages(office, visitor):
    notice = office.running()
    with clock.set_to(at("2026-03-05 10:00")):
        sent = {"which": "objection", "new_end": "2026-03-12", "reason": "群众申请", "form_key": "k1"}
        assert visitor.post(reverse("notice_extend", args=[notice.pk]), sent).status_code == 302
        page = visitor.get(reverse("notice", args=[notice.pk])).content.decode()
        assert "2026-03-09 延长至 2026-03-12：群众申请" in page
        assert "请重印" in page
        visitor.post(reverse("notice_reprint", args=[notice.pk]))
        assert "请重印" not in visitor.get(reverse("notice", args=[notice.pk])).content.decode()
        visitor.post(reverse("notice_withdraw", args=[notice.pk]), {"reason": "内容有误", "form_key": "k2"})
    notice.refresh_from_db()
    assert notice.status == Notice.Status.WITHDRAWN


def test_an_interruption_is_entered_on_its_page(office, visitor):
    notice = office.running()
    with clock.set_to(at("2026-03-05 10:00")):
        url = reverse("posting_interrupt", args=[notice.pk, notice.postings.first().pk])
        assert visitor.get(url).status_code == 200
        visitor.post(url, {"at": "2026-03-05T08:00", "reason": "被风雨损毁", "form_key": "k1"})
        page = visitor.get(reverse("notice", args=[notice.pk])).content.decode()
    assert "已中断" in page
    assert "被风雨损毁" in page


def test_a_draft_is_changed_and_thrown_away(office, visitor):
    notice = office.draft()
    url = reverse("notice_edit", args=[notice.pk])
    sent = filled(visitor.get(url).context["form"]) | {"title": "改过的标题", "boards": [office.boards[0].pk]}
    sent["posting_on"] = "2026-03-02"
    assert visitor.post(url, sent).status_code == 302
    notice.refresh_from_db()
    assert notice.title == "改过的标题"
    assert notice.postings.count() == 1
    assert visitor.post(reverse("notice_discard", args=[notice.pk])).url == reverse("notices")


def test_boards_are_entered_and_retired_on_their_page(office, visitor):
    visitor.post(reverse("boards"), {"place": office.place.pk, "name": "南门公示栏", "form_key": "k1"})
    board = Board.objects.get(name="南门公示栏")
    assert "南门公示栏" in visitor.get(reverse("boards")).content.decode()
    visitor.post(reverse("board_retire", args=[board.pk]))
    assert "南门公示栏" not in visitor.get(reverse("boards")).content.decode()


@pytest.mark.parametrize("key", ["general", "letter", "meeting:notice.residents_meeting"])
def test_every_kind_of_paper_can_be_begun(office, visitor, key):
    answer = visitor.get(reverse("notice_new"), {"place": office.place.pk, "text": key})
    assert answer.status_code == 200
    assert "大窑" in answer.content.decode()
