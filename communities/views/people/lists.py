"""The list of people and its export."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.exports import sheets_response
from communities.forms.people import PeopleFilter
from communities.lib import clock
from communities.lib.tables import table
from communities.lib.workbooks import Column, Sheet
from communities.models import Account, Appointment
from communities.views.listing import listed

COLUMNS = (Column("姓名", 12), Column("账号", 16), Column("现任职务", 60, wrap=True), Column("状态", 10))


@page("GET", may=(Verb.PEOPLE, Verb.SECURE))
def people(request: HttpRequest) -> HttpResponse:
    """The people of the district, filtered."""
    chosen = PeopleFilter(request.GET, _with_posts(request.user))
    context = listed(request, chosen.qs, reverse("people_export"))
    rows = ([person_cell(person), *values(person)[1:3], state_cell(person)] for person in context["page"])
    return render(
        request,
        "communities/people/list.html",
        context
        | {
            "form": chosen.form,
            "table": table(*(column.title for column in COLUMNS), rows=rows),
            "may_add": has_verb(request.user, Verb.PEOPLE),
        },
    )


@page("GET", may=(Verb.PEOPLE, Verb.SECURE))
def people_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    chosen = PeopleFilter(request.GET, _with_posts(request.user))
    rows = [values(person) for person in chosen.qs]
    sheet = Sheet("人员任职", COLUMNS, rows, heading=(f"人员任职（{clock.today()}）",))
    return sheets_response(f"人员任职{clock.today()}", [sheet])


def values(person: Account) -> list[str]:
    """One row as the list and the workbook have it."""
    posts = "；".join(f"{post}（{post.organisation.short_name}）" for post in person.held)
    return [person.name, person.username, posts or "未任职", "启用" if person.is_active else "停用"]


def person_cell(person: Account) -> dict:
    return {"text": person.name, "url": reverse("person", args=[person.pk])}


def state_cell(person: Account) -> dict:
    return {"text": "启用", "tone": "done"} if person.is_active else {"text": "停用", "tone": "hold"}


def _with_posts(viewer: Account) -> QuerySet[Account]:
    held = Appointment.objects.held_on(clock.today()).select_related("place", "organisation")
    return Account.objects.visible_to(viewer).prefetch_related(Prefetch("appointments", held, to_attr="held"))
