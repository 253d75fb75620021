"""The public page behind the code on a notice: nothing of a household, nothing of a draft, closed when it is over."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from communities.lib import clock
from communities.models import Notice, PublishedNotice
from communities.services import notices
from tests.communities.notice_makers import Office, at


@pytest.fixture
def office(db, settings, tmp_path) -> Office:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-02-01 08:00")):
        return Office()


def page(notice: Notice, moment: str):
    token = PublishedNotice.objects.get(notice_id=notice.pk).token
    with clock.set_to(at(moment)):
        return Client().get(reverse("public_notice", args=[token]))


def test_it_says_until_when_one_may_object(office):
    notice = office.running(body="表决通过。\n户主张三，户内成员4人。")
    answer = page(notice, "2026-03-05 09:00")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert notice.number in text
    assert "可以提出异议，截止到 2026-03-09 24:00" in text
    assert "2026-03-17" in text
    assert "演示数据" in text


def test_it_shows_nothing_of_the_body(office):
    text = page(office.running(body="户主张三，户内成员4人。"), "2026-03-05 09:00").content.decode()
    assert "张三" not in text
    assert "户内成员" not in text


def test_it_shows_the_digest_that_stands_on_the_paper(office):
    notice = office.running()
    digest = PublishedNotice.objects.get(notice_id=notice.pk).digest
    assert f"{digest[:4]} {digest[4:8]}" in page(notice, "2026-03-05 09:00").content.decode()


def test_after_the_objection_period_it_says_so_while_the_paper_hangs(office):
    text = page(office.running(), "2026-03-10 00:00").content.decode()
    assert "异议期已于 2026-03-09 24:00 届满" in text


def test_it_closes_when_the_last_period_ends(office):
    notice = office.running()
    assert page(notice, "2026-03-17 23:59").status_code == 200
    answer = page(notice, "2026-03-18 00:00")
    assert answer.status_code == 410
    text = answer.content.decode()
    assert "公示期已满，页面已关闭" in text
    assert notice.number not in text


def test_it_closes_at_once_when_the_notice_is_withdrawn(office):
    notice = office.running()
    with clock.set_to(at("2026-03-05 09:00")):
        notices.withdraw(notice, "内容有误", by=office.clerk)
    answer = page(notice, "2026-03-05 09:01")
    assert answer.status_code == 410
    assert notice.title not in answer.content.decode()


def test_while_a_posting_is_interrupted_no_period_is_claimed(office):
    notice = office.running()
    with clock.set_to(at("2026-03-06 12:00")):
        notices.interrupt(notice, notice.postings.first(), at("2026-03-06 08:00"), "损毁", by=office.clerk)
    text = page(notice, "2026-03-06 13:00").content.decode()
    assert "尚未张贴完毕" in text
    assert "2026-03-09" not in text


def test_before_all_boards_are_up_the_period_is_open(office):
    assert "尚未张贴完毕" in page(office.published(), "2026-03-02 09:00").content.decode()


def test_a_letter_closes_when_it_is_taken_down(office):
    letter = office.running(kind="letter", objection_days=None, display_days=None)
    assert page(letter, "2026-12-01 09:00").status_code == 200
    office.take_down(letter, "2026-12-01 10:00")
    assert page(letter, "2026-12-02 09:00").status_code == 410


def test_a_meeting_notice_stays_open_until_the_meeting(office):
    notice = office.running(
        kind="meeting",
        objection_days=None,
        display_days=None,
        notice_days=10,
        meeting_at=at("2026-03-20 09:00"),
    )
    assert notice.earliest_meeting_on == date(2026, 3, 13)
    assert page(notice, "2026-03-20 08:00").status_code == 200
    assert page(notice, "2026-03-21 08:00").status_code == 410


def test_a_draft_has_no_public_page(office):
    notice = office.draft()
    for token in (str(notice.pk), notice.pk.hex, "%00", "a%27b"):
        assert Client().get(f"/public/notices/{token}/").status_code == 404
    assert not PublishedNotice.objects.exists()


def test_nobody_is_asked_to_sign_in_and_nothing_is_indexed(office):
    answer = page(office.running(), "2026-03-05 09:00")
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"] == "no-store"
    assert "sid" not in answer.cookies
