"""三会成员: a term opened, candidates nominated, reviewed by the street, seated by the members, and ended."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Organisation, Person, Residence
from communities.rules.competence import Subject
from communities.services import messages
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Candidate, Decision, Member, OfficerTerm
from shareholders.rules import officers as law
from shareholders.rules.officers import WAY, Body, Status

ADULT = 18


@transaction.atomic
def open_term(organisation: Organisation, starts_on: date, ends_on: date, *, by) -> OfficerTerm:
    """The next term of a cooperative's bodies. Raises Refused."""
    require(by, Verb.ROLL, organisation.place)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    last = organisation.officer_terms.order_by("-number").first()
    reasons = law.term_faults(starts_on, ends_on)
    if last and starts_on <= last.starts_on:
        reasons.append(f"任期须晚于{last}的起始日{last.starts_on}。")
    if reasons:
        raise Refused(*reasons)
    term = OfficerTerm.objects.create(
        organisation=organisation, number=last.number + 1 if last else 1, starts_on=starts_on, ends_on=ends_on,
        made_at=clock.now(), made_by_id=by.pk,
    )  # fmt: skip
    changes = {"任期": [None, f"{starts_on}至{ends_on}"]}
    record(f"登记三会{term}", term, by=by, place=organisation.place, changes=changes)
    return term


@transaction.atomic
def nominate(
    term: OfficerTerm, person: Person, body: str, *, source: str, proposer: str, skill: str = "",
    is_chair: bool = False, is_accountant: bool = False, declared: bool = False, by,
) -> Candidate:  # fmt: skip
    """Put somebody up for a seat and ask the street for its review. Raises Refused."""
    term = _held(term)
    require(by, Verb.ROLL, term.organisation.place)
    body = Body(body)
    asked = law.Person(person.pk, person.name, body, is_accountant=is_accountant)
    live = [_as_law(each, {}) for each in term.candidates.live().select_related("person")]
    reasons = _person_faults(term, person, body, declared=declared) + law.standing_faults(asked, live)
    if not proposer.strip():
        reasons.append("请写明提名单位或方式。")
    if reasons:
        raise Refused(*reasons)
    candidate = Candidate.objects.create(
        term=term, person=person, body=body, source=source, proposer=proposer.strip(), skill=skill.strip(),
        is_chair=is_chair and body in law.CHAIRS, is_accountant=is_accountant, declared=declared,
        nominated_at=clock.now(), nominated_by_id=by.pk,
    )  # fmt: skip
    changes = {candidate.post: [None, person.name], "来源": [None, candidate.get_source_display()]}
    record("登记提名", candidate, by=by, place=candidate.place, changes=changes)
    _tell(messages.holders([Role.STREET], candidate.place), term, "请组织资格联审")
    return candidate


