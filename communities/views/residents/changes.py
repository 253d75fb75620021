"""Tickets for changes of a locked register: the list, one ticket with before and after, the decision."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.residents import DecideForm
from communities.lib import clock
from communities.lib.tables import table
from communities.models import ResidentChange
from communities.resident_words import name_shown, where_now
from communities.services.residents.changing import LABELLED, SEALED_FIELDS, WORDS
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from communities.views.residents import shown

HEADS = ("社区", "人员", "提交时间", "提交人", "理由", "状态")
TONES = {"待审批": "due", "已同意": "done", "不同意": "hold"}


@page("GET", may=Verb.RESIDENTS)
def resident_changes(request: HttpRequest) -> HttpResponse:
    context = listed(request, _tickets(request), reverse("resident_changes_export"))
    rows = [_linked(ticket, request.user) for ticket in context["page"]]
    context |= {"table": table(*HEADS, rows=rows), "trail": [_root(), {"label": "变更单"}]}
    return render(request, "communities/residents/changes.html", context)


@page("GET", may=Verb.RESIDENTS)
def resident_changes_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the list."""
    return workbook_response("变更单", HEADS, (_row(ticket, request.user) for ticket in _tickets(request)))


@page("GET", "POST", may=Verb.RESIDENTS)
def resident_change(request: HttpRequest, pk, decide: Callable) -> HttpResponse:
    """Before and after; whoever reviews for the place and did not ask decides, by the service of the address."""
    ticket = get_object_or_404(_tickets(request), pk=pk)
    decides = may(request.user, Verb.REVIEW, ticket.place) and ticket.asked_by_id != request.user.pk
    form = DecideForm(request.POST or None) if decides and ticket.decided_at is None else None

    def act() -> str:
        given = form.cleaned_data
        decide(ticket, given["verdict"] == "yes", given["note"], by=request.user)
        return reverse("resident_changes")

    if form is None:
        return render(request, "communities/residents/form.html", _context(ticket, request.user, form=None))
    context = _context(ticket, request.user)
    return shown.form_page(request, form, act, context.pop("heading"), "已审批。", **context)


def _context(ticket: ResidentChange, account, **more) -> dict:
    name = name_shown(ticket.person, account, ticket.place)
    return {
        "heading": f"{name}变更单",
        "sub": f"{ticket.place.name}　{_state(ticket)}",
        "back": reverse("resident_changes"),
        "trail": [_root(), {"label": "变更单", "url": reverse("resident_changes")}, {"label": name}],
        "table": table("项目", "变更前", "变更后", rows=_compared(ticket, name)),
        "table_caption": "变更内容",
        "facts": _facts(ticket, account),
        **more,
    }


def _compared(ticket: ResidentChange, name: str) -> list[tuple]:
    """Numbers only as changed; a child's name as the viewer may read it."""
    hidden = name != ticket.person.name
    rows = []
    for key, (before, after) in ticket.changes.items():
        told = WORDS.get(key, {})
        values = (
            ("（不显示）", "（不显示）")
            if key == "name" and hidden
            else (told.get(before, before), told.get(after, after))
        )
        rows.append((LABELLED[key], values[0] or "（空）", values[1] or "（空）"))
    return rows + [(label, "（已密封）", "（已变更）") for key, label in SEALED_FIELDS.items() if getattr(ticket, key)]


def _facts(ticket: ResidentChange, account) -> list[dict]:
    moves = all(ticket.changes.get("household", ("", "")))
    pairs = [
        ("户籍登记", where_now(ticket.person, account)),
        ("理由", ticket.reason),
        ("同时办理", "成员名册上的所在户随之改列；股份仍登记在原来的户" if moves else ""),
        ("提交", f"{ticket.asked_by.name} {clock.to_minute(ticket.asked_at)}"),
        ("审批", f"{ticket.decided_by.name} {clock.to_minute(ticket.decided_at)}" if ticket.decided_at else ""),
        ("意见", ticket.note),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def _tickets(request: HttpRequest):
    found = ResidentChange.objects.visible_to(request.user)
    return found.select_related("place__district", "person", "asked_by", "decided_by")


def _row(ticket: ResidentChange, account) -> tuple:
    name = name_shown(ticket.person, account, ticket.place)
    return (
        ticket.place.name,
        name,
        clock.to_minute(ticket.asked_at),
        ticket.asked_by.name,
        ticket.reason,
        _state(ticket),
    )


def _linked(ticket: ResidentChange, account) -> tuple:
    place, name, *rest, state = _row(ticket, account)
    linked = {"text": name, "url": reverse("resident_change", args=[ticket.pk])}
    return place, linked, *rest, {"text": state, "tone": TONES[state]}


def _state(ticket: ResidentChange) -> str:
    return {None: "待审批", True: "已同意", False: "不同意"}[ticket.approved]


def _root() -> dict:
    return {**shown.ROOT, "url": reverse("households")}
