"""The notice board: the clock starts with the last board, and an end only ever moves later."""

import re
from datetime import date, timedelta

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.idcards import resident_check_character
from communities.models import Message, Notice, NoticeEvent, Objection, Organisation, PublishedNotice, RecordEntry
from communities.rules.notice_texts import shipped
from communities.rules.notices import PostingState, Terms, count_ends, personal_numbers
from communities.services import documents, holidays, notices
from communities.services.notices.objecting import is_late
from tests import makers
from tests.communities.notice_makers import MEETING, PHOTO, WITNESS, Office, at, content, photo

END = "2026-03-18 08:00"  # display of 15 days from 2026-03-02 ends with the 17th


@pytest.fixture
def office(db, settings, tmp_path) -> Office:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-02-01 08:00")):
        return Office()


def test_the_clock_starts_with_the_last_board(office):
    notice = office.put_up(office.published(), "2026-03-02 09:00")
    assert notice.status == Notice.Status.PUBLISHED
    assert notice.starts_on is None
    with clock.set_to(at("2026-03-04 17:00")):
        notices.put_up(notice, office.boards[1], at("2026-03-04 16:30"), photo(), PHOTO, by=office.clerk)
    notice.refresh_from_db()
    assert notice.status == Notice.Status.RUNNING
    assert notice.starts_on == date(2026, 3, 4)
    assert notice.objection_ends_on == date(2026, 3, 11)
    assert notice.display_ends_on == date(2026, 3, 19)


@pytest.mark.parametrize(
    ("posted", "days", "unit", "end"),
    [
        ("2026-03-02", 7, "natural", date(2026, 3, 9)),
        ("2026-02-12", 7, "natural", date(2026, 2, 24)),
        ("2026-02-12", 5, "working", date(2026, 2, 26)),
        ("2026-09-24", 7, "natural", date(2026, 10, 8)),
        ("2026-09-24", 7, "working", date(2026, 10, 12)),
    ],
)
def test_the_end_rolls_over_the_holidays(office, posted, days, unit, end):
    notice = office.running(posted, objection_days=days, objection_unit=unit, display_days=None)
    assert notice.objection_ends_on == end
    assert notice.counting["objection"]["counted"][-1] == end.isoformat()
    assert notice.holiday_version == notice.counting["objection"]["calendar_version"]


def test_a_year_without_a_holiday_table_is_warned_of(office):
    notice = office.running("2026-12-28", objection_days=10)
    assert "2027年的节假日表尚未录入" in notice.counting["objection"]["warning"]


def test_a_meeting_may_be_held_after_the_days_of_notice(office):
    notice = office.running("2026-11-19", **MEETING, meeting_at=at("2026-11-30 09:00"))
    assert notice.earliest_meeting_on == date(2026, 11, 30)


def test_a_meeting_before_the_first_lawful_day_is_not_published(office):
    with pytest.raises(Refused, match="早于最早可开会日 2026-11-30"):
        office.published("2026-11-19", **MEETING, meeting_at=at("2026-11-29 09:00"))


def test_an_interruption_begins_everything_anew(office):
    notice = office.running()
    torn = notice.postings.first()
    with clock.set_to(at("2026-03-06 12:00")):
        notices.interrupt(notice, torn, at("2026-03-06 08:00"), "被风雨损毁", by=office.clerk)
    notice.refresh_from_db()
    assert (notice.status, notice.run) == (Notice.Status.INTERRUPTED, 2)
    assert PublishedNotice.objects.get(notice_id=notice.pk).starts_on is None
    notice = office.put_up(notice, "2026-03-07 09:00", "2026-03-08 09:00")
    assert notice.status == Notice.Status.RUNNING
    assert (notice.starts_on, notice.objection_ends_on) == (date(2026, 3, 8), date(2026, 3, 16))
    assert notice.display_ends_on == date(2026, 3, 23)


def test_an_interruption_needs_a_reason(office):
    notice = office.running()
    with clock.set_to(at("2026-03-06 12:00")), pytest.raises(Refused, match="须写明原因"):
        notices.interrupt(notice, notice.postings.first(), at("2026-03-06 08:00"), " ", by=office.clerk)


