"""Corrections of a person: at once while the register is open; locked, through a ticket that another decides."""

from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pinyin import pinyin
from communities.lib.sealed import blind_index, normalise
from communities.models import Household, Person, Place, Residence, ResidentChange
from communities.rules.households import LABELS, Relation
from communities.services.permission import require
from communities.services.recording import SEALED, record

from .asking import ASKED, carry_out, forget
from .facts import PersonFacts, checked
from .finding import known_person, whereabouts
from .locking import refuse_if_locked
from .telling import call_street, tell_asker

FIELDS = {
    "name": "姓名",
    "sex": "性别",
    "born_on": "出生日期",
    "died_on": "死亡日期",
    "no_id_reason": "无身份证号原因",
    "relation": "与户主关系",
    "household": "户编号",
}
LABELLED = FIELDS | ASKED
WORDS = {"relation": LABELS, "former": LABELS, "sex": dict(Person.Sex.choices)}
SEALED_FIELDS = {"id_number": "身份证号", "phone": "手机"}


@transaction.atomic
def change_person(person: Person, given: dict, reason: str, *, by) -> Person:
    """Correct a person; `given` holds what is to be otherwise, by the names of FIELDS and SEALED_FIELDS.

    Raises Refused when the register is locked (ask for a change then), for faults, and where nothing would change.
    """
    locked, residence, place = _fetched(person)
    require(by, Verb.ROLL, place)
    refuse_if_locked(place)
    changes = _checked_changes(locked, residence, given, reason, by)
    _apply(locked, residence, changes, given)
    record("更正居民", locked, by=by, place=place, changes=_told(locked, changes, given), reason=reason.strip())
    return locked


@transaction.atomic
def ask_change(person: Person, given: dict, reason: str, *, by) -> ResidentChange:
    """Ask for a change of a person on a locked register: a ticket that shows before and after."""
    locked, residence, place = _fetched(person)
    require(by, Verb.ROLL, place)
    if locked.changes.undecided().exists():
        raise Refused(f"{locked.name}已有一张变更单待审批，请等待审批后再提交。")
    changes = _checked_changes(locked, residence, given, reason, by)
    ticket = ResidentChange(
        place=place, person=locked, changes=changes, reason=reason.strip(), asked_at=clock.now(), asked_by_id=by.pk
    )
    for name in SEALED_FIELDS:
        if given.get(name):
            setattr(ticket, name, normalise("id" if name == "id_number" else "phone", given[name]))
    ticket.save(force_insert=True)
    record("提交变更单", locked, by=by, place=place, changes=_told(locked, changes, given), reason=reason.strip())
    call_street(ticket)
    return ticket


