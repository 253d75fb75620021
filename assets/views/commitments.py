"""四个不变: the registers with their counts, one register, its items, its checks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assets.forms import commitments as forms
from assets.forms.bodies import bodies
from assets.models import CommitmentCheck, CommitmentFinding, CommitmentItem, CommitmentRegister
from assets.presenters import commitments as shown
from assets.presenters.sections import tabs, trail
from assets.services import commitments as service
from communities.access import Verb, has_verb, may, page
from communities.lib.tables import bare, table
from communities.models import Place
from communities.services import settings
from communities.views.acts import FILE, REVIEW, WRITERS, Act, carried, offered
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.listing import listed


def _draft(row, account) -> bool:
    return not row.frozen_at


REGISTER_ACTS = {
    "add": Act("登记事项", FILE, service.add_item, forms.ItemForm, _draft),
    "draw": Act("从合同台账带入", FILE, service.draw_contracts, open=_draft),
    "freeze": Act(
        "核对并冻结",
        REVIEW,
        service.freeze,
        open=lambda row, account: _draft(row, account) and row.opened_by_id != account.pk,
    ),
    "check": Act(
        "开始核对",
        FILE,
        service.open_check,
        forms.CheckForm,
        lambda row, account: bool(row.frozen_at) and not row.checks.filter(closed_at=None).exists(),
        lands=lambda made: reverse("commitment_check", args=[made.pk]),
    ),
}
ITEM_ACTS = {
    "remove": Act("删去", FILE, service.remove_item, open=lambda row, account: not row.register.frozen_at, danger=True)
}
CHECK_ACTS = {
    "close": Act(
        "核定",
        REVIEW,
        service.close_check,
        open=lambda row, account: not row.closed_at and row.opened_by_id != account.pk,
    )
}


def visible(request: HttpRequest):
    return CommitmentRegister.objects.visible_to(request.user).with_places().with_counts()


@page("GET", may=Verb.VIEW)
def commitment_list(request: HttpRequest) -> HttpResponse:
    form = _filtered(request)
    context = {"form": form, **listed(request, form.found(), reverse("commitments_export"))}
    context["table"] = table(*shown.HEADS, rows=(shown.row(each, form.months) for each in context["page"]))
    context |= {"tabs": tabs("commitments"), "may_enter": has_verb(request.user, Verb.FILE)}
    return render(request, "assets/commitments/list.html", context)


@page("GET", may=Verb.VIEW)
def commitments_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = _filtered(request)
    rows = (bare(shown.row(each, form.months)) for each in form.found())
    return workbook_response("四个不变台账", shown.HEADS, rows)


@page("GET", "POST", may=Verb.FILE)
def commitment_new(request: HttpRequest) -> HttpResponse:
    form = forms.RegisterForm(bodies(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            asked = form.cleaned_data
            made = service.open_register(asked["organisation"], asked["base_date"], by=request.user)
            return reverse("commitment", args=[made.pk])

        if done := carry_out(request, form.key, act, "台账已建立，请登记事项。"):
            return done
    context = {"form": form, "trail": trail("commitments", {"label": "建立台账"}), "heading": "建立“四个不变”台账"}
    return render(request, "communities/form.html", context | {"submit": "建立", "back": reverse("commitments")})


@page("GET", may=Verb.VIEW)
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    return _register(request, get_object_or_404(visible(request), pk=pk))


@page("GET", may=Verb.VIEW)
def commitment_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item of a register with its newest finding."""
    this = get_object_or_404(visible(request), pk=pk)
    items, newest = list(this.items.all()), _newest(this)
    return workbook_response("四个不变", shown.FLAT, (shown.flat(item, newest.get(item.pk)) for item in items))


@page("POST", may=WRITERS)
def commitment_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """登记事项, 带入, 冻结, 开始核对; the service says who may."""
    this = get_object_or_404(visible(request), pk=pk)
    return carried(request, REGISTER_ACTS, act, this, reverse("commitment", args=[pk]), _register)


@page("GET", may=Verb.VIEW)
def commitment_item(request: HttpRequest, pk: int) -> HttpResponse:
    return _item(request, get_object_or_404(_items(request), pk=pk))


@page("POST", may=Verb.FILE)
def commitment_item_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    this = get_object_or_404(_items(request), pk=pk)
    return carried(request, ITEM_ACTS, act, this, reverse("commitment", args=[this.register_id]), _item)


@page("GET", may=Verb.VIEW)
def commitment_check(request: HttpRequest, pk: int) -> HttpResponse:
    return _check(request, get_object_or_404(_checks(request), pk=pk))


