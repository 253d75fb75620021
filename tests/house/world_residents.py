"""The people of a corner of the small world: a household, a roll with its rule, a posted list, an objection to it."""

from datetime import date

from django.core.files.base import ContentFile

from communities.lib import clock
from communities.lib.idcards import resident_check_character
from communities.models import Household
from communities.services import documents, intake, notices, residents
from communities.services.residents import PersonFacts
from shareholders import services
from shareholders.intake import REGISTER
from shareholders.models import RollBoard
from tests.house.world_officers import seat_officers
from tests.shareholders.roll_books import filled

SINCE = date(2020, 1, 1)


def id_number(code: str, nth: int, born: date = date(1980, 5, 6)) -> str:
    seventeen = f"{code[:6]}{born:%Y%m%d}{nth:03d}"
    return seventeen + resident_check_character(seventeen)


def settle_people(corner, picture) -> dict:
    """What the addresses of the household register and of the member roll name."""
    by, word, place = corner.secretary, corner.word, corner.place
    household = residents.open_household(place, f"{word}01", registered_on=SINCE, by=by)
    head = _resident(corner, household, f"{word}伯", "head", 1)
    child = _resident(corner, household, f"{word}童", "son", 2, born=date(2020, 3, 1))
    ticket = residents.ask_change(head, {"name": f"{word}柏"}, f"{word}户口本为准", by=by)
    roll = _roll(corner, picture)
    member, small = (services.list_member(roll["cooperative"], each, household, by=by) for each in (head, child))
    clause = roll["eligibility_rule"].clauses.first()
    for each in (member, small):
        services.find(each, category="ordinary", outcome="include", clause=clause, by=by)
    boards, late = _posted(corner, roll["cooperative"], household, clause)
    people = {"household": household, "resident": head, "resident_change": ticket, "member": member}
    bodies = seat_officers(corner, picture, roll["cooperative"], (member, late))
    return people | roll | boards | bodies | {"roll_intake": _intake(corner, roll["cooperative"])}


def _intake(corner, cooperative):
    """A workbook that waits for its check."""
    person = {"household": f"{corner.word}02", "name": f"{corner.word}季", "relation": "户主"}
    content = filled(person, code=corner.place.code, place=corner.place.name)
    upload = ContentFile(content, name=f"{corner.word}名册.xlsx")
    return intake.open_intake(REGISTER, corner.place, upload, organisation=cooperative, by=corner.secretary)


def _resident(corner, household: Household, name: str, relation: str, nth: int, **given):
    facts = PersonFacts(name, id_number=id_number(corner.place.code, corner.place.pk * 7 % 400 * 2 + nth, **given))
    return residents.enrol(household, facts, relation, max(SINCE, given.get("born", SINCE)), by=corner.secretary)


def _roll(corner, picture) -> dict:
    by, place = corner.secretary, corner.place
    cooperative = place.organisations.get(kind="cooperative", name=f"{corner.name}股份经济合作社")
    reference = clock.end_of_day(date(2025, 12, 31))
    services.begin_roll(cooperative, mode="census", reference_at=reference, basis=f"{corner.word}改革方案", by=by)
    papers = [
        documents.store_document(
            place=place,
            kind="会议记录",
            title=f"{corner.word}{title}",
            upload=picture(),
            written_on=clock.today(),
            by=by,
        )
        for title in ("成员大会记录", "认定办法")
    ]
    counts = {"entitled": 90, "present": 80, "in_favour": 70, "minuted_passed": True}
    told = {"matter": f"{corner.word}通过办法", "held_on": clock.today(), "document": papers[0]}
    decision = services.state_decision(cooperative, body="members_assembly", **told, **counts, by=by)
    clauses = [("第六条", f"{corner.word}户籍在册的予以认定")]
    rule = services.adopt_rule(
        cooperative, title=f"{corner.word}认定办法", clauses=clauses, decision=decision, document=papers[1], by=by
    )
    return {"cooperative": cooperative, "eligibility_rule": rule}


def _posted(corner, cooperative, household: Household, clause) -> tuple:
    """The first list with an objection to its row, and the draft of what has changed since; who came late."""
    board = _list(corner, cooperative)
    notices.publish(board.notice, by=corner.secretary)
    objection = services.object_to_row(
        board,
        household.number,
        about=f"{corner.word}漏登",
        claimed=f"{corner.word}应列三人",
        objector="郑某某",
        text=f"{corner.word}户口本有三人",
        received_at=clock.now(),
        by=corner.secretary,
    )
    late = _resident(corner, household, f"{corner.word}仲", "other", 3)
    member = services.list_member(cooperative, late, household, by=corner.secretary)
    services.find(member, category="ordinary", outcome="include", clause=clause, by=corner.secretary)
    return {"roll_board": board, "row_objection": objection, "draft_board": _list(corner, cooperative)}, member


def _list(corner, cooperative) -> RollBoard:
    terms = {"contact": f"{corner.word}王堃", "telephone": "0633-8888888"}
    return services.post_board(cooperative, 1, boards=[corner.extras["board"]], by=corner.secretary, **terms)
