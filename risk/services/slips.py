"""四单: handed in by residents, claimed by one, supervised by another, published masked, reopened by the reporter."""

import base64
import hashlib
import hmac
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Place
from communities.services import holidays, messages, settings
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import SEALED, record, record_key
from communities.services.residents.revealing import require_reason
from communities.services.saving import stored
from risk.models import PublishedSlip, Slip, SlipEvent
from risk.rules import slips as rules

TEXTS = ("content", "location", "result")
HANDLERS = (Role.SECRETARY, Role.CLERK)
CODE_LENGTH = 10


class _Reporter:
    """Whoever holds the receipt; never an account."""

    pk, name, post_label, is_authenticated = "", "反映人", "群众", False

    def posts(self) -> list:
        return []


REPORTER = _Reporter()


def hand_in(place: Place, *, by, form_key: str = "", **told: str) -> Slip:
    """Take a slip in; the same form twice, or twice at once, is the same slip. Raises Refused."""
    if by is not REPORTER:
        require(by, Verb.SLIPS, place)
    try:
        return _earlier(form_key) or _hand_in(place, form_key, **told, by=by)
    except (IntegrityError, Refused):
        if earlier := _earlier(form_key):
            return earlier
        raise


def _earlier(form_key: str) -> Slip | None:
    return Slip.objects.filter(form_key=form_key).first() if form_key else None


@transaction.atomic
def _hand_in(
    place: Place, form_key: str, *, by, content: str, category: str, channel: str = Slip.Channel.ONLINE,
    location: str = "", reporter: str = "", contact: str = "",
) -> Slip:  # fmt: skip
    if place.level != Place.Level.COMMUNITY or place.closed_on:
        raise Refused("请选择现有的社区（村）。")
    year = clock.today().year
    number = f"{place.district.code}诉〔{year}〕{next_number(f'slip:{place.district_id}:{year}')}号"
    slip = Slip(place=place, number=number, form_key=form_key or None, since=clock.today(), channel=channel)
    slip.category, slip.content, slip.location = category, content.strip(), location.strip()
    slip.reporter, slip.contact = reporter.strip(), contact.strip()
    _set_clock(slip)
    stored(slip, TEXTS)
    _note(slip, "hand_in", by=by)
    record("群众下单", slip, by=by, place=place, changes={"反映人": SEALED} if reporter.strip() else {})
    _tell(messages.holders(HANDLERS, place), slip, "待领单")
    return slip


@transaction.atomic
def perform(slip: Slip, move: str, *, by, text: str = "", promised_on: date | None = None) -> Slip:
    """Make one move of the table. Raises Refused."""
    slip = _locked(slip)
    row = rules.WAY.find(move, slip.status)
    faults = [] if row.party == rules.REPORTER else _staff_faults(slip, move, by=by)
    if row.needs_reason and not text.strip():
        faults.append(f"{rules.MOVES[move]}须写明内容或者理由。")
    if move == "claim":
        most = settings.value("slip.finish_days", slip.place.district)
        faults += rules.promise_faults(promised_on, clock.today(), most)
    if faults:
        raise Refused(*faults)
    before = slip.get_status_display()
    _take(slip, move, text.strip(), promised_on, by=by)
    slip.status, slip.since = row.target, clock.today()
    _set_clock(slip)
    stored(slip, TEXTS)
    _note(slip, move, by=by, text=text.strip())
    changes = {"状态": [before, slip.get_status_display()]}
    record(rules.MOVES[move], slip, by=by, place=slip.place, changes=changes)
    _tell_after(slip, move)
    return slip


def _staff_faults(slip: Slip, move: str, *, by) -> list[str]:
    require(by, Verb.SLIPS, slip.place)
    if move in rules.APART and slip.claimed_by_id == by.pk:
        return [f"{rules.MOVES[move]}须由领单人以外的人员办理。"]
    if move in ("report", "release") and slip.claimed_by_id != by.pk:
        return [f"这张单由{slip.claimed_by.name}领办，由本人{rules.MOVES[move]}。"]
    return []


def _take(slip: Slip, move: str, text: str, promised_on: date | None, *, by) -> None:
    """What a move leaves on the slip itself."""
    match move:
        case "claim":
            slip.claimed_by_id, slip.promised_on = by.pk, promised_on
        case "release" | "reopen":
            slip.claimed_by = slip.promised_on = slip.checked_by = slip.published_by = None
            slip.reopened += move == "reopen"
        case "report":
            slip.result = text
        case "check":
            slip.checked_by_id = by.pk
            days = settings.value("slip.reopen_days", slip.place.district)
            slip.reopen_until = clock.today() + timedelta(days=days)
        case "publish":
            _publish(slip, text, by=by)
        case "hide":
            PublishedSlip.objects.filter(slip_id=slip.pk).update(hidden=True)


