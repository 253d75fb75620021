"""Acts on a row of a register as data: each with its form, its service and who is offered it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from communities import access
from communities.access import Verb
from communities.forms.base import KeyedForm
from communities.views.carrying import carried_before, carry_out

FILE, REVIEW = (Verb.FILE,), (Verb.REVIEW,)
WRITERS = (Verb.FILE, Verb.REVIEW)


@dataclass(frozen=True, slots=True)
class Act:
    """`call` takes the row, the form's facts and by=; from what it gives, `lands` says where to go on, else the row."""

    label: str
    verbs: tuple[Verb, ...]
    call: Callable
    form: type[KeyedForm] = KeyedForm
    open: Callable[[Any, Any], bool] = lambda row, account: True
    danger: bool = False
    lands: Callable[[Any], str] | None = None


Acts = Mapping[str, Act]


def offered(acts: Acts, url: str, row, account, bound: Mapping | None = None) -> list[dict]:
    """The acts that this person may carry out on the row now, each with its form; a refused one stands open."""
    found = []
    for name, act in acts.items():
        if not any(access.may(account, verb, row.place) for verb in act.verbs) or not act.open(row, account):
            continue
        sent = (bound or {}).get(name)
        form = sent or act.form(**initial_of(act, row))
        form.auto_id = f"{name}_%s"
        told = {"label": act.label, "url": reverse(url, args=[row.pk, name]), "form": form, "danger": act.danger}
        found.append({**told, "open": sent is not None, "bare": not form.visible_fields()})
    return found


def initial_of(act: Act, row) -> dict:
    """What stands in an act's form at first: the row's own facts of the same names."""
    names = [name for name in getattr(act.form, "base_fields", {}) if name != "form_key"]
    return {"initial": {name: getattr(row, name) for name in names if hasattr(row, name)}}


def carried(request: HttpRequest, acts: Acts, name: str, row, address: str, shown: Callable) -> HttpResponse:
    """Carry out one act and go to `address`; refused, `shown(request, row, bound)` shows the page with the form."""
    if name not in acts:
        raise Http404
    if answer := carried_before(request):
        return answer
    act = acts[name]
    form = act.form(request.POST)
    if form.is_valid():
        asked = {key: value for key, value in form.cleaned_data.items() if key != "form_key"}

        def write() -> str:
            made = act.call(row, **asked, by=request.user)
            return act.lands(made) if act.lands else address

        if done := carry_out(request, form.key, write, f"已办理：{act.label}。"):
            return done
    return shown(request, row, {name: form})
