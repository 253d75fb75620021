"""What becomes of a contract after it was signed: disputed, settled, ended, the thing recovered, money received."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from assets.models import Contract
from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.permission import require

from .contracts import acted, locked


@transaction.atomic
def dispute(contract: Contract, text: str, *, on: date, by) -> Contract:
    """A dispute arose on a day; a new one may follow a settled one. Raises Refused."""
    contract = _opened(contract, by, on)
    if contract.disputed_on and not contract.settled_on:
        raise Refused("这份合同已登记争议，尚未解决。")
    if not text.strip():
        raise Refused("请写明争议情况。")
    facts = {"disputed_on": on, "dispute": text.strip(), "settled_on": None}
    return acted(contract, "登记合同争议", facts, by=by)


@transaction.atomic
def settle(contract: Contract, text: str, *, on: date, by) -> Contract:
    """The dispute was settled on a day. Raises Refused."""
    contract = _opened(contract, by, on)
    if not contract.disputed_on or contract.settled_on:
        raise Refused("这份合同没有尚未解决的争议。")
    if on < contract.disputed_on:
        raise Refused(f"解决日期不能早于发生争议的{contract.disputed_on}。")
    return acted(contract, "登记争议解决", {"settled_on": on}, by=by, reason=text.strip())


@transaction.atomic
def terminate(contract: Contract, text: str, *, on: date, by) -> Contract:
    """The contract was ended before its time. Raises Refused."""
    contract = _opened(contract, by, on)
    if contract.terminated_on:
        raise Refused(f"这份合同已于{contract.terminated_on}解除。")
    if contract.ends_on and on > contract.ends_on:
        raise Refused(f"合同已于{contract.ends_on}到期，不需要解除。")
    if not text.strip():
        raise Refused("解除合同须写明原因。")
    return acted(contract, "登记合同解除", {"terminated_on": on, "termination": text.strip()}, by=by)


@transaction.atomic
def recover(contract: Contract, text: str, *, on: date, by) -> Contract:
    """The thing let came back on a day. Raises Refused."""
    contract = _opened(contract, by, on)
    if contract.recovered_on:
        raise Refused(f"已于{contract.recovered_on}登记收回。")
    return acted(contract, "登记资产收回", {"recovered_on": on}, by=by, reason=text.strip())


@transaction.atomic
def state_money(contract: Contract, *, receivable: Decimal, received: Decimal, by) -> Contract:
    """What is due by today in all and what has come in, in yuan. Raises Refused."""
    contract = locked(contract)
    require(by, Verb.FILE, contract.place)
    return acted(contract, "登记应收实收", {"receivable": receivable, "received": received}, by=by)


def _opened(contract: Contract, by, on: date) -> Contract:
    contract = locked(contract)
    require(by, Verb.FILE, contract.place)
    if not contract.signed_on <= on <= clock.today():
        raise Refused(f"日期应在签订日{contract.signed_on}至今天之间。")
    return contract
