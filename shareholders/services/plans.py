"""The share plan: drawn up, divided, decided by the members, in the end fixed. Its shares are posted by `ledger`."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from communities.access import Verb
from communities.lib import clock
from communities.lib.bulk import copy_rows
from communities.lib.errors import Refused
from communities.models import Document, Organisation, Person
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Member, ShareAllotment, ShareClaim, ShareClass, SharePlan
from shareholders.rules import allocation
from shareholders.rules.membership import ON_ROLL, Event, Status
from shareholders.rules.plans import Base, Body, may_decide

State = SharePlan.Status
FIGURES = ("reference_on", "base_amount", "base_source", "base_reason", "places", "opening")
ALLOTTED = (
    "plan_id", "share_class_id", "person_id", "household_id", "measure", "exact_shares", "shares", "carried",
    "exact_yuan", "yuan", "yuan_carried",
)  # fmt: skip


@transaction.atomic
def start_plan(organisation: Organisation, *, base: Base | None = None, by, **figures) -> SharePlan:
    """A new draft of a cooperative's plan: reference_on, base_amount (yuan), base_source, places. Raises Refused.

    `base` is what the locked inventory says, where there is one: another amount needs a `base_reason`. `opening` is for
    a cooperative whose shares an earlier reform has issued: its holders come by workbook.
    """
    require(by, Verb.KEEP_SHARES, organisation.place)
    if organisation.kind != Organisation.Kind.COOPERATIVE:
        raise Refused(f"{organisation.name}不是股份经济合作社，不能量化股份。")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    others = SharePlan.objects.filter(organisation=organisation)
    if open_one := others.exclude(status=State.VOID).first():
        raise Refused(f"{open_one}{open_one.get_status_display()}，须先作废才能拟订新的版次。")
    plan = SharePlan(organisation=organisation, version=others.count() + 1, created_by=by, **figures)
    _take_base(plan, base)
    _check(plan)
    plan.save()
    record("拟订股份量化方案", plan, by=by, place=plan.place, changes={"量化基数（元）": [None, plan.base_amount]})
    return plan


@transaction.atomic
def amend_plan(plan: SharePlan, *, base: Base | None = None, by, **figures) -> SharePlan:
    """Change a draft's figures; what was divided before is dropped. Raises Refused."""
    plan = locked_plan(plan, State.DRAFT)
    require(by, Verb.KEEP_SHARES, plan.place)
    before = {SharePlan._meta.get_field(name).verbose_name: getattr(plan, name) for name in FIGURES}
    for name, value in figures.items():
        setattr(plan, name, value)
    _take_base(plan, base)
    _check(plan)
    _undivide(plan)
    plan.save()
    after = {SharePlan._meta.get_field(name).verbose_name: getattr(plan, name) for name in FIGURES}
    changes = {label: [before[label], after[label]] for label in after if before[label] != after[label]}
    record("修改股份量化方案", plan, by=by, place=plan.place, changes=changes)
    return plan


@transaction.atomic
def add_class(plan: SharePlan, *, by, **given) -> ShareClass:
    """A class of shares for a draft: name, kind, rule, inheritable and one of rate, pool, percent. Raises Refused."""
    plan = locked_plan(plan, State.DRAFT)
    require(by, Verb.KEEP_SHARES, plan.place)
    last = plan.classes.order_by("-position").first()
    share_class = ShareClass(plan=plan, position=last.position + 1 if last else 1, **given)
    _check(share_class)
    share_class.save()
    _undivide(plan)
    record("设置股类", plan, by=by, place=plan.place, changes={share_class.name: [None, share_class.weight_words]})
    return share_class


@transaction.atomic
def change_class(share_class: ShareClass, *, by, **given) -> ShareClass:
    """Change a class of a draft. Raises Refused."""
    plan = locked_plan(share_class.plan, State.DRAFT)
    require(by, Verb.KEEP_SHARES, plan.place)
    share_class = plan.classes.get(pk=share_class.pk)
    before = share_class.weight_words
    for name, value in given.items():
        setattr(share_class, name, value)
    _check(share_class)
    share_class.save()
    _undivide(plan)
    record("修改股类", plan, by=by, place=plan.place, changes={share_class.name: [before, share_class.weight_words]})
    return share_class


