"""Three postings: frozen lists without a digit, periods of their own, objections that change the register."""

from datetime import date, datetime, timedelta

import pikepdf
import pytest

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.leaks import find_personal_numbers
from communities.models import Document, Job, Objection
from communities.services import documents, notices, residents
from shareholders import services
from shareholders.board_rows import current_lines, round_faults
from shareholders.models import Member, RollBoard
from shareholders.services import Correction
from tests.shareholders.roll_makers import village

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=clock.SHANGHAI)  # a Monday; seven days end on Monday the 9th


def day(days: int) -> datetime:
    return START + timedelta(days=days)


@pytest.fixture
def here():
    """Two households proposed: 王一 with wife and child, and 李二."""
    with clock.set_to(START):
        found = village()
        found.roll()
        home = found.household("0001")
        people = [
            found.member("王一", household=home),
            found.member("张三", "spouse", home, sex="female"),
            found.member("王小", "son", home, born=date(2020, 6, 1)),
            found.member("李二", household=found.household("0002")),
        ]
        for member in people:
            found.find(member)
    return found


def post(here, round_: int, at: datetime) -> RollBoard:
    with clock.set_to(at):
        return here.post(round_)


def faults(here, round_: int, at: datetime) -> list[str]:
    with clock.set_to(at):
        return round_faults(here.cooperative, round_)


def objection(here, board, at, **given):
    with clock.set_to(at):
        told = {"about": "张三", "claimed": "应为张叁", "objector": "某某", "text": "姓名写错", **given}
        return services.object_to_row(board, "0001", received_at=clock.now(), by=here.secretary, **told)


def test_a_posted_line_has_names_and_relations_and_children_as_a_number(here):
    line = current_lines(here.cooperative)[here.place.households.get(number="0001").pk]
    assert (line.head, line.text) == ("王一", "王一（户主）、张三（配偶）、户内成员1人")
    assert line.people == 3


def test_namesakes_are_told_apart_by_the_members_number(here):
    """Reliability fact 11: never by digits of the identity number."""
    twin = here.member("李二", household=here.household("0003"))
    here.find(twin)
    texts = [line.text for line in current_lines(here.cooperative).values()]
    assert f"李二（户主，{twin.number}）" in texts


def test_a_dead_head_is_not_printed_as_head(here):
    head = Member.objects.get(person__name="王一")
    residents.change_person(head.person, {"died_on": "2026-03-01"}, "死亡证明", by=here.clerk)
    line = current_lines(here.cooperative)[head.household_id]
    assert line.head == "张三"


def test_three_rounds_follow_one_another_when_each_is_over(here):
    with clock.set_to(START), pytest.raises(Refused, match="第一榜还没有张榜"):
        here.post(2)
    first = post(here, 1, START)
    assert first.notice.objection_ends_on == date(2026, 3, 9)
    with clock.set_to(day(7)), pytest.raises(Refused, match="异议期至 2026-03-09"):
        here.post(2)
    post(here, 2, day(8))
    post(here, 3, day(16))
    assert faults(here, 3, day(24)) == []


def test_an_unanswered_objection_holds_the_next_round(here):
    board = post(here, 1, START)
    objection(here, board, day(1))
    assert faults(here, 1, day(8)) == ["第一榜有1件异议没有答复。"]


def test_an_objection_is_numbered_and_names_row_original_and_claim(here):
    """B42."""
    board = post(here, 1, START)
    found = objection(here, board, day(1))
    assert (found.number, found.row_key, found.claimed) == (1, "0001", "应为张叁")
    assert found.original == "王一（户主）、张三（配偶）、户内成员1人"
    assert found.answer_due_on == date(2026, 3, 9)  # five days, the last one a Sunday
    told = {"about": "某", "claimed": "某", "objector": "某", "text": "某", "received_at": day(1)}
    with pytest.raises(Refused, match="没有户编号"):
        services.object_to_row(board, "0009", **told, by=here.secretary)


def test_an_upheld_objection_changes_the_register_and_only_its_row_is_posted_again(here):
    """B42, N84: the changed row gets a period of its own, the other household's stands."""
    board = post(here, 1, START)
    found = objection(here, board, day(2))
    member = Member.objects.get(person__name="张三")
    with clock.set_to(day(3)):
        services.answer_row_objection(
            found, "户口本上是张叁，予以更正", "upheld", Correction("name", member, "张叁"), by=here.secretary
        )
    found.refresh_from_db()
    assert found.corrected == f"张三（{member.number}）更正姓名：张叁"
    assert "第一榜公示后有1户登记有变化，须补榜公示。" in faults(here, 1, day(8))
    again = post(here, 1, day(3))
    assert (again.part, again.label, again.households) == (2, "第一榜补榜（1）", 1)
    assert again.lines.get().number == "0001"
    assert again.notice.objection_ends_on > board.notice.objection_ends_on
    assert "重新起算" in again.notice.body
    assert any("第一榜补榜" in each for each in faults(here, 1, day(8)))
    assert faults(here, 1, day(11)) == []


def test_upholding_needs_its_correction_wherever_it_is_answered(here):
    board = post(here, 1, START)
    found = objection(here, board, day(1))
    with clock.set_to(day(2)):
        with pytest.raises(Refused, match="同时更正登记"):
            notices.answer_objection(found, "成立", Objection.Result.UPHELD, by=here.secretary)
        with pytest.raises(Refused, match="请选择要更正"):
            services.answer_row_objection(found, "成立", "upheld", by=here.secretary)
        services.answer_row_objection(found, "核实无误", "kept", by=here.secretary)


