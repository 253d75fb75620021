"""Everybody's pages in a real browser: no complaint, nothing wider than the screen, no serious finding of axe."""

from copy import deepcopy

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from communities.access import Role
from tests import makers
from tests.house.addresses import addresses, rules

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
# Answers that are files or lead elsewhere, and pages of somebody who has not signed in yet.
NO_PAGE = {"front", "login", "second_factor", "healthz", "blank_form", "document_download", "ledger_file",
           "share_certificate_paper", "share_certificate_batch_paper", "officer_roster"}  # fmt: skip
FILES = ("_export", "_intake_blank", "_intake_marked")
PAGES = [name for name, rule in rules().items() if rule.get and name not in NO_PAGE and not name.endswith(FILES)]
UNFOLD = "() => document.querySelectorAll('details').forEach(each => { each.open = true })"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Walk:
    """Walks pages in one window and notes what is wrong with each."""

    def __init__(self, portal) -> None:
        self.portal, self.page, self.faults = portal, portal.page, []

    def sign_in(self, person) -> None:
        """With the session of a signed-in person: the journey signs in by typing."""
        cookie = makers.client(person).cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.portal.url}])

    def look(self, who: str, address: str, *, closely: bool = False) -> None:
        self.page.set_viewport_size(DESK)
        answer = self.page.goto(self.portal.url + address)
        if answer.status != 200:
            self.faults.append(f"{who} {address}: {answer.status}")
            return
        if closely:
            self.faults += [f"{who} {address}: {finding}" for finding in findings(self.page)]
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)
            if (wider := self.page.evaluate(WIDER)) > 0:
                self.faults.append(f"{who} {address}: {wider} px wider than {size['width']}")


def findings(page) -> list[str]:
    """Serious and critical findings of axe, each with the first place it was found at."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{each['id']} at {each['nodes'][0]['html'][:120]}"
        for each in violations
        if each["impact"] in {"serious", "critical"}
    ]


def is_page(reader, address: str) -> bool:
    """Whether the answer is a page and not a file."""
    answer = reader.get(address)
    answer.close()
    return "html" in answer.get("Content-Type", "")


@pytest.fixture
def committed_from(standing):
    return standing.name


@pytest.fixture
def world(portal, standing, settings):
    settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT = standing.documents, standing.outputs
    return deepcopy(standing.world)


def test_everybodys_navigation_opens_and_fits(portal, world):
    walk = Walk(portal)
    for role, person in world.people.items():
        walk.sign_in(person)
        portal.open("/home/")
        links = portal.page.locator("nav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert links, role
        for address in dict.fromkeys(["/home/", "/inbox/", *links]):
            if address.startswith("/"):
                walk.look(role.label, address)
    assert walk.faults == []


@pytest.mark.long
def test_every_page_is_accessible_and_fits(portal, world):
    """Each page once, as one of those who may open it; the roles take turns."""
    walk = Walk(portal)
    turns = {role: [] for role in Role}
    for name in PAGES:
        readers = [role for role in Role if role in rules()[name].get]
        turns[min(readers, key=lambda role: len(turns[role]))].append(name)
    for role, names in turns.items():
        walk.sign_in(world.people[role])
        reader = makers.client(world.people[role])
        for name in names:
            address = addresses(rules()[name], world.corners)["own"]
            if is_page(reader, address):
                walk.look(role.label, address, closely=True)
    assert walk.faults == []


def test_no_page_of_a_secretary_scrolls_sideways_on_a_phone(portal, world):
    """Every page a secretary may open and every step, as it first stands and with all that is folded unfolded."""
    own, faults = world.corners["own"], []
    names = [name for name in PAGES if Role.SECRETARY in rules()[name].get]
    reader = makers.client(own.secretary)
    pages = [addresses(rules()[name], world.corners)["own"] for name in names]
    pages += [reverse("step", args=[own.case.pk, step]) for step in range(1, 17)]
    walk = Walk(portal)
    walk.sign_in(own.secretary)
    portal.page.set_viewport_size(PHONE)
    for address in [each for each in dict.fromkeys(pages) if is_page(reader, each)]:
        assert portal.page.goto(portal.url + address).status == 200, address
        for unfold in ("() => {}", UNFOLD):
            portal.page.evaluate(unfold)
            width, room = portal.page.evaluate("() => [document.scrollingElement.scrollWidth, innerWidth]")
            faults += [f"{address}: {width} px in {room}"] if width > room else []
    assert faults == []


def test_the_pages_before_the_sign_in_are_accessible_and_fit(portal, world):
    walk = Walk(portal)
    for address in ("/login/", f"/public/notices/{world.corners['own'].extras['token']}/"):
        walk.look("nobody", address, closely=True)
    assert walk.faults == []
