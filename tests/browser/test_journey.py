"""One step from the secretary to the district and back, in a real browser, with script and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from communities.access import Role
from communities.lib import clock
from communities.models import RecordEntry
from mergers.models import StepFiling
from tests import makers
from tests.house.world import picture

pytestmark = pytest.mark.browser

REASON = "研判报告缺少专班组长签字，请补签后重新上传"
ANSWER = "签字页在报告末页，已核对"
FACTS = {
    "households": "742",
    "population": "2150",
    "area_km2": "1.2",
    "party_members": "61",
    "petitions": "0",
    "verdict_reason": "改制已完成，条件具备",
}


@pytest.fixture
def people(live_portal, settings, tmp_path):
    """A case just opened, and the three who move its first step, each with a password."""
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    place = makers.community(makers.street(makers.district()))
    posts = {Role.SECRETARY: place, Role.STREET: place.parent, Role.OFFICE: place.district}
    found = {role: makers.account(role, where, password=makers.PASSWORD) for role, where in posts.items()}
    return found | {"case": makers.merger_case(place, by=found[Role.OFFICE])}


@pytest.fixture
def photograph(tmp_path) -> Path:
    path = tmp_path / "材料.png"
    path.write_bytes(picture().read())
    return path


class Desk:
    """One person at a window of their own, signed in by typing."""

    def __init__(self, browser: Browser, url: str, person, script: bool) -> None:
        self.context = browser.new_context(java_script_enabled=script, locale="zh-CN", timezone_id="Asia/Shanghai")
        self.url, self.page = url, self.context.new_page()
        self.page.goto(f"{url}/login/")
        self.page.fill("[name=username]", person.username)
        self.page.fill("[name=password]", makers.PASSWORD)
        self.page.click("main button, form button")
        expect(self.page).to_have_url(f"{url}/home/")

    def open(self, address: str) -> Page:
        self.page.goto(self.url + address)
        return self.page

    def move(self, address: str, name: str, **words: str) -> None:
        """Press a move's button, its folded form opened first."""
        form = self.open(address).locator(f"#move-{name}")
        if not form.is_visible():
            self.page.locator("details", has=form).locator("summary").first.click()
        for field, text in words.items():
            form.locator(f"[name={field}]").fill(text)
        if form.locator("[name=codes]").count():
            form.locator("[name=codes]").first.check()
        form.locator("button").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_step_is_filed_returned_seen_filed_again_approved_and_confirmed(
    browser, live_portal, people, photograph, script
):
    address = f"/cases/{people['case'].pk}/steps/1/"
    secretary, street, office = (
        Desk(browser, live_portal, people[role], script) for role in (Role.SECRETARY, Role.STREET, Role.OFFICE)
    )
    fill(secretary, address)
    offer(secretary, address, photograph)
    secretary.move(address, "submit")
    assert status(people) == "submitted"

    street.move(address, "return", text=REASON)
    assert status(people) == "returned"
    expect(secretary.open("/home/").locator("main")).to_contain_text(REASON)
    expect(secretary.open(address).locator("main")).to_contain_text(REASON)

    secretary.move(address, "submit")
    assert status(people) == "returned"
    expect(secretary.page.locator("main")).to_contain_text("退回后没有任何改动")
    secretary.move(address, "submit", text=ANSWER)
    expect(street.open(address).locator(".notice")).to_contain_text(ANSWER)
    street.move(address, "approve")
    assert status(people) == "reviewed"
    office.move(address, "confirm")
    assert status(people) == "done"
    expect(secretary.open(address).locator("main")).to_contain_text("完成")
    expect(secretary.open("/inbox/").locator("main")).to_contain_text(people["case"].place.name)
    told = RecordEntry.objects.filter(subject_type="mergers.stepfiling").values_list("by_name", flat=True)
    assert {people[role].name for role in (Role.SECRETARY, Role.STREET, Role.OFFICE)} <= set(told)
    for desk in (secretary, street, office):
        desk.context.close()


def fill(desk: Desk, address: str) -> None:
    form = desk.open(address).locator("#facts-form")
    for name, text in FACTS.items():
        form.locator(f"[name={name}]").fill(text)
    form.locator("[name=reform_done]").select_option("yes")
    form.locator("[name=verdict]").select_option("include")
    form.locator(".card__foot button").click()
    expect(desk.page.locator("[name=households]")).to_have_value("742")


def offer(desk: Desk, address: str, photograph: Path) -> None:
    """Upload one paper of every kind the step asks for."""
    kinds = desk.open(address).locator("[id^=papers-]").evaluate_all("groups => groups.map(group => group.id)")
    for kind in kinds:
        upload = desk.open(address).locator(f"#{kind} details", has_text="上传").first
        upload.locator("summary").click()
        upload.locator("[name=file]").set_input_files(photograph)
        upload.locator("[name=written_on]").fill(clock.today().isoformat())
        upload.locator("button").click()
        expect(desk.page.locator(f"#{kind} .papers__files li")).to_have_count(1)


def status(people: dict) -> str:
    return StepFiling.objects.get(case=people["case"], step=1).status
