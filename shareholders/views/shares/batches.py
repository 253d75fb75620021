"""Certificates of many households printed as one file."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.files import content_disposition
from communities.services import jobs
from communities.views.jobs import progress_again, standing
from shareholders import services
from shareholders.forms.share_boards import BatchForm
from shareholders.models import CertificateBatch, SharePlan
from shareholders.services import certificate_batches

from .shown import form_page, moment, plan_of, trail

LABEL = "股权证文件"


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_certificates_print(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = BatchForm(request.POST or None)

    def act() -> str:
        batch = services.order_batch(plan, form.cleaned_data["as_on"], by=request.user, **form.asked())
        return address(batch)

    lines = [
        "每本登记一次打印，按证号先后排成一个 PDF，双面打印后逐本折叠。",
        "本数多的在后台生成，可以离开页面，稍后回来下载。",
    ]
    return form_page(request, plan, form, act, "批量打印股权证", "已登记打印，正在生成文件。", lines)


@page("GET", may=Verb.FILE)
def share_certificate_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    plan = SharePlan.objects.in_force().get(organisation=batch.organisation)
    made = bool(batch.done_at) and certificate_batches.file_of(batch).is_file()
    context = {
        "batch": batch,
        "trail": [*trail(plan, "股权证"), {"label": "批量打印"}],
        "back": reverse("share_certificates", args=[plan.pk]),
        "facts": _facts(batch),
        "work": standing(_job(batch), reverse("share_certificate_batch_progress", args=[batch.pk]), LABEL),
        "paper_url": reverse("share_certificate_batch_paper", args=[batch.pk]) if made else "",
        "lost": bool(batch.done_at) and not made,
    }
    return render(request, "shareholders/share_certificate_batch.html", context)


@page("GET", may=Verb.FILE)
def share_certificate_batch_progress(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    return progress_again(request, _job(batch), LABEL, address(batch))


@page("GET", may=Verb.FILE)
def share_certificate_batch_paper(request: HttpRequest, pk: int) -> FileResponse:
    batch = batch_of(request, pk)
    file = certificate_batches.file_of(batch)
    if not batch.done_at or not file.is_file():
        raise Http404
    name = f"{batch.organisation.name}股权证（{batch.scope}，{batch.count}本）.pdf"
    headers = {"Content-Disposition": content_disposition(name), "Cache-Control": "no-store"}
    return FileResponse(file.open("rb"), content_type="application/pdf", headers=headers)


def batch_of(request: HttpRequest, pk: int) -> CertificateBatch:
    found = CertificateBatch.objects.visible_to(request.user).select_related("organisation__place", "made_by")
    return get_object_or_404(found, pk=pk)


def batches_of(plan: SharePlan) -> list[dict]:
    """The last of them, for the page of certificates."""
    return [
        {
            "text": f"{batch.scope}，{batch.count}本",
            "url": address(batch),
            "word": "可下载" if batch.done_at else "正在生成",
            "tone": "done" if batch.done_at else "going",
            "detail": f"截至{batch.as_on}，{batch.made_by.name} {moment(batch.at)}",
        }
        for batch in CertificateBatch.objects.filter(organisation=plan.organisation).select_related("made_by")[:10]
    ]


def address(batch: CertificateBatch) -> str:
    return reverse("share_certificate_batch", args=[batch.pk])


def _job(batch: CertificateBatch):
    return jobs.standing(certificate_batches.key_of(batch))


def _facts(batch: CertificateBatch) -> list[dict]:
    pairs = [
        ("合作社", batch.organisation.name),
        ("范围", batch.scope),
        ("本数", f"{batch.count}本"),
        ("持股截至", batch.as_on),
        ("原因", batch.reason),
        ("登记", f"{batch.made_by.name} {moment(batch.at)}"),
        ("页数", f"{batch.pages}页（A5）" if batch.pages else ""),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]
