"""Who belongs: the village's rule and its clauses, decisions of the competent body, a finding for each person."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Organisation
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Decision, EligibilityRule, Finding, Member, MemberRoll, RuleClause
from shareholders.rules import categories
from shareholders.rules.membership import LABELS, MOVES, ON_ROLL, Event
from shareholders.rules.reference import date_faults

from .rolls import locked_member, tell


@transaction.atomic
def state_decision(
    organisation: Organisation,
    *,
    body: str,
    matter: str,
    held_on: date,
    entitled: int,
    present: int,
    in_favour: int,
    against: int = 0,
    abstained: int = 0,
    minuted_passed: bool,
    document: Document,
    by,
) -> Decision:
    """Keep what the minutes state. What failed, or was not for that body to decide, is kept too: it settles nothing.

    Raises Refused.
    """
    require(by, Verb.ROLL, organisation.place)
    if held_on > clock.today():
        raise Refused(f"会议日期 {held_on} 晚于今天，请核对。")
    decision = Decision(
        organisation=organisation,
        body=body,
        matter=matter.strip(),
        held_on=held_on,
        entitled=entitled,
        present=present,
        in_favour=in_favour,
        against=against,
        abstained=abstained,
        minuted_passed=minuted_passed,
        document=document,
        stated_at=clock.now(),
        stated_by_id=by.pk,
    )
    decision.save(force_insert=True)
    counts = [entitled, present, in_favour]
    changes = {"会议": [None, decision.get_body_display()], "应到、实到、赞成": [None, counts]}
    record("登记成员事项表决", decision, by=by, place=organisation.place, changes=changes)
    return decision


@transaction.atomic
def adopt_rule(
    organisation: Organisation,
    *,
    title: str,
    clauses: Sequence[tuple[str, str]],
    decision: Decision,
    document: Document,
    by,
) -> EligibilityRule:
    """A new version of the 认定办法, its clauses as (number, text), adopted by a passed decision. Raises Refused."""
    require(by, Verb.ROLL, organisation.place)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    numbers = [number.strip() for number, _ in clauses]
    reasons = list(decision.faults())
    checks = (
        ("请选择本社的表决。", decision.organisation_id == organisation.pk),
        ("请填写办法名称。", title.strip()),
        ("请至少录入一条条款。", clauses),
        ("每条条款都须有编号和内容。", all(number.strip() and text.strip() for number, text in clauses)),
        ("条款编号不能重复。", len(set(numbers)) == len(numbers)),
    )
    reasons += [sentence for sentence, holds in checks if not holds]
    if reasons:
        raise Refused(*reasons)
    last = organisation.eligibility_rules.aggregate(last=Max("number"))["last"] or 0
    rule = EligibilityRule.objects.create(
        organisation=organisation,
        number=last + 1,
        title=title.strip(),
        decision=decision,
        document=document,
        entered_at=clock.now(),
        entered_by_id=by.pk,
    )
    RuleClause.objects.bulk_create(
        RuleClause(rule=rule, position=position, number=number.strip(), text=text.strip())
        for position, (number, text) in enumerate(clauses, start=1)
    )
    changes = {"版本": [None, rule.number], "条款": [None, len(clauses)]}
    record("登记认定办法", rule, by=by, place=organisation.place, changes=changes)
    return rule


@transaction.atomic
def find(
    member: Member,
    *,
    category: str,
    outcome: str,
    clause: RuleClause,
    text: str = "",
    decision: Decision | None = None,
    document: Document | None = None,
    by,
) -> Finding:
    """Give the opinion on one person under one clause. Raises Refused with the article where the law says otherwise.

    Where the category is not the village's to settle, the person stays 待定 until a passed decision is named.
    """
    locked = locked_member(member, by)
    if reasons := finding_faults(locked, category, outcome, clause, decision):
        raise Refused(*reasons)
    finding = Finding.objects.create(
        member=locked,
        category=category,
        outcome=outcome,
        clause=clause,
        article=categories.BY_KEY[category].article_on(clock.today()),
        decision=decision,
        text=text.strip()[:300],
        document=document,
        found_at=clock.now(),
        found_by_id=by.pk,
    )
    before = locked.status
    locked.category = category
    locked.status = MOVES.target(Event.FOUND, before, {outcome if finding.settled else categories.Outcome.PENDING})
    locked.save(update_fields=["category", "status"])
    basis = "；".join(filter(None, [str(clause), finding.article, str(decision or "")]))
    tell(locked, Event.FOUND, clock.today(), by=by, basis=basis, text=text, document=document)
    changes = {
        "类别": [None, finding.get_category_display()],
        "拟定意见": [None, finding.get_outcome_display()],
        "依据条款": [None, str(clause)],
        "状态": [LABELS[before], LABELS[locked.status]],
    }
    record("认定意见", locked, by=by, place=locked.organisation.place, changes=changes, reason=text.strip())
    return finding


@transaction.atomic
def reopen(member: Member, reason: str, *, by) -> Member:
    """Set a person whom nobody has confirmed or refused yet back to 待定. Raises Refused."""
    locked = locked_member(member, by)
    row = MOVES.find(Event.REOPENED, locked.status)
    if not reason.strip():
        raise Refused("请写明恢复待定的原因。")
    before, locked.status = locked.status, row.target
    locked.save(update_fields=["status"])
    tell(locked, Event.REOPENED, clock.today(), by=by, text=reason)
    changes = {"状态": [LABELS[before], LABELS[locked.status]]}
    record("恢复待定", locked, by=by, place=locked.organisation.place, changes=changes, reason=reason.strip())
    return locked


def finding_faults(
    member: Member, category: str, outcome: str, clause: RuleClause, decision: Decision | None
) -> list[str]:
    """Every reason why this opinion may not be given today."""
    if member.status in ON_ROLL:
        return [
            f"{member.person.name}已经是成员，已确认的成员不再重新确认（农村集体经济组织法第六十六条）；"
            "成员身份的终止请按死亡、退出等事项办理。"
        ]
    if category not in categories.LABELS or outcome not in categories.OUTCOME_LABELS:
        return ["请选择成员类别和拟定意见。"]
    organisation = member.organisation_id
    reasons = categories.unlawful(category, outcome, clock.today())
    roll = MemberRoll.objects.filter(organisation=organisation).first()
    if roll:
        moment = roll.reference_at.astimezone(clock.SHANGHAI)
        reasons += date_faults(category, member.person.born_on, member.person.died_on, moment)
    if clause.rule.organisation_id != organisation:
        reasons.append("请选择本社认定办法的条款。")
    if decision is not None:
        own = decision.organisation_id == organisation
        reasons += decision.faults() if own else ["请选择本社的表决。"]
    return reasons
