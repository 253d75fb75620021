"""协调事项: the list, raising one, one with its history and the acts that are open to the viewer."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, acts_for, has_verb, page
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Account
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from mergers.forms.dispatch import GiveForm, IssueFilterForm, IssueForm, TextForm
from mergers.models import Issue, MergerCase
from mergers.presenters import follow_up
from mergers.presenters.words import day, moment
from mergers.services import issues as service

TRAIL = [{"label": "周调度", "url": "/dispatch/"}, {"label": "协调事项", "url": "/dispatch/issues/"}]
MOST = 280  # a text stands in an event of 300 characters, behind its own first words
RAISERS = (Verb.REPORT, Verb.REVIEW)
# act → (its label, what is said when done)
ACTS = {
    "assign": ("交办", "已交办。"),
    "receive": ("签收", "已签收。"),
    "answer": ("反馈办理情况", "已反馈。"),
    "move-up": ("提级", "已提级。"),
    "close": ("销号", "已销号。"),
}
TEXTS = {"answer": "办理情况", "move-up": "提级理由", "close": "办理结果"}


def visible(request: HttpRequest):
    return Issue.objects.visible_to(request.user).with_places()


def _found(request: HttpRequest):
    form = IssueFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = visible(request)
    match asked.get("state"):
        case "closed":
            found = found.exclude(closed_at=None)
        case "overdue":
            found = found.overdue(clock.today())
        case _:
            found = found.open()
    if level := asked.get("level"):
        found = found.filter(level=level)
    if text := asked.get("q"):
        found = found.filter(Q(text__icontains=text) | Q(case__place__name__icontains=text))
    return form, found


@page("GET", may=Verb.VIEW)
def issues(request: HttpRequest) -> HttpResponse:
    form, found = _found(request)
    context = listed(request, found, reverse("issues_export"))
    context |= {
        "trail": [TRAIL[0], {"label": "协调事项"}],
        "form": form,
        "may_raise": any(has_verb(request.user, verb) for verb in RAISERS),
        "table": table(*follow_up.ISSUE_HEADS, rows=map(follow_up.issue_row, context["page"])),
    }
    return render(request, "mergers/dispatch/issues.html", context)


@page("GET", may=Verb.VIEW)
def issues_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    return workbook_response("协调事项", follow_up.ISSUE_HEADS, map(follow_up.issue_values, _found(request)[1]))


@page("GET", "POST", may=RAISERS)
def issue_new(request: HttpRequest) -> HttpResponse:
    cases = MergerCase.objects.visible_to(request.user).open().with_places().in_order()
    form = IssueForm(cases, request.POST or None, initial={"case": request.GET.get("case")})
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("case", "text", "step", "level")}

        def act() -> str:
            return reverse("issue", args=[service.raise_issue(**asked, by=request.user).pk])

        if answer := carry_out(request, form.key, act, "已提请协调。"):
            return answer
    return render(request, "mergers/dispatch/issue_new.html", {"trail": [*TRAIL, {"label": "提请协调"}], "form": form})


@page("GET", may=Verb.VIEW)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("POST", may=Verb.VIEW)
def issue_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """交办, 签收, 反馈, 提级, 销号; the service says who may."""
    this = get_object_or_404(visible(request), pk=pk)
    if act not in ACTS:
        raise Http404
    form = _form(act, this, request.user, request.POST)
    if form.is_valid():

        def carried() -> str:
            _perform(act, this, form.cleaned_data, request.user)
            return reverse("issue", args=[pk])

        if answer := carry_out(request, form.key, carried, ACTS[act][1]):
            return answer
    return _shown(request, this, {act: form})


def _form(act: str, this: Issue, account: Account, data=None):
    if act == "assign":
        return GiveForm(this.case.place, account, data, auto_id="assign_%s")
    return TextForm(TEXTS.get(act, ""), data, required=act != "receive", most=MOST, auto_id=f"{act}_%s")


def _perform(act: str, this: Issue, asked: dict, by) -> None:
    match act:
        case "assign":
            service.assign(this, asked["organisation"], due_on=asked["due_on"], by=by)
        case "receive":
            service.receive(this, by=by)
        case "answer":
            service.answer(this, asked["text"], by=by)
        case "move-up":
            service.move_up(this, reason=asked["text"], by=by)
        case "close":
            service.close(this, asked["text"], by=by)


def _shown(request: HttpRequest, this: Issue, bound: dict | None = None) -> HttpResponse:
    acts = [
        {
            "label": ACTS[act][0],
            "url": reverse("issue_act", args=[this.pk, act]),
            "form": (bound or {}).get(act) or _form(act, this, request.user),
            "bare": act == "receive",
        }
        for act in _open_acts(this, request.user)
    ]
    context = {
        "trail": [*TRAIL, {"label": str(this)}],
        "this": this,
        "state": follow_up.issue_state(this),
        "facts": _facts(this),
        "events": follow_up.issue_events(list(this.events.all())),
        "acts": acts,
    }
    return render(request, "mergers/dispatch/issue.html", context, status=409 if bound else 200)


def _open_acts(this: Issue, account) -> list[str]:
    if this.closed_at:
        return []
    own = this.owner is not None and acts_for(account, this.owner)
    acts = (["receive"] if own and not this.received_at else []) + (["answer"] if own else [])
    return acts + (["assign", "move-up", "close"] if service.is_steward(this, account) else [])


def _facts(this: Issue) -> list[dict]:
    place = this.case.place
    pairs = [
        ("社区（村）", f"{place.parent.name} {place.name}", reverse("case", args=[this.case_id])),
        ("步骤", f"第{this.step}步" if this.step else "", reverse("step", args=[this.case_id, this.step or 1])),
        ("层级", this.get_level_display(), ""),
        ("提出", day(this.raised_on), ""),
        ("责任单位", this.owner.name if this.owner else "未交办", ""),
        ("办理期限", day(this.due_on), ""),
        ("签收", moment(this.received_at), ""),
        ("办理结果", this.resolution, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs if value]
