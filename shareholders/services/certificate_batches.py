"""Certificates of a whole plan, or of some households, as one file: counted at once, laid out by a job."""

from datetime import date
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Job, Organisation
from communities.services import jobs
from communities.services.long_papers import LongPaper, keep_file, printed
from communities.services.permission import require
from communities.services.recording import SYSTEM, record
from shareholders import papers
from shareholders.models import Certificate, CertificateBatch, CertificatePrint, SharePlan

SCOPES = {"new": "尚未打印的", "all": "全部", "range": "户编号一段"}


@transaction.atomic
def order_batch(
    plan: SharePlan, as_on: date, *, scope: str = "new", first: str = "", last: str = "", reason: str = "", by
) -> CertificateBatch:
    """Count one printing of each certificate asked for and have the file made. Raises Refused with what is wrong.

    `scope` is a key of SCOPES; a range takes the households from number `first` to number `last`, both included.
    """
    require(by, Verb.KEEP_SHARES, plan.place)
    Organisation.objects.select_for_update(no_key=True).get(pk=plan.organisation_id)  # printings queue here
    found = list(asked_for(plan, scope, first.strip(), last.strip()).annotate(printed=Count("prints")))
    printed_before = any(each.printed for each in found)
    youngest = max((each.issued_on for each in found), default=as_on)
    checks = (
        ("没有符合条件的股权证；还没有发证的，请先发放股权证。", found),
        ("截至日期不能晚于今天。", as_on <= clock.today()),
        (f"截至日期不能早于发证日期{youngest}。", as_on >= youngest),
        (
            "其中有打印过的股权证，补打须写明原因，如换发、股权变更。",
            reason.strip() or not printed_before,
        ),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    moment, words = clock.now(), _words(scope, first.strip(), last.strip())
    batch = CertificateBatch.objects.create(
        organisation=plan.organisation, as_on=as_on, scope=words, count=len(found), reason=reason.strip(), at=moment,
        made_by_id=by.pk,
    )  # fmt: skip
    CertificatePrint.objects.bulk_create(
        CertificatePrint(
            certificate=each, sequence=each.printed + 1, as_on=as_on, at=moment, by_name=by.name,
            reason=reason.strip() if each.printed else "", batch=batch,
        )
        for each in found
    )  # fmt: skip
    changes = {"本数": [None, len(found)], "范围": [None, words], "截至": [None, str(as_on)]}
    record("批量打印股权证", batch, by=by, place=plan.place, changes=changes, reason=reason.strip())
    jobs.enqueue("shareholders.tasks.print_certificates", key_of(batch), place=plan.place, batch=batch.pk)
    return batch


def print_batch(batch: CertificateBatch, job: Job | None = None, *, by=SYSTEM) -> CertificateBatch:
    """Lay the certificates out one after another, each with its own page numbers; a second call makes nothing."""
    if file_of(batch).is_file() and batch.done_at:
        return batch
    with printed(paper_of(batch), job) as file:
        keep_file(file, file_of(batch))
        with pikepdf.open(file_of(batch)) as pdf:
            return _done(batch, len(pdf.pages), by=by)


@transaction.atomic
def _done(batch: CertificateBatch, pages: int, *, by) -> CertificateBatch:
    found = (
        CertificateBatch.objects.select_for_update(of=("self",)).select_related("organisation__place").get(pk=batch.pk)
    )
    if found.done_at is None:
        found.done_at, found.pages = clock.now(), pages
        found.save(update_fields=["done_at", "pages"])
        record("生成股权证文件", found, by=by, place=found.organisation.place, changes={"页数": [None, pages]})
    return found


def asked_for(plan: SharePlan, scope: str, first: str = "", last: str = "") -> QuerySet[Certificate]:
    """The certificates of a scope, in the order of their numbers."""
    found = Certificate.objects.filter(organisation=plan.organisation).order_by("number")
    if scope == "new":
        return found.filter(prints=None)
    return found.filter(household__number__range=(first, last)) if scope == "range" else found


def paper_of(batch: CertificateBatch) -> LongPaper:
    """One certificate a part; the printings are fixed, so the batch's number is the content's name."""
    prints = list(batch.prints.order_by("certificate__number").values_list("pk", flat=True))

    def one(number: int) -> papers.Rendered:
        found = CertificatePrint.objects.select_related("certificate__household", "certificate__organisation")
        return papers.certificate(found.get(pk=prints[number - 1]))

    return LongPaper(f"certificates-{batch.pk}", len(prints), one, numbered=False)


def file_of(batch: CertificateBatch) -> Path:
    return settings.OUTPUT_ROOT / "certificates" / f"{batch.pk}.pdf"


def key_of(batch: CertificateBatch) -> str:
    return f"certificates:{batch.pk}"


def _words(scope: str, first: str, last: str) -> str:
    return f"户编号{first}至{last}" if scope == "range" else SCOPES[scope]