@transaction.atomic
def review(candidate: Candidate, *, qualified: bool, on: date, opinion: str = "", by) -> Candidate:
    """Enter what the street's joint review of the candidate's qualification (资格联审) found. Raises Refused."""
    found = _candidate(candidate)
    require(by, Verb.REVIEW, found.place)
    row = WAY.find("qualify" if qualified else "refuse", found.status)
    checks = (
        ("登记提名的人员不能自己登记联审。", found.nominated_by_id != by.pk),
        ("联审未通过的，请写明哪一项不符合资格。", opinion.strip() or not row.needs_reason),
        ("联审日期不能晚于今天。", on <= clock.today()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    found.reviewed_on, found.reviewed_at, found.reviewed_by_id = on, clock.now(), by.pk
    found.opinion = opinion.strip()[:200]
    _move(found, row.target, "登记资格联审", by)  # what was found about a person stays with the candidate
    _tell([found.nominated_by], found.term, "资格联审有了结果，请查看")
    return found


@transaction.atomic
def withdraw_candidate(candidate: Candidate, reason: str, *, by) -> Candidate:
    """Take a nomination back before the members decide. Raises Refused."""
    return _ended(candidate, "withdraw", reason, "撤回提名", by)


@transaction.atomic
def seat(
    term: OfficerTerm, body: str, chosen: Iterable[Candidate], *, on: date, decision: Decision | None = None,
    document: Document | None = None, by,
) -> list[Candidate]:  # fmt: skip
    """Seat those whom the members elected; the others who qualified for the body were not elected. Raises Refused.

    Directors and supervisors by a passed `decision`; representatives, elected by groups of households, by the
    `document` of their result.
    """
    term, body = _held(term), Body(body)
    require(by, Verb.ROLL, term.organisation.place)
    keys = {each.pk for each in chosen}
    standing = list(term.candidates.filter(body=body, status=Status.QUALIFIED).with_names())
    elected = [each for each in standing if each.pk in keys]
    reasons = _election_faults(term, body, on, decision, document)
    if not elected or len(elected) != len(keys):
        reasons.append(f"请选择联审通过的{law.BODIES[body]}人选；没有联审通过的不能当选。")
    if reasons := reasons + _seated_faults(term, body, elected, on):
        raise Refused(*reasons)
    for each in elected:
        each.decision, each.document, each.seated_from = decision, document, on
        _move(each, WAY.find("elect", each.status).target, "登记当选", by, reason=str(decision or document or ""))
    for each in standing:
        if each.pk not in keys:
            _move(each, WAY.find("pass_by", each.status).target, "登记未当选", by)
    return elected


@transaction.atomic
def end_seat(candidate: Candidate, on: date, reason: str, *, by) -> Candidate:
    """Somebody resigns, is recalled, dies: the seat ends before the term does. Raises Refused."""
    if on > clock.today():
        raise Refused("离任日期不能晚于今天。")
    if candidate.seated_from and on < candidate.seated_from:
        raise Refused(f"离任日期不能早于任职起始日{candidate.seated_from}。")
    return _ended(candidate, "end", reason, "登记离任", by, seated_until=on)


def _ended(candidate: Candidate, move: str, reason: str, words: str, by, **facts) -> Candidate:
    found = _candidate(candidate)
    require(by, Verb.ROLL, found.place)
    row = WAY.find(move, found.status)
    if not reason.strip():
        raise Refused(f"{words}须写明原因。")
    found.ending = reason.strip()[:200]
    for name, value in facts.items():
        setattr(found, name, value)
    return _move(found, row.target, words, by, reason=found.ending)


def _move(candidate: Candidate, target: str, words: str, by, reason: str = "") -> Candidate:
    before, candidate.status = candidate.get_status_display(), target
    candidate.save()
    changes = {candidate.post: [None, candidate.person.name], "状态": [before, candidate.get_status_display()]}
    record(words, candidate, by=by, place=candidate.place, changes=changes, reason=reason)
    return candidate


def _held(term: OfficerTerm) -> OfficerTerm:
    found = OfficerTerm.objects.select_for_update(of=("self",)).select_related("organisation__place__parent")
    return found.get(pk=term.pk)


def _candidate(candidate: Candidate) -> Candidate:
    _held(candidate.term)
    return Candidate.objects.select_for_update(of=("self",)).with_names().get(pk=candidate.pk)


def _person_faults(term: OfficerTerm, person: Person, body: Body, *, declared: bool) -> list[str]:
    member = Member.objects.filter(organisation=term.organisation, person=person).on_roll().exists()
    checks = (
        (f"{person.name}不是本组织成员，不能担任成员代表。", member or body != Body.REPRESENTATIVES),
        (f"{person.name}在任期开始时不满{ADULT}周岁。", person.age_on(term.starts_on) >= ADULT),
        (f"{person.name}已登记死亡。", person.died_on is None),
        ("理事、监事人选须先书面声明没有应当回避的近亲属关系。", declared or body == Body.REPRESENTATIVES),
    )
    return [sentence for sentence, holds in checks if not holds]


def _election_faults(
    term: OfficerTerm, body: Body, on: date, decision: Decision | None, document: Document | None
) -> list[str]:
    checks = [
        ("任职起始日不能晚于今天。", on <= clock.today()),
        (f"任职起始日须在{term}任期内（{term.starts_on}至{term.ends_on}）。", term.starts_on <= on <= term.ends_on),
    ]
    if body == Body.REPRESENTATIVES:
        checks.append(("请上传成员代表的推选结果。", document is not None))
    else:
        checks.append(("理事会、监事会成员由成员大会或成员代表大会选举，请选择表决。", decision is not None))
    found = [sentence for sentence, holds in checks if not holds]
    if decision is None:
        return found
    if decision.organisation_id != term.organisation_id:
        return [*found, "请选择本社的表决。"]
    if decision.held_on > on:
        found.append(f"任职起始日不能早于表决日期{decision.held_on}。")
    return found + decision.faults(Subject.OFFICERS)


def _seated_faults(term: OfficerTerm, body: Body, elected: Sequence[Candidate], on: date) -> list[str]:
    """The body as it would be, against the law and against the other bodies of the term."""
    seated = list(term.candidates.seated().select_related("person"))
    people = {each.person_id for each in (*elected, *seated)}
    homes = {
        each.person_id: (each.household_id, each.relation)
        for each in Residence.objects.current().filter(person__in=people)
    }
    together = [_as_law(each, homes) for each in (*elected, *(each for each in seated if each.body == body))]
    others = [_as_law(each, homes) for each in seated if each.body != body]
    return law.seated_faults(body, together, others, on)


def _as_law(candidate: Candidate, homes: dict) -> law.Person:
    home, relation = homes.get(candidate.person_id, (None, ""))
    return law.Person(
        key=candidate.person_id, name=candidate.person.name, body=Body(candidate.body),
        is_woman=candidate.person.sex == Person.Sex.FEMALE, is_chair=candidate.is_chair,
        is_accountant=candidate.is_accountant, home=home, relation=relation,
    )  # fmt: skip


def _tell(people, term: OfficerTerm, words: str) -> None:
    """Once a day for all candidates of a term: dozens of representatives are nominated in one go."""
    text, key = f"{term.organisation.name}{term}三会人选：{words}。", f"officers:{term.pk}:{words}:{clock.today()}"
    messages.tell(people, text, reverse("officers", args=[term.organisation_id]), key)
