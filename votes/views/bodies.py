"""Bodies: the list, a new one, one with its law, charters and meetings; entering and ending what a charter asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, may, page
from communities.lib import clock
from communities.lib.tables import table
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import services
from votes.forms.bodies import BodyFilterForm, BodyForm, CharterForm
from votes.forms.bodies import EndSeatForm as EndForm
from votes.models import CharterRule
from votes.presenters import bodies as shown
from votes.presenters import meetings as meetings_shown
from votes.rules.holders import TAKEN_FROM
from votes.views.pages import bodies, body_of, documents_of, may_meet, places

ROOT = {"label": "会议机构", "url": "/votes/bodies/"}


@page("GET", may=Verb.VIEW)
def body_list(request: HttpRequest) -> HttpResponse:
    form = BodyFilterForm(
        bodies(request).order_by("organisation__place__code", "body"), places(request), request.GET or None
    )
    context = {"form": form, **listed(request, shown.counted(form.found()), reverse("bodies_export"))}
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    context["may_keep"] = has_verb(request.user, Verb.MEET)
    return render(request, "votes/bodies.html", context)


@page("GET", may=Verb.VIEW)
def bodies_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = BodyFilterForm(
        bodies(request).order_by("organisation__place__code", "body"), places(request), request.GET or None
    )
    return workbook_response("会议机构", shown.HEADS, map(shown.exported, shown.counted(form.found())))


@page("GET", "POST", may=Verb.MEET)
def body_new(request: HttpRequest) -> HttpResponse:
    form = BodyForm(request.user, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        made = services.set_up_body(given["organisation"], given["body"], on=given["on"], by=request.user)
        return reverse("body", args=[made.pk])

    trail = [ROOT, {"label": "登记会议机构"}]
    told = {"heading": "登记会议机构", "trail": trail, "back": ROOT["url"], "submit": "登记"}
    return form_page(request, form, act, "已登记，请登记有表决资格的人。", **told)


@page("GET", may=Verb.VIEW)
def body(request: HttpRequest, pk: int) -> HttpResponse:
    this = body_of(request, pk)
    keeps = may_meet(request, this.place)
    held = meetings_shown.counted(this.meetings.select_related("body__organisation__place"))
    context = {
        "this": this,
        "trail": [ROOT, {"label": str(this)}],
        "facts": shown.facts(this),
        "law": shown.law(this, clock.today()),
        "charters": [shown.charter_item(each, keeps) for each in this.charter_rules.select_related("entered_by")],
        "meetings": table(*meetings_shown.OWN_HEADS, rows=map(meetings_shown.own_row, held[:20])),
        "may_keep": keeps,
        "may_follow": keeps and this.body in TAKEN_FROM,
        "may_read": may(request.user, Verb.RESIDENTS, this.place),
        "history_url": reverse("history", args=["votes.decidingbody", this.pk]),
    }
    return render(request, "votes/body.html", context)


@page("GET", "POST", may=Verb.MEET)
def charter_new(request: HttpRequest, pk: int) -> HttpResponse:
    this = body_of(request, pk)
    form = CharterForm(documents_of(request, this.place), request.POST or None)

    def act() -> str:
        services.raise_rule(this, **form.facts(), by=request.user)
        return reverse("body", args=[pk])

    sub = f"{this}：只能高于法律规定，须引用本组织的章程、议事规则或省的规定。区、街道不能提高自治组织的通过标准。"
    told = {"heading": "登记章程规定", "sub": sub, "trail": _trail(this, "登记章程规定"), "submit": "登记"}
    return form_page(request, form, act, "已登记，此后列入的议题按它判定。", back=reverse("body", args=[pk]), **told)


@page("GET", "POST", may=Verb.MEET)
def charter_end(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(CharterRule.objects.visible_to(request.user).select_related("body__organisation"), pk=pk)
    form, back = EndForm(request.POST or None), reverse("body", args=[this.body_id])
    form.fields["on"].help_text = "这一天起不再按这条规定；已经列入的议题不受影响"

    def act() -> str:
        services.end_rule(this, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"], by=request.user)
        return back

    told = {"heading": "终止章程规定", "sub": this.citation, "trail": _trail(this.body, "终止章程规定")}
    return form_page(request, form, act, "已终止。", back=back, submit="终止", **told)


def _filter(request: HttpRequest) -> BodyFilterForm:
    return BodyFilterForm(bodies(request), places(request), request.GET or None)


def _trail(this, label: str) -> list[dict]:
    return [ROOT, {"label": str(this), "url": reverse("body", args=[this.pk])}, {"label": label}]
