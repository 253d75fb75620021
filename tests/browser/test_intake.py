"""A workbook from upload to register in a real browser: progress that ends by itself, faults, confirmation."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from communities.access import Role
from communities.models import Intake
from communities.services import intake as intakes
from communities.services import jobs
from tests import makers
from tests.communities import intake_books as books
from tests.communities.intake_books import REGISTER, filled, person

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.communities.intake_site")]


@pytest.fixture
def place(live_portal, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    place = makers.community(makers.street(makers.district()), "大窑", books.CODE)
    makers.account(Role.CLERK, place, username="jingban", password=makers.PASSWORD)
    return place


def work(step) -> None:
    intake = Intake.objects.latest("uploaded_at")
    with jobs.claimed(intake.job_id) as job:
        step(REGISTER, job)


def look(page, name: str) -> None:
    """Keep a picture where one is asked for."""
    if folder := os.environ.get("PICTURES"):
        for width, height in ((1366, 768), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})


def upload(page, portal, place, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(content)
    page.goto(f"{portal.url}/people/intake/{place.pk}/new/")
    look(page, "new")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并核对").click()


def test_a_workbook_is_checked_corrected_confirmed_and_stored(place, portal, tmp_path):
    page = portal.open("/login/")
    page.get_by_label("账号").fill("jingban")
    page.get_by_label("密码").fill(makers.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/home/")
    rows = [person(number) for number in range(1, 6)]
    bad = [*rows, person(6, money="三百", sex="不详"), person(7, id_number=int(books.id_number(7)[:17] + "1"))]
    upload(page, portal, place, tmp_path, filled(*bad, totals={"money": 1}))
    expect(page.get_by_text("等待后台办理")).to_be_visible()
    look(page, "progress")
    work(intakes.check)
    expect(page.get_by_text("有错，整份退回")).to_be_visible()  # the page looks again by itself
    look(page, "refused")
    upload(page, portal, place, tmp_path, filled(*rows, {}, person(8, name="双栖"), totals={"shares": 9}))
    work(intakes.check)
    expect(page.get_by_role("button", name="确认导入")).to_be_visible()
    look(page, "ready")
    page.wait_for_load_state()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="确认导入").click()
    work(intakes.store)
    expect(page.get_by_text("共 6 行")).to_be_visible()
    look(page, "stored")
    page.goto(f"{portal.url}/people/intake/{place.pk}/")
    look(page, "list")
    assert len(books.stored_names()) == 6
