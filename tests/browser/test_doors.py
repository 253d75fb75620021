"""At the door with a phone: the line goes and comes back, the entry waits in the phone and is sent once."""

import os

import pytest
from playwright.sync_api import Page, expect

from communities.models import Account
from tests import makers
from tests.votes.canvass_makers import homes, village
from votes import services
from votes.models import Visit

pytestmark = pytest.mark.browser
STORED = """() => new Promise((resolve) => {
  const opening = indexedDB.open("doors", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("entries", { keyPath: "key" });
  opening.onsuccess = () => {
    const asked = opening.result.transaction("entries").objectStore("entries").getAll();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result.map((each) => JSON.stringify(each))); };
  };
})"""

LOSE_ONE_ANSWER = """() => {
  const real = window.fetch;
  let lost = false;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (lost) return answer;
    lost = true;
    document.body.dataset.lost = "yes";
    throw new TypeError("the line broke before the answer came");
  };
}"""


@pytest.fixture
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "viewport": {"width": 360, "height": 740}}


@pytest.fixture
def here(live_portal, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    here = village()
    here.canvass = here.assigned(3)
    here.home = homes(here.canvass)[0]
    return here


def look(page: Page, name: str) -> None:
    """Keep a picture where one is asked for."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sign_in(portal, person: Account) -> Page:
    person.set_password(makers.PASSWORD)
    person.save()
    page = portal.open("/login/?next=/canvasses/mine/")
    page.get_by_label("账号").fill(person.username)
    page.get_by_label("密码").fill(makers.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="我的入户")).to_be_visible()
    page.wait_for_load_state()  # the heading stands before the script runs, and until then a door is a plain link
    return page


def fill(page: Page, door: str, position: str = "同意") -> None:
    page.get_by_role("link", name=door).click()
    page.get_by_label(position, exact=True).check()
    page.get_by_label("签字人").fill("王某某")
    page.get_by_label("与户主关系").select_option("户主")
    look(page, "door-form")
    page.get_by_role("button", name="保存").click()


def test_an_entry_waits_for_the_line_is_sent_once_and_forgotten(here, portal):
    page = sign_in(portal, here.clerk)
    look(page, "doors")
    page.context.set_offline(True)
    fill(page, "0001号户")
    expect(page.get_by_text("1条待发送")).to_be_visible()
    expect(page.locator(f"[data-word='{here.home.pk}']")).to_have_text("待发送")
    look(page, "doors-waiting")
    fill(page, "0002号户")
    expect(page.get_by_text("2条待发送")).to_be_visible()
    assert Visit.objects.count() == 0
    page.context.set_offline(False)
    expect(page.locator(f"[data-word='{here.home.pk}']")).to_have_text("已发送")
    expect(page.locator("#queue-line")).to_have_text("“0002号户 大窑2号”已发送。")
    expect(page.locator("#queue-list li")).to_have_count(0)
    assert sorted(Visit.objects.values_list("household__number", flat=True)) == ["0001", "0002"]
    assert page.evaluate(STORED) == []
    assert page.evaluate("() => Object.keys(localStorage)") == []
    portal.complaints = [each for each in portal.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_an_answer_that_was_lost_does_not_make_a_second_visit(here, portal):
    page = sign_in(portal, here.clerk)
    page.evaluate(LOSE_ONE_ANSWER)
    fill(page, "0001号户")
    expect(page.locator("body[data-lost]")).to_be_attached()
    expect(page.get_by_text("1条待发送")).to_be_visible()
    assert Visit.objects.count() == 1
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.locator("#queue-line")).to_have_text("“0001号户 大窑1号”已发送。")
    expect(page.locator("#queue-list li")).to_have_count(0)
    assert Visit.objects.count() == 1


def test_what_is_refused_stays_in_sight_with_its_reason(here, portal):
    page = sign_in(portal, here.clerk)
    services.assign(here.canvass, here.secretary, by=here.clerk)
    fill(page, "0001号户")
    expect(page.get_by_text("不是分派给您走访的")).to_be_visible()
    expect(page.locator("#queue").get_by_text("未被受理")).to_be_visible()
    look(page, "doors-refused")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除").click()
    expect(page.locator("#queue")).to_be_hidden()
    assert page.evaluate(STORED) == []
    portal.complaints = [each for each in portal.complaints if "409" not in each]


def test_signing_out_asks_and_leaves_nothing_in_the_phone(here, portal):
    page = sign_in(portal, here.clerk)
    page.context.set_offline(True)
    fill(page, "0001号户")
    expect(page.get_by_text("1条待发送")).to_be_visible()
    page.route("**/canvasses/doors/**", lambda route: route.abort())
    page.context.set_offline(False)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_text("菜单").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("账号")).to_be_visible()
    assert "没有发送" in asked[0]
    assert page.evaluate(STORED) == []
    portal.complaints = []


def test_without_script_the_form_is_a_plain_one(here, live_portal, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    cookie = makers.client(here.clerk).cookies["sid"].value
    context.add_cookies([{"name": "sid", "value": cookie, "url": live_portal}])
    page.goto(f"{live_portal}/canvasses/doors/{here.home.pk}/")
    page.get_by_label("未联系上", exact=True).check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("第1次入户")).to_be_visible()
    assert Visit.objects.get().position == "not_met"
    context.close()