def test_an_end_moves_later_only(office):
    notice = office.running()
    with clock.set_to(at("2026-03-05 09:00")):
        with pytest.raises(Refused, match="只能延后"):
            notices.extend(notice, date(2026, 3, 8), "缩短", by=office.clerk)
        notices.extend(notice, date(2026, 3, 12), "群众申请延长", by=office.clerk)
    notice.refresh_from_db()
    assert notice.objection_ends_on == date(2026, 3, 12)
    assert notice.counting["extensions"][0]["reason"] == "群众申请延长"


def test_a_new_holiday_table_lengthens_and_never_shortens(office):
    leader = makers.account(Role.OFFICE, office.place.district)
    notice = office.running()
    table = {"known_through": date(2026, 12, 31), "by": leader}
    with clock.set_to(at("2026-03-03 09:00")):
        rest = [holidays.Day(date(2026, 3, 9), False, "临时放假")]
        holidays.save_table(office.place.district, rest, basis="测试通知一", **table)
        assert notices.recount(notice)
    notice.refresh_from_db()
    assert notice.objection_ends_on == date(2026, 3, 10)
    with clock.set_to(at("2026-03-04 09:00")):
        holidays.save_table(office.place.district, [], basis="测试通知二", **table)
        assert not notices.recount(notice)
    notice.refresh_from_db()
    assert notice.objection_ends_on == date(2026, 3, 10)


def test_the_tick_counts_again_under_a_new_table(office):
    leader = makers.account(Role.OFFICE, office.place.district)
    notice = office.running()
    letter = office.running(kind="letter", objection_days=None, display_days=None)
    with clock.set_to(at("2026-03-03 09:00")):
        rest = [holidays.Day(date(2026, 3, 9), False, "临时放假")]
        through = date(2026, 12, 31)
        holidays.save_table(office.place.district, rest, known_through=through, basis="测试通知", by=leader)
        assert notices.end_due() == (0, 0)
    notice.refresh_from_db()
    assert notice.objection_ends_on == date(2026, 3, 10)
    letter.refresh_from_db()
    assert letter.status == Notice.Status.RUNNING


def test_no_board_comes_down_before_the_end(office):
    notice = office.running()
    with pytest.raises(Refused, match="张贴应到 2026-03-17 24:00"):
        office.take_down(notice, "2026-03-17 23:00")
    assert office.take_down(notice, "2026-03-18 00:00").status == Notice.Status.ENDED


def test_a_witness_statement_is_proof_too(office):
    assert office.take_down(office.running(), END, kind=WITNESS).status == Notice.Status.ENDED


def test_without_the_last_proof_it_has_not_ended_and_the_clerk_is_told_once(office):
    notice = office.running()
    with clock.set_to(at(END)):
        first = notice.postings.filter(run=1).first()
        notices.take_down(notice, first, at(END), photo(), PHOTO, by=office.clerk)
        assert notices.end_due() == (0, 1)
        assert notices.end_due() == (0, 1)
    notice.refresh_from_db()
    assert notice.status == Notice.Status.RUNNING
    assert Message.objects.filter(to=office.clerk, text__contains="尚缺公开栏的期满证明").count() == 1


def test_a_photograph_is_a_picture(office):
    notice = office.published()
    with documents.open_version(notice.paper.latest) as file:
        paper = ContentFile(file.read(), name="照片.pdf")
    with clock.set_to(at("2026-03-02 10:00")), pytest.raises(Refused, match="须为 JPG 或 PNG"):
        notices.put_up(notice, office.boards[0], at("2026-03-02 09:00"), paper, PHOTO, by=office.clerk)


def test_a_board_cannot_go_up_in_the_future_or_before_publication(office):
    notice = office.published()
    with clock.set_to(at("2026-03-02 10:00")):
        with pytest.raises(Refused, match="在当前时间之后"):
            notices.put_up(notice, office.boards[0], at("2026-03-02 10:01"), photo(), PHOTO, by=office.clerk)
        with pytest.raises(Refused, match="早于"):
            notices.put_up(notice, office.boards[0], at("2026-03-01 10:00"), photo(), PHOTO, by=office.clerk)