@page("POST", may=WRITERS)
def commitment_check_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    this = get_object_or_404(_checks(request), pk=pk)
    return carried(request, CHECK_ACTS, act, this, reverse("commitment_check", args=[pk]), _check)


@page("GET", "POST", may=Verb.FILE)
def commitment_finding(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """How one item stands at a check; at first as it stood before."""
    check = get_object_or_404(_checks(request), pk=pk)
    this = get_object_or_404(_items(request), pk=item, register=check.register_id)
    before = check.findings.filter(item=this).first()
    state = {name: getattr(before or this.state, name) for name in forms.STATE}
    given = {**state, "explanation": before.explanation if before else ""}
    form = forms.FindingForm(this, request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            explanation = form.cleaned_data["explanation"]
            service.enter_finding(check, this, explanation=explanation, by=request.user, **form.state())
            return reverse("commitment_check", args=[pk])

        if done := carry_out(request, form.key, act, f"已登记：{this.title}。"):
            return done
    context = {"form": form, "this": this, "check": check, "facts": shown.facts(this)}
    return render(request, "assets/commitments/finding.html", context | {"trail": _trail(check)})


def _register(request: HttpRequest, this: CommitmentRegister, bound: dict | None = None) -> HttpResponse:
    items, checks = list(this.items.all()), list(this.checks.all())
    context = {
        "trail": trail("commitments", {"label": this.organisation.name}),
        "this": this,
        "state": shown.state_of(this),
        "groups": shown.groups(items, _newest(this)),
        "checks": [
            {
                "text": f"{check.checked_on}核对",
                "url": reverse("commitment_check", args=[check.pk]),
                "tone": "done" if check.closed_at else "going",
                "word": "已核定" if check.closed_at else "核对中",
            }
            for check in checks
        ],
        "acts": offered(REGISTER_ACTS, "commitment_act", this, request.user, bound),
        "export_url": reverse("commitment_export", args=[this.pk]),
        "history_url": reverse("history", args=["assets.commitmentregister", this.pk]),
    }
    return render(request, "assets/commitments/register.html", context, status=409 if bound else 200)


def _item(request: HttpRequest, this: CommitmentItem, bound: dict | None = None) -> HttpResponse:
    findings = list(this.findings.select_related("check_session", "entered_by").order_by("-check_session__checked_on"))
    register = {"label": this.register.organisation.name, "url": reverse("commitment", args=[this.register_id])}
    context = {
        "trail": trail("commitments", register, {"label": this.title}),
        "this": this,
        "facts": shown.facts(this),
        "events": shown.history(this, findings),
        "acts": offered(ITEM_ACTS, "commitment_item_act", this, request.user, bound),
    }
    return render(request, "assets/commitments/item.html", context, status=409 if bound else 200)


def _check(request: HttpRequest, this: CommitmentCheck, bound: dict | None = None) -> HttpResponse:
    items, found = list(this.register.items.all()), {each.item_id: each for each in this.findings.all()}
    context = {
        "trail": _trail(this),
        "this": this,
        "tag": {"tone": "done", "word": "已核定"} if this.closed_at else {"tone": "going", "word": "核对中"},
        "table": shown.checked(
            this, items, found, linked=not this.closed_at and may(request.user, Verb.FILE, this.place)
        ),
        "left": len(items) - len(found),
        "changed": sum(bool(each.changed) for each in found.values()),
        "acts": offered(CHECK_ACTS, "commitment_check_act", this, request.user, bound),
    }
    return render(request, "assets/commitments/check.html", context, status=409 if bound else 200)


def _items(request: HttpRequest):
    return CommitmentItem.objects.visible_to(request.user).select_related("register__organisation__place")


def _checks(request: HttpRequest):
    return CommitmentCheck.objects.visible_to(request.user).select_related("register__organisation__place")


def _newest(register: CommitmentRegister) -> dict[int, CommitmentFinding]:
    """By item, what the newest check entered of it."""
    rows = CommitmentFinding.objects.filter(check_session__register=register).select_related("check_session")
    return {each.item_id: each for each in rows.order_by("check_session__checked_on", "check_session_id")}


def _trail(check: CommitmentCheck) -> list[dict]:
    register = {"label": check.register.organisation.name, "url": reverse("commitment", args=[check.register_id])}
    return trail("commitments", register, {"label": f"{check.checked_on}核对"})


def _filtered(request: HttpRequest) -> forms.RegisterFilterForm:
    places = Place.objects.visible_to(request.user).communities().order_by("code")
    own = {post.place.district_or_self for post in request.user.posts()}
    months = min((settings.value("commitment.check_months", each) for each in own), default=12)
    return forms.RegisterFilterForm(visible(request), places, months, request.GET or None)
