"""The contract register: entered and corrected by the community, checked by the street, filed or flagged."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from assets.models import Contract
from assets.rules import contract_moves
from assets.rules import contracts as rules
from communities.access import FILERS, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services import messages
from communities.services.permission import require
from communities.services.recording import record
from communities.services.saving import changes, stored

from . import filings
from .parties import person_of

TEXTS = ("subject", "location", "counterparty", "rent_terms", "payment", "procedure", "measure", "successor", "dispute")
TEXTS += ("termination", "review_note")
# What is entered as an act of its own and never typed over.
OWN_ACTS = {"disputed_on", "dispute", "settled_on", "terminated_on", "termination", "recovered_on"}


@transaction.atomic
def enter(organisation: Organisation, *, by, **terms) -> Contract:
    """Enter a contract of the organisation. Raises Refused."""
    require(by, Verb.FILE, organisation.place)
    _require_terms(organisation, terms)
    contract = _derived(Contract(organisation=organisation, changed_by_id=person_of(by), **terms))
    stored(contract, TEXTS)
    filings.watch(contract, by=by)
    record("登记合同", contract, by=by, place=contract.place, changes=changes(Contract(), terms))
    return contract


@transaction.atomic
def change(contract: Contract, *, reason: str, by, **terms) -> Contract:
    """Correct what is entered of a contract; the street checks it again. Raises Refused."""
    contract = locked(contract)
    require(by, Verb.FILE, contract.place)
    if not reason.strip():
        raise Refused("更正合同须写明理由。")
    _require_terms(contract.organisation, terms)
    changed = changes(contract, terms)
    if not changed:
        raise Refused("没有改动，不需要保存。")
    contract.review = contract_moves.REVIEW.target("change", contract.review)
    contract.reviewed_at = contract.reviewed_by = None
    contract.changed_at, contract.changed_by_id = clock.now(), person_of(by)
    for name, value in terms.items():
        setattr(contract, name, value)
    stored(_derived(contract), TEXTS)
    filings.watch(contract, by=by)
    record("更正合同", contract, by=by, place=contract.place, changes=changed, reason=reason.strip())
    return contract


@transaction.atomic
def review(contract: Contract, move: str, *, note: str = "", by, **marks) -> Contract:
    """The street's check: `move` is confirm or return; it may mark problem types and a measure. Raises Refused."""
    contract = locked(contract)
    require(by, Verb.REVIEW, contract.place)
    row = contract_moves.REVIEW.find(move, contract.review)
    if row.needs_reason and not note.strip():
        raise Refused("退回更正须写明理由。")
    if contract.changed_by_id == by.pk:
        raise Refused("核对不能由登记或更正这份合同的本人办理，请由街道其他人员核对。")
    facts = {"review": row.target, "review_note": note.strip()[:300], **marks}
    changed = changes(contract, facts)
    for name, value in facts.items():
        setattr(contract, name, value)
    contract.reviewed_at, contract.reviewed_by_id = clock.now(), by.pk
    stored(contract, TEXTS)
    record(contract_moves.LABELS[move] + "合同", contract, by=by, place=contract.place, changes=changed, reason=note)
    if move == "return":
        text = f"合同“{contract}”退回更正：{note.strip()}"
        told = [contract.changed_by] if contract.changed_by else messages.holders(sorted(FILERS), contract.place)
        messages.tell(told, text, reverse("contract", args=[contract.pk]))
    return contract


@transaction.atomic
def file(contract: Contract, number: str, *, filed_on: date, by) -> Contract:
    """Enter the number under which a contract was filed; the act it is about stands without it. Raises Refused."""
    contract = locked(contract)
    require(by, (Verb.FILE, Verb.REVIEW), contract.place)
    if contract.filing_number:
        raise Refused(f"这份合同已经备案，文号“{contract.filing_number}”；有误的请用“更正”。")
    if not number.strip():
        raise Refused("请填写备案文号。")
    if not contract.signed_on <= filed_on <= clock.today():
        raise Refused(f"备案日期应在签订日{contract.signed_on}至今天之间。")
    facts = {"filing_number": number.strip(), "filed_on": filed_on}
    return acted(contract, "登记合同备案", facts, by=by)


def acted(contract: Contract, action: str, facts: dict, *, by, reason: str = "") -> Contract:
    """Store what an act on a locked contract brings about, with its line in the record book."""
    changed = changes(contract, facts)
    for name, value in facts.items():
        setattr(contract, name, value)
    stored(contract, TEXTS)
    filings.watch(contract, by=by)
    record(action, contract, by=by, place=contract.place, changes=changed, reason=reason)
    return contract


def locked(contract: Contract) -> Contract:
    """The contract's row, held till the end of the transaction."""
    rows = Contract.objects.select_for_update(of=("self",)).with_places().select_related("changed_by")
    return rows.get(pk=contract.pk)


def _derived(contract: Contract) -> Contract:
    contract.subject_key = rules.plain(contract.subject)[:120]
    contract.worth, contract.lease_limit_on = rules.worth(contract.terms), rules.lease_limit(contract.terms)
    return contract


def _require_terms(organisation: Organisation, terms: dict) -> None:
    line = terms.get("line")
    if line is not None and line.inventory.organisation_id != organisation.pk:
        raise Refused(f"清查明细“{line}”不是{organisation.name}的，请从该单位的清查中选择。")
    if mixed := OWN_ACTS & set(terms):
        raise TypeError(f"entered by acts of their own: {mixed}")
    if terms["signed_on"] > clock.today():
        raise Refused("签订日不能晚于今天。")
    if terms.get("filed_on") and not terms["signed_on"] <= terms["filed_on"] <= clock.today():
        raise Refused("备案日期应在签订日至今天之间。")
