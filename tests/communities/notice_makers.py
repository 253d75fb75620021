"""Notices reached through their services: drafted, published, put up, at dates of one's choosing."""

from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from communities.access import Role
from communities.lib import clock
from communities.models import Notice, Organisation, Posting
from communities.services import notices
from tests import makers

PHOTO, WITNESS = Posting.Proof.PHOTO, Posting.Proof.WITNESS
DETAILS = {
    "letter": {"salutation": "尊敬的居民朋友"},
    "meeting": {
        "salutation": "大窑社区全体居民",
        "meeting_place": "社区会议室",
        "attendance": "年满十八周岁的居民",
        "agenda": "审议社区撤并方案",
    },
}
MEETING = {"kind": "meeting", "objection_days": None, "display_days": None, "notice_days": 10}


def at(text: str) -> datetime:
    """“2026-03-02 09:00” in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


def photo(colour: str = "red") -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (32, 24), colour).save(out, "PNG")
    return ContentFile(out.getvalue(), name="张贴照片.png")


def content(**changes) -> notices.Content:
    given = {
        "kind": "general",
        "title": "关于大窑撤并事项表决结果的公示",
        "body": "大窑依法召开居民会议，就撤并事项进行表决。\n应到742人，实到611人，表决通过。",
        "contact": "王堃",
        "telephone": "13800138000",
        "objection_days": 7,
        "display_days": 15,
        **changes,
    }
    return notices.Content(**{"details": DETAILS.get(given["kind"], {}), **given})


class Office:
    """A community with its clerk, its committee and two boards, the clock held where the test says."""

    def __init__(self) -> None:
        self.place = makers.community(makers.street(makers.district()))
        self.clerk = makers.account(Role.CLERK, self.place)
        self.committee = makers.organisation(self.place, Organisation.Kind.RESIDENTS_COMMITTEE)
        self.boards = [notices.add_board(self.place, name, by=self.clerk) for name in ("居务公开栏", "北门宣传栏")]

    def draft(self, boards=None, **changes) -> Notice:
        chosen = self.boards if boards is None else boards
        return notices.draft(self.place, self.committee, content(**changes), chosen, by=self.clerk)

    def published(self, on: str = "2026-03-02", boards=None, **changes) -> Notice:
        with clock.set_to(at(f"{on} 08:00")):
            return notices.publish(self.draft(boards, **changes), by=self.clerk)

    def put_up(self, notice: Notice, *moments: str) -> Notice:
        """Put it up on the boards in their order, each at its moment."""
        for board, moment in zip(self.boards, moments, strict=False):
            with clock.set_to(at(moment)):
                notices.put_up(notice, board, at(moment), photo(), PHOTO, by=self.clerk)
        return Notice.objects.get(pk=notice.pk)

    def running(self, on: str = "2026-03-02", **changes) -> Notice:
        return self.put_up(self.published(on, **changes), f"{on} 09:00", f"{on} 10:00")

    def take_down(self, notice: Notice, moment: str, *, kind: str = PHOTO) -> Notice:
        for posting in notice.postings.filter(run=notice.run):
            with clock.set_to(at(moment)):
                notices.take_down(notice, posting, at(moment), photo("blue"), kind, by=self.clerk)
        return Notice.objects.get(pk=notice.pk)
