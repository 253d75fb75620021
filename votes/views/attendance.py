"""The sheet of attendance, for a phone at the door: search, tick, one press; proxies one by one. Names of residents."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, page
from communities.views.carrying import carry_out, form_page
from communities.views.listing import listed
from votes import services
from votes.forms.meetings import ProxyForm, RollFilterForm
from votes.models import RollEntry
from votes.presenters import attendance as shown
from votes.presenters.meetings import tiles
from votes.views.meetings import trail
from votes.views.pages import may_meet, meeting_of

A_PAGE = 50


@page("GET", may=Verb.RESIDENTS)
def meeting_roll(request: HttpRequest, pk: int) -> HttpResponse:
    this = meeting_of(request, pk)
    roll = RollEntry.objects.visible_to(request.user).filter(meeting=this)
    roll = roll.select_related("household", "represented_by").order_by("household__number", "pk")
    form = RollFilterForm(roll, request.GET or None)
    marks = may_meet(request, this.place) and shown.may_be_marked(this)
    proxies = marks and bool(this.body.law.proxies)
    context = listed(request, form.found(), "", A_PAGE)
    context |= {
        "this": this,
        "trail": trail(this, "签到"),
        "form": form,
        "tiles": tiles(this),
        "entries": [shown.item(each, proxies) for each in context["page"]],
        "ways": shown.WAYS if marks else (),
        "back": urlencode({**request.GET.dict(), "page": context["page"].number}),
    }
    return render(request, "votes/roll.html", context)


@page("POST", may=Verb.MEET)
def meeting_attend(request: HttpRequest, pk: int) -> HttpResponse:
    """Those ticked, or all of the page, came, or came without a ballot, or did not; back to the page one was on."""
    this = meeting_of(request, pk)
    back = f"{reverse('meeting_roll', args=[pk])}?{shown.query(request.POST.get('back', ''))}"
    way, _, every = request.POST.get("way", "").partition(":")
    keys = [int(key) for key in request.POST.getlist("all" if every else "entry") if key.isdecimal() and len(key) < 12]
    attendance = "on_site" if way == "no_ballot" else way

    def act() -> str:
        services.attend_many(this, keys, attendance, voted=way != "no_ballot", by=request.user)
        return back

    return carry_out(request, "", act, f"{len(keys)}人已登记。") or redirect(back)


@page("GET", "POST", may=Verb.MEET)
def roll_proxy(request: HttpRequest, pk: int) -> HttpResponse:
    rows = RollEntry.objects.visible_to(request.user).select_related("meeting__body__organisation__place__district")
    this = get_object_or_404(rows.select_related("household"), pk=pk)
    meeting, form = this.meeting, ProxyForm(this, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        told = {"written": given["written"], "voted": given["voted"]}
        services.represent(this, given["holder"], **told, by=request.user)
        return reverse("meeting_roll", args=[meeting.pk])

    proxies = meeting.body.law.proxies
    sub = (
        f"限同一户内的书面委托（{proxies}）。"
        if proxies
        else f"{meeting.body.get_body_display()}不得委托他人代为表决。"
    )
    back = reverse("meeting_roll", args=[meeting.pk])
    told = {"heading": f"{this.name}委托他人", "sub": sub, "trail": trail(meeting, this.name), "back": back}
    return form_page(request, form, act, "委托已登记。", submit="登记委托", **told)