@transaction.atomic
def remove_class(share_class: ShareClass, *, by) -> None:
    """Drop a class of a draft with its claims. Raises Refused."""
    plan = locked_plan(share_class.plan, State.DRAFT)
    require(by, Verb.KEEP_SHARES, plan.place)
    _undivide(plan)
    record("删除股类", plan, by=by, place=plan.place, changes={share_class.name: [share_class.weight_words, None]})
    share_class.delete()


@transaction.atomic
def set_claims(share_class: ShareClass, measures: dict[Person, Decimal], *, by, note: str = "") -> None:
    """Enter what persons bring to a class (years of 农龄, stated units, other than one head). Raises Refused.

    Who is not entitled (待定, not on the roll at the 基准日) is refused by name.
    """
    plan = locked_plan(share_class.plan, State.DRAFT)
    require(by, Verb.KEEP_SHARES, plan.place)
    if share_class.rule == allocation.Rule.COLLECTIVE:
        raise Refused(f"“{share_class.name}”归集体，没有个人的计股依据。")
    allowed = set(entitled(plan).values_list("person", flat=True))
    if strangers := [person.name for person in measures if person.pk not in allowed]:
        raise Refused(f"{'、'.join(strangers[:20])}待定或者在基准日不是成员，不能持股；请先在成员名册中办理确认。")
    if any(not 0 <= measure < 10**6 for measure in measures.values()):
        raise Refused("计股依据须是0到999999之间的数。")
    claims = [
        ShareClaim(share_class=share_class, person=each, measure=many, note=note) for each, many in measures.items()
    ]
    ShareClaim.objects.bulk_create(
        claims, update_conflicts=True, unique_fields=["share_class", "person"], update_fields=["measure", "note"]
    )
    _undivide(plan)
    changes = {share_class.name: [None, f"{len(measures)}人，合计{sum(measures.values())}"]}
    record("登记计股依据", plan, by=by, place=plan.place, changes=changes)


@transaction.atomic
def allocate(plan: SharePlan, *, by) -> allocation.Allocation:
    """Divide the base among all holders anew; Σ shares and Σ fen are exact. Raises Refused with what is missing.

    Of an opening plan only the total is settled: its holders are those of the earlier reform.
    """
    plan = locked_plan(plan, State.DRAFT)
    require(by, Verb.KEEP_SHARES, plan.place)
    classes = list(plan.classes.all())
    members = {member.person_id: member for member in entitled(plan).order_by("household__number", "number")}
    weights = [each.weight for each in classes]
    if plan.opening:
        found = allocation.stated(plan.places, weights)
    else:
        found = allocation.allocate(plan.base_fen, plan.places, weights, _claims(classes, members))
    if found.faults:
        raise Refused(*found.faults)
    _undivide(plan)
    copy_rows(ShareAllotment, ALLOTTED, (_allotted(plan, row, members) for row in found.rows))
    plan.total_shares = Decimal(found.units).scaleb(-plan.places)
    plan.save(update_fields=["total_shares"])
    changes = {"总股数": [None, plan.total_shares], "分配行数": [None, len(found.rows)]}
    record("生成股份分配", plan, by=by, place=plan.place, changes=changes)
    return found