@transaction.atomic
def decide_change(ticket: ResidentChange, approve: bool, note: str = "", *, by) -> ResidentChange:
    """Approve and carry out, or turn down. Raises Refused for the asker, for a second decision, and on new facts."""
    locked = ResidentChange.objects.select_for_update(of=("self",)).select_related("place").get(pk=ticket.pk)
    require(by, Verb.REVIEW, locked.place)
    checks = (
        ("这张变更单已经审批。", locked.decided_at is None),
        ("变更单不能由提交人自己审批。", locked.asked_by_id != by.pk),
        ("不同意的，请写明原因。", approve or note.strip()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    given = {name: after for name, (_, after) in locked.changes.items()}
    for name in SEALED_FIELDS:
        if value := getattr(locked, name):
            given[name] = value.reveal()
    if approve and not carry_out(locked, by=by):
        person, residence, _ = _fetched(locked.person)
        _apply(person, residence, _checked_changes(person, residence, given, locked.reason, by), given)
    forgotten = not approve and forget(locked)
    locked.decided_at, locked.decided_by_id, locked.approved, locked.note = clock.now(), by.pk, approve, note.strip()
    locked.save(update_fields=["decided_at", "decided_by", "approved", "note"])
    verdict = {"审批": [None, "同意" if approve else "不同意"], **_told(locked.person, locked.changes, given)}
    if forgotten:
        verdict["居民登记"] = [None, "未入户，证件号码和电话已清除"]
    record("审批变更单", locked.person, by=by, place=locked.place, changes=verdict, reason=note.strip())
    tell_asker(locked)
    return locked


def _fetched(person: Person) -> tuple[Person, Residence, Place]:
    """The person locked, the newest residence and its place."""
    locked = Person.objects.select_for_update(of=("self",)).select_related("district").get(pk=person.pk)
    newest = locked.residences.select_related("household__place__district").order_by("-valid_from", "-pk").first()
    if newest is None:
        raise Refused(f"{locked.name}没有登记在任何一户，请先登记入户。")
    return locked, newest, newest.household.place


def _checked_changes(person: Person, residence: Residence, given: dict, reason: str, by) -> dict:
    """[before, after] of each plain field that changes. Raises Refused with every fault."""
    before = _before(person, residence)
    after = {name: _plain(given[name]) for name in FIELDS if given.get(name)}
    changes = {name: [before[name], value] for name, value in after.items() if value != before[name]}
    reasons = [] if reason.strip() else ["请写明变更理由。"]
    if not changes and not any(given.get(name) for name in SEALED_FIELDS):
        reasons.append("没有填写任何变化。")
    reasons += _faults_of(person, residence, given, after, by)
    if reasons:
        raise Refused(*reasons)
    return changes


def _before(person: Person, residence: Residence) -> dict:
    own = {name: _plain(getattr(person, name)) for name in ("name", "sex", "born_on", "died_on", "no_id_reason")}
    return own | {"relation": residence.relation, "household": residence.household.number}


def _faults_of(person: Person, residence: Residence, given: dict, after: dict, by) -> list[str]:
    number = given.get("id_number") or (person.id_number.reveal() if person.id_number else "")
    facts = PersonFacts(
        name=after.get("name", person.name),
        id_number=number,
        sex=after.get("sex", "" if given.get("id_number") else person.sex),
        born_on=_day(after.get("born_on")) or (None if given.get("id_number") else person.born_on),
        phone=given.get("phone", ""),
        no_id_reason=after.get("no_id_reason", person.no_id_reason),
    )
    try:
        told = checked(facts)
    except Refused as refusal:
        return list(refusal.reasons)
    found = []
    known = known_person(person.district, given.get("id_number", ""))
    if known and known.pk != person.pk:
        where = whereabouts(known, by)
        found.append(f"这个身份证号已经登记{f'在{where}' if where else ''}，请核实是否为同一人。")
    died = _day(after.get("died_on"))
    if died and not told.born_on <= died <= clock.today():
        found.append("死亡日期应在出生之后、今天之前。")
    return found + _household_faults(residence, after)


def _household_faults(residence: Residence, after: dict) -> list[str]:
    found = []
    if after.get("relation", "son") not in LABELS:
        found.append("请选择与户主关系。")
    if Relation.HEAD in (after.get("relation"), residence.relation if "relation" in after else None):
        found.append("户主的变更请在户的页面办理。")
    number = after.get("household")
    if number and residence.relation == Relation.HEAD:
        found.append("户主不能改列另一户，请先变更户主。")
    if number and not residence.household.place.households.filter(number=number, closed_on=None).exists():
        found.append(f"{residence.household.place.name}没有户编号“{number}”。")
    return found


def _apply(person: Person, residence: Residence, changes: dict, given: dict) -> None:
    for name in ("name", "no_id_reason", "sex"):
        if name in changes:
            setattr(person, name, changes[name][1])
    for name in ("born_on", "died_on"):
        if name in changes:
            setattr(person, name, _day(changes[name][1]))
    if given.get("id_number"):
        told = checked(PersonFacts(person.name, given["id_number"]))
        person.id_number, person.id_index, person.no_id_reason = told.id_number, blind_index("id", told.id_number), ""
        person.sex, person.born_on = told.sex, told.born_on
    if given.get("phone"):
        person.phone = normalise("phone", given["phone"])
    person.pinyin = pinyin(person.name)
    person.save()
    if "relation" in changes:
        residence.relation = changes["relation"][1]
    if "household" in changes:
        residence.household = Household.objects.get(
            place=residence.household.place, number=changes["household"][1], closed_on=None
        )
    residence.save(update_fields=["relation", "household"])


def _told(person: Person, changes: dict, given: dict) -> dict:
    """For the record book: labels and plain values, sealed fields and a child's name only as changed."""
    told = {LABELLED[name]: _in_words(name, pair) for name, pair in changes.items()}
    if "name" in changes and person.is_child():
        told[FIELDS["name"]] = SEALED
    return told | {label: SEALED for name, label in SEALED_FIELDS.items() if given.get(name)}


def _in_words(name: str, pair: list) -> list:
    words = WORDS.get(name, {})
    return [words.get(value, value) for value in pair]


def _plain(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
