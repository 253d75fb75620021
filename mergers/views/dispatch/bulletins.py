"""调度情况(送审稿) and 通报: what waits for a leader's 审签, and what was signed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.lib.tables import table
from communities.views.carrying import carry_out
from communities.views.listing import listed
from mergers.forms.dispatch import TextForm
from mergers.models import Bulletin, Ledger, LedgerFile
from mergers.presenters.words import moment
from mergers.services import bulletins as service

MOST = Bulletin._meta.get_field("note").max_length


@page("GET", may=Verb.VIEW)
def bulletins(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@page("POST", may=Verb.INSTRUCT)
def bulletin_sign(request: HttpRequest, ledger: int) -> HttpResponse:
    this = get_object_or_404(Ledger.objects.visible_to(request.user).select_related("district"), pk=ledger)
    form = TextForm("审签意见", request.POST, required=False, most=MOST)
    if form.is_valid():

        def act() -> str:
            service.sign(this, note=form.cleaned_data["text"], by=request.user)
            return reverse("bulletins")

        if answer := carry_out(request, form.key, act, "已审签，列为通报。"):
            return answer
    return _shown(request)


def _shown(request: HttpRequest) -> HttpResponse:
    ledgers = Ledger.objects.visible_to(request.user)
    signed = Bulletin.objects.visible_to(request.user).select_related("ledger", "signed_by")
    context = listed(request, signed, "")
    context |= {
        "trail": [{"label": "周调度", "url": reverse("dispatch")}, {"label": "通报"}],
        "table": table("期号", "台账", "审签人", "审签时间", "审签意见", rows=map(_row, context["page"])),
        "waiting": _waiting(ledgers.select_related("bulletin").first(), request.user),
    }
    return render(request, "mergers/dispatch/bulletins.html", context)


def _row(bulletin: Bulletin) -> list:
    ledger = {"text": str(bulletin.ledger), "url": reverse("ledger", args=[bulletin.ledger.iso])}
    number = f"{bulletin.ledger.year}年第{bulletin.number}期"
    return [number, ledger, bulletin.signed_by.name, moment(bulletin.signed_at), bulletin.note]


def _waiting(ledger: Ledger | None, account) -> dict | None:
    """The newest ledger while nobody has signed it; older ones are past."""
    if ledger is None or hasattr(ledger, "bulletin"):
        return None
    signs = has_verb(account, Verb.INSTRUCT)
    made = LedgerFile.objects.visible_to(account).filter(ledger=ledger, kind=LedgerFile.Kind.REPORT).exists()
    return {
        "title": f"{ledger}调度情况（送审稿）",
        "told": f"数据截止 {moment(ledger.cutoff_at)}",
        "paper": reverse("ledger_file", args=[ledger.iso, LedgerFile.Kind.REPORT]) if made else "",
        "url": reverse("ledger", args=[ledger.iso]),
        "sign_url": reverse("bulletin_sign", args=[ledger.pk]) if signs else "",
        "form": TextForm("审签意见", required=False, most=MOST),
    }
