"""The pages of a register's intake, bound to an app's own addresses."""

from functools import partial

from django.urls import URLPattern, path

from communities.access import Verb, page
from communities.services.intake import Register
from communities.views.intake import pages
from communities.views.intake.desk import Desk

READ, SEND, BOTH = ("GET",), ("POST",), ("GET", "POST")


def intake_urls(
    name: str, route: str, register: Register, *, home: str = "", reads: Verb = Verb.VIEW, files: Verb = Verb.FILE
) -> list[URLPattern]:
    """The ten addresses of a register's intake below `route`, named `name`, `name_list`, `name_new` and so on.

    `home` names the register's own list, linked from them. `reads` and `files` are the verbs that read and that do the
    rest; a register of persons asks for narrower ones.
    """
    desk = Desk(name, register, home, files)
    of_place, of_intake = f"{route}<int:place>/", f"{route}<uuid:pk>/"

    def at(address: str, called: str, view, methods: tuple, verb: Verb) -> URLPattern:
        return path(address, page(*methods, may=verb)(partial(view, desk)), name=called)

    return [
        at(of_place, f"{name}_list", pages.intake_list, READ, reads),
        at(f"{of_place}export/", f"{name}_export", pages.intake_export, READ, reads),
        at(f"{of_place}new/", f"{name}_new", pages.intake_new, BOTH, files),
        at(f"{of_place}blank/", f"{name}_blank", pages.intake_blank, READ, files),
        at(of_intake, name, pages.intake_page, READ, reads),
        at(f"{of_intake}progress/", f"{name}_progress", pages.intake_progress, READ, reads),
        at(f"{of_intake}confirm/", f"{name}_confirm", pages.intake_confirm, SEND, files),
        at(f"{of_intake}cancel/", f"{name}_cancel", pages.intake_cancel, SEND, files),
        at(f"{of_intake}columns/", f"{name}_columns", pages.intake_columns, BOTH, files),
        at(f"{of_intake}marked/", f"{name}_marked", pages.intake_marked, READ, files),
    ]
