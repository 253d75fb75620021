"""入户征求意见: every community's figures, one canvass with its three groups, opening, sharing out, ending."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, may, page, post_as
from communities.lib.tables import table
from communities.views.acts import Act, carried, offered
from communities.views.carrying import carry_out, form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import services
from votes.forms.canvass import AssignForm, CanvassForm, ExtendForm, OfficerForm
from votes.models import Canvass
from votes.presenters import canvass as shown
from votes.services.canvass import UNIT

ROOT = {"label": "入户征求意见", "url": "/canvasses/"}
ORGANISERS = (Verb.FILE,)


def _runs(row: Canvass, account) -> bool:
    return row.is_open and post_as(account, UNIT, row.place) is not None


def acts_of(canvass: Canvass) -> dict[str, Act]:
    return {
        "extend": Act("延长截止日期", ORGANISERS, services.extend, ExtendForm, _runs),
        "officer": Act(
            "更换街道联系人", ORGANISERS, services.name_officer, partial(OfficerForm, canvass=canvass), _runs
        ),
        "close": Act("结束征求意见", ORGANISERS, services.close_canvass, open=_runs, danger=True),
    }


def visible(request: HttpRequest):
    return Canvass.objects.visible_to(request.user).with_places()


def canvass_of(request: HttpRequest, pk: int) -> Canvass:
    return get_object_or_404(visible(request), pk=pk)


def _newest(request: HttpRequest):
    """The last version of each community, in the order of their codes."""
    newest = Canvass.objects.visible_to(request.user).newest().values("pk")
    return visible(request).filter(pk__in=newest).order_by("organisation__place__code", "pk")


@page("GET", may=Verb.VIEW)
def canvass_list(request: HttpRequest) -> HttpResponse:
    context = listed(request, _newest(request), reverse("canvasses_export"))
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    context["may_file"] = has_verb(request.user, Verb.FILE)
    return render(request, "votes/canvass/list.html", context)


@page("GET", may=Verb.VIEW)
def canvasses_export(request: HttpRequest) -> HttpResponse:
    """The sums of the list; of no household."""
    return workbook_response("入户征求意见", shown.HEADS, map(shown.exported, _newest(request)))


@page("GET", "POST", may=Verb.FILE)
def canvass_new(request: HttpRequest) -> HttpResponse:
    form = CanvassForm(request.user, request.POST or None)

    def act() -> str:
        told = {name: form.cleaned_data[name] for name in ("plan_title", "plan_text", "closes_on", "officer")}
        return address(services.open_canvass(form.cleaned_data["organisation"], **told, by=request.user))

    sub = "户册上今天在册的户全部列入应征求；方案有变更的，按新方案重新征求，从零开始。"
    told = {"heading": "开始入户征求意见", "sub": sub, "trail": [ROOT, {"label": "开始"}], "back": ROOT["url"]}
    return form_page(request, form, act, "已开始，请分派走访人。", submit="开始", **told)


@page("GET", may=Verb.VIEW)
def canvass(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, canvass_of(request, pk))


@page("POST", may=Verb.FILE)
def canvass_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    this = canvass_of(request, pk)
    return carried(request, acts_of(this), act, this, address(this), _shown)


@page("POST", may=Verb.FILE)
def canvass_assign(request: HttpRequest, pk: int) -> HttpResponse:
    this = canvass_of(request, pk)
    form = AssignForm(this, request.POST)

    def act() -> str:
        services.assign(this, **form.asked(), by=request.user)
        return address(this)

    done = form.is_valid() and carry_out(request, form.key, act, "已分派。")
    return done or _shown(request, this, assign=form)


def address(canvass: Canvass) -> str:
    return reverse("canvass", args=[canvass.pk])


def _shown(request: HttpRequest, this: Canvass, bound: dict | None = None, assign=None) -> HttpResponse:
    works, organises = may(request.user, Verb.FILE, this.place), _runs(this, request.user)
    context = {
        "this": this,
        "trail": [ROOT, {"label": this.place.name}],
        "tone": shown.TONES[this.status],
        "tiles": shown.tiles(this),
        "facts": shown.facts(this),
        "groups": shown.groups(this),
        "grids": shown.grids(this) if works else None,
        "works": works,
        "assign": (assign or AssignForm(this)) if organises else None,
        "acts": offered(acts_of(this), "canvass_act", this, request.user, bound),
        "earlier": shown.earlier(this),
        "batches": shown.batches(this) if works else [],
        "history_url": reverse("history", args=["votes.canvass", this.pk]),
    }
    return render(request, "votes/canvass/canvass.html", context, status=409 if bound or assign else 200)
