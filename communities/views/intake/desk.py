"""Where the pages of one register's intake stand, and what may be fetched there."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from communities.access import Verb, may
from communities.lib.errors import Refused
from communities.models import Intake, Place
from communities.services.intake import Register


@dataclass(frozen=True)
class Desk:
    """`name` begins the names of the addresses; the first one is of an intake, the others end in _list, _new …

    `home` names the list of the register itself, which takes `?place=`; `files` is the verb of who hands workbooks in.
    """

    name: str
    register: Register
    home: str = ""
    files: Verb = Verb.FILE

    def address(self, of: Intake, page: str = "") -> str:
        return reverse(f"{self.name}_{page}" if page else self.name, args=[of.pk])

    def at(self, place: Place, page: str) -> str:
        return reverse(f"{self.name}_{page}", args=[place.pk])

    def register_of(self, place: Place) -> str:
        """Where what was stored is to be seen; empty where the register has no list."""
        return f"{reverse(self.home)}?place={place.pk}" if self.home else ""

    def place(self, request: HttpRequest, pk: int) -> Place:
        """A community one may see, or 404."""
        return get_object_or_404(Place.objects.visible_to(request.user).communities().select_related("parent"), pk=pk)

    def place_to_fill(self, request: HttpRequest, pk: int) -> Place:
        """The same, for who files there."""
        place = self.place(request, pk)
        if not may(request.user, self.files, place):
            raise Refused(f"您的任职不包含在“{place.name}”填报，请由该社区或街道的填报人员办理。")
        return place

    def intakes(self, request: HttpRequest, place: Place | None = None):
        found = Intake.objects.visible_to(request.user).of(self.register.kind)
        found = found.select_related("place", "organisation", "job", "uploaded_by", "confirmed_by")
        return found.filter(place=place) if place else found

    def intake(self, request: HttpRequest, pk) -> Intake:
        """An intake of this register one may see, or 404."""
        return get_object_or_404(self.intakes(request), pk=pk)

    def trail(self, place: Place, *labels: str, intake: Intake | None = None, last: bool = False) -> list[dict]:
        """Place, list of its intakes (the `last` word on the list itself), an intake, and where we are."""
        here = {} if last else {"url": self.at(place, "list")}
        found = [{"label": place.name, "url": reverse("place", args=[place.pk])}]
        found.append({"label": f"{self.register.book.title}导入", **here})
        if intake:
            found.append({"label": intake.file_name, "url": self.address(intake)})
        return [*found, *({"label": label} for label in labels)]
