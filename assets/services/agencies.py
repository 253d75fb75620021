"""The third-party agency: put under contract with its qualification, and signing class by class."""

from datetime import date
from decimal import Decimal

from django.core.files import File
from django.db import transaction
from django.urls import reverse

from assets.accounting import Standing
from assets.models import ClassSignature, Engagement, Inventory
from assets.rules.accounts import Side, shipped
from assets.rules.checks import class_sentence
from assets.rules.inventory_moves import OPEN, UNIT
from assets.services.parties import held, keep, refuse_faults, require_open, require_party, signs_for
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services import messages
from communities.services.recording import record

SIGNABLE = OPEN | {Inventory.Status.POSTING, Inventory.Status.CONFIRMED}


@transaction.atomic
def engage(inventory: Inventory, agency: Organisation, *, contract: File, by, **facts) -> Engagement:
    """Put an agency under contract: `facts` are the fields of Engagement. Its people then see this inventory alone.

    Raises Refused unless it is an agency, qualified on the day of the contract, and free of conflict.
    """
    locked = held(inventory)
    require_party(by, UNIT, locked)
    require_open(locked)
    if hasattr(locked, "engagement"):
        raise Refused(f"已经委托{locked.engagement.agency.name}，一次清查只委托一家机构。")
    row = Engagement(inventory=locked, agency=agency, engaged_at=clock.now(), engaged_by_id=by.pk, **facts)
    if reasons := _engagement_faults(row):
        raise Refused(*reasons)
    row.contract = keep(locked, "委托合同", f"{agency.name}委托合同", contract, row.contracted_on, by=by)
    refuse_faults(row)
    row.save(force_insert=True)
    changes = {"受托机构": [None, agency.name], "资格有效期至": [None, row.qualified_until]}
    record("登记受托机构", row, by=by, place=locked.place, changes=changes)
    asked = f"{locked}由贵机构受托，请核对后逐类签章。"
    messages.tell(messages.people_of(agency), asked, reverse("inventory_agency", args=[locked.pk]))
    return row


@transaction.atomic
def sign_class(
    inventory: Inventory,
    account: str,
    *,
    report_number: str,
    verified: Decimal,
    book: Decimal | None = None,
    by,
) -> ClassSignature:
    """Sign one class as the agency, over the totals that its report states: 元, for the land class 亩.

    Refused when the report's totals are not the register's, the qualification has run out, or the person is not the
    agency's. A class that is changed afterwards must be signed again.
    """
    locked = held(inventory)
    standing = Standing(locked)
    _require_signer(standing, account, by)
    _require_equal(standing, account, book, verified)
    resource = shipped().account(account).side == Side.RESOURCE
    figures = {"area": verified} if resource else {"book": book, "verified": verified}
    row = ClassSignature(
        engagement=standing.engagement,
        account=account,
        report_number=report_number.strip(),
        **figures,
        digest=standing.class_digests[account],
        signed_at=clock.now(),
        signed_by_id=by.pk,
    )
    refuse_faults(row)
    row.save(force_insert=True)
    changes = {"类别": [None, shipped().account(account).name], "报告文号": [None, row.report_number]}
    record("机构签章", standing.engagement, by=by, place=locked.place, changes=changes)
    return row


def _engagement_faults(row: Engagement) -> list[str]:
    checks = (
        (f"“{row.agency.name}”登记的类别不是第三方机构。", row.agency.kind == Organisation.Kind.AGENCY),
        ("签订日期晚于今天，请核对。", row.contracted_on <= clock.today()),
        ("资格有效期的截止日期不能早于起始日期。", row.qualified_from <= row.qualified_until),
        (
            f"受托机构的资格有效期为{_span(row)}，签订合同时（{row.contracted_on}）不在有效期内。",
            row.qualified_on(row.contracted_on),
        ),
        ("受托机构须出具与清查单位无利害关系的声明。", row.no_conflict),
    )
    return [sentence for sentence, holds in checks if not holds]


def _require_signer(standing: Standing, account: str, by) -> None:
    """The person is the agency's, its qualification holds today, and there is something to sign."""
    if not signs_for(by, standing.inventory):
        raise Refused("只有受托机构的人员可以签章，且只限其受托的清查。")
    if standing.inventory.status not in SIGNABLE:
        raise Refused("清查已经锁定，不能再签章。")
    engagement = standing.engagement
    if not engagement.qualified_on(clock.today()):
        raise Refused(f"{engagement.agency.name}的资格有效期为{_span(engagement)}，今天不在有效期内，签章无效。")
    if account not in standing.class_digests:
        raise Refused("这一类没有明细，不需签章。")


def _require_equal(standing: Standing, code: str, book: Decimal | None, verified: Decimal) -> None:
    account, total = shipped().account(code), standing.tally.account(code)
    if verified != total.verified or (book is not None and book != total.book):
        held_now = class_sentence(account.name, total, account.side == Side.RESOURCE)
        raise Refused(f"报告所载合计与登记簿不一致（登记簿{held_now}），请与清查单位核对后再签章。")


def _span(row: Engagement) -> str:
    return f"{date.isoformat(row.qualified_from)}至{date.isoformat(row.qualified_until)}"
