"""A body's own rules laid over the law: entered by the body's own people, upward only, with what they cite."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import CharterRule, DecidingBody
from votes.rules import Charter, raised, rule_for

from .parties import require_unit

FACTS = ("quorum", "women", "majority", "notice_days", "of_all")


def charters_on(body: DecidingBody, day: date) -> list[Charter]:
    """What the body's charters ask on a day."""
    return [each.read() for each in body.charter_rules.on(day)]


@transaction.atomic
def raise_rule(
    body: DecidingBody, *, kind: str, citation: str, in_force_from: date, document=None, by, **asked
) -> CharterRule:  # fmt: skip
    """Enter what a charter asks beyond the law from a day on. Raises Refused for less than the law, or nothing more.

    `asked`: quorum, women, majority as text, notice_days, of_all. Districts and streets hold no post that may.
    """
    body = DecidingBody.objects.select_for_update(no_key=True, of=("self",)).get(pk=body.pk)
    require_unit(by, body.place)
    if document is not None and document.place_id != body.place.pk:
        raise Refused(f"章程文件不是{body.place.name}的文件，请另选。")
    rule = rule_for(body.body, in_force_from, charters=charters_on(body, in_force_from))
    if rule is None:
        raise Refused(f"{in_force_from}时法律没有规定由{body.get_body_display()}表决，没有可以提高的标准。")
    found = CharterRule(body=body, kind=kind, citation=citation.strip(), in_force_from=in_force_from, document=document)
    for name in FACTS:
        setattr(found, name, asked.get(name, getattr(found, name)))
    found.entered_at, found.entered_by = clock.now(), by
    _require_readable(found)
    raised(rule, found.read())
    stored(found, ["citation"])
    changes = {CharterRule._meta.get_field(name).verbose_name: [None, getattr(found, name)] for name in FACTS}
    told = {label: pair for label, pair in changes.items() if pair[1]}
    record("登记章程规定", found, by=by, place=body.place, changes=told | {"自": [None, in_force_from]})
    return found


@transaction.atomic
def end_rule(rule: CharterRule, *, on: date, reason: str, by) -> CharterRule:
    """The charter no longer asks it from a day on; motions already put keep the rule frozen with them."""
    rule = CharterRule.objects.select_for_update(no_key=True, of=("self",)).get(pk=rule.pk)
    require_unit(by, rule.place)
    checks = (
        (f"这条规定已于{rule.ended_on}终止。", rule.ended_on is None),
        ("请写明终止的原因和依据。", reason.strip()),
        (f"终止日期{on}早于起始日期{rule.in_force_from}，请核对。", on >= rule.in_force_from),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    rule.ended_on = on
    stored(rule)
    changes = {"至（不含）": [None, on]}
    record("终止章程规定", rule, by=by, place=rule.place, changes=changes, reason=reason.strip())
    return rule


def _require_readable(found: CharterRule) -> None:
    try:
        found.clean()
    except ValidationError as fault:
        labels = {name: CharterRule._meta.get_field(name).verbose_name for name in fault.message_dict}
        raise Refused(*(f"{labels[name]}：{'；'.join(told)}" for name, told in fault.message_dict.items())) from fault
