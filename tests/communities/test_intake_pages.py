"""The pages of an intake: upload, progress, result, columns, the marked workbook, and who may do what."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from communities.access import Role
from communities.models import Intake, Job
from communities.rules.intakes import State
from communities.services import intake as intakes
from communities.services import jobs
from tests import makers
from tests.communities import intake_books as books
from tests.communities.intake_books import REGISTER, filled, person, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.communities.intake_site")]


@pytest.fixture
def place():
    return makers.community(makers.street(makers.district()), "大窑", books.CODE)


@pytest.fixture
def clerk(place):
    return makers.account(Role.CLERK, place)


@pytest.fixture
def browser(clerk):
    return makers.client(clerk)


def at(page: str, key) -> str:
    return reverse(f"people_intake{page and '_'}{page}", args=[key])


def work(step) -> Intake:
    intake = Intake.objects.get()
    with jobs.claimed(intake.job_id) as job:
        step(REGISTER, job)
    intake.refresh_from_db()
    return intake


def upload(browser, place, content: bytes):
    return browser.post(at("new", place.pk), {"file": uploaded(content), "form_key": "k1"}, follow=True)


def test_a_workbook_goes_from_upload_to_stored_on_its_pages(browser, place):
    page = upload(browser, place, filled(person(1), {}, totals={"money": 100.25}))
    assert "正在核对" in page.text
    assert "hx-get" in page.text
    intake = work(intakes.check)
    page = browser.get(at("", intake.pk)).text
    assert "读入 1 行 = 合格 1 行 + 有错 0 行 + 空白 0 行" in page
    assert "相符" in page
    assert "确认导入" in page
    browser.post(at("confirm", intake.pk), {"form_key": "k2"})
    work(intakes.store)
    page = browser.get(at("", intake.pk)).text
    assert "已导入" in page
    assert f"/places/?place={place.pk}" in page  # the way to what was stored
    assert books.stored_names() == ["人:0001"]


def test_the_same_upload_sent_twice_is_one_intake(browser, place):
    content = filled(person(1))
    first, second = upload(browser, place, content), upload(browser, place, content)
    assert (first.redirect_chain, Intake.objects.count()) == (second.redirect_chain, 1)


def test_a_refused_workbook_lists_its_faults_and_comes_back_with_its_cells_marked(browser, place):
    upload(browser, place, filled(person(1), person(2, money="三百"), person(3, sex="x")))
    intake = work(intakes.check)
    page = browser.get(at("", intake.pk)).text
    for word in ("有错，整份退回", "I6", "三百", "D7", "只能填：男、女"):
        assert word in page
    assert "确认导入" not in page
    marked = openpyxl.load_workbook(BytesIO(browser.get(at("marked", intake.pk)).content))
    assert marked.sheetnames[0] == "错误清单"
    sheet = marked["花名册"]
    assert {cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == "FFF4B9B5"} == {"I6", "D7"}
    assert "应为数字" in sheet["I6"].comment.text
    assert sheet["C5"].value == books.id_number(1)


def test_a_marked_workbook_can_be_corrected_and_uploaded_again(browser, place):
    upload(browser, place, filled(person(1, money="三百")))
    intake = work(intakes.check)
    marked = openpyxl.load_workbook(BytesIO(browser.get(at("marked", intake.pk)).content))
    marked["花名册"]["I5"] = 300
    again = intakes.open_intake(REGISTER, place, uploaded(books.saved(marked)), by=intake.uploaded_by)
    intakes.check(REGISTER, Job.objects.get(pk=again.job_id))
    again.refresh_from_db()
    assert again.state == State.READY


def test_the_marked_workbook_goes_to_its_uploader_alone(browser, place):
    upload(browser, place, filled(person(1, money="三百")))
    intake = work(intakes.check)
    street = makers.client(makers.account(Role.STREET, place.parent))
    assert street.get(at("marked", intake.pk)).status_code == 302


def test_progress_is_polled_and_ends_in_the_whole_page(browser, place):
    upload(browser, place, filled(person(1)))
    intake = Intake.objects.get()
    assert "hx-trigger" in browser.get(at("progress", intake.pk), headers={"HX-Request": "true"}).text
    work(intakes.check)
    assert browser.get(at("progress", intake.pk), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert browser.get(at("progress", intake.pk)).url == at("", intake.pk)


def test_a_foreign_workbook_is_explained_on_the_columns_page(browser, place):
    workbook = openpyxl.Workbook()
    workbook.active.title = "花名册"
    for line in (["编号", "名字", "证件号码"], ["0001", "张三", books.id_number(1)]):
        workbook.active.append(line)
    upload(browser, place, books.saved(workbook))
    intake = work(intakes.check)
    assert "对应各列" in browser.get(at("", intake.pk)).text
    page = browser.get(at("columns", intake.pk)).text
    assert "A 列：编号" in page
    asked, known = page.split('<details class="card__body"', 1)
    assert "people-number" in asked  # nothing says which column it is
    assert "已按表头对应 2 列，请核对" in known
    assert "people-name" in known
    assert "people-name" not in asked
    lacking = browser.post(at("columns", intake.pk), {"source": "旧表", "people-name": "B", "form_key": "c1"})
    assert "这个字段是必填项" in lacking.text
    chosen = {"people-number": "A", "people-name": "B", "people-id_number": "C"}
    browser.post(at("columns", intake.pk), {"source": "旧表", **chosen, "form_key": "c2"})
    assert work(intakes.check).state == State.READY


def test_cancelling_says_that_nothing_is_kept(browser, place):
    upload(browser, place, filled(person(1)))
    intake = Intake.objects.get()
    answer = browser.post(at("cancel", intake.pk), {"form_key": "k3"}, follow=True)
    assert "暂存的内容和文件已删除" in answer.text
    assert "取消导入" not in answer.text


def test_a_stopped_job_is_told_and_may_be_cancelled(browser, place):
    upload(browser, place, filled(person(1)))
    Job.objects.update(state=Job.State.STOPPED)
    page = browser.get(at("", Intake.objects.get().pk)).text
    assert "没有办成" in page
    assert "hx-get" not in page
    assert "取消导入" in page


def test_what_is_no_workbook_is_told_on_the_upload_page(browser, place):
    answer = upload(browser, place, b"%PDF-1.4 no workbook")
    assert "这不是 .xlsx 工作簿" in answer.text
    assert Intake.objects.count() == 0


def test_the_list_exports_exactly_its_rows(browser, place):
    upload(browser, place, filled(person(1)))
    assert "花名册.xlsx" in browser.get(at("list", place.pk)).text
    sheet = openpyxl.load_workbook(BytesIO(browser.get(at("export", place.pk)).content)).active
    assert [row[1].value for row in sheet.iter_rows(min_row=3)] == ["花名册.xlsx"]


def test_the_blank_workbook_is_for_this_community(browser, place):
    workbook = openpyxl.load_workbook(BytesIO(browser.get(at("blank", place.pk)).content))
    assert workbook["_模板"]["B3"].value == books.CODE


def test_strangers_find_nothing_and_readers_may_only_read(browser, place):
    upload(browser, place, filled(person(1)))
    intake = Intake.objects.get()
    stranger = makers.client(makers.account(Role.CLERK, makers.community(place.parent, "邻村", "990101001008")))
    leader = makers.client(makers.account(Role.LEADER, place.district))
    for page in ("", "progress", "columns", "marked"):
        assert stranger.get(at(page, intake.pk)).status_code == 404
    assert stranger.get(at("list", place.pk)).status_code == 404
    assert leader.get(at("", intake.pk)).status_code == 200
    assert leader.post(at("cancel", intake.pk)).status_code == 403
    assert leader.get(at("blank", place.pk)).status_code == 403
