"""One motion: its rule, the counts of two people who do not see each other's, and the sealed result."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, page
from communities.forms.base import KeyedForm
from communities.lib.tables import table
from communities.views.carrying import carry_out
from votes import services
from votes.forms.meetings import CountForm
from votes.models import Count, Motion
from votes.presenters import followup
from votes.presenters import motions as shown
from votes.rules.meetings import MOVES
from votes.views.meetings import trail
from votes.views.pages import may_meet, motion_of


@page("GET", may=Verb.VIEW)
def motion(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, motion_of(request, pk))


@page("POST", may=Verb.MEET)
def motion_count(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own count, or its correction."""
    this = motion_of(request, pk)
    own = _own(request, this)
    form = CountForm(request.POST, correcting=own is not None)

    def act() -> str:
        if own is None:
            services.enter_count(this, **form.facts(), by=request.user)
        else:
            services.correct_count(own, **form.facts(), by=request.user)
        return reverse("motion", args=[pk])

    if form.is_valid() and (done := carry_out(request, form.key, act, "计票已登记。")):
        return done
    return _shown(request, this, form)


@page("POST", may=Verb.MEET)
def motion_seal(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = motion_of(request, pk), KeyedForm(request.POST)

    def act() -> str:
        services.seal(this, by=request.user)
        return reverse("motion", args=[pk])

    if form.is_valid() and (done := carry_out(request, form.key, act, "结果已封存。")):
        return done
    return _shown(request, this, refused=True)


def _own(request: HttpRequest, this: Motion) -> Count | None:
    """The newest count of the person who looks."""
    return this.counts.newest().filter(counted_by=request.user).first()


def _counting(request: HttpRequest, this: Motion) -> bool:
    counts = any(each.move == "count" for each in MOVES.moves_from(this.meeting.status))
    return counts and may_meet(request, this.place) and not hasattr(this, "result")


def _items(this: Motion):
    return this.result.items.with_places() if hasattr(this, "result") else []


def _shown(request: HttpRequest, this: Motion, form: CountForm | None = None, refused: bool = False) -> HttpResponse:
    outcome = shown.outcome(this)
    own, counting = _own(request, this), _counting(request, this)
    newest = list(this.counts.newest().visible_to(request.user).select_related("counted_by").order_by("pk"))
    apart = shown.apart(newest) if counting else []
    seen = this.counts.visible_to(request.user).select_related("counted_by", "corrected_by")
    if counting and form is None:
        form = CountForm(correcting=own is not None)
    context = {
        "trail": trail(this.meeting, f"第{this.number}项"),
        "this": this,
        "outcome": {"tone": outcome["tone"], "word": outcome["text"]},
        "facts": shown.facts(this),
        "law": shown.law(this),
        "result": shown.result(this.result) if hasattr(this, "result") else None,
        "figures": shown.figures(this.result) if hasattr(this, "result") else [],
        "counts": table(*shown.HEADS, rows=map(shown.count_row, seen)),
        "apart": apart,
        "may_seal": counting and own is not None and len(newest) > 1 and not apart,
        "entered": this.counts.newest().count(),
        "returned": this.meeting.roll.filter(voted=True).count(),
        "items": [followup.entry(each) for each in _items(this)],
        "may_give_out": may_meet(request, this.place),
        "form": form if counting else None,
        "own": own,
        "form_key": KeyedForm()["form_key"].value(),
        "history_url": reverse("history", args=["votes.motion", this.pk]),
    }
    return render(request, "votes/motion.html", context, status=409 if refused else 200)
