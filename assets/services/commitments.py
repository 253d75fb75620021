"""四个不变: the community enters what stands before and later how it stands; the street freezes and closes."""

from datetime import date

from django.db import transaction

from assets.models import CommitmentCheck, CommitmentFinding, CommitmentItem, CommitmentRegister, Contract
from assets.rules import commitments as rules
from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services.permission import require
from communities.services.recording import record
from communities.services.saving import stored

TEXTS = ("title", "holder", "scope")


@transaction.atomic
def open_register(organisation: Organisation, base_date: date, *, by) -> CommitmentRegister:
    """Begin the register of an organisation as at a base date. Raises Refused."""
    require(by, Verb.FILE, organisation.place)
    if base_date > clock.today():
        raise Refused("登记时点不能晚于今天。")
    register = stored(CommitmentRegister(organisation=organisation, base_date=base_date, opened_by_id=by.pk))
    record("建立“四个不变”台账", register, by=by, place=register.place)
    return register


@transaction.atomic
def add_item(register: CommitmentRegister, *, by, **facts) -> CommitmentItem:
    """Enter one item as it stands before. Raises Refused once the register is frozen."""
    register = _drafting(register, by)
    item = stored(CommitmentItem(register=register, **facts), TEXTS)
    record("登记“四个不变”事项", item, by=by, place=register.place, changes=_told(item))
    return item


@transaction.atomic
def remove_item(item: CommitmentItem, *, by) -> None:
    """Take an item out of a register that is still a draft. Raises Refused."""
    register = _drafting(item.register, by)
    record("删去“四个不变”事项", item, by=by, place=register.place, changes=_told(item))
    item.delete()


@transaction.atomic
def draw_contracts(register: CommitmentRegister, *, by) -> int:
    """Enter every contract in force at the base date as an item, once each; how many came in. Raises Refused."""
    register = _drafting(register, by)
    known = register.items.exclude(contract=None).values("contract")
    day = register.base_date
    rows = Contract.objects.filter(organisation=register.organisation, signed_on__lte=day).exclude(pk__in=known)
    running = rows.in_status("valid", day) | rows.in_status("disputed", day) | rows.in_status("upcoming", day)
    drawn = [stored(_item_of(contract, register), TEXTS) for contract in running.order_by("pk")]
    if not drawn:
        raise Refused(f"合同台账中没有{day}有效而尚未带入的合同。")
    record("从合同台账带入", register, by=by, place=register.place, changes={"事项": [None, len(drawn)]})
    return len(drawn)


@transaction.atomic
def freeze(register: CommitmentRegister, *, by) -> CommitmentRegister:
    """The street freezes what stands before; afterwards no item comes, goes or changes. Raises Refused."""
    register = _locked(register)
    require(by, Verb.REVIEW, register.place)
    reasons = []
    if register.frozen_at:
        reasons.append("台账已经冻结。")
    if register.opened_by_id == by.pk:
        reasons.append("冻结不能由建立台账的本人办理。")
    if not register.items.exists():
        reasons.append("台账还没有事项，不能冻结。")
    if reasons:
        raise Refused(*reasons)
    register.frozen_at, register.frozen_by_id = clock.now(), by.pk
    register.save(update_fields=["frozen_at", "frozen_by"])
    changed = {"事项": [None, register.items.count()]}
    record("冻结“四个不变”台账", register, by=by, place=register.place, changes=changed)
    return register


@transaction.atomic
def open_check(register: CommitmentRegister, checked_on: date, *, by) -> CommitmentCheck:
    """Begin to set the items against what stands on a day. Raises Refused."""
    register = _locked(register)
    require(by, Verb.FILE, register.place)
    if not register.frozen_at:
        raise Refused("台账冻结后才能核对；请先由街道冻结。")
    if not register.base_date <= checked_on <= clock.today():
        raise Refused(f"核对日期应在登记时点{register.base_date}至今天之间。")
    check = stored(CommitmentCheck(register=register, checked_on=checked_on, opened_by_id=by.pk))
    record("开始“四个不变”核对", check, by=by, place=register.place)
    return check


