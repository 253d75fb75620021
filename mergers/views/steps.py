"""The page of one step, and the moves that are made from it."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from communities.access import Verb, page
from communities.views.carrying import carry_out, say_errors
from mergers.models import MergerCase, StepFiling
from mergers.presenters.step_page import Opened, context, move_form
from mergers.rules.transitions import MOVE_LABELS, STEP_FILING, move_label
from mergers.services import moves

PERSONS = ("submitted_by", "reviewed_by", "confirmed_by", "returned_by", "waiver_requested_by", "waived_by")
WRITERS = (Verb.FILE, Verb.REVIEW, Verb.CONFIRM)
NEEDS_REASON = {row.move for row in STEP_FILING if row.needs_reason}


def open_step(request: HttpRequest, pk: int, step: int) -> Opened:
    """The step if the viewer may see its case, else 404."""
    filings = Prefetch("filings", StepFiling.objects.select_related(*PERSONS))
    cases = MergerCase.objects.visible_to(request.user).with_places().prefetch_related(filings, "plan_dates")
    case = get_object_or_404(cases, pk=pk)
    for filing in case.filings.all():
        if filing.step == step:
            return Opened(request.user, case, filing, case.step_view(step))
    raise Http404


def shown(request: HttpRequest, opened: Opened, status: int = 200) -> HttpResponse:
    return render(request, "mergers/step.html", context(opened), status=status)


def shown_again(request: HttpRequest, pk: int, step: int, name: str, form) -> HttpResponse:
    """The page as it now stands, with the form that was not carried out kept as it was sent."""
    opened = open_step(request, pk, step)
    opened.bound[name] = form
    say_errors(request, form)
    return shown(request, opened, status=409)


@page("GET", may=Verb.VIEW)
def step(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    return shown(request, open_step(request, pk, step))


@page("POST", may=WRITERS)
def step_move(request: HttpRequest, pk: int, step: int, move: str) -> HttpResponse:
    """Make one move; a forbidden or incomplete one is refused with its reasons on the page."""
    opened = open_step(request, pk, step)
    if move not in MOVE_LABELS:
        raise Http404
    form = move_form(opened, move, move in NEEDS_REASON, request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        ask = moves.Ask(asked["text"], tuple(asked.get("codes", ())), asked.get("actual_on"))

        def act() -> str:
            moves.perform(opened.case, step, move, by=request.user, ask=ask)
            return opened.url("step")

        if done := carry_out(request, form.key, act, f"已办理：{move_label(opened.view.step, move)}。"):
            return done
    return shown_again(request, pk, step, f"move:{move}", form)
