"""Share certificates: numbered for every household that holds shares, every printing counted."""

from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Household
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Certificate, CertificatePrint, ShareAccount, SharePlan

from .plans import locked_plan


@transaction.atomic
def issue_certificates(plan: SharePlan, issued_on: date, *, by) -> list[Certificate]:
    """Give every household with shares and without a certificate the next numbers, in the order of households.

    Raises Refused before the lock: what a certificate shows must not be corrected away.
    """
    plan = locked_plan(plan, SharePlan.Status.LOCKED)
    require(by, Verb.KEEP_SHARES, plan.place)
    if issued_on > clock.today():
        raise Refused("发证日期不能晚于今天。")
    holding = ShareAccount.objects.of(plan).filter(balance__gt=0, kind=ShareAccount.Kind.PERSON).values("household")
    numbered = Certificate.objects.filter(organisation=plan.organisation).values("household")
    homes = Household.objects.filter(pk__in=holding).exclude(pk__in=numbered).order_by("number", "pk")
    if not homes:
        raise Refused("持股的每一户都已发证。")
    made = Certificate.objects.bulk_create(
        Certificate(
            organisation=plan.organisation,
            household=home,
            number=next_number(f"certificate:{plan.organisation_id}"),
            issued_on=issued_on,
            at=clock.now(),
            by_name=by.name,
        )
        for home in homes
    )
    numbers = f"{made[0]}至{made[-1].number:05d}号"
    record("发放股权证", plan, by=by, place=plan.place, changes={"证号": [None, numbers], "户数": [None, len(made)]})
    return made


@transaction.atomic
def print_certificate(certificate: Certificate, as_on: date, reason: str = "", *, by) -> CertificatePrint:
    """Count one printing as at a day; from the second on with its reason (遗失、写满、变更). Raises Refused."""
    certificate = Certificate.objects.select_for_update(of=("self",)).with_names().get(pk=certificate.pk)
    place = certificate.organisation.place
    require(by, Verb.KEEP_SHARES, place)
    sequence = certificate.prints.count() + 1
    fixed = SharePlan.objects.filter(organisation=certificate.organisation, status=SharePlan.Status.LOCKED)
    checks = (
        ("股权固化以后才能打印股权证。", fixed.exists()),
        ("截至日期不能晚于今天。", as_on <= clock.today()),
        (f"截至日期不能早于发证日期{certificate.issued_on}。", as_on >= certificate.issued_on),
        ("补打股权证须写明原因，如遗失、写满、股权变更。", sequence == 1 or reason.strip()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    printed = CertificatePrint.objects.create(
        certificate=certificate, sequence=sequence, as_on=as_on, at=clock.now(), by_name=by.name, reason=reason.strip()
    )
    changes = {"打印": [None, f"第{sequence}次，截至{as_on}"]}
    record("打印股权证", certificate, by=by, place=place, changes=changes, reason=reason)
    return printed
