"""The pages of the registers: what each viewer reads, what a look costs, how a roll is kept by form."""

from datetime import timedelta
from io import BytesIO
from itertools import count

import openpyxl
import pytest

from communities.access import Role
from communities.lib import clock
from communities.models import PublishedNotice, RecordEntry
from communities.services import residents
from shareholders.models import EligibilityRule, Member, MemberRoll, RollBoard
from tests import makers
from tests.communities.notice_makers import photo
from tests.shareholders.roll_makers import id_number, village

pytestmark = pytest.mark.django_db
CHILD = "未满十四周岁儿童"
_keys = count(1)


@pytest.fixture
def here():
    found = village()
    found.roll()
    return found


def page(person, address: str) -> str:
    answer = makers.client(person).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def sheet(person, address: str) -> str:
    content = makers.client(person).get(address).content
    rows = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


def send(person, address: str, **given):
    return makers.client(person).post(address, {"form_key": f"表{next(_keys)}", **given})


def test_no_list_no_export_and_no_page_shows_a_number(here):
    """G2: every page and workbook of the registers, before and after a look."""
    number, phone = id_number(), "13905331234"
    member = here.member("王一", id_number=number, phone=phone)
    residents.reveal(member.person, here.place, "核对户口本", by=here.clerk)
    pages = ["/residents/", f"/residents/households/{member.household_id}/", f"/residents/{member.person_id}/",
             "/members/", f"/members/{member.pk}/", f"/rolls/{here.cooperative.pk}/"]  # fmt: skip
    texts = [page(here.clerk, address) for address in pages]
    texts += [sheet(here.clerk, address) for address in ("/residents/export/", "/members/export/")]
    assert [text for text in texts if number in text or phone in text] == []
    assert "139****1234" in texts[1]


def test_a_look_shows_the_number_once_in_its_own_answer(here):
    number = id_number()
    person = here.member("王一", id_number=number).person
    address = f"/residents/{person.pk}/reveal/"
    assert number not in send(here.clerk, address, reason="").content.decode()
    answer = send(here.clerk, address, reason="核对户口本")
    assert number in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert number not in page(here.clerk, f"/residents/{person.pk}/")


def test_a_childs_name_is_read_by_village_and_street_only(here):
    """Reliability §1.4: pages, workbooks and the search itself."""
    household = here.member("王一").household
    here.member("王小", "son", household, born=clock.today() - timedelta(days=3000))
    office = makers.account(Role.OFFICE, here.place.district)
    for address in (f"/residents/households/{household.pk}/", "/members/"):
        assert "王小" in page(here.street, address)
        assert "王小" not in page(office, address)
        assert CHILD in page(office, address)
    assert "王小" not in sheet(office, "/members/export/")
    assert "1 条" in page(here.street, "/members/?q=王小")
    assert "0 条" in page(office, "/members/?q=王小")


def test_leaders_departments_and_agencies_read_no_names(here):
    for role in (Role.LEADER, Role.DEPARTMENT, Role.AGENCY):
        browser = makers.client(makers.account(role, here.place.district))
        assert {browser.get(address).status_code for address in ("/residents/", "/members/")} == {403}


def test_the_list_with_numbers_is_handed_to_named_roles_with_a_reason_and_recorded(here):
    """N85: the file is the answer itself; it names who took it, the record book why."""
    number = id_number()
    member = here.member("王一", id_number=number)
    Member.objects.filter(pk=member.pk).update(status="member", since=clock.today())
    address = f"/rolls/{here.cooperative.pk}/full-list/"
    assert makers.client(here.secretary).get(address).status_code == 403
    answer = send(here.clerk, address, reason="报街道和区农业农村局备案")
    text = "".join(str(cell) for row in openpyxl.load_workbook(BytesIO(answer.content)).active.values for cell in row)
    assert number in text
    assert here.clerk.name in text
    assert RecordEntry.objects.latest("id").action == "导出完整名册"
    send(here.clerk, address, reason="报街道和区农业农村局备案")
    assert "每日上限2次" in send(here.clerk, address, reason="报街道和区农业农村局备案").content.decode()


def test_a_household_is_filled_by_form(here):
    send(here.clerk, "/residents/households/new/", place=here.place.pk, number="0012", registered_on="2020-01-01")
    household = here.place.households.get(number="0012")
    given = {"name": "王一", "relation": "head", "id_number": id_number(), "since": "2020-01-01"}
    assert send(here.clerk, f"/residents/households/{household.pk}/enrol/", **given).status_code == 302
    assert "王一" in page(here.clerk, f"/residents/households/{household.pk}/")


