"""Bodies that meet: committees and party members deliberate, representatives or households decide; once one fails."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from communities.models import Document, Notice, Organisation
from communities.services import documents
from votes import services as votes
from votes.models import DecidingBody, DecisionItem, Meeting, Motion, Result
from votes.services.seats import Line

from . import papers, postings
from .cast import GIVEN, SURNAMES
from .timeline import Story, workday, workdays_later
from .units import RESIDENTS

if TYPE_CHECKING:
    from .unit_story import UnitStory

Kind = Organisation.Kind
WOMEN = {"秀兰", "桂英", "丽华", "春梅", "玉珍", "晓东", "红霞"}
FAILED_FIRST = ("东湾",)
DAYS_TO_CARRY_OUT, SMALL = 20, 10
DISSENT = "担心合并后办事的服务点较远。", "原地保留便民服务点，开通代办服务。"


def discuss(story: "UnitStory", number: int) -> Story:
    """Step 8: the party organisation proposes, the two committees meet on the next working day."""
    proposed = clock.today()
    body = _body(story, story.ground.committees[story.unit.name], "two_committees", 5 + story.unit.number % 3)
    yield from _held(story, body, "party_deliberation", "同意提交撤改撤并方案", workdays_later(proposed, 1), {})
    return {"proposed": proposed, "discussed": clock.today()}


def deliberate(story: "UnitStory", number: int) -> Story:
    """Step 9: the party members' meeting, called today, held on the next working day."""
    party = Organisation.objects.get(place=story.place, kind=Kind.PARTY)
    body = _body(story, party, "party_members", story.unit.party_members)
    yield from _held(story, body, "party_deliberation", "同意撤改撤并方案", workdays_later(clock.today(), 1), {})
    return {"meeting": clock.today()}


def vote(story: "UnitStory", number: int) -> Story:
    """Step 11: ten clear days ahead; where it failed, another meeting with a notice of its own."""
    body, title = _deciding(story), f"同意撤销{story.unit.full_name}"
    terms: dict = {"reform_done": story.unit.reformed, "authorisation": _authority(story, body)}
    previous = None
    if story.unit.name in FAILED_FIRST:
        failed = yield from _held(story, body, "abolish_committee", title, _lawful_day(), terms, fails=True)
        previous = failed.motion
        yield story.hour(workdays_later(clock.today(), 1), 9)
    noticed, meeting = clock.today(), _lawful_day()
    notice = postings.call_meeting(story, number, meeting) if story.unit.number % 4 == 1 else None
    result = yield from _held(story, body, "abolish_committee", title, meeting, terms, notice, previous)
    due_on = clock.today() + timedelta(days=DAYS_TO_CARRY_OUT)
    committee = story.ground.committees[story.unit.name]
    votes.open_item(result, "公示表决结果，公示期满报街道", committee, due_on=due_on, by=story.secretary)
    return {"notice": noticed, "meeting": meeting}


def call_anew(story: "UnitStory") -> None:
    """Another meeting with a notice of its own, still to come: what was sealed before counts no longer."""
    committee = story.ground.committees[story.unit.name]
    body = DecidingBody.objects.filter(organisation=committee).exclude(body="two_committees").get()
    terms = {"reform_done": story.unit.reformed, "authorisation": _authority(story, body)}
    title, venue = f"同意撤销{story.unit.full_name}", f"{story.unit.name}便民服务中心会议室"
    name = f"{story.unit.name}{body.get_body_display()}（重新召开）"
    meeting = votes.prepare(body, name, held_on=_lawful_day(), venue=venue, by=story.clerk, **terms)
    votes.put(meeting, "abolish_committee", title, by=story.clerk)
    votes.call(meeting, notice_on=clock.today(), by=story.clerk)


def carried_out(story: "UnitStory") -> None:
    """The result has hung: what the decision asked for is done."""
    for item in DecisionItem.objects.open().filter(**{DecisionItem.place_path: story.place}):
        votes.close_item(item, "已公示期满，无异议或异议均已答复", by=story.secretary)


def _lawful_day() -> date:
    return workday(clock.today() + timedelta(days=12))


def _deciding(story: "UnitStory") -> DecidingBody:
    """Representatives of a residents' committee; of a village the households themselves, as the register has them."""
    committee = story.ground.committees[story.unit.name]
    if story.unit.body == RESIDENTS:
        return _body(story, committee, "residents_representatives", 40 + story.unit.number)
    body = votes.set_up_body(committee, "villagers_meeting_households", on=story.ground.since, by=story.clerk)
    votes.follow_register(body, "households", on=clock.today(), by=story.clerk)
    return body


def _body(story: "UnitStory", organisation: Organisation, body: str, size: int) -> DecidingBody:
    found = votes.set_up_body(organisation, body, on=story.ground.since, by=story.clerk)
    votes.give_seats(found, _names(story.unit.number, size), valid_from=story.ground.since, by=story.clerk)
    return found


def _names(start: int, size: int) -> Iterator[Line]:
    """Invented names, no two alike among the first two hundred."""
    for nth in range(size):
        given = GIVEN[nth % len(GIVEN)]
        yield Line(SURNAMES[(start + nth) % len(SURNAMES)] + given, given in WOMEN)


def _authority(story: "UnitStory", body: DecidingBody) -> Document | None:
    if not body.law.authorisation:
        return None
    title = f"{story.unit.name}居民会议授权决议"
    upload, today = papers.paper("居民会议授权决议"), clock.today()
    return documents.store_document(
        place=story.place, kind="授权决议", title=title, upload=upload, written_on=today, by=story.clerk
    )


def _held(
    story: "UnitStory", body: DecidingBody, matter: str, title: str, held_on: date, terms: dict,
    notice: Notice | None = None, previous: Motion | None = None, fails: bool = False,
) -> Story:  # fmt: skip
    """Prepared and called today, held in the forenoon of its day, counted by two, sealed."""
    name, by = f"{story.unit.name}{body.get_body_display()}", story.clerk
    venue = f"{story.unit.name}便民服务中心会议室"
    meeting = votes.prepare(body, name, held_on=held_on, venue=venue, by=by, **terms)
    motion = votes.put(meeting, matter, title, previous=previous, by=by)
    given = {"notice": notice} if notice else {"notice_on": clock.today()}
    votes.call(meeting, **given, by=by)
    yield story.hour(held_on, 10)
    return _counted(story, meeting, motion, fails)


def _counted(story: "UnitStory", meeting: Meeting, motion: Motion, fails: bool) -> Result:
    roll = list(meeting.roll.order_by("pk").values_list("pk", flat=True))
    came = roll if len(roll) < SMALL else roll[: len(roll) * 94 // 100]
    votes.attend_many(meeting, came, "on_site", by=story.clerk)
    votes.close(meeting, by=story.secretary)
    against, abstained = len(came) // (3 if fails else 50), len(came) // (4 if fails else 60)
    figures = {"against": against, "abstained": abstained, "invalid": 0}
    for person in (story.clerk, story.secretary):
        votes.enter_count(motion, in_favour=len(came) - against - abstained, **figures, by=person)
    if against:
        votes.answer_point(votes.gather(meeting, DISSENT[0], by=story.clerk), DISSENT[1], by=story.secretary)
    return votes.seal(motion, by=story.secretary)
