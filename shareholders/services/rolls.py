"""The member roll: begun, filled, entered by birth and marriage, left by death and the other ways the law knows."""

from datetime import date, datetime

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Household, Organisation, Person
from communities.services import residents
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Member, MemberEvent, MemberRoll
from shareholders.rules import categories
from shareholders.rules.membership import ENTRIES, EVENT_LABELS, EXITS, LABELS, MOVES, Event, Status


@transaction.atomic
def begin_roll(
    organisation: Organisation,
    *,
    mode: str,
    reference_at: datetime,
    basis: str,
    confirmed_on: date | None = None,
    by,
) -> MemberRoll:
    """Begin a cooperative's member roll at its reference moment (aware). Raises Refused; begun once.

    核验 needs the day on which the earlier reform confirmed the members: they are not judged anew (§66).
    """
    require(by, Verb.ROLL, organisation.place)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    verify = mode == MemberRoll.Mode.VERIFY
    checks = (
        (f"{organisation.name}不是股份经济合作社，不建成员名册。", organisation.kind == Organisation.Kind.COOPERATIVE),
        (f"{organisation.name}的成员名册已经建立。", not MemberRoll.objects.filter(organisation=organisation).exists()),
        ("请选择首次认定或核验。", mode in MemberRoll.Mode.values),
        ("请写明依据，如改革方案或会议决议的名称、文号。", basis.strip()),
        ("基准日不能晚于现在。", reference_at <= clock.now()),
        ("核验的名册须填写原改革中确认成员的日期。", confirmed_on or not verify),
        ("原改革确认成员的日期不能晚于今天。", confirmed_on is None or confirmed_on <= clock.today()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    roll = MemberRoll.objects.create(
        organisation=organisation,
        mode=mode,
        reference_at=reference_at,
        confirmed_on=confirmed_on if verify else None,
        basis=basis.strip()[:200],
        begun_at=clock.now(),
        begun_by_id=by.pk,
    )
    changes = {"方式": [None, roll.get_mode_display()], "基准日": [None, reference_at]}
    record("建立成员名册", roll, by=by, place=organisation.place, changes=changes, reason=basis.strip())
    return roll


@transaction.atomic
def list_member(
    organisation: Organisation,
    person: Person,
    household: Household,
    *,
    category: str = "ordinary",
    number: str = "",
    confirmed: bool | None = None,
    remarks: str = "",
    by,
) -> Member:
    """Put a person on the roll while it is filled: 待定 in a census, confirmed already where the roll is only verified.

    `confirmed` False lists somebody on a verified roll whom the earlier reform left open. Raises Refused.
    """
    roll = _roll(organisation, by)
    if roll.locked_at:
        raise Refused("成员名册已经锁定，新增人员请按出生、结婚、收养等事项办理。")
    verify = roll.mode == MemberRoll.Mode.VERIFY and confirmed is not False
    member = _new(organisation, person, household, category, number, remarks)
    member.status = Status.MEMBER if verify else Status.PENDING
    member.since = roll.confirmed_on if verify else None
    member.save(force_insert=True)
    basis = f"原改革于 {roll.confirmed_on} 确认，不再重新确认（农村集体经济组织法第六十六条）" if verify else ""
    tell(member, Event.LISTED, member.since or clock.today(), by=by, basis=basis)
    changes = {"成员编号": [None, member.number], "状态": [None, LABELS[member.status]]}
    record("列入成员名册", member, by=by, place=organisation.place, changes=changes)
    return member


@transaction.atomic
def enter_member(
    organisation: Organisation,
    person: Person,
    household: Household,
    kind: str,
    on: date,
    *,
    text: str = "",
    document: Document | None = None,
    by,
) -> Member:
    """Somebody comes onto the roll: born (a member at once, §12), adopted, married in, resettled (to be confirmed).

    Whoever enters so holds no shares: the share register does not move. Raises Refused.
    """
    _roll(organisation, by)
    if kind not in ENTRIES:
        raise Refused("请选择出生、收养、结婚入户或政策性移民。")
    if kind == Event.BORN and on != person.born_on:
        raise Refused(f"{person.name}的出生日期是 {person.born_on}，发生日期应与之一致。")
    _check_day(on)
    keys = {"born": "born_after", "adopted": "adopted", "married_in": "married_in", "migrated": "policy_migrant"}
    member = _new(organisation, person, household, keys[kind], "", text)
    member.status, member.entered_as = ENTRIES[kind], kind
    member.since = on if member.status == Status.MEMBER else None
    member.save(force_insert=True)
    basis = categories.BY_KEY[member.category].article_on(clock.today())
    tell(member, kind, on, by=by, basis=basis, text=text, document=document)
    changes = {"成员编号": [None, member.number], "状态": [None, LABELS[member.status]], "发生日期": [None, on]}
    record(f"成员名册：{EVENT_LABELS[kind]}", member, by=by, place=organisation.place, changes=changes)
    return member


@transaction.atomic
def end_membership(member: Member, kind: str, on: date, reason: str, *, document: Document | None = None, by) -> Member:
    """A membership ends as the law lets it (§16, §17), or goes on although its holder moved out (§18). Raises Refused.

    Only death needs no paper. Leaving by one's own will rests on a written application and the organisation's consent.
    """
    locked = locked_member(member, by)
    row = MOVES.find(kind, locked.status)
    _check_day(on)
    checks = (
        ("请写明原因。", reason.strip()),
        ("请附证明材料。", document or kind in (Event.DIED, Event.MOVED_OUT)),
        (f"发生日期不能早于成为成员的日期 {locked.since}。", locked.since is None or on >= locked.since),
        (
            f"{locked.person.name}没有登记死亡日期 {on}，请先在居民页面登记。",
            kind != Event.DIED or locked.person.died_on == on,
        ),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    before = locked.status
    locked.status = row.target
    if row.target != before:
        locked.until = on
    locked.save(update_fields=["status", "until"])
    basis = EXITS.get(kind, "农村集体经济组织法第十八条：户口迁出不当然丧失成员身份")
    tell(locked, kind, on, by=by, basis=basis, text=reason, document=document)
    changes = {"状态": [LABELS[before], LABELS[locked.status]], "发生日期": [None, on]}
    record(
        f"成员名册：{EVENT_LABELS[kind]}",
        locked,
        by=by,
        place=locked.organisation.place,
        changes=changes,
        reason=reason.strip(),
    )
    return locked


@transaction.atomic
def regroup(member: Member, household: Household, reason: str, *, by) -> Member:
    """Count a member with another household of the place. Raises Refused."""
    locked = locked_member(member, by)
    row = MOVES.find(Event.CORRECTED, locked.status)
    if household.place_id != locked.organisation.place_id or household.pk == locked.household_id:
        raise Refused("请选择本社区的另一户。")
    if row.needs_reason and not reason.strip():
        raise Refused("请写明更正理由。")
    return move_to(locked, household, reason.strip(), by=by)


def move_to(locked: Member, household: Household, reason: str, *, by) -> Member:
    """Count a member, held by the caller, with another household; part of the services that move a membership."""
    before, locked.household = locked.household, household
    locked.save(update_fields=["household"])
    tell(locked, Event.CORRECTED, clock.today(), by=by, text=f"{before.number}号户改为{household.number}号户：{reason}")
    changes = {"户编号": [before.number, household.number]}
    record("更正成员所在户", locked, by=by, place=locked.organisation.place, changes=changes, reason=reason)
    return locked


def tell(
    member: Member, kind: str, on: date, *, by, basis: str = "", text: str = "", document: Document | None = None
) -> MemberEvent:
    """Append what happened, with the status as it is from now on; a part of the services that move a membership."""
    return MemberEvent.objects.create(
        member=member,
        kind=kind,
        occurred_on=on,
        at=clock.now(),
        by_name=by.name,
        status=member.status,
        basis=basis[:300],
        text=text.strip()[:300],
        document=document,
    )


def locked_member(member: Member, by) -> Member:
    """The member under a lock, if the person may keep this roll."""
    whole = Member.objects.select_for_update(of=("self",))
    locked = whole.select_related("person", "household", "organisation__place__district").get(pk=member.pk)
    require(by, Verb.ROLL, locked.organisation.place)
    return locked


def _roll(organisation: Organisation, by) -> MemberRoll:
    require(by, Verb.ROLL, organisation.place)
    roll = MemberRoll.objects.select_for_update(no_key=True).filter(organisation=organisation).first()
    if roll is None:
        raise Refused(f"{organisation.name}还没有建立成员名册。")
    return roll


def _new(
    organisation: Organisation, person: Person, household: Household, category: str, number: str, remarks: str
) -> Member:
    """An unsaved row with its number; refused where the person or the number is on the roll already."""
    number = number.strip()
    rows = Member.objects.filter(organisation=organisation)
    checks = (
        (f"{person.name}已在本社成员名册上。", not rows.filter(person=person).exists()),
        (f"成员编号“{number}”已经使用。", not number or not rows.filter(number=number).exists()),
        (f"{household}不属于{organisation.place.name}。", household.place_id == organisation.place_id),
        ("请选择成员类别。", category in categories.LABELS),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    return Member(
        organisation=organisation,
        person=person,
        household=household,
        category=category,
        number=number or free_number(organisation),
        remarks=remarks.strip()[:200],
    )


def free_number(organisation: Organisation) -> str:
    """The next number of the roll that no imported row has taken."""
    taken = set(Member.objects.filter(organisation=organisation).values_list("number", flat=True))
    while (number := f"{next_number(f'member:{organisation.pk}'):05d}") in taken:
        pass
    return number


def _check_day(on: date) -> None:
    if on > clock.today():
        raise Refused(f"发生日期 {on} 晚于今天，请核对。")


def lock_roll(organisation: Organisation, reason: str, *, by) -> None:
    """From now on people and households change by ticket only (B29); without a roll there is nothing to lock.

    A part of the act that is its reason: the caller asks for the right and records.
    """
    roll = MemberRoll.objects.filter(organisation=organisation).first()
    if roll is None:
        return
    if roll.locked_at is None:
        roll.locked_at, roll.locked_by_id = clock.now(), by.pk
        roll.save(update_fields=["locked_at", "locked_by"])
    residents.lock_register(organisation.place, reason, by=by)