@transaction.atomic
def decide(
    plan: SharePlan, body: str, motion_on: date, motion: str, *, document: Document | None = None, by
) -> SharePlan:
    """Enter the members' decision on a divided draft. Raises Refused where the body could not decide it."""
    plan = locked_plan(plan, State.DRAFT)
    require(by, Verb.KEEP_SHARES, plan.place)
    verdict = may_decide(Body(body), motion_on)
    checks = (
        ("尚未生成股份分配，请先生成并核对合计。", plan.total_shares is not None),
        (f"{verdict.article}。", verdict.competent),
        ("表决日期不能晚于今天。", motion_on <= clock.today()),
        ("请写明决议名称或文号。", motion.strip()),
        *((sentence, False) for sentence in _strangers(plan)),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    plan.body, plan.motion_on, plan.motion, plan.motion_document = body, motion_on, motion.strip(), document
    plan.status, plan.decided_at, plan.decided_by = State.DECIDED, clock.now(), by
    plan.save()
    changes = {"状态": ["拟订中", "已通过"], "表决": [None, f"{plan.get_body_display()}{motion_on} {plan.motion}"]}
    record("登记方案表决", plan, by=by, place=plan.place, changes=changes)
    return plan


@transaction.atomic
def void(plan: SharePlan, reason: str, *, by) -> SharePlan:
    """Give up a plan that is not fixed and holds no shares any more. Raises Refused."""
    plan = locked_plan(plan, State.DRAFT, State.DECIDED)
    require(by, Verb.KEEP_SHARES, plan.place)
    checks = (
        ("作废方案须写明理由。", reason.strip()),
        ("台账中还有持股，请先冲销发行，再作废方案。", not plan.classes.filter(accounts__balance__gt=0).exists()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    before, plan.status = plan.get_status_display(), State.VOID
    plan.save(update_fields=["status"])
    record("作废股份量化方案", plan, by=by, place=plan.place, changes={"状态": [before, "已作废"]}, reason=reason)
    return plan


def locked_plan(plan: SharePlan, *states: str) -> SharePlan:
    """The plan's row, held till the end of the transaction: every act on its shares queues here. Raises Refused."""
    found = SharePlan.objects.select_for_update(of=("self",)).select_related("organisation__place").get(pk=plan.pk)
    if found.status not in states:
        raise Refused(f"{found}{found.get_status_display()}，不能办理这一事项，请刷新页面。")
    return found


def entitled(plan: SharePlan):
    """Members who may be given shares: listed in the roll's first census, members at the 基准日, nobody 待定.

    Who died or left after the 基准日 keeps the claim; who was born or came later is a member without shares.
    """
    kept = Q(status__in=ON_ROLL) | Q(status__in=(Status.LOST, Status.LEFT), until__gt=plan.reference_on)
    return Member.objects.filter(kept, organisation=plan.organisation, entered_as=Event.LISTED)


def _take_base(plan: SharePlan, base: Base | None) -> None:
    """Keep beside the figure what the locked inventory said of it; an earlier reform had a base of its own."""
    base = None if plan.opening else base
    plan.base_on, plan.base_digest, plan.base_stated = (base.on, base.digest, base.amount) if base else (None, "", None)


def _check(row: SharePlan | ShareClass) -> None:
    """The row's own rules and constraints, as a refusal in their words."""
    try:
        row.full_clean(exclude=["organisation", "plan", "created_by"])
    except ValidationError as fault:
        raise Refused(*fault.messages) from fault


def _strangers(plan: SharePlan) -> list[str]:
    """Sentences about persons in the allocation whom the roll no longer lets hold shares."""
    gone = plan.allotments.exclude(person=None).exclude(person__in=entitled(plan).values("person"))
    names = gone.order_by("person__name").values_list("person__name", flat=True).distinct()[:20]
    return [f"分配生成以后成员名册有变动，{'、'.join(names)}不能持股，请重新生成分配。"] if names else []


def _claims(classes: list[ShareClass], members: dict) -> list[allocation.Claim]:
    """Heads of all members, years and units as entered; in the members' order, so that a tie falls to the first."""
    entered: dict[int, dict] = {share_class.pk: {} for share_class in classes}
    for claim in ShareClaim.objects.filter(share_class__in=classes):
        entered[claim.share_class_id][claim.person_id] = Fraction(claim.measure)
    claims = []
    for share_class in classes:
        given, usual = entered[share_class.pk], Fraction(share_class.rule == allocation.Rule.PER_HEAD)
        if share_class.rule != allocation.Rule.COLLECTIVE:
            measures = ((person, given.get(person, usual)) for person in members)
            claims += [allocation.Claim(person, str(share_class.pk), many) for person, many in measures if many]
    return claims


def _allotted(plan: SharePlan, row: allocation.Row, members: dict) -> tuple:
    scale = 10**plan.places
    return (
        plan.pk, int(row.share_class), row.holder, row.holder and members[row.holder].household_id,
        Decimal(row.measure.numerator) / row.measure.denominator, str(row.exact_units / scale),
        Decimal(row.units) / scale, row.carried, str(row.exact_fen / 100), Decimal(row.fen) / 100, row.fen_carried,
    )  # fmt: skip


def _undivide(plan: SharePlan) -> None:
    """Drop what was divided: it is not true any more."""
    plan.allotments.all()._raw_delete(plan.allotments.db)
    if plan.total_shares is not None:
        plan.total_shares = None
        plan.save(update_fields=["total_shares"])