def test_numbers_run_by_issuer_kind_and_year(office):
    first, second = office.published(), office.published()
    letter = office.published(kind="letter", objection_days=None, display_days=None)
    next_year = office.published("2027-01-04")
    assert [n.number for n in (first, second, letter, next_year)] == [
        "大窑公示〔2026〕1号",
        "大窑公示〔2026〕2号",
        "大窑公开信〔2026〕1号",
        "大窑公示〔2027〕1号",
    ]


def test_two_villages_of_one_name_may_both_have_a_first_notice(office):
    twin = Office.__new__(Office)
    with clock.set_to(at("2026-02-01 08:00")):
        twin.place = makers.community(makers.street(office.place.district, "松山街道"))
        twin.clerk = makers.account(Role.CLERK, twin.place)
        twin.committee = makers.organisation(twin.place, Organisation.Kind.RESIDENTS_COMMITTEE)
        twin.boards = [notices.add_board(twin.place, "公开栏", by=twin.clerk)]
    assert office.published().number == twin.published().number == "大窑公示〔2026〕1号"


def test_the_paper_carries_number_period_and_digest_and_is_kept_as_a_document(office):
    notice = office.published()
    with documents.open_version(notice.paper.latest) as file:
        words = re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(file).pages))
    digest = PublishedNotice.objects.get(notice_id=notice.pk).digest
    assert notice.number in words
    assert "2026年3月2日至2026年3月9日24时（7个自然日）" in words
    assert digest[:20] in words
    assert notice.paper.archive_number == "990101-2026-0001"


def test_a_paper_with_other_days_than_the_real_ones_is_printed_anew(office):
    notice = office.put_up(office.published(), "2026-03-02 09:00", "2026-03-03 10:00")
    assert notice.counting["printed"]["objection_end"] == "2026-03-09"
    with clock.set_to(at("2026-03-03 11:00")):
        notices.reprint(notice, by=office.clerk)
    notice.refresh_from_db()
    assert notice.counting["printed"]["objection_end"] == "2026-03-10"
    assert notice.paper.latest.number == 2


def test_a_street_never_signs_for_the_committee(office):
    street = makers.account(Role.STREET, office.place.parent)
    with pytest.raises(Refused, match="不在您任职的地点"):
        notices.draft(office.place, office.committee, content(), office.boards, by=street)


def test_a_published_paper_cannot_be_changed(office):
    notice = office.published()
    with pytest.raises(Refused, match="不能修改"):
        notices.edit(notice, content(body="改过"), office.boards, by=office.clerk)
    with pytest.raises(Refused, match="不能删除草稿"):
        notices.discard(notice, by=office.clerk)


def test_a_draft_is_thrown_away_whole_and_the_book_remembers(office):
    notice = office.draft()
    notices.discard(notice, by=office.clerk)
    assert not Notice.objects.exists()
    assert RecordEntry.objects.filter(action="删除公示草稿").count() == 1


@pytest.mark.parametrize("field", ["title", "body", "contact", "basis"])
def test_a_personal_number_stops_the_publishing(office, field):
    number = _resident_id("37110219800101", "123")
    with pytest.raises(Refused, match="身份证号") as refusal:
        office.published(**{field: f"户主 {number}"})
    assert number not in str(refusal.value)
    assert not PublishedNotice.objects.exists()


def test_the_contact_telephone_is_no_leak(office):
    assert office.published(telephone="13900000000").number


@hypothesis_settings(max_examples=200)
@given(
    kind=st.sampled_from(["id", "phone", "masked"]),
    serial=st.integers(0, 999),
    day=st.dates(date(1940, 1, 1), date(2020, 12, 31)),
    wide=st.booleans(),
    around=st.sampled_from(["户主{}等", "({})", "第一段\n电话 {}", "{}", "证件：{}，已核对"]),
)
def test_personal_numbers_are_found_in_every_dress(kind, serial, day, wide, around):
    number = {
        "id": _resident_id(f"371102{day:%Y%m%d}", f"{serial:03d}"),
        "phone": f"138{serial:03d}{day:%y%m}0",
        "masked": f"371102********{serial:03d}X",
    }[kind]
    if kind == "phone":
        number = f"{number:0<11}"[:11]
    if wide:
        number = number.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert personal_numbers([("正文", around.format(number))])


def _resident_id(head: str, serial: str) -> str:
    return head + serial + resident_check_character(head + serial)