def test_an_objection_may_overturn_a_proposal_under_a_clause(here):
    board = post(here, 1, START)
    found = objection(here, board, day(1), claimed="不应认定")
    member = Member.objects.get(person__name="李二")
    with clock.set_to(day(2)):
        change = Correction("exclude", member, category="empty_registration", clause=here.clause())
        services.answer_row_objection(found, "户口空挂", "upheld", change, by=here.secretary)
    member.refresh_from_db()
    assert member.status == "pending"  # 空挂户: until the assembly has decided


def test_an_objection_cannot_leave_a_married_woman_out(here):
    board = post(here, 1, START)
    found = objection(here, board, day(1), claimed="不应认定")
    member = Member.objects.get(person__name="张三")
    change = Correction("exclude", member, category="daughter_married", clause=here.clause())
    with clock.set_to(day(2)), pytest.raises(Refused, match="第十八条第二款"):
        services.answer_row_objection(found, "已外嫁", "upheld", change, by=here.secretary)
    found.refresh_from_db()
    member.refresh_from_db()
    assert (found.answered_at, member.status) == (None, "proposed")


def test_whoever_turns_fourteen_between_two_postings_is_no_change_of_the_register(here):
    birthday = datetime(2034, 6, 1, 9, tzinfo=clock.SHANGHAI)
    with clock.set_to(birthday - timedelta(days=1)):
        before = current_lines(here.cooperative)
    with clock.set_to(birthday):
        after = current_lines(here.cooperative)
    shown = [
        (line.children, "王小" in line.text) for line in (*before.values(), *after.values()) if line.head == "王一"
    ]
    assert shown == [(1, False), (0, True)]
    assert [line.digest for line in before.values()] == [line.digest for line in after.values()]


def test_nothing_to_post_again_is_said(here):
    post(here, 1, START)
    with clock.set_to(day(1)), pytest.raises(Refused, match="登记没有变化"):
        here.post(1)


def test_a_withdrawn_list_is_posted_anew_as_a_whole(here):
    board = post(here, 1, START)
    with clock.set_to(day(1)):
        notices.withdraw(board.notice, "名单装订有误", by=here.secretary)
    assert post(here, 1, day(1)).households == 2


def test_a_name_with_a_number_is_not_posted(here):
    member = Member.objects.get(person__name="李二")
    type(member.person).objects.filter(pk=member.person_id).update(name="李二13905331234")
    with clock.set_to(START), pytest.raises(Refused, match="0002号户含有手机号"):
        here.post(1)


def test_a_list_whose_notice_is_a_draft_can_be_thrown_away(here):
    with clock.set_to(START):
        terms = {"contact": "王堃", "telephone": "0633-8888888"}
        board = services.post_board(here.cooperative, 1, boards=[here.board], by=here.secretary, **terms)
        services.discard_board(board, by=here.secretary)
    assert not RollBoard.objects.exists()
    board = post(here, 1, START)
    with pytest.raises(Refused, match="已经发布"):
        services.discard_board(board, by=here.secretary)


def test_the_list_is_printed_once_and_holds_no_number(here):
    """G2, N85: neither its rows nor what the file says of itself."""
    board = post(here, 1, START)
    assert Job.objects.get(key=f"board:{board.pk}").kind == "shareholders.tasks.print_board"
    with clock.set_to(START):
        paper = services.print_board(board).paper
        assert services.print_board(board).paper == paper
    assert Document.objects.filter(kind="公示名单").count() == 1
    with documents.open_version(paper.latest) as file, pikepdf.open(file) as pdf:
        assert find_personal_numbers(str(pdf.docinfo)) == []
    assert find_personal_numbers(str(board.lines.values_list("names", "head", "number"))) == []


def test_the_assembly_confirms_after_the_third_period_and_the_registers_are_locked(here):
    for round_, at in ((1, START), (2, day(8)), (3, day(16))):
        post(here, round_, at)
    with clock.set_to(day(20)), pytest.raises(Refused, match="第三榜（终榜）公示尚未期满"):
        services.confirm_members(here.cooperative, here.decision(), by=here.clerk)
    with clock.set_to(day(24)):
        early = here.decision(held_on=day(20).date())
        with pytest.raises(Refused, match="早于第三榜异议期届满"):
            services.confirm_members(here.cooperative, early, by=here.clerk)
        counted = services.confirm_members(here.cooperative, here.decision(), by=here.clerk)
    assert counted == {"成员": 4}
    assert set(Member.objects.values_list("status", flat=True)) == {"member"}
    here.cooperative.member_roll.refresh_from_db()
    assert here.cooperative.member_roll.locked_at
    with pytest.raises(Refused, match="户册已经锁定"):
        here.household("0009")


def test_representatives_confirm_nobody(here):
    for round_, at in ((1, START), (2, day(8)), (3, day(16))):
        post(here, round_, at)
    with clock.set_to(day(24)):
        meeting = here.decision(body="members_representatives")
        with pytest.raises(Refused, match="只能由成员大会决定"):
            services.confirm_members(here.cooperative, meeting, by=here.clerk)
