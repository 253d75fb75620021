"""The third-party agency of an inventory: its contract and qualification, and its signature class by class."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assets import services as assets
from assets.accounting import Standing
from assets.forms.agencies import EngagementForm, NoAgencyForm, SignForm
from assets.forms.inventories import facts_of
from assets.models import Inventory
from assets.rules.accounts import Side, shipped
from assets.rules.checks import yuan
from assets.rules.figures import by_account
from assets.rules.inventory_moves import OPEN, UNIT
from assets.services.agencies import SIGNABLE
from assets.services.parties import is_party, signs_for
from communities.access import Verb, page
from communities.lib import clock
from communities.lib.tables import table
from communities.views.carrying import form_page

from .shown import amount, check_items, day_of, head, inventory_of, pairs, paper_url, trail

HEADS = ("类别", "账面数", "核实数", "签章", "报告文号", "签章人")


@page("GET", may=Verb.VIEW)
def inventory_agency(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    standing = Standing(found)
    may_sign = signs_for(request.user, found) and found.status in SIGNABLE
    context = {
        **head(found, "inventory_agency"),
        "acts": _acts(request, found, standing),
        "facts": _facts(standing),
        "checks": check_items([standing.signed()]),
        "table": table(*HEADS, rows=(_row(standing, code, may_sign) for code in by_account(standing.lines, shipped()))),
    }
    return render(request, "assets/agency.html", context)


@page("GET", "POST", may=Verb.FILE)
def agency_engage(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    form = EngagementForm(found.place, request.POST or None, request.FILES or None)

    def act() -> str:
        given = facts_of(form)
        assets.engage(found, given.pop("agency"), by=request.user, **given)
        return _address(found)

    return _form_page(request, found, form, act, "登记受托机构", "受托机构已登记，其人员可以查看并签章。")


@page("GET", "POST", may=Verb.FILE)
def agency_none(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    form = NoAgencyForm(request.POST or None, initial={"reason": found.no_agency_reason})

    def act() -> str:
        assets.explain_no_agency(found, form.cleaned_data["reason"], by=request.user)
        return _address(found)

    return _form_page(request, found, form, act, "不委托第三方机构", "理由已登记，由街道核实。")


@page("GET", "POST", may=Verb.SIGN)
def class_sign(request: HttpRequest, pk: int, account: str) -> HttpResponse:
    """The agency states the totals of its report; they are not filled in for it."""
    found = inventory_of(request, pk)
    chosen = next((each for each in shipped().accounts if each.code == account), None)
    if chosen is None or not signs_for(request.user, found):
        raise Http404
    form = SignForm(chosen.side == Side.RESOURCE, request.POST or None)

    def act() -> str:
        assets.sign_class(found, account, by=request.user, **facts_of(form))
        return _address(found)

    return _form_page(request, found, form, act, f"签章 · {chosen.name}", f"{chosen.name}已签章。")


def _form_page(request: HttpRequest, inventory: Inventory, form, act, heading: str, said: str) -> HttpResponse:
    told = {"heading": heading, "sub": str(inventory), "back": _address(inventory), "trail": trail(inventory, heading)}
    return form_page(request, form, act, said, **told)


def _address(inventory: Inventory) -> str:
    return reverse("inventory_agency", args=[inventory.pk])


def _acts(request: HttpRequest, inventory: Inventory, standing: Standing) -> list[dict]:
    if standing.engagement or inventory.status not in OPEN or not is_party(request.user, UNIT, inventory):
        return []
    none = {"label": "不委托的理由", "url": reverse("agency_none", args=[inventory.pk])}
    return [none, {"label": "登记受托机构", "url": reverse("agency_engage", args=[inventory.pk]), "primary": True}]


def _facts(standing: Standing) -> list[dict]:
    row = standing.engagement
    if row is None:
        return pairs(("未委托的理由", standing.inventory.no_agency_reason))
    valid = row.qualified_on(clock.today())
    return pairs(
        ("受托机构", row.agency.name),
        ("执业证书号", row.qualification),
        ("资格有效期", f"{row.qualified_from}至{row.qualified_until}{'' if valid else '（今天不在有效期内）'}"),
        ("项目负责人", f"{row.responsible} {row.responsible_number}"),
        ("选取方式", row.chosen_by),
        ("合同", f"{row.contract_number}（{row.contracted_on}）", paper_url(row.contract)),
        ("费用（元）", "" if row.fee is None else yuan(row.fee)),
        ("利害关系", "已出具无利害关系声明"),
    )


def _row(standing: Standing, code: str, may_sign: bool) -> tuple:
    account, total = shipped().account(code), standing.tally.account(code)
    unit = "（亩）" if account.side == Side.RESOURCE else ""
    signature = standing.signatures.get(code)
    stale = signature is not None and signature.digest != standing.class_digests[code]
    sums = (amount(total.book, account.side), amount(total.verified, account.side))
    name = f"{account.name}{unit}"
    if signature is None or stale:
        url = reverse("class_sign", args=[standing.inventory.pk, code])
        loose = {"text": "须重新签章" if stale else "未签章", "tone": "again" if stale else "idle"}
        return name, *sums, {"text": "签章", "url": url} if may_sign else loose, "", ""
    signed = {"text": f"{day_of(signature.signed_at)}", "tone": "done"}
    return name, *sums, signed, signature.report_number, signature.signed_by.name
