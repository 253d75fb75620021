"""四单 through its whole way: handed in by anybody, claimed, supervised by another, published masked, opened again."""

import re
from datetime import date

import pytest
from django.test import Client

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, RecordEntry
from risk.models import PublicTry, PublishedSlip, Slip
from risk.services import slips, tries
from tests import makers
from tests.risk.assessing import at

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
ASKED = {
    "category": "facilities", "content": "3号楼东侧路灯不亮", "location": "3号楼", "reporter": "高山军",
    "contact": "13905331234",
}  # fmt: skip
MASKED = "居民反映楼前路灯不亮，已于次日更换。"


@pytest.fixture(autouse=True)
def monday():
    with clock.set_to(at(TODAY)):
        yield


@pytest.fixture
def clerk(place):
    return makers.account(Role.CLERK, place)


@pytest.fixture
def secretary(place):
    return makers.account(Role.SECRETARY, place)


def handed_in(place, **other) -> Slip:
    return slips.hand_in(place, by=slips.REPORTER, **ASKED | other)


def reported(place, clerk) -> Slip:
    slip = slips.perform(handed_in(place), "claim", promised_on=date(2026, 3, 6), by=clerk)
    return slips.perform(slip, "report", text="已更换灯泡", by=clerk)


def published(place, clerk, secretary) -> Slip:
    slip = slips.perform(reported(place, clerk), "check", text="现场看过", by=secretary)
    return slips.perform(slip, "publish", text=MASKED, by=secretary)


def receipt(answer) -> dict[str, str]:
    number, code = re.findall(r"<dd><strong>(.+?)</strong></dd>", answer.content.decode())
    return {"number": number, "code": code}


def test_a_slip_goes_from_the_resident_to_the_public_page(place, clerk, secretary):
    browser = Client()
    told = receipt(browser.post(f"/public/slips/at/{place.pk}/new/", ASKED | {"form_key": "a"}))
    slip = Slip.objects.get()
    assert (slip.number, slip.status, slip.due_on) == ("990101诉〔2026〕1号", "new", date(2026, 3, 4))
    desk, other = makers.client(clerk), makers.client(secretary)
    assert Message.objects.filter(to=clerk).count() == 1
    address = f"/slips/{slip.pk}/"
    assert desk.post(f"{address}claim/", {"promised_on": "2026-03-06", "form_key": "b"}).status_code == 302
    assert desk.post(f"{address}report/", {"text": "已更换灯泡", "form_key": "c"}).status_code == 302
    assert "督单通过" not in desk.get(address).content.decode()
    assert other.post(f"{address}check/", {"text": "现场看过", "form_key": "d"}).status_code == 302
    assert other.post(f"{address}publish/", {"text": MASKED, "form_key": "e"}).status_code == 302
    public = browser.get(f"/public/slips/at/{place.pk}/").content.decode()
    assert MASKED in public
    assert "已更换灯泡" in browser.post("/public/slips/look/", told).content.decode()
    assert RecordEntry.objects.filter(subject_type="risk.slip").count() == 5


def test_a_resident_finds_the_community_by_a_part_of_its_name_or_by_more_than_its_name(place):
    for asked in (place.name, place.name[:1], f"{place.name}社区居委会"):
        assert f"/public/slips/at/{place.pk}/" in Client().get("/public/slips/", {"q": asked}).content.decode()
    assert "没有找到" in Client().get("/public/slips/", {"q": "别处"}).content.decode()


def test_who_claimed_it_neither_supervises_nor_publishes(place, clerk, secretary):
    slip = reported(place, clerk)
    with pytest.raises(Refused, match="领单人以外"):
        slips.perform(slip, "check", text="好", by=clerk)
    slip = slips.perform(slip, "check", text="现场看过", by=secretary)
    with pytest.raises(Refused, match="领单人以外"):
        slips.perform(slip, "publish", text=MASKED, by=clerk)
    other = slips.perform(handed_in(place), "claim", promised_on=TODAY, by=clerk)
    with pytest.raises(Refused, match="由本人报办理结果"):
        slips.perform(other, "report", text="好", by=secretary)


@pytest.mark.parametrize(
    "text", ["", "高山军反映路灯不亮，已换。", "已电话13905331234回复。", "已告知990101198001010010。"]
)
def test_what_names_a_person_is_not_published(place, clerk, secretary, text):
    slip = slips.perform(reported(place, clerk), "check", text="现场看过", by=secretary)
    words = text.replace("990101198001010010", makers_id()) if "990101" in text else text
    with pytest.raises(Refused):
        slips.perform(slip, "publish", text=words, by=secretary)
    assert not PublishedSlip.objects.exists()


def makers_id() -> str:
    """A number with its right check digit."""
    from communities.lib.idcards import resident_check_character

    first = "37110219800101001"
    return first + resident_check_character(first)


def test_the_reporter_may_open_it_again_with_the_receipt_only(place, clerk, secretary):
    slip = published(place, clerk, secretary)
    browser, code = Client(), slips.code_of(slip)
    asked = {"number": slip.number, "code": "AAAAAAAAAA", "text": "还是不亮"}
    assert "不对" in browser.post("/public/slips/reopen/", asked).content.decode()
    answer = browser.post("/public/slips/reopen/", asked | {"code": code.lower()}).content.decode()
    assert "已经转回社区重新办理" in answer
    slip.refresh_from_db()
    assert (slip.status, slip.reopened, slip.claimed_by) == ("new", 1, None)
    assert not PublishedSlip.objects.filter(hidden=False).exists()
    assert MASKED not in browser.get(f"/public/slips/at/{place.pk}/").content.decode()
    assert [each.move for each in slip.events.all()] == ["hand_in", "claim", "report", "check", "publish", "reopen"]


