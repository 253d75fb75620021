"""Acts on property: entered, filed or flagged, withdrawn with a reason where entered in error.

None is refused for want of a filing number (农村集体经济组织法第六十二条).
"""

from datetime import date

from django.db import transaction

from assets.models import Disposal
from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services.permission import require
from communities.services.recording import record
from communities.services.saving import changes, stored

from . import filings

TEXTS = ("subject", "counterparty", "reason", "procedure", "withdrawal")


@transaction.atomic
def enter(organisation: Organisation, *, by, **facts) -> Disposal:
    """Enter what was disposed of or written off. Raises Refused."""
    require(by, Verb.FILE, organisation.place)
    if facts["happened_on"] > clock.today():
        raise Refused("发生日期不能晚于今天。")
    _require_filing_day(facts.get("filed_on"), facts["happened_on"])
    disposal = stored(Disposal(organisation=organisation, entered_by_id=by.pk, **facts), TEXTS)
    filings.watch(disposal, by=by)
    record("登记资产处置", disposal, by=by, place=disposal.place, changes=changes(Disposal(), facts))
    return disposal


@transaction.atomic
def file(disposal: Disposal, number: str, *, filed_on: date, by) -> Disposal:
    """Enter the number under which the act was filed. Raises Refused."""
    disposal = _locked(disposal)
    require(by, (Verb.FILE, Verb.REVIEW), disposal.place)
    if disposal.filing_number:
        raise Refused(f"已经备案，文号“{disposal.filing_number}”。")
    if not number.strip():
        raise Refused("请填写备案文号。")
    _require_filing_day(filed_on, disposal.happened_on)
    facts = {"filing_number": number.strip(), "filed_on": filed_on}
    return _changed(disposal, "登记处置备案", facts, by=by)


@transaction.atomic
def withdraw(disposal: Disposal, reason: str, *, by) -> Disposal:
    """撤销 an entry made in error; it stays to be read. Raises Refused."""
    disposal = _locked(disposal)
    require(by, Verb.FILE, disposal.place)
    if not reason.strip():
        raise Refused("撤销须写明原因。")
    facts = {"withdrawn_at": clock.now(), "withdrawal": reason.strip()}
    disposal.withdrawn_by_id = by.pk
    return _changed(disposal, "撤销处置登记", facts, by=by)


def _changed(disposal: Disposal, action: str, facts: dict, *, by) -> Disposal:
    changed = changes(disposal, facts)
    for name, value in facts.items():
        setattr(disposal, name, value)
    stored(disposal, TEXTS)
    filings.watch(disposal, by=by)
    record(action, disposal, by=by, place=disposal.place, changes=changed)
    return disposal


def _locked(disposal: Disposal) -> Disposal:
    found = Disposal.objects.select_for_update(of=("self",)).with_places().get(pk=disposal.pk)
    if found.withdrawn_at:
        raise Refused("这条登记已经撤销。")
    return found


def _require_filing_day(filed_on: date | None, happened_on: date) -> None:
    if filed_on and not happened_on <= filed_on <= clock.today():
        raise Refused(f"备案日期应在发生日期{happened_on}至今天之间。")
