"""The pages of a register's intake, bound to an app's own addresses."""

from functools import partial

from django.urls import URLPattern, path

from communities.access import Verb, page
from communities.services.intake import Register
from communities.views.intake import pages
from communities.views.intake.desk import Desk

READ, FILE, SEND = (("GET",), Verb.VIEW), (("GET",), Verb.FILE), (("POST",), Verb.FILE)
BOTH = (("GET", "POST"), Verb.FILE)


def intake_urls(name: str, route: str, register: Register) -> list[URLPattern]:
    """The ten addresses of a register's intake below `route`, named `name`, `name_list`, `name_new` and so on."""
    desk = Desk(name, register)
    of_place, of_intake = f"{route}<int:place>/", f"{route}<uuid:pk>/"

    def at(address: str, called: str, view, rule: tuple) -> URLPattern:
        methods, verb = rule
        return path(address, page(*methods, may=verb)(partial(view, desk)), name=called)

    return [
        at(of_place, f"{name}_list", pages.intake_list, READ),
        at(f"{of_place}export/", f"{name}_export", pages.intake_export, READ),
        at(f"{of_place}new/", f"{name}_new", pages.intake_new, BOTH),
        at(f"{of_place}blank/", f"{name}_blank", pages.intake_blank, FILE),
        at(of_intake, name, pages.intake_page, READ),
        at(f"{of_intake}progress/", f"{name}_progress", pages.intake_progress, READ),
        at(f"{of_intake}confirm/", f"{name}_confirm", pages.intake_confirm, SEND),
        at(f"{of_intake}cancel/", f"{name}_cancel", pages.intake_cancel, SEND),
        at(f"{of_intake}columns/", f"{name}_columns", pages.intake_columns, BOTH),
        at(f"{of_intake}marked/", f"{name}_marked", pages.intake_marked, FILE),
    ]
