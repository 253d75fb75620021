"""The pictures of the manual are taken from the running portal, and the manual shows exactly these.

`UPDATE_SCREENS=1` writes them into docs/manual/screens; `SCREENS_URL` names a running demo to take them from.
"""

import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Place
from config.bootstrap import PROJECT
from config.demo import telling
from config.demo.cast import PASSWORD
from config.demo.units import DISTRICT, UNITS
from mergers.services import freezing, rounds
from tests.browsers import Portal

MANUAL = PROJECT / "docs/manual"
DESK, PHONE = (1366, 768), (360, 740)
LARGEST = 200_000  # bytes
FEW = tuple(unit for unit in UNITS if unit.name in ("新桥", "大窑", "渔湾", "盐场"))


@dataclass(frozen=True)
class Screen:
    """`path` is opened by `user` (nobody: not signed in), then the first of each of the `links` is followed."""

    name: str
    user: str
    path: str
    links: tuple[str, ...] = ()
    size: tuple[int, int] = DESK


SCREENS = (
    Screen("login", "", "/login/"),
    Screen("home_secretary", "dayao.shuji", "/home/", size=PHONE),
    Screen("step", "dayao.shuji", "/home/", ("main a[href*='/steps/11/']",)),
    Screen("home_street", "songshan.jiedao1", "/home/"),
    Screen("notice", "yuwan.shuji", "/notices/", ("table a[href*='/notices/']",)),
    Screen("report", "yanchang.shuji", "/ledgers/reports/", ("table a[href*='/ledgers/reports/']",), PHONE),
    Screen("dispatch", "lingdao", "/dispatch/", size=(1366, 1090)),  # the whole wall chart
    Screen("department", "bumen.caizhengju", "/home/"),
    Screen("rulebook", "quban", "/office/rulebook/", ("main a[href^='/office/rulebook/']",)),
    Screen("records", "shenji", "/records/"),
    Screen("inventory", "dayao.hezuoshe", "/assets/", ("table a[href^='/assets/']",)),
    Screen(
        "refusal", "yanchang.hezuoshe", "/assets/", ("a[href*='/assets/intake/']", "table a[href*='/assets/intake/']")
    ),
    Screen("roll", "dayao.jingban", "/members/", ("main a[href^='/rolls/']",)),
    Screen("holdings", "dayao.jingban", "/shares/", ("table a[href^='/shares/']", "a[href$='/holdings/']")),
    Screen("petitions", "songshan.jiedao1", "/petitions/"),
)


@pytest.fixture
def address(request: pytest.FixtureRequest, settings) -> str:
    """Where the demo runs. Without a running one a small one is told, and its newest week frozen."""
    if running := os.environ.get("SCREENS_URL"):
        return running.rstrip("/")
    served = request.getfixturevalue("live_portal")
    settings.SECOND_FACTOR = False
    telling.tell(FEW)
    district = Place.objects.get(code=DISTRICT)
    freezing.freeze(district, telling.last_week(clock.now()))
    rounds.open_round(district, Week.of(clock.today()))
    return served


def taken(browser: Browser, url: str, screen: Screen) -> bytes:
    """The picture, in as few colours as a page needs; whatever the browser complained of fails."""
    width, height = screen.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    window = Portal(url, context.new_page())
    if screen.user:
        page = window.open("/login/")
        page.fill("[name=username]", screen.user)
        page.fill("[name=password]", PASSWORD)
        page.click("main button.btn--primary")
        page.wait_for_url("**/home/")
    page = window.open(screen.path)
    for link in screen.links:
        page.click(f"{link} >> nth=0")
        page.wait_for_load_state("load")
    picture = page.screenshot()
    context.close()
    assert window.complaints == [], screen.name
    return quantised(picture)


def quantised(picture: bytes) -> bytes:
    made = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        made, "PNG", optimize=True
    )
    return made.getvalue()


@pytest.mark.long
@pytest.mark.browser
def test_every_picture_of_the_manual_can_be_taken_without_a_complaint_of_the_browser(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    folder = MANUAL / "screens" if os.environ.get("UPDATE_SCREENS") == "1" else tmp_path
    folder.mkdir(exist_ok=True)
    for screen in SCREENS:
        picture = taken(browser, address, screen)
        assert len(picture) <= LARGEST, screen.name
        (folder / f"{screen.name}.png").write_bytes(picture)


def test_the_manual_shows_exactly_these_pictures_and_they_are_there() -> None:
    shown = set()
    for page in MANUAL.glob("*.md"):
        shown |= set(re.findall(r"\(screens/(\w+)\.png\)", page.read_text(encoding="utf-8")))
    kept = {file.stem: file for file in (MANUAL / "screens").iterdir()}
    assert shown == set(kept) == {screen.name for screen in SCREENS}
    for screen in SCREENS:
        with Image.open(kept[screen.name]) as picture:
            assert picture.size == screen.size
        assert kept[screen.name].stat().st_size <= LARGEST
