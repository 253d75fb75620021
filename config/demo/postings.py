"""Notices of the story: drafted, published, hung on both boards with photographs, taken down with their proofs."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from communities.models import Notice, Posting
from communities.rules.notice_texts import NoticeText, shipped
from communities.services import notices
from mergers.services import evidence

from . import papers
from .timeline import Story, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

CONTACT = {"contact": "社区经办人", "telephone": "0000-8100000"}


def post(story: "UnitStory", number: int, purpose: str) -> Story:
    """Hang a notice and wait until nobody may object to it any more."""
    yield from hang(story, number, purpose)
    notice = Notice.objects.get(step_use__filing__case=story.case, step_use__filing__step=number)
    if story.unit.petitions and purpose == "posting.result":
        yield from _objection(story, notice)
    yield story.hour(notice.objection_ends_on + timedelta(days=1), 9)


def hang(story: "UnitStory", number: int, purpose: str) -> Story:
    """Publish a notice in the morning, hang it in the afternoon."""
    text = shipped().find(f"general:{purpose}", clock.today())
    content = notices.Content(
        kind=Notice.Kind.GENERAL,
        purpose=purpose,
        objection_days=text.objection_days,
        display_days=text.display_days,
        **_words(story, text, BODIES[purpose](story)),
    )
    notice = _publish(story, number, content, purpose)
    yield story.hour(clock.today(), 16)
    put_up(story, notice)


def call_meeting(story: "UnitStory", number: int, meeting: date) -> Notice:
    """The notice of a meeting, ten clear days ahead."""
    text = next(each for each in shipped().papers if each.kind == Notice.Kind.MEETING)
    words = _words(story, text, text.body.format(place=story.unit.name))
    words["details"] |= {"meeting_place": f"{story.unit.name}便民服务中心会议室"}
    content = notices.Content(kind=Notice.Kind.MEETING, notice_days=10, meeting_at=story.hour(meeting, 9), **words)
    notice = _publish(story, number, content, "notice")
    put_up(story, notice)
    return notice


def send_letter(story: "UnitStory") -> None:
    """致居民的一封信: handed to every household, and on the boards for a while."""
    text = shipped().find("letter")
    words = _words(story, text, text.body.format(place=story.unit.name))
    ground, name = story.ground, story.unit.name
    content = notices.Content(kind=Notice.Kind.LETTER, **words)
    notice = notices.draft(ground.places[name], ground.committees[name], content, ground.boards[name], by=story.clerk)
    put_up(story, notices.publish(notice, by=story.secretary))


def _words(story: "UnitStory", text: NoticeText, body: str) -> dict:
    name = story.unit.name
    details = {key: value.format(place=name) for key, value in text.details.items()}
    written = {"title": text.title.format(place=name), "body": body}
    return {**CONTACT, **written, "posting_on": clock.today(), "details": details}


def _result(story: "UnitStory") -> str:
    told = story.filing(11).facts
    return (
        f"{story.unit.name}依法召开会议，就撤并事项进行表决，现将结果公示如下。\n"
        f"一、会议召开情况\n{_day(told['held_on'])}召开，应到{told['entitled']}人，实到{told['present']}人。\n"
        f"二、表决结果\n赞成{told['in_favour']}票，反对{told['against']}票，弃权{told['abstain']}票，表决通过。\n"
        "三、下一步安排\n公示期满且异议办结后，由街道办事处按程序提出申请，报区人民政府批准。"
    )


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


BODIES = {"posting.result": _result}


def _publish(story: "UnitStory", number: int, content: notices.Content, purpose: str) -> Notice:
    ground, name = story.ground, story.unit.name
    boards = ground.boards[name]
    notice = notices.draft(ground.places[name], ground.committees[name], content, boards, by=story.clerk)
    notice = notices.publish(notice, by=story.secretary)
    evidence.use_notice(story.case, number, notice, purpose, by=story.clerk)
    return notice


def put_up(story: "UnitStory", notice: Notice) -> None:
    for board in story.ground.boards[story.unit.name]:
        photo = papers.photograph(f"{board.name}张贴照片")
        notices.put_up(notice, board, clock.now(), photo, Posting.Proof.PHOTO, by=story.clerk)
    notice.refresh_from_db()
    story.timeline.add(_come_down(story, notice))


def _come_down(story: "UnitStory", notice: Notice) -> Story:
    """The proof that it hung to the end: at one board a photograph, at the other a witness's statement."""
    ends = (notice.objection_ends_on, notice.display_ends_on, notice.earliest_meeting_on)
    last = max((day for day in ends if day), default=notice.starts_on + timedelta(days=14))
    yield story.hour(last + timedelta(days=1), 8)
    first, second = notice.postings.filter(run=notice.run)
    photo = papers.photograph("期满照片")
    notices.take_down(notice, first, clock.now(), photo, Posting.Proof.PHOTO, by=story.clerk)
    statement = papers.paper("见证人证明")
    notices.take_down(notice, second, clock.now(), statement, Posting.Proof.WITNESS, by=story.clerk)


def _objection(story: "UnitStory", notice: Notice) -> Story:
    yield story.hour(workdays_later(clock.today(), 1), 9)
    text = "公示的应到人数与本人了解的不一致，请核对。"
    objection = notices.receive_objection(notice, "某居民", text, clock.now(), by=story.clerk)
    yield story.hour(workdays_later(clock.today(), 1), 10)
    answer = "经核对名册，应到人数无误，已当面说明。"
    notices.answer_objection(objection, answer, objection.Result.KEPT, by=story.secretary)
