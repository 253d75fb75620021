"""An objection names a line of the posted list; upheld it corrects that line, and only what changed is posted again."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assets import services as assets
from assets.accounting import Standing
from assets.models import Inventory, InventoryPosting
from assets.services import registers
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice, Objection, Posting
from communities.services import notices
from tests import makers
from tests.assets.inventory_makers import CAUSE, Village, at, money, picture

HEARD = {"about": "面积有误", "claimed": "12.8456亩", "objector": "赵某某", "text": "丈量时漏了北角"}
MORE = {"account": "land", "increase_area": Decimal("0.5"), **CAUSE}
ASKED = {"contact": "王堃", "telephone": "0633-0000000"}


@pytest.fixture
def village(db, settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-01 08:00")):
        made = Village()
    with clock.set_to(at("2026-03-02 09:00")):
        yield made


def objected(village, inventory: Inventory, number: int | None = 6, **changes) -> Objection:
    told = {**HEARD, "received_at": clock.now(), **changes}
    return assets.object_to_line(Standing(inventory).posting, number, by=village.clerk, **told)


def upheld(village, inventory: Inventory) -> Objection:
    raised = objected(village, inventory)
    line = inventory.lines.get(number=6)
    assets.uphold(inventory, raised, line, MORE, "经重新丈量属实", evidence=picture("丈量.png"), by=village.clerk)
    return Objection.objects.get(pk=raised.pk)


def sign_land(village, inventory: Inventory) -> None:
    told = {"report_number": "海岳字〔2026〕9号", "verified": Decimal("12.8456"), "by": village.accountant}
    assets.sign_class(inventory, "land", **told)


def hung_again(village, inventory: Inventory) -> InventoryPosting:
    """The corrected lines signed, drafted, published and put up today."""
    sign_land(village, inventory)
    posting = assets.draft_posting(inventory, [village.board], **ASKED, by=village.clerk)
    notice = notices.publish(posting.notice, by=village.clerk)
    notices.put_up(notice, village.board, clock.now(), picture("补.png", "red"), Posting.Proof.PHOTO, by=village.clerk)
    return InventoryPosting.objects.get(pk=posting.pk)


def test_an_objection_holds_what_the_list_said_and_what_it_should_say(village):
    raised = objected(village, village.posted())
    assert raised.number == 1
    assert raised.row_key == "6"
    assert raised.row_label == "6号 北洼地：面积有误"
    assert "账面数：12.35，" in raised.original
    assert raised.claimed == "12.8456亩"


def test_a_line_that_is_not_on_the_list_cannot_be_objected_to(village):
    inventory = village.posted()
    with pytest.raises(Refused, match="清单上没有99号"):
        objected(village, inventory, 99)
    raised = objected(village, inventory, None, about="机井两眼", claimed="应列入固定资产")
    assert (raised.row_key, raised.original) == ("漏列", "清单未列")


def test_upholding_corrects_the_line_in_the_same_act_and_posts_only_that_line_again(village):
    inventory = village.posted()
    raised = upheld(village, inventory)
    assert raised.result == "upheld"
    assert "核实面积（亩）：12.3456 → 12.8456" in raised.corrected
    standing = Standing(inventory)
    assert standing.changed == [6]
    assert "公示后第6号共1行有更正，须补充公示这些行。" in standing.posted().faults
    with pytest.raises(Refused, match="资源性资产在海岳会计师事务所签章后有改动"):
        assets.draft_posting(inventory, [village.board], **ASKED, by=village.clerk)
    with clock.set_to(at("2026-03-05 09:00")):
        posting = hung_again(village, inventory)
    assert (posting.only_changed, posting.rows) == (True, 1)
    assert [row.number for row in posting.posted_rows.filter(kind="")] == [6]
    assert "6号“北洼地”" in posting.notice.body
    assert registers.print_listing(posting).listing.title.endswith("更正明细表")
    first = Standing(inventory).posting.notice
    assert (first.objection_ends_on, posting.notice.objection_ends_on) == (date(2026, 3, 9), date(2026, 3, 12))


def test_the_meeting_waits_for_the_period_of_the_corrected_lines(village):
    inventory = village.posted()
    upheld(village, inventory)
    with clock.set_to(at("2026-03-10 09:00")), pytest.raises(Refused, match="须补充公示这些行"):
        village.confirmed(inventory)
    with clock.set_to(at("2026-03-05 09:00")):
        hung_again(village, inventory)
    with clock.set_to(at("2026-03-10 09:00")), pytest.raises(Refused, match="须在公示异议期（2026-03-12）届满后召开"):
        village.confirmed(inventory)
    with clock.set_to(at("2026-03-13 09:00")):
        assert village.confirmed(inventory).status == "confirmed"


def test_a_withdrawn_supplement_leaves_its_lines_to_be_posted_again(village):
    inventory = village.posted()
    upheld(village, inventory)
    posting = hung_again(village, inventory)
    assert not Standing(inventory).changed
    notices.withdraw(Notice.objects.get(pk=posting.notice_id), "清单有误", by=village.clerk)
    assert Standing(inventory).changed == [6]


def test_an_objection_to_a_line_is_not_upheld_without_its_correction(village):
    inventory = village.posted()
    raised, line = objected(village, inventory), inventory.lines.get(number=6)
    with pytest.raises(Refused, match="须同时更正登记"):
        notices.answer_objection(raised, "属实", "upheld", by=village.clerk)
    with pytest.raises(Refused, match="没有改动任何一项"):
        assets.uphold(inventory, raised, line, {"account": "land"}, "属实", by=village.clerk)
    with pytest.raises(Refused, match="请更正这一行"):
        assets.uphold(inventory, raised, inventory.lines.get(number=1), MORE, "属实", by=village.clerk)
    assert Objection.objects.get(pk=raised.pk).answered_at is None


def test_what_else_an_upheld_objection_brings_is_corrected_by_it_too(village):
    inventory = village.posted()
    raised = objected(village, inventory, None, about="机井", claimed="应列入")
    well = {"account": "fixed_assets", "name": "机井", "increase": money("5.00"), "original": money("5.00")}
    well |= {"difference": "surplus", "cause": "清查遗漏"}
    added = assets.uphold(inventory, raised, None, well, "属实，予以补登", evidence=picture(), by=village.clerk)
    assert added.number == 7
    raised.refresh_from_db()
    with pytest.raises(Refused, match=r"相差5\.00元"):  # what hangs on the board adds up
        assets.draft_posting(inventory, [village.board], **ASKED, by=village.clerk)
    equity = {"account": "reserves", "name": "公积公益金", "increase": money("5.00"), **CAUSE}
    assets.correct(inventory, raised, None, equity, evidence=picture(), by=village.clerk)
    standing = Standing(inventory)
    assert standing.changed == [7, 8]
    assert not [check for check in standing.identities if not check.ok]


def test_an_off_book_thing_corrected_while_it_hangs_is_verified_anew(village):
    inventory = village.filled()
    line = village.off_book(inventory)
    village.line(inventory, "reserves", "公积公益金", increase=money("1.00"), **CAUSE)
    assets.verify_off_book(line, by=village.street)
    inventory = village.posted(inventory)
    raised = objected(village, inventory, line.number, about="持有人有误", claimed="合作社")
    changed = {"account": "fixed_assets", "source": "集资购置"}
    assets.uphold(inventory, raised, line, changed, "属实", by=village.clerk)
    line.refresh_from_db()
    assert line.off_book_verified_at is None
    assert assets.verify_off_book(line, by=village.street).off_book_verified_by == village.street
    assert Standing(inventory).changed == [line.number]


def test_an_objection_goes_from_its_form_over_the_answer_to_the_corrected_line(village):
    inventory = village.posted()
    posting, browser = Standing(inventory).posting, makers.client(village.clerk)
    line = inventory.lines.get(number=6)
    start = reverse("line_objection_new", args=[inventory.pk, posting.pk]) + "?line=6"
    assert start in browser.get(reverse("line", args=[inventory.pk, line.pk])).content.decode()
    assert 'value="6"' in browser.get(start).content.decode()
    sent = {**HEARD, "number": "6", "received_at": "2026-03-02T09:00", "form_key": "o"}
    answer = browser.post(start, sent)
    raised = Objection.objects.get()
    assert answer.url == reverse("line_objection", args=[inventory.pk, raised.pk])
    page = browser.get(answer.url).content.decode()
    uphold = reverse("line_uphold", args=[inventory.pk, raised.pk])
    assert uphold in page
    assert "赵某某" in page
    sent = {"name": "北洼地", "land_class": "arable", "book_area": "12.3456", "increase_area": "0.5", "form_key": "u"}
    sent |= {**CAUSE, "disputed": "on", "location": "村北", "answer": "经丈量属实", "evidence": picture("丈量.png")}
    done = browser.post(uphold, sent)
    assert done.status_code == 302, done.content.decode()[-3000:]
    page = browser.get(reverse("inventory_posting", args=[inventory.pk])).content.decode()
    for words in ("成立，予以更正", "已更正1行", "起草补充公示", "须补充公示这些行"):
        assert words in page


def test_an_answer_that_keeps_the_line_is_given_on_the_objection_s_own_page(village):
    inventory = village.posted()
    raised, browser = objected(village, inventory), makers.client(village.clerk)
    url = reverse("line_objection", args=[inventory.pk, raised.pk])
    assert "upheld" not in browser.get(url).content.decode()
    assert browser.post(url, {"result": "kept", "answer": "丈量无误", "form_key": "k"}).status_code == 302
    assert Objection.objects.get(pk=raised.pk).result == "kept"
    assert browser.post(url, {"result": "kept", "answer": "再答", "form_key": "l"}).status_code == 200
    assert makers.client(village.other_clerk).get(url).status_code == 403


def test_the_list_is_shown_and_exported_as_it_hung(village):
    inventory = village.posted()
    posting = Standing(inventory).posting
    upheld(village, inventory)
    browser = makers.client(village.street)
    page = browser.get(reverse("posted_list", args=[inventory.pk, posting.pk])).content.decode()
    assert "12.35" in page
    assert "12.85" not in page
    answer = browser.get(reverse("posted_list_export", args=[inventory.pk, posting.pk]))
    rows = list(load_workbook(BytesIO(answer.content)).active.values)[1:]
    assert [row[1] for row in rows[1:]] == ["银行存款", "门市租金", "办公楼", "工程尾款", "资本", "北洼地"]
