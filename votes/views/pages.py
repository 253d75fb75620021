"""What the pages of votes share: fetching what one may see."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from communities.access import Verb, may
from communities.models import Document, Place
from votes.models import DecidingBody, Meeting, Motion

ABOVE = "organisation__place__parent", "organisation__place__district"


def bodies(request: HttpRequest):
    return DecidingBody.objects.visible_to(request.user).select_related(*ABOVE)


def meetings(request: HttpRequest):
    return Meeting.objects.visible_to(request.user).select_related(*(f"body__{each}" for each in ABOVE))


def body_of(request: HttpRequest, pk: int) -> DecidingBody:
    return get_object_or_404(bodies(request), pk=pk)


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    found = meetings(request).select_related("prepared_by", "called_by", "closed_by", "notice", "authorisation")
    return get_object_or_404(found, pk=pk)


def motion_of(request: HttpRequest, pk: int) -> Motion:
    found = Motion.objects.visible_to(request.user)
    above = (f"meeting__body__{each}" for each in ABOVE)
    return get_object_or_404(found.select_related(*above, "previous__meeting", "result__sealed_by"), pk=pk)


def places(request: HttpRequest):
    """The communities one may choose from."""
    return Place.objects.visible_to(request.user).communities().order_by("code")


def documents_of(request: HttpRequest, place: Place):
    """The papers of a community, the newest first."""
    return Document.objects.visible_to(request.user).filter(place=place).order_by("-written_on", "title")


def may_meet(request: HttpRequest, place: Place) -> bool:
    return may(request.user, Verb.MEET, place)
