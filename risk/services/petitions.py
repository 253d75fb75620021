"""信访事项: entered at the street, moved along the table, the clocks of the regulation running with it."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Place
from communities.services import holidays, messages
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import SEALED, record
from communities.services.residents.revealing import require_reason
from communities.services.saving import changes, stored
from risk.models import Petition, PetitionEvent
from risk.rules import petitions as rules

TEXTS = ("summary", "handler")


@transaction.atomic
def enter(place: Place, *, by, petitioner: str, contact: str = "", **facts) -> Petition:
    """Enter a petition; its first clock runs. Raises Refused, for an accusation with where to go."""
    require(by, Verb.PETITIONS, place)
    if facts["kind"] == rules.ACCUSATION:
        raise Refused(rules.ELSEWHERE)
    if facts["received_on"] > clock.today():
        raise Refused("收到日期不能晚于今天。")
    if not petitioner.strip():
        raise Refused("请填写信访人；匿名的写“匿名”。")
    year = facts["received_on"].year
    number = f"{place.district.code}信〔{year}〕{next_number(f'petition:{place.district_id}:{year}')}号"
    petition = Petition(place=place, number=number, since=facts["received_on"], entered_by_id=by.pk, **facts)
    petition.petitioner, petition.contact = petitioner.strip(), contact.strip()
    petition.due_on = _due(petition)
    stored(petition, TEXTS)
    _note(petition, "receive", facts["received_on"], by=by)
    told = {name: facts[name] for name in ("received_on", "channel", "kind", "matter", "people", "about_merger")}
    lines = changes(Petition(place=place), told) | {"信访人": SEALED}
    record("登记信访事项", petition, by=by, place=place, changes=lines)
    return petition


@transaction.atomic
def perform(petition: Petition, move: str, *, on: date, by, text: str = "", paper: str = "") -> Petition:
    """Make one move of the table on the day it happened; the next clock runs from it. Raises Refused."""
    petition = _locked(petition)
    require(by, Verb.PETITIONS, petition.place)
    row = rules.WAY.find(move, petition.status)
    faults = rules.day_faults(move, on, petition.since, clock.today(), petition.due_on)
    if row.needs_reason and not text.strip():
        faults.append(f"{rules.MOVES[move]}须写明内容或者理由。")
    if move == "extend" and petition.extended:
        faults.append("办理期限只能延长一次。")
    if move == "extend" and not petition.timed:
        faults.append("这件事项不按信访程序办理，没有办理期限，不需要延期。")
    if faults:
        raise Refused(*faults)
    before = {"status": petition.status, "due_on": petition.due_on}
    petition.extended = petition.extended or move == "extend"
    petition.status = row.target
    if move != "extend":  # the extension counts on from the acceptance
        petition.since = on
    petition.due_on = _due(petition)
    stored(petition)
    _note(petition, move, on, by=by, paper=paper.strip(), text=text.strip())
    record(rules.MOVES[move], petition, by=by, place=petition.place, changes=_told(before, petition))
    return petition


@transaction.atomic
def reveal(petition: Petition, reason: str, *, by) -> dict[str, str]:
    """Who brought the petition, in plain, for this answer only; the look is recorded. Raises Refused."""
    require(by, Verb.PETITIONS, petition.place)
    require_reason(reason)
    record("查看信访人", petition, by=by, place=petition.place, reason=reason.strip())
    return {
        "信访人": petition.petitioner.reveal(),
        "联系方式": petition.contact.reveal() if petition.contact else "未登记",
    }


def remind(district: Place) -> int:
    """Tell each street of its petitions that are past their day, once for each day missed; how many were told."""
    told, people = 0, {}
    for petition in Petition.objects.filter(place__district=district).overdue(clock.today()).with_places():
        place = petition.place
        if place.parent_id not in people:
            people[place.parent_id] = messages.holders([Role.STREET], place)
        text = (
            f"{petition}（{place.name}）“{petition.get_status_display()}”的期限已于{petition.due_on}届满，请尽快办理。"
        )
        key = f"petition:{petition.pk}:{petition.due_on}"
        told += messages.tell(people[place.parent_id], text, reverse("petition", args=[petition.pk]), key)
    return told


def _note(petition: Petition, move: str, on: date, *, by, **words: str) -> None:
    """The event that stays: where the petition stands from that day on, and until when."""
    where = {"status": petition.status, "due_on": petition.due_on}
    PetitionEvent.objects.create(petition=petition, move=move, occurred_on=on, by_id=by.pk, **where, **words)


def clock_of(petition: Petition) -> rules.Clock | None:
    """What runs for the petition now, by its district's holiday table; None where nothing does."""
    calendar = holidays.calendar_for(petition.place.district)
    return rules.clock_of(petition.status, petition.since, calendar, timed=petition.timed, extended=petition.extended)


def _due(petition: Petition) -> date | None:
    found = clock_of(petition)
    return found.due_on if found else None


def _told(before: dict, petition: Petition) -> dict[str, list]:
    """Status and day only: the words of a petition stand in no record."""
    told = {"状态": [rules.STATUSES[before["status"]], petition.get_status_display()]}
    if before["due_on"] != petition.due_on:
        told["期限"] = [str(before["due_on"] or ""), str(petition.due_on or "")]
    return told


def _locked(petition: Petition) -> Petition:
    return Petition.objects.select_for_update(of=("self",)).with_places().get(pk=petition.pk)
