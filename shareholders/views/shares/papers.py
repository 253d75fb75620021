"""Certificates with their printings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.lib import clock
from communities.lib.files import content_disposition
from communities.lib.pdf.renderer import Rendered
from communities.lib.tables import table
from communities.views.carrying import carry_out, say_errors
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from shareholders import papers
from shareholders.forms.shares import DayForm, PrintForm
from shareholders.models import Certificate, CertificatePrint, SharePlan
from shareholders.services import certificates as service

from .batches import batches_of
from .shown import form_page, frame, moment, plan_of, trail

HEADS = ("证号", "户编号", "户主", "发证日期", "经办", "打印次数")


@page("GET", may=Verb.RESIDENTS)
def share_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    context = listed(request, _certificates(plan), reverse("share_certificates_export", args=[plan.pk]))
    context["table"] = table(*HEADS, rows=map(_linked, context["page"]))
    context["may_issue"] = may(request.user, Verb.KEEP_SHARES, plan.place) and plan.status == SharePlan.Status.LOCKED
    keeps = may(request.user, Verb.KEEP_SHARES, plan.place)
    context["may_print"] = keeps and context["page"].paginator.count
    context["batches"] = batches_of(plan) if may(request.user, Verb.FILE, plan.place) else []
    context |= frame(plan, "share_certificates", request.user)
    return render(request, "shareholders/share_certificates.html", context)


@page("GET", may=Verb.RESIDENTS)
def share_certificates_export(request: HttpRequest, pk: int) -> HttpResponse:
    return workbook_response("股权证", HEADS, map(_row, _certificates(plan_of(request, pk))))


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_certificates_issue(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = DayForm("发证日期", request.POST or None, initial={"on": clock.today()})

    def act() -> str:
        service.issue_certificates(plan, form.cleaned_data["on"], by=request.user)
        return reverse("share_certificates", args=[plan.pk])

    lines = ["持股而尚未发证的户按户编号依次取得证号；每户一号，不重复、不跳号。"]
    return form_page(request, plan, form, act, "发放股权证", "已编证号，可以逐户打印。", lines)


@page("GET", may=Verb.RESIDENTS)
def share_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate: its printings, and a form for another."""
    this = certificate_of(request, pk)
    plan = SharePlan.objects.in_force().get(organisation=this.organisation)
    keeps, reads = (may(request.user, verb, this.organisation.place) for verb in (Verb.KEEP_SHARES, Verb.FILE))
    prints = (_printing(each, reads) for each in this.prints.all())
    context = {
        "this": this,
        "trail": trail(plan, str(this)),
        "household_url": reverse("share_household", args=[plan.pk, this.household_id]),
        "table": table("打印", "截至", "时间", "经办", "原因", rows=prints),
        "form": PrintForm(initial={"as_on": clock.today()}) if keeps else None,
        "history_url": reverse("history", args=[Certificate._meta.label_lower, this.pk]),
    }
    return render(request, "shareholders/share_certificate.html", context)


@page("POST", may=Verb.KEEP_SHARES)
def share_certificate_print(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = certificate_of(request, pk), PrintForm(request.POST)

    def act() -> str:
        service.print_certificate(this, form.cleaned_data["as_on"], form.cleaned_data["reason"], by=request.user)
        return _address(this)

    if not form.is_valid():
        say_errors(request, form)
        return redirect(_address(this))
    return carry_out(request, form.key, act, "已登记打印，请下载证书。") or redirect(_address(this))


@page("GET", may=Verb.FILE)
def share_certificate_paper(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    """The paper of one printing, drawn from the ledger as it stood then."""
    this = certificate_of(request, pk)
    printed = get_object_or_404(this.prints, sequence=sequence)
    return _pdf(papers.certificate(printed), f"{this}（第{sequence}次打印）")


def certificate_of(request: HttpRequest, pk: int) -> Certificate:
    return get_object_or_404(Certificate.objects.visible_to(request.user).with_names(), pk=pk)


def _certificates(plan: SharePlan):
    return Certificate.objects.filter(organisation=plan.organisation).with_names().with_counts().order_by("number")


def _address(this: Certificate) -> str:
    return reverse("share_certificate", args=[this.pk])


def _row(this: Certificate) -> tuple:
    issued, number = this.issued_on.isoformat(), f"{this.number:05d}"
    return number, this.household.number, this.head or "", issued, this.by_name, this.printed


def _linked(this: Certificate) -> list:
    number, *rest = _row(this)
    return [{"text": number, "url": _address(this)}, *rest]


def _printing(printed: CertificatePrint, reads: bool) -> list:
    url = reverse("share_certificate_paper", args=[printed.certificate_id, printed.sequence]) if reads else ""
    words = "首次打印" if printed.sequence == 1 else f"第{printed.sequence - 1}次补打"
    cells = [printed.as_on.isoformat(), moment(printed.at), printed.by_name, printed.reason]
    return [{"text": words, "url": url}, *cells]


def _pdf(paper: Rendered, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition(f"{name}.pdf"), "Cache-Control": "no-store"}
    return HttpResponse(paper.pdf, content_type="application/pdf", headers=headers)