def test_a_ticket_is_asked_by_the_village_and_decided_by_the_street(here):
    person = here.member("王一").person
    residents.lock_register(here.place, "已确认", by=here.clerk)
    send(here.clerk, f"/residents/{person.pk}/correct/", name="王易", reason="户口本上是王易")
    ticket = person.changes.get()
    shown = page(here.street, f"/residents/changes/{ticket.pk}/")
    assert "王一" in shown
    assert "王易" in shown
    assert "审批" not in page(here.clerk, f"/residents/changes/{ticket.pk}/").split("提交")[-1]
    send(here.street, f"/residents/changes/{ticket.pk}/", verdict="yes")
    person.refresh_from_db()
    assert person.name == "王易"


def test_a_rule_is_entered_clause_by_clause(here):
    decision = here.decision()
    given = {"title": "认定办法", "decision": decision.pk, "clauses": "第六条　户籍在册的\n第七条（二） 收养的"}
    send(here.clerk, f"/rolls/{here.cooperative.pk}/rules/new/", **given, paper=photo())
    rule = EligibilityRule.objects.get()
    assert list(rule.clauses.values_list("number", "text")) == [("第六条", "户籍在册的"), ("第七条（二）", "收养的")]
    shown = send(
        here.clerk, f"/rolls/{here.cooperative.pk}/rules/new/", **{**given, "clauses": "没有编号"}, paper=photo()
    )
    assert "第1行应写作" in shown.content.decode()


def test_the_article_is_shown_where_a_finding_is_unlawful(here):
    """N74 on screen: the form comes back with the law's sentence."""
    member = here.member("张三", sex="female")
    given = {"category": "daughter_married", "outcome": "exclude", "clause": here.clause().pk}
    shown = send(here.clerk, f"/members/{member.pk}/find/", **given).content.decode()
    assert "第十八条第二款" in shown
    assert "认定意见" in page(here.clerk, f"/members/{member.pk}/")


def test_a_list_is_made_objected_to_and_corrected_by_form(here):
    household = here.household("0001")
    member = here.member("王一", household=household)
    here.find(member)
    roll = f"/rolls/{here.cooperative.pk}/"
    terms = {"round": 1, "boards": here.board.pk, "objection_days": 7, "objection_unit": "natural",
             "posting_on": clock.today(), "contact": "王堃", "telephone": "0633-8888888"}  # fmt: skip
    send(here.secretary, f"{roll}boards/new/", **terms)
    board = RollBoard.objects.get()
    send(here.secretary, f"/notices/{board.notice_id}/publish/")
    told = {"household_number": "0001", "about": "王一", "claimed": "应为王易", "objector": "某某", "text": "写错"}
    moment = f"{clock.now():%Y-%m-%dT%H:%M}"
    send(here.secretary, f"/rolls/boards/{board.pk}/objections/new/", **told, received_at=moment)
    objection = board.notice.objections.get()
    answer = {"result": "upheld", "answer": "更正", "member": member.pk, "action": "name", "value": "王易"}
    send(here.secretary, f"/rolls/boards/{board.pk}/objections/{objection.pk}/", **answer)
    objection.refresh_from_db()
    assert objection.corrected == f"王一（{member.number}）更正姓名：王易"
    assert "补榜公示" in page(here.secretary, roll)
    assert "王一（户主）" in page(here.secretary, f"/rolls/boards/{board.pk}/")  # as posted


def test_the_public_page_shows_no_row(here):
    """The list hangs on the board only."""
    here.find(here.member("王一"))
    board = here.post(1)
    token = PublishedNotice.objects.get(notice_id=board.notice_id).token
    shown = makers.Client().get(f"/public/notices/{token}/")
    assert shown.status_code == 200
    assert "王一" not in shown.content.decode()


def test_a_roll_that_is_only_verified_asks_for_no_posting_until_something_changes():
    """农村集体经济组织法 §66: who was confirmed before is not confirmed again."""
    there = village()
    roll = there.roll(MemberRoll.Mode.VERIFY)
    there.member("王一")
    address = f"/rolls/{there.cooperative.pk}/"
    assert "没有变更要张榜" in page(there.clerk, address)
    there.member("王二", confirmed=False)
    assert "1人尚未确认" in page(there.clerk, address)
    assert "第一榜公示期满" in page(there.clerk, address)
    assert roll.locked_at is None
