"""Documents: what is kept stays, is found by its number, and is handed only to those who may see it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from PIL import Image

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Message, RecordEntry
from communities.rules.documents import date_warnings
from communities.services import checks, documents, health
from tests import makers

WRITTEN = date(2026, 3, 2)


def picture(colour: str = "red", name: str = "张贴照片.png") -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return ContentFile(out.getvalue(), name=name)


@pytest.fixture
def community(db):
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def clerk(community):
    return makers.account(Role.CLERK, community)


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


def stored(place, by, **changes) -> Document:
    given = {"kind": "会议记录", "title": "两委会议记录", "upload": picture(), "written_on": WRITTEN, **changes}
    return documents.store_document(place=place, by=by, **given)


def test_a_paper_has_an_archive_number_of_its_district_and_year(community, clerk):
    first, second = stored(community, clerk), stored(community, clerk)
    other_year = stored(community, clerk, written_on=date(2025, 12, 31))
    assert [first.archive_number, second.archive_number] == ["990101-2026-0001", "990101-2026-0002"]
    assert other_year.archive_number == "990101-2025-0001"


def test_storing_leaves_one_line_in_the_record_book(community, clerk):
    document = stored(community, clerk)
    line = RecordEntry.objects.get(subject_id=str(document.pk))
    assert line.action == "存入材料"
    assert line.by_id == str(clerk.pk)
    assert line.changes["SHA-256"] == [None, document.latest.sha256]


def test_a_paper_cannot_be_written_after_today(community, clerk):
    with pytest.raises(Refused, match="尚未成文"):
        stored(community, clerk, written_on=clock.today() + timedelta(days=1))
    assert not Document.objects.exists()


def test_a_paper_in_force_before_it_was_written_is_pointed_out():
    assert "早于成文日期" in date_warnings(date(2026, 3, 2), date(2026, 3, 1))[0]
    assert date_warnings(date(2026, 3, 2), date(2026, 3, 2)) == []


def test_a_new_version_keeps_the_earlier_one(community, clerk):
    document = stored(community, clerk)
    before = document.latest
    documents.add_version(document, picture("blue"), "补盖公章后重新扫描", by=clerk)
    document.refresh_from_db()
    assert [version.number for version in document.versions.all()] == [1, 2]
    with documents.open_version(before) as file:
        assert file.read().startswith(b"\x89PNG")
    assert document.latest.sha256 != before.sha256


def test_the_same_file_is_no_new_version(community, clerk):
    document = stored(community, clerk)
    with pytest.raises(Refused, match="完全相同"):
        documents.add_version(document, picture(), "再传一次", by=clerk)


def test_a_reader_may_not_add_a_version(community, clerk):
    leader = makers.account(Role.LEADER, community.district)
    with pytest.raises(Refused, match="不包含更换"):
        documents.add_version(stored(community, clerk), picture("blue"), "改动", by=leader)


def test_only_the_district_office_suspends_the_retention(community, clerk):
    document = stored(community, clerk)
    with pytest.raises(Refused):
        documents.set_hold(document, True, "诉讼", by=clerk)
    office = makers.account(Role.OFFICE, community.district)
    documents.set_hold(document, True, "涉诉，案件未结", by=office)
    document.refresh_from_db()
    assert document.legal_hold
    assert RecordEntry.objects.filter(action="暂停销毁", reason="涉诉，案件未结").count() == 1


def test_a_download_is_an_attachment_that_no_browser_runs(community, clerk):
    document = stored(community, clerk)
    answer = makers.client(clerk).get(reverse("document_download", args=[document.pk, 1]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''%E5%BC%A0%E8%B4%B4" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    answer.close()


def test_a_foreign_paper_answers_as_an_absent_one(community, clerk):
    neighbour = makers.account(Role.CLERK, makers.community(community.parent, "柳溪"))
    document, browser = stored(community, clerk), makers.client(neighbour)
    absent = "/documents/00000000-0000-4000-8000-000000000000/"
    for end in ("", "versions/1/", "new-version/"):
        foreign = browser.get(f"/documents/{document.pk}/{end}")
        assert foreign.status_code == browser.get(absent + end).status_code == 404


def test_a_paper_shared_by_the_street_is_read_below_it(community, clerk):
    street = makers.account(Role.STREET, community.parent)
    shared = stored(community.parent, street, shared=True)
    kept = stored(community.parent, street)
    browser = makers.client(clerk)
    assert browser.get(reverse("document", args=[shared.pk])).status_code == 200
    assert browser.get(reverse("document", args=[kept.pk])).status_code == 404


def test_a_version_is_added_on_the_page_once_per_form(community, clerk):
    document, browser = stored(community, clerk), makers.client(clerk)
    url = reverse("document_version", args=[document.pk])
    for _ in range(2):
        answer = browser.post(url, {"file": picture("blue"), "note": "补盖公章", "form_key": "k1"})
        assert answer.status_code == 302
    assert document.versions.count() == 2


def test_the_filtered_list_exports_exactly_its_rows(community, clerk):
    from openpyxl import load_workbook

    stored(community, clerk, title="=1+1 两委会议记录")
    stored(community, clerk, title="稳评报告", kind="评估报告")
    browser = makers.client(clerk)
    page = browser.get("/documents/", {"q": "两委"}).content.decode()
    assert "两委会议记录" in page
    assert "990101-2026-0002" not in page
    sheet = load_workbook(BytesIO(browser.get("/documents/export/", {"q": "两委"}).content)).active
    rows = list(sheet.values)[1:]
    assert [row[1] for row in rows] == ["标题", "'=1+1 两委会议记录"]


def test_the_page_of_a_paper_shows_its_versions(community, clerk):
    document = stored(community, clerk, effective_on=WRITTEN - timedelta(days=3))
    visitor = makers.client(clerk)
    page = visitor.get(reverse("document", args=[document.pk])).content.decode()
    history = reverse("history", args=["communities.document", document.pk])
    assert history in page
    assert "存入材料" in visitor.get(history).content.decode()
    assert "第1版 张贴照片.png" in page
    assert "早于成文日期" in page
    assert document.latest.sha256 in page


@pytest.mark.django_db(transaction=False)
def test_the_check_names_missing_altered_and_orphan_files(community, clerk):
    good, lost, changed = (stored(community, clerk, title=title) for title in ("完好", "丢失", "改动"))
    root = documents.store().root
    (root / lost.latest.stored_name).unlink()
    os.truncate(root / changed.latest.stored_name, 10)
    fresh, stale = documents.store().put(b"just now"), documents.store().put(b"long ago")
    long_ago = (clock.now() - timedelta(hours=25)).timestamp()
    os.utime(root / stale, (long_ago, long_ago))
    report = checks.check_files()
    assert report.checked == 3
    assert [lost.archive_number in name for name in report.missing] == [True]
    assert [changed.archive_number in name for name in report.altered] == [True]
    assert report.orphans == (stale,)
    assert fresh not in report.orphans
    assert good.archive_number not in "".join(report.missing + report.altered)


def test_the_command_ends_with_one_when_a_file_is_missing(community, clerk):
    document = stored(community, clerk)
    call_command("check_files", stdout=StringIO())
    (documents.store().root / document.latest.stored_name).unlink()
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check_files", json=True, stdout=out)
    assert end.value.code == 1
    assert document.archive_number in out.getvalue()


def test_a_bad_night_tells_office_and_auditor_and_paints_the_bar_red(community, clerk):
    auditor = makers.account(Role.AUDITOR, community.district)
    document = stored(community, clerk)
    checks.nightly()
    assert health.alarms() == []
    (documents.store().root / document.latest.stored_name).unlink()
    checks.nightly()
    checks.nightly()
    assert Message.objects.filter(to=auditor).count() == 1
    assert any("材料核对" in alarm for alarm in health.alarms())


def test_eight_at_once_get_eight_numbers_without_a_gap(committed_db, django_db_blocker):
    def upload(turn: int) -> str:
        with django_db_blocker.unblock():
            try:
                return [stored(place, person, title=f"第{turn}份").archive_number for _ in range(5)]
            finally:
                connection.close()

    with django_db_blocker.unblock():
        place = makers.community(makers.street(makers.district()))
        person = makers.account(Role.CLERK, place)
        with ThreadPoolExecutor(8) as pool:
            numbers = sorted(number for batch in pool.map(upload, range(8)) for number in batch)
    assert numbers == [f"990101-2026-{turn:04d}" for turn in range(1, 41)]