def test_after_its_days_it_is_handed_in_anew(place, clerk, secretary):
    slip = published(place, clerk, secretary)
    with clock.set_to(at(date(2026, 4, 2))), pytest.raises(Refused, match="请重新下单"):
        slips.reopen(slip, text="还是不亮")


def test_who_handed_it_in_stands_nowhere_but_in_a_recorded_look(place, clerk, secretary):
    slip = published(place, clerk, secretary)
    browser = makers.client(clerk)
    for path in ("/slips/", f"/slips/{slip.pk}/", f"/records/risk.slip/{slip.pk}/", "/slips/export/"):
        content = browser.get(path).content
        assert "高山军".encode() not in content
        assert b"13905331234" not in content
    shown = browser.post(f"/slips/{slip.pk}/look/", {"reason": "电话回访"}).content.decode()
    assert "高山军" in shown
    assert RecordEntry.objects.get(action="查看反映人").reason == "电话回访"


def test_the_same_form_sent_twice_is_one_slip_with_one_receipt(place):
    browser = Client()
    first, second = (
        receipt(browser.post(f"/public/slips/at/{place.pk}/new/", ASKED | {"form_key": "same"})) for _ in range(2)
    )
    assert first == second
    assert Slip.objects.count() == 1


def test_numbers_in_the_words_and_machines_are_refused(place):
    browser, address = Client(), f"/public/slips/at/{place.pk}/new/"
    answer = browser.post(address, ASKED | {"content": "请回电13905331234"}).content.decode()
    assert "请删去其中的手机号" in answer
    assert "留空" in browser.post(address, ASKED | {"website": "http://x"}).content.decode()
    assert not Slip.objects.exists()


def test_one_address_hands_in_and_looks_up_so_often_and_no_more(place):
    browser, address = Client(), f"/public/slips/at/{place.pk}/new/"
    most, _ = tries.LIMITS["hand_in"]
    codes = [browser.post(address, ASKED | {"form_key": f"k{n}"}).status_code for n in range(most + 1)]
    assert codes == [200] * most + [429]
    assert Slip.objects.count() == most
    guess = {"number": "990101诉〔2026〕1号", "code": "AAAAAAAAAA"}
    codes = [browser.post("/public/slips/look/", guess).status_code for _ in range(tries.LIMITS["look"][0] + 1)]
    assert codes[-2:] == [200, 429]
    assert not PublicTry.objects.filter(mark__contains="127").exists()
    with clock.set_to(at(date(2026, 3, 5))):
        assert tries.forget() > most
        assert browser.post(address, ASKED | {"form_key": "later"}).status_code == 200


def test_what_is_late_is_shown_and_told_once_a_day_missed(place, clerk, secretary):
    slip = handed_in(place)
    with clock.set_to(at(date(2026, 3, 5))):
        assert [slips.remind(place.district) for _ in range(2)] == [2, 0]
        assert "超期1日" in makers.client(clerk).get("/slips/?clock=late").content.decode()
    slip = slips.perform(slip, "claim", promised_on=date(2026, 3, 9), by=clerk)
    with clock.set_to(at(date(2026, 3, 10))):
        assert slips.remind(place.district) == 1  # who claimed it


def test_a_promise_lies_within_the_days_of_the_setting(place, clerk):
    slip = handed_in(place)
    for day in (None, date(2026, 3, 1), date(2026, 3, 18)):
        with pytest.raises(Refused, match="承诺办结"):
            slips.perform(slip, "claim", promised_on=day, by=clerk)
    assert slips.perform(slip, "claim", promised_on=date(2026, 3, 17), by=clerk).due_on == date(2026, 3, 17)


@pytest.mark.parametrize("role", [Role.LEADER, Role.DEPARTMENT, Role.COOP_CLERK, Role.AGENCY, Role.AUDITOR])
def test_others_do_not_read_slips(place, role):
    slip = handed_in(place)
    person = makers.one_of_each(place)[role]
    assert makers.client(person).get(f"/slips/{slip.pk}/").status_code == 403


def test_a_slip_taken_down_at_the_desk_has_its_receipt_on_the_page_until_it_is_claimed(place, clerk):
    browser = makers.client(clerk)
    asked = ASKED | {"place": place.pk, "channel": "visit", "form_key": "a"}
    address = browser.post("/slips/new/", asked)["Location"]
    slip = Slip.objects.get()
    assert slips.code_of(slip) in browser.get(address).content.decode()
    slips.perform(slip, "claim", promised_on=TODAY, by=clerk)
    assert slips.code_of(slip) not in browser.get(address).content.decode()


def test_the_public_finds_its_community_by_a_part_of_its_name(place):
    browser = Client()
    assert f"/public/slips/at/{place.pk}/" not in browser.get("/public/slips/").content.decode()
    assert f"/public/slips/at/{place.pk}/" in browser.get("/public/slips/?q=大窑").content.decode()


def test_whoever_has_no_account_finds_the_form_on_the_page_of_signing_in(db):
    assert 'href="/public/slips/"' in Client().get("/login/").content.decode()