def test_the_default_papers_can_all_be_published(office):
    for text in shipped().papers:
        assert personal_numbers([("标题", text.title), ("正文", text.body)]) == []
    letter = shipped().find("letter")

    assert letter.body.count("不变\n") == 5  # the heading 四个不变, and the four


def test_objections_are_numbered_with_their_answer_due(office):
    notice = office.running()
    with clock.set_to(at("2026-03-05 10:00")):
        first = notices.receive_objection(notice, "张某", "票数有误", at("2026-03-05 09:00"), by=office.clerk)
        second = notices.receive_objection(notice, "李某", "程序有误", at("2026-03-05 09:30"), by=office.clerk)
    assert (first.number, second.number) == (1, 2)
    assert first.answer_due_on == date(2026, 3, 10)
    assert "张某" not in str(RecordEntry.objects.filter(action="登记异议").values())
    assert Objection.objects.get(pk=first.pk).objector.reveal() == "张某"


def test_a_late_objection_is_taken_and_marked(office):
    notice = office.running()
    with clock.set_to(at("2026-03-12 10:00")):
        in_time = notices.receive_objection(notice, "张某", "甲", at("2026-03-09 23:59"), by=office.clerk)
        late = notices.receive_objection(notice, "李某", "乙", at("2026-03-10 00:00"), by=office.clerk)
    assert not is_late(in_time, notice)
    assert is_late(late, notice)


def test_an_objection_is_answered_once(office):
    notice = office.running()
    with clock.set_to(at("2026-03-05 10:00")):
        objection = notices.receive_objection(notice, "张某", "票数有误", at("2026-03-05 09:00"), by=office.clerk)
        notices.answer_objection(objection, "经核对计票无误。", "kept", by=office.clerk)
        with pytest.raises(Refused, match="已经答复"):
            notices.answer_objection(objection, "再答", "kept", by=office.clerk)


@pytest.mark.parametrize("changes", [{"posting_on": date(1, 1, 1)}, {"objection_days": 400}])
def test_a_draft_whose_days_cannot_be_counted_is_not_kept(office, changes):
    with pytest.raises(Refused):
        office.draft(**changes)
    assert not Notice.objects.exists()


def test_an_end_is_not_moved_to_the_end_of_days(office):
    with clock.set_to(at("2026-03-05 09:00")), pytest.raises(Refused, match="一次最多延长"):
        notices.extend(office.running(), date(9999, 12, 31), "笔误", by=office.clerk)


def test_what_was_known_of_a_notice_can_be_asked_for_any_day(office):
    notice = office.running()
    with clock.set_to(at("2026-03-05 09:00")):
        notices.extend(notice, date(2026, 3, 12), "群众申请延长", by=office.clerk)
    before, after = at("2026-03-04 00:00"), at("2026-03-31 00:00")
    state = notices.posting_state(notice, date(2026, 3, 11), before)
    assert state.objection_ends_on == date(2026, 3, 9)
    assert state.objection_over(date(2026, 3, 11))
    assert not notices.is_waiting(notice, date(2026, 3, 11), before)
    assert notices.is_waiting(notice, date(2026, 3, 12), after)
    assert not notices.is_waiting(notice, date(2026, 3, 13), after)
    assert notices.posting_state(notice, date(2026, 3, 1), after) is None


def test_a_withdrawn_notice_makes_nobody_wait(office):
    notice = office.running()
    with clock.set_to(at("2026-03-05 09:00")):
        notices.withdraw(notice, "内容有误", by=office.clerk)
    assert not notices.is_waiting(notice, date(2026, 3, 6), at("2026-03-31 00:00"))


def test_events_of_a_notice_cannot_be_rewritten(office):
    office.published()
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        NoticeEvent.objects.update(text="")


@given(days=st.integers(1, 60), start=st.dates(date(2025, 1, 1), date(2026, 10, 1)))
def test_a_running_state_waits_from_its_start_to_its_end(days, start):
    end = count_ends(Terms(objection_days=days), start, holidays.shipped_calendar()).objection.end
    state = PostingState("running", 1, start, end, None, None)
    assert end >= start + timedelta(days=days)
    assert state.waiting(end)
    assert state.objection_over(end) is False
    assert state.objection_over(end + timedelta(days=1))
