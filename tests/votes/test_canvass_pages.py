"""The pages of the canvass: who sees what, the entry at the door, the figures without colour or rank."""

import re
from datetime import timedelta
from uuid import uuid4

import pypdf
import pytest

from communities.access import Role
from communities.lib import clock
from communities.models import Organisation
from tests import makers
from tests.communities.notice_makers import photo
from tests.house.addresses import body
from tests.votes.canvass_makers import homes, now, village
from tests.votes.makers import Hall
from votes import services
from votes.models import Canvass, Visit
from votes.rules.canvass import Opinions
from votes.services import sheets

pytestmark = pytest.mark.django_db
OPPOSED = ("不同意", "担心租金", "王某")


@pytest.fixture
def here(settings, tmp_path):
    settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT = tmp_path / "documents", tmp_path / "out"
    return village()


@pytest.fixture
def against(here):
    """The door of a household that is against, with the photograph of what it signed."""
    home = homes(here.assigned(3))[0]
    here.visit = here.entry(home, "against", photo=photo())
    return home


def read(person, address: str) -> str:
    answer = makers.client(person).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows_of(page: str) -> list[list[str]]:
    """The lines of the tables of a page, as words."""
    lines = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = (re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.DOTALL) for line in lines)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in line] for line in cells]


def sent(home, key=None, **given) -> dict:
    told = {"position": "agree", "signer": "王某", "relation": "head", "visited_on": clock.today().isoformat()}
    return told | {"form_key": str(key or uuid4())} | given


def test_a_canvass_is_opened_shared_out_visited_and_ended_in_the_browser(here):
    here.households(2)
    clerk = makers.client(here.clerk)
    terms = {"plan_title": "撤并方案", "plan_text": "拟并入云河社区，资产仍归合作社。", "officer": str(here.officer.pk)}
    terms |= {"organisation": here.committee.pk, "closes_on": clock.today() + timedelta(days=5), "form_key": "1"}
    canvass = f"/canvasses/{(opened := clerk.post('/canvasses/new/', terms))['Location'].split('/')[2]}/"
    assert opened.status_code == 302
    assigned = {"visitor": str(here.clerk.pk), "grid": "一网格", "first": "0001", "form_key": "2"}
    assert clerk.post(f"{canvass}assign/", assigned).status_code == 302
    for home in homes(Canvass.objects.get()):
        assert clerk.post(f"/canvasses/doors/{home.pk}/", sent(home)).status_code == 302
    assert clerk.post(f"{canvass}act/close/", {"form_key": "3"}).status_code == 302
    told = Canvass.objects.get()
    assert (told.status, told.opinions) == ("closed", Opinions(2, agree=2))
    assert "100.0%" in read(here.clerk, canvass)


def test_a_running_canvass_is_ended_by_a_new_version_only_when_the_plan_is_said_to_have_changed(here, against):
    told = {"organisation": here.committee.pk, "plan_title": "新方案", "plan_text": "改为并入柳溪社区，四个不变。"}
    told |= {"closes_on": (clock.today() + timedelta(days=9)).isoformat(), "officer": here.officer.pk}
    clerk = makers.client(here.clerk)
    refused = clerk.post("/canvasses/new/", told | {"form_key": "1"})
    assert "第1版方案正在征求意见，应征求3户，已征求1户" in refused.content.decode()
    assert Canvass.objects.get().is_open
    assert clerk.post("/canvasses/new/", told | {"form_key": "2", "changed": "on"}).status_code == 302
    assert [each.status for each in Canvass.objects.order_by("version")] == ["superseded", "open"]


def test_who_is_against_is_on_the_page_of_the_visitor_and_the_officer_named_alone(here, against):
    addresses = [f"/canvasses/doors/{against.pk}/", f"/canvasses/{against.canvass_id}/doors/"]
    for reader in (here.clerk, here.officer):
        assert all(word in read(reader, addresses[0]) for word in OPPOSED)
        assert "不同意</span>" in read(reader, addresses[1])
    for reader in (here.secretary, here.other_officer):
        for address in addresses:
            page = read(reader, address)
            assert "已征求" in page
            assert not any(word in page for word in ("不同意</span>", "担心租金", "王某", "次入户</"))
    photograph = f"/canvasses/photos/{here.visit.pk}/"
    for reader, status in ((here.clerk, 200), (here.officer, 200), (here.secretary, 404), (here.other_officer, 404)):
        answer = makers.client(reader).get(photograph)
        assert (answer.status_code, bool(body(answer))) == (status, True)


