"""The village's own rule (认定办法) in versions, and the decisions of its bodies as they were minuted."""

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
from shareholders.models import Decision, EligibilityRule, RuleClause


@transaction.atomic
def state_decision(
    organisation: Organisation, *, body: str, matter: str, held_on: date, document: Document, by, **minuted
) -> Decision:
    """Keep what the minutes state. What failed, or was not for that body to decide, is kept too: it settles nothing.

    `minuted`: entitled, present, in_favour and, where there were any, against and abstained, all in people;
    minuted_passed says whether the minutes call it carried; subject, where it is not about members. Raises Refused.
    """
    require(by, Verb.ROLL, organisation.place)
    if held_on > clock.today():
        raise Refused(f"会议日期 {held_on} 晚于今天，请核对。")
    decision = Decision(
        organisation=organisation,
        body=body,
        matter=matter.strip(),
        held_on=held_on,
        document=document,
        stated_at=clock.now(),
        stated_by_id=by.pk,
        **minuted,
    )
    decision.save(force_insert=True)
    counts = [decision.entitled, decision.present, decision.in_favour]
    changes = {
        "会议": [None, decision.get_body_display()],
        "事项": [None, decision.get_subject_display()],
        "应到、实到、赞成": [None, counts],
    }
    record("登记表决", decision, by=by, place=organisation.place, changes=changes)
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
    if reasons := _rule_faults(organisation, title, clauses, decision):
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


def _rule_faults(
    organisation: Organisation, title: str, clauses: Sequence[tuple[str, str]], decision: Decision
) -> list[str]:
    numbers = [number.strip() for number, _ in clauses]
    checks = (
        ("请选择本社的表决。", decision.organisation_id == organisation.pk),
        ("请填写办法名称。", title.strip()),
        ("请至少录入一条条款。", clauses),
        ("每条条款都须有编号和内容。", all(number.strip() and text.strip() for number, text in clauses)),
        ("条款编号不能重复。", len(set(numbers)) == len(numbers)),
    )
    return [*decision.faults(), *(sentence for sentence, holds in checks if not holds)]
