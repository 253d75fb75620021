"""At the door: the list of doors, one household with its form, the photograph of a signed sheet.

The form works as a plain one; with the page's script an entry waits in the phone until the line is back.
"""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.errors import Refused
from communities.lib.files import content_disposition
from communities.services import documents, once
from communities.views.carrying import carry_out
from communities.views.listing import listed
from votes import services
from votes.forms.canvass import DoorFilterForm, VisitForm
from votes.models import CanvassHousehold, Visit
from votes.presenters import canvass as shown
from votes.rules.canvass import Status
from votes.views.canvass.lists import ROOT, address, canvass_of

QUEUED = "X-Queued"  # a phone's script sends what waited in the page, and wants an answer it can read


def visible(request: HttpRequest):
    return CanvassHousehold.objects.visible_to(request.user).with_places()


@page("GET", may=Verb.FILE)
def canvass_mine(request: HttpRequest) -> HttpResponse:
    """Every door given to me, in what runs now."""
    mine = visible(request).filter(visitor_id=request.user.pk, canvass__status=Status.OPEN)
    return _doors(request, mine.order_by("canvass", "number"), "我的入户", reverse("canvass_mine"))


@page("GET", may=Verb.FILE)
def canvass_doors(request: HttpRequest, pk: int) -> HttpResponse:
    this = canvass_of(request, pk)
    doors = visible(request).filter(canvass=this).order_by("number")
    more = [{"label": this.place.name, "url": address(this)}]
    return _doors(request, doors, f"{this.place.name}入户清单", reverse("canvass_doors", args=[pk]), more)


def _doors(request: HttpRequest, doors, heading: str, reset: str, more: list[dict] = ()) -> HttpResponse:
    form = DoorFilterForm(doors, request.GET or None)
    context = {"filter": form, **listed(request, form.found().with_heads().with_hearers(), "")}
    lines = [shown.door(each, request.user) for each in context["page"]]
    context |= {
        "heading": heading,
        "trail": [ROOT, *more, {"label": heading}],
        "doors": lines,
        "reset": reset,
        "form": VisitForm() if any(line["enter"] for line in lines) else None,
    }
    return render(request, "votes/canvass/doors.html", context)


@page("GET", "POST", may=Verb.FILE)
def canvass_door(request: HttpRequest, pk) -> HttpResponse:
    home = get_object_or_404(visible(request).with_heads().with_hearers(), pk=pk)
    form = VisitForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and QUEUED in request.headers:
        return _answered(request, home, form)

    def act() -> str:
        services.enter_visit(home, **form.facts(), by=request.user)
        return reverse("canvass_door", args=[home.pk])

    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, "已登记。")):
        return done
    return _door(request, home, form)


def _door(request: HttpRequest, home: CanvassHousehold, form: VisitForm) -> HttpResponse:
    line = shown.door(home, request.user)
    context = {
        "home": home,
        "line": line,
        "form": form if line["enter"] else None,
        "visits": shown.visits(home, request.user),
        "trail": [ROOT, {"label": home.canvass.place.name, "url": address(home.canvass)}, {"label": line["title"]}],
    }
    return render(request, "votes/canvass/door.html", context)


def _answered(request: HttpRequest, home: CanvassHousehold, form: VisitForm) -> JsonResponse:
    """What the page's script reads: kept (200), or the reasons why not (400 the form's, 409 the service's)."""
    if not form.is_valid():
        return JsonResponse({"reasons": [each for errors in form.errors.values() for each in errors]}, status=400)

    def act() -> str:
        services.enter_visit(home, **form.facts(), by=request.user)
        return reverse("canvass_door", args=[home.pk])

    try:
        once.carry_out(request.user, form.key, act)
    except Refused as refusal:
        return JsonResponse({"reasons": list(refusal.reasons)}, status=409)
    return JsonResponse({"kept": form.key})


@page("GET", may=Verb.FILE)
def canvass_photo(request: HttpRequest, pk) -> FileResponse:
    """The signed sheet, for the visitor and the officer named; for everybody else there is none."""
    visit = get_object_or_404(Visit.objects.told_to(request.user).exclude(photo=None), pk=pk)
    version = visit.photo.latest
    try:
        content = documents.open_version(version)
    except FileNotFoundError:
        raise Http404 from None
    headers = {
        "Content-Disposition": content_disposition(version.original_name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return FileResponse(content, content_type=version.media_type, headers=headers)
