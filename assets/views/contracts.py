"""The contract register: the list with its export, a new contract, one with what the system sees, its acts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assets.filing import filing_rules
from assets.forms import contracts as forms
from assets.forms.bodies import bodies
from assets.models import Contract
from assets.presenters import contracts as shown
from assets.presenters.sections import tabs, trail
from assets.services import contract_acts
from assets.services import contracts as service
from communities.access import Verb, has_verb, may, page
from communities.exports import sheets_response
from communities.lib import clock
from communities.lib.tables import table
from communities.lib.workbooks import Sheet
from communities.models import Place
from communities.services import settings
from communities.views.acts import FILE, REVIEW, WRITERS, Act, carried, offered
from communities.views.carrying import carry_out
from communities.views.listing import listed


def _another(row: Contract, account) -> bool:
    return row.changed_by_id != account.pk


def _running(row: Contract) -> bool:
    return not row.terminated_on and (row.ends_on is None or row.ends_on >= clock.today())


ACTS = {
    "confirm": Act(
        "核对通过",
        REVIEW,
        lambda row, **facts: service.review(row, "confirm", **facts),
        forms.ReviewForm,
        lambda row, account: row.review == Contract.Review.ENTERED and _another(row, account),
    ),
    "return": Act(
        "退回更正",
        REVIEW,
        lambda row, **facts: service.review(row, "return", **facts),
        forms.ReturnForm,
        lambda row, account: row.review != Contract.Review.RETURNED and _another(row, account),
    ),
    "file": Act("登记备案", WRITERS, service.file, forms.FilingForm, lambda row, account: not row.filing_number),
    "money": Act("登记应收实收", FILE, contract_acts.state_money, forms.MoneyForm),
    "dispute": Act(
        "登记争议",
        FILE,
        contract_acts.dispute,
        forms.DisputeForm,
        lambda row, account: not row.disputed_on or bool(row.settled_on),
    ),
    "settle": Act(
        "登记争议解决",
        FILE,
        contract_acts.settle,
        forms.SettleForm,
        lambda row, account: bool(row.disputed_on and not row.settled_on),
    ),
    "terminate": Act(
        "登记解除", FILE, contract_acts.terminate, forms.TerminateForm, lambda row, account: _running(row), danger=True
    ),
    "recover": Act(
        "登记收回",
        FILE,
        contract_acts.recover,
        forms.RecoverForm,
        lambda row, account: not row.recovered_on and not _running(row),
    ),
}


def visible(request: HttpRequest):
    return Contract.objects.visible_to(request.user).with_places().with_lock()


@page("GET", may=Verb.VIEW)
def contract_list(request: HttpRequest) -> HttpResponse:
    form = _filtered(request)
    context = {"form": form, **listed(request, form.found(), reverse("contracts_export"))}
    found = shown.findings(list(context["page"]), form.held)
    context["table"] = table(*shown.HEADS, rows=(shown.row(each, found[each.pk]) for each in context["page"]))
    context |= {"tabs": tabs("contracts"), "may_enter": has_verb(request.user, Verb.FILE)}
    place = form.chosen_place()
    context["workbooks_url"] = reverse("contracts_intake_list", args=[place.pk]) if place else ""
    return render(request, "assets/contracts/list.html", context)


@page("GET", may=Verb.VIEW)
def contracts_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list, with every column of the register."""
    form = _filtered(request)
    rows = list(form.found())
    found = shown.findings(rows, form.held)
    heading = ("合同台账", f"导出日期：{clock.today()}　共{len(rows)}份")
    lines = [shown.values(each, found[each.pk]) for each in rows]
    sheet = Sheet("合同台账", shown.COLUMNS, lines, heading=heading, frozen_columns=3, paper="a3")
    return sheets_response(f"合同台账{clock.today()}", [sheet])


@page("GET", "POST", may=Verb.FILE)
def contract_new(request: HttpRequest) -> HttpResponse:
    form = forms.ContractForm(request.POST or None, bodies=bodies(request.user))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = service.enter(form.cleaned_data["organisation"], by=request.user, **form.terms())
            return reverse("contract", args=[made.pk])

        if done := carry_out(request, form.key, act, "合同已登记，待街道核对。"):
            return done
    context = {
        "form": form,
        "trail": trail("contracts", {"label": "登记合同"}),
        "heading": "登记合同",
        "button": "登记",
    }
    return render(request, "assets/contracts/form.html", context | {"back": reverse("contracts")})


@page("GET", may=Verb.VIEW)
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("GET", "POST", may=Verb.FILE)
def contract_change(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(visible(request), pk=pk)
    initial = {name: getattr(this, name) for name in forms.TERMS}
    form = forms.ContractForm(request.POST or None, contract=this, initial=initial)
    address = reverse("contract", args=[pk])
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            service.change(this, reason=form.cleaned_data["reason"], by=request.user, **form.terms())
            return address

        if done := carry_out(request, form.key, act, "已更正，待街道核对。"):
            return done
    trail_ = trail("contracts", {"label": this.number, "url": address}, {"label": "更正"})
    context = {
        "form": form,
        "trail": trail_,
        "heading": f"更正合同 {this.number}",
        "button": "保存更正",
        "back": address,
    }
    return render(request, "assets/contracts/form.html", context)


@page("POST", may=WRITERS)
def contract_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """核对, 退回, 备案, 应收实收, 争议, 解除, 收回; the service says who may."""
    this = get_object_or_404(visible(request), pk=pk)
    return carried(request, ACTS, act, this, reverse("contract", args=[pk]), _shown)


def _shown(request: HttpRequest, this: Contract, bound: dict | None = None) -> HttpResponse:
    context = {
        "trail": trail("contracts", {"label": this.number}),
        "this": this,
        "tags": shown.tags(this),
        "findings": [each.text for each in shown.findings([this])[this.pk]],
        "facts": shown.facts(this),
        "acts": offered(ACTS, "contract_act", this, request.user, bound),
        "change_url": reverse("contract_change", args=[this.pk]) if may(request.user, Verb.FILE, this.place) else "",
        "history_url": reverse("history", args=["assets.contract", this.pk]),
    }
    return render(request, "assets/contracts/detail.html", context, status=409 if bound else 200)


def _filtered(request: HttpRequest) -> forms.ContractFilterForm:
    places = Place.objects.visible_to(request.user).communities().order_by("code")
    own = {post.place.district_or_self for post in request.user.posts()}
    days = max((settings.value("contract.first_reminder_days", each) for each in own), default=0)
    return forms.ContractFilterForm(visible(request), places, filing_rules(own), days, request.GET or None)
