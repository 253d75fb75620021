"""补录: a notice that hung before it was entered. Its clock runs from the real day, its entry is the server's time."""

from datetime import date

import pytest
from django.urls import reverse

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice, NoticeEvent, PublishedNotice, RecordEntry
from communities.services import notices
from tests import makers
from tests.communities.notice_makers import MEETING, PHOTO, Office, at, photo

pytestmark = pytest.mark.django_db

HUNG = date(2026, 3, 2)


@pytest.fixture
def office():
    return Office()


def late(office, on="2026-03-20", **changes) -> Notice:
    with clock.set_to(at(f"{on} 09:00")):
        draft = office.draft(entered_late=True, **{"posting_on": HUNG, **changes})
        return notices.publish(draft, by=office.clerk)


def hang(office, notice, *moments, on="2026-03-20 10:00") -> Notice:
    """Enter, at one moment, when the boards really went up."""
    with clock.set_to(at(on)):
        for board, moment in zip(office.boards, moments, strict=False):
            notices.put_up(notice, board, at(moment), photo(), PHOTO, by=office.clerk)
    return Notice.objects.get(pk=notice.pk)


def test_the_clock_counts_from_the_real_day(office):
    notice = hang(office, late(office), "2026-03-02 09:00", "2026-03-02 16:00")
    assert (notice.status, notice.starts_on, notice.objection_ends_on) == ("running", HUNG, date(2026, 3, 9))
    assert notice.number.startswith("大窑公示〔2026〕")


def test_the_time_of_entry_is_the_servers(office):
    notice = hang(office, late(office), "2026-03-02 09:00", "2026-03-02 16:00")
    started = NoticeEvent.objects.get(notice=notice, kind="started")
    assert (started.occurred_on, started.at) == (HUNG, at("2026-03-20 10:00"))
    published = NoticeEvent.objects.get(notice=notice, kind="published")
    assert (published.occurred_on, published.at) == (HUNG, at("2026-03-20 09:00"))
    assert RecordEntry.objects.filter(action="补录公示", subject_id=str(notice.pk)).count() == 1


def test_before_its_entry_nothing_was_known_of_it(office):
    notice = hang(office, late(office), "2026-03-02 09:00", "2026-03-02 16:00")
    assert notices.posting_state(notice, date(2026, 3, 5), known_at=at("2026-03-09 08:00")) is None
    assert notices.posting_state(notice, date(2026, 3, 5)).waiting(date(2026, 3, 5))
    assert notices.posting_state(notice, date(2026, 3, 10)).objection_over(date(2026, 3, 10))


def test_it_ends_with_the_proofs_of_when_it_really_came_down(office):
    notice = hang(office, late(office), "2026-03-02 09:00", "2026-03-02 16:00")
    with clock.set_to(at("2026-03-20 11:00")):
        for posting in notice.postings.all():
            with pytest.raises(Refused, match="张贴应到 2026-03-17 24:00"):
                notices.take_down(notice, posting, at("2026-03-10 08:00"), photo(), PHOTO, by=office.clerk)
            notices.take_down(notice, posting, at("2026-03-18 08:00"), photo("blue"), PHOTO, by=office.clerk)
    assert Notice.objects.get(pk=notice.pk).status == "ended"


@pytest.mark.parametrize("day", [date(2026, 3, 21), None])
def test_the_real_day_is_never_in_the_future_and_never_left_out(office, day):
    with pytest.raises(Refused, match="补录的公示须写明实际张贴日，且不能晚于今天"):
        late(office, posting_on=day)


def test_no_board_hung_before_the_real_day_or_hangs_in_the_future(office):
    notice = late(office)
    with pytest.raises(Refused, match="补录的为实际张贴日"):
        hang(office, notice, "2026-03-01 23:59")
    with pytest.raises(Refused, match="在当前时间之后"):
        hang(office, notice, "2026-03-20 10:01")


def test_without_the_mark_a_board_cannot_have_gone_up_before_the_publishing(office):
    notice = office.published("2026-03-20", posting_on=HUNG)
    with pytest.raises(Refused, match="早于 2026-03-20 08:00"):
        hang(office, notice, "2026-03-02 09:00")


def test_a_meeting_notice_that_came_too_late_is_entered_as_it_was(office):
    asked = {**MEETING, "meeting_at": at("2026-03-10 14:00")}
    notice = hang(office, late(office, **asked), "2026-03-02 09:00", "2026-03-02 16:00")
    assert not notices.posting_state(notice, date(2026, 3, 10)).may_meet(date(2026, 3, 10))


def test_an_objection_of_the_time_before_the_entry_is_taken(office):
    notice = hang(office, late(office), "2026-03-02 09:00", "2026-03-02 16:00")
    with clock.set_to(at("2026-03-20 11:00")):
        found = notices.receive_objection(notice, "李某", "户数有误", at("2026-03-05 09:00"), by=office.clerk)
        assert found.answer_due_on == date(2026, 3, 10)
        with pytest.raises(Refused, match="补录的为实际张贴日"):
            notices.receive_objection(notice, "李某", "户数有误", at("2026-03-01 09:00"), by=office.clerk)


def test_the_draft_asks_for_the_mark_and_the_notices_page_shows_it(office):
    visitor = makers.client(office.clerk)
    address = f"{reverse('notice_new')}?place={office.place.pk}&text=general:posting.result"
    form = visitor.get(address).context["form"]
    sent = {name: form.initial.get(name, "") for name in ("title", "body", "contact", "objection_days")}
    sent |= {"telephone": "0633-0000000", "issuer": office.committee.pk, "objection_unit": "natural"}
    sent |= {"boards": [office.boards[0].pk], "entered_late": "on", "posting_on": "2026-03-02", "form_key": "k"}
    assert visitor.post(address, sent).status_code == 302
    notice = Notice.objects.get()
    assert (notice.entered_late, notice.posting_on) == (True, HUNG)
    assert "2026-03-02 已张贴" in visitor.get(reverse("notice", args=[notice.pk])).content.decode()
    assert visitor.get(reverse("notice_edit", args=[notice.pk])).context["form"].initial["entered_late"]


def test_the_public_page_says_that_it_was_entered_late_and_closes_with_its_real_end(office, client):
    notice = hang(office, late(office, on="2026-03-10"), "2026-03-02 09:00", "2026-03-02 16:00", on="2026-03-10 10:00")
    token = PublishedNotice.objects.get(notice_id=notice.pk).token
    with clock.set_to(at("2026-03-12 09:00")):
        page = client.get(f"/public/notices/{token}/").content.decode()
    assert "2026-03-02 至 2026-03-09 24:00" in page
    assert "张贴在前，2026-03-10 录入本系统" in page
    with clock.set_to(at("2026-03-18 09:00")):
        assert client.get(f"/public/notices/{token}/").status_code == 410
