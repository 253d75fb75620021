"""The screens of the record book and of the machinery behind the portal."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from communities.access import Role
from communities.lib import clock
from communities.models import Heartbeat, Job, RecordEntry
from communities.services import jobs, people
from communities.services.recording import SYSTEM, anchor, record
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def auditor(village):
    return makers.account(Role.AUDITOR, village.district)


def note(action: str, place, by=SYSTEM, **more) -> RecordEntry:
    with transaction.atomic():
        return record(action, place, by=by, place=place, **more)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"place": "大窑"}, {"甲事", "乙事"}),
        ({"action": "甲"}, {"甲事"}),
        ({"person": "系统", "place": "云河"}, {"丙事"}),
        ({"subject": "示范", "action": "丁"}, {"丁事"}),
        ({"until": "2001-01-01"}, set()),
    ],
)
def test_the_book_is_searched_and_exports_exactly_its_lines(village, auditor, asked, found):
    for action, place in (("甲事", village), ("乙事", village), ("丙事", village.parent), ("丁事", village.district)):
        note(action, place, changes={"状态": ["填报中", "已提交"]}, reason="=1+1")
    browser = makers.client(auditor)
    page = browser.get(reverse("records"), asked)
    shown = {row[3]["text"] for row in page.context["table"]["rows"]} - {"建立账号", "任职"}
    sheet = load_workbook(BytesIO(browser.get(page.context["export_url"]).content)).worksheets[0]
    lines = [row for row in sheet.iter_rows(values_only=True) if row[3] in {"甲事", "乙事", "丙事", "丁事"}]
    assert shown == found
    assert {row[3] for row in lines} == found
    assert all(row[5] == "状态：填报中 → 已提交" for row in lines)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_list_too_long_for_a_workbook_is_refused_never_cut(village, auditor, monkeypatch):
    monkeypatch.setattr("communities.views.records.book.MOST_ROWS", 1)
    answer = makers.client(auditor).get(reverse("records_export"))
    assert answer.status_code == 409
    assert "请按日期缩小范围" in answer.content.decode()


def test_the_history_of_a_record_shows_who_changed_what_and_when(village, auditor):
    system = makers.account(Role.SYSTEM_ADMIN, village.district, name="系统员")
    clerk = makers.account(Role.CLERK, village, name="李经办")
    people.change_person(clerk, name="李经办员", by=system)
    page = makers.client(auditor).get(reverse("history", args=["communities.account", clerk.pk])).content.decode()
    assert "姓名：李经办 → 李经办员" in page
    assert "系统员" in page


@pytest.mark.parametrize(
    ("subject_type", "subject_id"),
    [
        ("communities.account", "not-a-key"),
        ("communities.place", "999999"),
        ("communities.place", "99999999999999999999"),
        ("communities.chainhead", "system"),
        ("communities.nothing", "1"),
        ("nonsense", "1"),
        ("a.b.c", "1"),
    ],
)
def test_a_history_of_nothing_is_not_found(auditor, subject_type, subject_id):
    assert makers.client(auditor).get(reverse("history", args=[subject_type, subject_id])).status_code == 404


def test_the_history_of_a_record_one_may_not_see_is_not_found(village):
    other = makers.community(village.parent, "五里")
    secretary = makers.account(Role.SECRETARY, village)
    browser = makers.client(secretary)
    assert browser.get(reverse("history", args=["communities.place", village.pk])).status_code == 200
    assert browser.get(reverse("history", args=["communities.place", other.pk])).status_code == 404


def test_the_auditor_verifies_the_book_on_the_page_by_a_post(village, auditor):
    note("一件事", village)
    anchor("2026-W47")
    browser = makers.client(auditor)
    assert "记录簿完整" not in browser.get(reverse("records_verify")).content.decode()
    page = browser.post(reverse("records_verify")).content.decode()
    assert "记录簿完整" in page
    assert "2026-W47" in page


def test_a_broken_book_is_said_on_the_page(village, auditor, monkeypatch):
    monkeypatch.setattr("communities.views.records.machinery.broken_lines", lambda: iter(["第3行已被改动。"]))
    page = makers.client(auditor).post(reverse("records_verify")).content.decode()
    assert "第3行已被改动。" in page
    assert "记录簿完整" not in page


def test_only_the_auditor_verifies_and_only_auditor_and_office_search(village):
    for role, search, verify in (
        (Role.AUDITOR, 200, 200),
        (Role.OFFICE, 200, 403),
        (Role.SYSTEM_ADMIN, 403, 403),
        (Role.STREET, 403, 403),
    ):
        place = village.parent if role == Role.STREET else village.district
        browser = makers.client(makers.account(role, place))
        assert browser.get(reverse("records")).status_code == search
        assert browser.get(reverse("records_verify")).status_code == verify


@pytest.fixture
def stopped(village):
    job = jobs.enqueue("communities.tasks.check_files", "files:2026-11-22", place=village.district)
    Job.objects.filter(pk=job.pk).update(state=Job.State.STOPPED, attempts=3, note="OSError: 磁盘已满")
    return Job.objects.get(pk=job.pk)


def test_a_stopped_job_is_shown_with_its_cause_and_put_back_by_one_press(village, stopped):
    browser = makers.client(makers.account(Role.SYSTEM_ADMIN, village.district))
    page = browser.get(reverse("operations")).content.decode()
    assert "磁盘已满" in page
    assert "重办" in page
    browser.post(reverse("job_restart", args=[stopped.pk]))
    stopped.refresh_from_db()
    assert (stopped.state, stopped.attempts) == (Job.State.WAITING, 0)
    assert RecordEntry.objects.filter(action="重办后台任务").count() == 1
    again = browser.post(reverse("job_restart", args=[stopped.pk]), follow=True)
    assert "不需要重办" in again.content.decode()


def test_an_auditor_sees_the_machinery_and_changes_nothing(auditor, stopped):
    browser = makers.client(auditor)
    page = browser.get(reverse("operations"))
    assert "磁盘已满" in page.content.decode()
    assert reverse("job_restart", args=[stopped.pk]) not in page.content.decode()
    assert browser.post(reverse("job_restart", args=[stopped.pk])).status_code == 403


def test_the_jobs_of_another_district_are_not_there(stopped):
    stranger = makers.client(makers.account(Role.SYSTEM_ADMIN, makers.district("邻区", "990102")))
    assert "磁盘已满" not in stranger.get(reverse("operations")).content.decode()
    assert stranger.post(reverse("job_restart", args=[stopped.pk])).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "code"),
    [({}, 503), ({"tick": 1}, 503), ({"tick": 1, "worker": 14}, 200), ({"tick": 16, "worker": 1}, 503)],
)
def test_the_watcher_is_told_when_a_leg_is_silent_and_nothing_else(minutes, code):
    for name, ago in minutes.items():
        Heartbeat.objects.create(name=name, at=clock.now() - timedelta(minutes=ago))
    answer = Client().get(reverse("healthz"))
    assert answer.status_code == code
    assert answer.json() == {"ok": code == 200}
