"""The pages of one case. Each is also what its refused forms are shown on again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.models import Notice
from communities.views.carrying import carry_out
from mergers.case_acts import offered
from mergers.forms.case_acts import OpinionForm, RulebookForm
from mergers.models import Evidence, MergerCase, Receiver, RulebookVersion
from mergers.presenters import case_page, case_papers, case_parts, case_timeline
from mergers.services import case_parts as parts_services
from mergers.services import case_rulebook
from mergers.views.cases import visible

RECENT = 8


def open_case(request: HttpRequest, pk: int) -> MergerCase:
    """The case if the viewer may see it, else 404."""
    return get_object_or_404(visible(request).select_related("mode_approved_by", "batch__programme"), pk=pk)


def show_overview(request: HttpRequest, case: MergerCase, bound: dict, status: int = 200) -> HttpResponse:
    _, events = case_timeline.timeline(case, None)
    context = {
        **case_page.head(case, "case"),
        "facts": case_page.facts(case),
        "override": case_page.override(case),
        "blockers": [] if case.removed_on else case_page.blockers(case),
        "acts": offered(case, request.user, "case", bound),
        "events": events[:RECENT],
        "may_move": case_page.may_move_rulebook(case, request.user) and case_rulebook.proposed(case) is not None,
    }
    return render(request, "mergers/case.html", context, status=status)


def show_parts(request: HttpRequest, case: MergerCase, bound: dict, status: int = 200) -> HttpResponse:
    context = {
        **case_page.head(case, "case_parts"),
        "size_rule": case_parts.size_rule(case),
        "receivers": case_parts.receivers(case, request.user, bound),
        "liabilities": case_parts.liabilities(case, request.user, bound),
        "cadres": case_parts.cadres(case, request.user, bound),
        "acts": {act["name"]: act for act in offered(case, request.user, "case_parts", bound)},
    }
    return render(request, "mergers/case_parts.html", context, status=status)


def show_plan(request: HttpRequest, case: MergerCase, bound: dict, status: int = 200) -> HttpResponse:
    context = {
        **case_page.head(case, "case_plan"),
        "table": case_page.plan_table(case),
        "replans": case_page.replans(case),
        "acts": offered(case, request.user, "case_plan", bound),
    }
    return render(request, "mergers/case_plan.html", context, status=status)


PAGES = {"case": show_overview, "case_parts": show_parts, "case_plan": show_plan}


@page("GET", may=Verb.VIEW)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return show_overview(request, open_case(request, pk), {})


@page("GET", may=Verb.VIEW)
def parts(request: HttpRequest, pk: int) -> HttpResponse:
    return show_parts(request, open_case(request, pk), {})


@page("GET", may=Verb.VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    return show_plan(request, open_case(request, pk), {})


@page("GET", may=Verb.VIEW)
def uniforms(request: HttpRequest, pk: int) -> HttpResponse:
    this = open_case(request, pk)
    context = {**case_page.head(this, "case_uniforms"), "uniforms": case_page.uniforms(this)}
    return render(request, "mergers/case_uniforms.html", context)


@page("GET", may=Verb.VIEW)
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    this, step = open_case(request, pk), request.GET.get("step", "")
    number = int(step) if step.isdecimal() else None
    shown, events = case_timeline.timeline(this, request.GET.get("page"), number)
    query = f"step={number}&" if number else ""
    context = {**case_page.head(this, "case_timeline"), "page": shown, "events": events, "query": query, "step": number}
    return render(request, "mergers/case_timeline.html", context)


@page("GET", may=Verb.VIEW)
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    this = open_case(request, pk)
    used = Evidence.objects.filter(filing__case=this, removed_at=None)
    rows = used.select_related("filing", "document", "version").order_by("filing__step", "kind", "pk")
    notices = Notice.objects.visible_to(request.user).filter(place=this.place).select_related("step_use__filing")
    context = {
        **case_page.head(this, "case_papers"),
        "papers": case_papers.papers_table(this, rows),
        "notices": case_papers.notices_table(notices),
    }
    return render(request, "mergers/case_papers.html", context)


@page("GET", "POST", may=Verb.VIEW)
def rulebook(request: HttpRequest, pk: int) -> HttpResponse:
    """The version the case is on, and what moving to the newest would mean; the office moves it."""
    this = open_case(request, pk)
    change = case_rulebook.proposed(this)
    may_move = change is not None and case_page.may_move_rulebook(this, request.user)
    sent = request.POST if request.method == "POST" else None
    form = RulebookForm(this, request.user, sent, initial={"version": change.version.pk if change else None})
    if sent is not None and form.is_valid() and (done := _adopt(request, this, form)):
        return done
    context = {
        **case_page.head(this, ""),
        "change": change,
        "newest": f"{change.version} {change.version.note}" if change else "",
        "form": form if may_move and not change.obstacles else None,
    }
    return render(request, "mergers/case_rulebook.html", context, status=200 if sent is None else 409)


def _adopt(request: HttpRequest, this: MergerCase, form: RulebookForm) -> HttpResponse | None:
    asked = form.cleaned_data
    version = get_object_or_404(RulebookVersion.objects.filter(district=this.place.district), pk=asked["version"])

    def act() -> str:
        number, reason = asked["approval_number"], asked["reason"]
        case_rulebook.adopt(this, version, approval_number=number, reason=reason, by=request.user)
        return reverse("case", args=[this.pk])

    return carry_out(request, form.key, act, f"已改用{version}。")


@page("GET", "POST", may=Verb.VIEW)
def receiver(request: HttpRequest, pk: int) -> HttpResponse:
    """What the receiving community is asked, and its opinion; open to those who see the receiving place."""
    rows = Receiver.objects.visible_to(request.user).select_related("case__place__parent", "place")
    this = get_object_or_404(rows, pk=pk)
    form = OpinionForm(request.POST or None, initial={"opinion": this.opinion, "opinion_on": this.opinion_on})
    if request.method == "POST" and form.is_valid():
        opinion, on, text = (form.cleaned_data[name] for name in ("opinion", "opinion_on", "text"))

        def act() -> str:
            parts_services.state_opinion(this, opinion, opinion_on=on, text=text, by=request.user)
            return reverse("receiver", args=[this.pk])

        if done := carry_out(request, form.key, act, "接收意见已登记。"):
            return done
    allowed = parts_services.may_keep(request.user, this.place)
    facts = case_papers.receiver_facts(this)
    context = {"receiver": this, "facts": facts, "form": form if allowed else None}
    return render(request, "mergers/receiver.html", context)