def _publish(slip: Slip, text: str, *, by) -> None:
    """Put the approved words on the public page: no number of a person, no name of who handed it in."""
    names = [value.reveal() for value in (slip.reporter, slip.contact) if value]
    if not text:
        raise Refused("请写明晒单内容：反映了什么、怎样办的，不写姓名、住址和号码。")
    if any(name in text for name in names if len(name) > 1):
        raise Refused("晒单内容中有反映人的姓名或者联系方式，请删去后再晒单。")
    row = PublishedSlip.objects.filter(slip_id=slip.pk).first() or PublishedSlip(slip_id=slip.pk, place=slip.place)
    row.category, row.text, row.hidden = slip.category, text, False
    row.received_on, row.published_on = slip.received_at.astimezone(clock.SHANGHAI).date(), clock.today()
    stored(row, ("text",))
    slip.published_by_id = by.pk


@transaction.atomic
def reopen(slip: Slip, *, text: str) -> Slip:
    """The reporter is not content, within the days of the setting. Raises Refused."""
    if slip.reopen_until and clock.today() > slip.reopen_until:
        raise Refused(f"要求重办的期限已于{slip.reopen_until}届满，请重新下单。")
    PublishedSlip.objects.filter(slip_id=slip.pk).update(hidden=True)
    return perform(slip, "reopen", by=REPORTER, text=text)


@transaction.atomic
def reveal(slip: Slip, reason: str, *, by) -> dict[str, str]:
    """Who handed it in, in plain, for this answer only; the look is recorded. Raises Refused."""
    require(by, Verb.SLIPS, slip.place)
    require_reason(reason)
    record("查看反映人", slip, by=by, place=slip.place, reason=reason.strip())
    return {
        "反映人": slip.reporter.reveal() if slip.reporter else "匿名",
        "联系方式": slip.contact.reveal() if slip.contact else "未填写",
    }


def code_of(slip: Slip) -> str:
    """The secret part of the receipt: ten signs that follow from the row and a key kept outside the database."""
    mac = hmac.new(record_key(), f"slip:{slip.pk}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode()[:CODE_LENGTH]


def find(number: str, code: str) -> Slip | None:
    """The slip of a receipt, or None where number or code is wrong: which of them, is not told."""
    slip = Slip.objects.with_places().filter(number=number.strip()).first()
    given = code.strip().upper().replace(" ", "")
    right = hmac.compare_digest(code_of(slip or Slip()).encode(), given.encode())
    return slip if slip and right else None


def remind(district: Place) -> int:
    """Tell who handles slips past their day, once for each day missed; how many were told."""
    told = 0
    for slip in Slip.objects.filter(place__district=district).overdue(clock.today()).with_places():
        people = [slip.claimed_by] if slip.status == rules.CLAIMED else messages.holders(HANDLERS, slip.place)
        people += messages.holders((Role.STREET,), slip.place)
        told += _tell(
            people, slip, f"“{slip.get_status_display()}”的期限{slip.due_on}已过", f"slip:{slip.pk}:{slip.due_on}"
        )
    return told


def _set_clock(slip: Slip) -> None:
    district = slip.place.district
    workdays = settings.value(rules.LIMITS[slip.status], district) if slip.status in rules.LIMITS else None
    calendar = holidays.calendar_for(district)
    slip.due_on = rules.due_on(slip.status, slip.since, workdays, slip.promised_on, calendar)


def _note(slip: Slip, move: str, *, by, text: str = "") -> None:
    who = None if by is REPORTER else by.pk
    SlipEvent.objects.create(slip=slip, move=move, by_id=who, status=slip.status, due_on=slip.due_on, text=text)


def _tell_after(slip: Slip, move: str) -> None:
    place = slip.place
    match move:
        case "report":
            people = [each for each in messages.holders(HANDLERS, place) if each.pk != slip.claimed_by_id]
            _tell(people or messages.holders((Role.STREET,), place), slip, "待督单")
        case "send_back":
            _tell([slip.claimed_by], slip, "督单退回，请继续办理")
        case "reopen":
            _tell(messages.holders((*HANDLERS, Role.STREET), place), slip, "反映人要求重办")


def _tell(people, slip: Slip, words: str, key: str = "") -> int:
    text = f"{slip}（{slip.place.name}，{slip.get_category_display()}）{words}。"
    unique = {each.pk: each for each in people}
    return messages.tell(unique.values(), text, reverse("slip", args=[slip.pk]), key)


def _locked(slip: Slip) -> Slip:
    return Slip.objects.select_for_update(of=("self",)).with_places().get(pk=slip.pk)
