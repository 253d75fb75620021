"""Seats of a body: the list with its export, from pasted lines, from a register, the end of one. Names of residents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.tables import table
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import services
from votes.forms.bodies import EndSeatForm, FollowForm, LinesForm, SeatFilterForm
from votes.models import DecidingBody, Seat
from votes.presenters import bodies as shown
from votes.rules.holders import SOURCES, TAKEN_FROM
from votes.services.seats import register_changes
from votes.views.bodies import ROOT
from votes.views.pages import body_of, may_meet


def _found(request: HttpRequest, this: DecidingBody) -> SeatFilterForm:
    seats = Seat.objects.visible_to(request.user).filter(body=this).select_related("household")
    return SeatFilterForm(seats.order_by("household__number", "pk"), request.GET or None)


def _trail(this: DecidingBody, *more: str) -> list[dict]:
    way = [ROOT, {"label": str(this), "url": reverse("body", args=[this.pk])}]
    return [*way, {"label": "名册", "url": reverse("seats", args=[this.pk])}, *({"label": label} for label in more)]


@page("GET", may=Verb.RESIDENTS)
def seat_list(request: HttpRequest, pk: int) -> HttpResponse:
    this = body_of(request, pk)
    form, keeps = _found(request, this), may_meet(request, this.place)
    context = {"this": this, "form": form, "may_keep": keeps, "may_follow": keeps and this.body in TAKEN_FROM}
    context |= listed(request, form.found(), reverse("seats_export", args=[pk]))
    context["table"] = table(*shown.SEAT_HEADS, rows=(shown.seat_row(each, keeps) for each in context["page"]))
    context["trail"] = [*_trail(this)[:-1], {"label": "名册"}]
    return render(request, "votes/seats.html", context)


@page("GET", may=Verb.RESIDENTS)
def seats_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    this = body_of(request, pk)
    rows = map(shown.seat_exported, _found(request, this).found())
    return workbook_response(f"{this.organisation.name}表决名册", shown.SEAT_HEADS, rows)


@page("GET", "POST", may=Verb.MEET)
def seats_new(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = body_of(request, pk), LinesForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        services.give_seats(this, given["lines"], valid_from=given["valid_from"], by=request.user)
        return reverse("seats", args=[pk])

    told = {"heading": "登记表决资格", "sub": f"{this}：{this.law.counted}", "trail": _trail(this, "登记")}
    return form_page(request, form, act, "已登记。", back=reverse("seats", args=[pk]), submit="登记", **told)


@page("GET", "POST", may=Verb.MEET)
def seats_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what each register would change today; carried out, it is counted anew for the day chosen."""
    this = body_of(request, pk)
    form = FollowForm(this, request.POST or None)

    def act() -> str:
        services.follow_register(this, form.cleaned_data["source"], on=form.cleaned_data["on"], by=request.user)
        return reverse("seats", args=[pk])

    facts = [{"label": SOURCES[each], "value": _told(this, each)} for each in TAKEN_FROM.get(this.body, ())]
    told = {"heading": "按登记簿更新名册", "sub": str(this), "trail": _trail(this, "按登记簿更新"), "facts": facts}
    return form_page(request, form, act, "名册已更新。", back=reverse("seats", args=[pk]), submit="更新名册", **told)


def _told(this: DecidingBody, source: str) -> str:
    try:
        found = register_changes(this, source, clock.today())
    except Refused as refusal:
        return "".join(refusal.reasons)
    left = f"；{found.headless}户没有成年户主，须手工登记代表" if found.headless else ""
    return f"按今天的登记，应新增{len(found.new)}人，应终止{len(found.gone)}人{left}"


@page("GET", "POST", may=Verb.MEET)
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Seat.objects.visible_to(request.user).select_related("body__organisation__place__district", "household")
    this, form = get_object_or_404(rows, pk=pk), EndSeatForm(request.POST or None)
    back = reverse("seats", args=[this.body_id])

    def act() -> str:
        services.end_seat(this, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"], by=request.user)
        return back

    told = {"heading": f"终止{this.name}的表决资格", "trail": _trail(this.body, this.name), "back": back}
    return form_page(request, form, act, "已终止；已经固定的会议名册不受影响。", submit="终止", **told)