@transaction.atomic
def enter_finding(check: CommitmentCheck, item: CommitmentItem, *, explanation: str, by, **state) -> CommitmentFinding:
    """How one item stands now; what differs must be explained. Entered again, the later entry holds. Raises Refused."""
    check = _open_check(check)
    require(by, Verb.FILE, check.register.place)
    if item.register_id != check.register_id:
        raise Refused("这一事项不在本次核对的台账中。")
    after = rules.State(**state)
    changed = [str(each) for each in rules.differences(item.kind, item.state, after)]
    if changed and not explanation.strip():
        raise Refused(*(f"“{item.title}”{each}，与撤并前不一致，请写明差异说明。" for each in changed))
    finding = CommitmentFinding.objects.filter(check_session=check, item=item).first()
    finding = finding or CommitmentFinding(check_session=check, item=item)
    for name, value in {**state, "changed": changed, "explanation": explanation.strip()}.items():
        setattr(finding, name, value)
    finding.entered_at, finding.entered_by_id = clock.now(), by.pk
    stored(finding, ("holder", "scope", "explanation"))
    told = {"核对结果": [None, "；".join(changed) or "一致"]}
    record("登记“四个不变”核对", item, by=by, place=check.register.place, changes=told, reason=explanation.strip())
    return finding


@transaction.atomic
def close_check(check: CommitmentCheck, *, by) -> CommitmentCheck:
    """The street closes a check in which every item has been entered. Raises Refused."""
    check = _open_check(check)
    require(by, Verb.REVIEW, check.register.place)
    missing = check.register.items.exclude(findings__check_session=check).count()
    if missing:
        raise Refused(f"还有{missing}项没有登记核对情况，请社区逐项登记后再核定。")
    entered = check.findings.filter(entered_by=by.pk).exists()
    if entered or check.opened_by_id == by.pk:
        raise Refused("核定不能由开始核对或登记情况的本人办理。")
    check.closed_at, check.closed_by_id = clock.now(), by.pk
    check.save(update_fields=["closed_at", "closed_by"])
    changed = {"有差异": [None, check.findings.exclude(changed=[]).count()]}
    record("核定“四个不变”核对", check, by=by, place=check.register.place, changes=changed)
    return check


def _item_of(contract: Contract, register: CommitmentRegister) -> CommitmentItem:
    return CommitmentItem(
        register=register,
        kind="contracting" if contract.kind in rules.CONTRACTING else "contracts",
        title=f"{contract.number} {contract.subject}"[:120],
        holder=contract.counterparty,
        quantity=contract.area if contract.area_unit == Contract.AreaUnit.MU else None,
        amount=contract.rent_per_year,
        ends_on=contract.ends_on,
        contract=contract,
    )


def _told(item: CommitmentItem) -> dict:
    state = item.state
    words = "，".join(
        filter(None, [state.holder, rules.number(state.quantity), rules.number(state.amount), state.scope])
    )
    return {"撤并前": [None, words]}


def _locked(register: CommitmentRegister) -> CommitmentRegister:
    rows = CommitmentRegister.objects.select_for_update(of=("self",)).select_related("organisation__place")
    return rows.get(pk=register.pk)


def _drafting(register: CommitmentRegister, by) -> CommitmentRegister:
    register = _locked(register)
    require(by, Verb.FILE, register.place)
    if register.frozen_at:
        raise Refused("台账已经冻结，事项不能增减更改；情况有变化的，在核对中登记。")
    return register


def _open_check(check: CommitmentCheck) -> CommitmentCheck:
    rows = CommitmentCheck.objects.select_for_update(of=("self",)).select_related("register__organisation__place")
    check = rows.get(pk=check.pk)
    if check.closed_at:
        raise Refused("这次核对已经核定，不能再更改；请开始新的核对。")
    return check
