"""The front door and the home page of every role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communities.access import Role, page, public_page
from mergers.presenters.home import cards_for
from mergers.views.dispatch import departments


@public_page("GET")
def front(request: HttpRequest) -> HttpResponse:
    return redirect("home" if request.user.is_authenticated else "login")


@page("GET")
def home(request: HttpRequest) -> HttpResponse:
    """我的待办 by role; for the people of a department its inbox."""
    if request.user.roles() == {Role.DEPARTMENT}:
        return departments.shown(request, departments.own_department(request.user))
    return render(request, "mergers/home.html", {"cards": cards_for(request.user)})