def test_leaders_and_departments_see_sums_and_no_household(here, against):
    for role in (Role.LEADER, Role.DEPARTMENT, Role.OFFICE):
        reader = makers.account(role, here.place.district)
        page = read(reader, f"/canvasses/{against.canvass_id}/")
        assert "应征求户" in page
        assert against.address not in page
        assert makers.client(reader).get(f"/canvasses/{against.canvass_id}/doors/").status_code == 403


def test_no_export_sheet_or_list_of_papers_names_who_is_against(here, against):
    batch = services.order_sheets(against.canvass, by=here.secretary)
    services.print_sheets(batch)
    paper = pypdf.PdfReader(sheets.file_of(batch))
    text = "".join(page.extract_text() for page in paper.pages)
    assert len(paper.pages) == 3
    for address in ("/canvasses/export/", "/documents/", "/documents/export/"):
        answer = body(makers.client(here.secretary).get(address)).decode("utf-8", "replace")
        assert not any(word in answer for word in ("担心租金", "王某", "签字表", str(here.visit.pk)))
    assert not any(word in text for word in ("担心租金", "王某"))


def test_the_three_groups_stand_with_their_own_rolls_uncoloured_and_without_a_mark(here, against):
    address = f"/canvasses/{against.canvass_id}/"
    nobody = [each for each in rows_of(read(here.secretary, address)) if "没有登记这类会议的名册" in each]
    assert [each[0] for each in nobody] == ["党员", "居民（村民）代表"]
    hall = Hall(here.place, here.clerk, here.secretary, here.officer)
    party = hall.body("party_members", 10, Organisation.Kind.PARTY)
    assert ["党员", "10", *["—"] * 5, "还没有封存的会议计票"] in rows_of(read(here.secretary, address))
    hall.counted(hall.sat(party, came=8, matter="party_deliberation"), 6, 2)
    page = read(here.secretary, address)
    found = next(each for each in rows_of(page) if each[0] == "党员")
    assert found[:7] == ["党员", "10", "6", "2", "0", "2", "60.0%"]
    assert "互不相加" in page
    figures = page[page.index("户的意见") : page.index("走访进度")]
    assert not any(f"tile--{tone}" in figures or f"tone--{tone}" in figures for tone in ("done", "late", "due"))
    assert "93" not in figures


def test_an_entry_that_waited_in_the_phone_is_answered_for_the_script_and_kept_once(here):
    home = homes(here.assigned(1))[0]
    clerk, key = makers.client(here.clerk), uuid4()
    for _ in range(2):
        answer = clerk.post(f"/canvasses/doors/{home.pk}/", sent(home, key), headers={"X-Queued": "yes"})
        assert (answer.status_code, answer.json()) == (200, {"kept": str(key)})
    assert Visit.objects.get().pk == key
    faulty = clerk.post(f"/canvasses/doors/{home.pk}/", sent(home, form_key=""), headers={"X-Queued": "yes"})
    assert (faulty.status_code, faulty.json()["reasons"]) == (400, ["这份登记没有编号，请刷新页面后重新填写。"])
    services.close_canvass(now(home.canvass), by=here.secretary)
    late = clerk.post(f"/canvasses/doors/{home.pk}/", sent(home), headers={"X-Queued": "yes"})
    assert (late.status_code, Visit.objects.count()) == (409, 1)
    assert "没有计入" in late.json()["reasons"][0]


def test_the_list_of_doors_is_searched_and_filtered(here):
    canvass = here.assigned(60)
    here.entry(homes(canvass)[0], "not_met")
    assert read(here.clerk, "/canvasses/mine/?q=0033").count("data-enter") == 1
    assert read(here.clerk, "/canvasses/mine/?state=not_met").count("data-enter") == 1
    assert read(here.clerk, "/canvasses/mine/?state=left").count("data-enter") == 50
    assert "没有符合条件的户" in read(here.secretary, "/canvasses/mine/")


def test_the_queries_of_a_list_do_not_grow_with_the_doors(here, django_assert_max_num_queries):
    here.assigned(50)
    clerk = makers.client(here.clerk)
    clerk.get("/canvasses/mine/")
    with django_assert_max_num_queries(14):
        clerk.get("/canvasses/mine/")


def test_a_job_makes_the_sheets_of_a_grid_once(here):
    canvass = here.assigned(25)
    services.assign(canvass, here.clerk, grid="二网格", first="0021", by=here.clerk)
    batch = services.order_sheets(canvass, "二网格", by=here.clerk)
    assert batch.count == 5
    done = services.print_sheets(batch)
    assert services.print_sheets(done).done_at == done.done_at
    page = read(here.clerk, f"/canvasses/sheets/{batch.pk}/")
    assert "下载 PDF" in page
