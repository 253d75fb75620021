"""风险评估: the list with its pictures, a new one, its page, its parts, its moves."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.lib.files import content_disposition
from communities.lib.tables import table
from communities.models import Place
from communities.papers import render_paper
from communities.views.acts import Act, carried, offered
from communities.views.carrying import carry_out, form_page, say_errors
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from risk.forms.assessments import (
    AssessmentFilterForm,
    ConcludeForm,
    FindingsForm,
    MoveForm,
    OpenForm,
    ReceiptForm,
    WriteForm,
    streets_of,
)
from risk.models import Assessment
from risk.presenters import assessments as shown
from risk.presenters import overview, pictures, report
from risk.rules import assessments as rules
from risk.services import assessments as service
from risk.services import judging, schemes

ROOT = {"label": "风险评估", "url": "/assessments/"}
FORMS = {"conclude": ConcludeForm, "file": ReceiptForm}


def _open(move: str, row: Assessment, account) -> bool:
    """The table's row, for the party that makes it: a street does not conclude, the district does not send in."""
    parties = {each.party for each in rules.WAY.moves_from(row.status) if each.move == move}
    return any(may(account, service.VERBS[party], row.place) for party in parties)


def _move(move: str, row: Assessment, **asked) -> Assessment:
    return service.perform(row, move, **asked)


ACTS = {
    move: Act(
        label, tuple(service.VERBS.values()), partial(_move, move), FORMS.get(move, MoveForm), partial(_open, move),
        danger=move in ("void", "return"),
    )
    for move, label in rules.MOVES.items()
}  # fmt: skip


def visible(request: HttpRequest):
    return Assessment.objects.visible_to(request.user).with_calls().with_places()


def newest(request: HttpRequest):
    """Of each place the one that counts, filtered as asked for."""
    keys = Assessment.objects.visible_to(request.user).newest().values("pk")
    rows = visible(request).filter(pk__in=keys).order_by("place__parent__code", "place__code")
    return AssessmentFilterForm(rows, streets_of(request.user), request.GET or None)


@page("GET", may=Verb.RISK)
def assessment_list(request: HttpRequest) -> HttpResponse:
    form = newest(request)
    context = {"form": form, **listed(request, form.found(), reverse("assessments_export"))}
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    context |= overview.pictures(request.user, form.found())
    context["may_open"] = may(request.user, Verb.ASSESS)
    return render(request, "risk/assessments.html", context)


@page("GET", may=Verb.RISK)
def assessments_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    return workbook_response("风险评估", shown.HEADS, map(shown.exported, newest(request).found()))


@page("GET", "POST", may=Verb.ASSESS)
def assessment_new(request: HttpRequest) -> HttpResponse:
    places = Place.objects.visible_to(request.user).communities().order_by("code")
    form = OpenForm(places, request.POST or None)

    def act() -> str:
        asked = {name: form.cleaned_data[name] for name in ("based_on", "subject")}
        return reverse(
            "assessment", args=[service.open_assessment(form.cleaned_data["place"], **asked, by=request.user).pk]
        )

    told = {"heading": "立项风险评估", "trail": [ROOT, {"label": "立项"}], "back": ROOT["url"], "submit": "立项"}
    return form_page(request, form, act, "已立项。", **told)


@page("GET", may=Verb.RISK)
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("POST", may=(Verb.ASSESS, Verb.CONFIRM))
def assessment_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One move of the table; the service says whether it may be made."""
    this = get_object_or_404(visible(request), pk=pk)
    return carried(request, ACTS, act, this, reverse("assessment", args=[pk]), _shown)


@page("GET", "POST", may=Verb.ASSESS)
def assessment_write(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(visible(request), pk=pk)
    form, back = WriteForm(this, request.POST or None), reverse("assessment", args=[pk])

    def act() -> str:
        service.write(this, **form.facts(), by=request.user)
        return back

    told = {"heading": "评估内容", "trail": trail(this, "评估内容"), "back": back}
    return form_page(request, form, act, "已保存。", **told)


@page("GET", "POST", may=Verb.ASSESS)
def assessment_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The four sides, indicator by indicator."""
    this = get_object_or_404(visible(request), pk=pk)
    told, back = dict(this.sides.values_list("side", "text")), reverse("assessment", args=[pk])
    form = FindingsForm(list(this.findings.all()), told, request.POST or None)

    def act() -> str:
        service.find(this, form.found(), form.opinions(), by=request.user)
        return back

    if request.method == "POST":
        if form.is_valid() and (done := carry_out(request, form.key, act, "已保存。")):
            return done
        say_errors(request, form)
    context = {"form": form, "groups": form.groups(), "trail": trail(this, "四性判断"), "back": back, "this": this}
    return render(request, "risk/findings.html", context)


@page("GET", may=Verb.RISK)
def assessment_report(request: HttpRequest, pk: int) -> HttpResponse:
    """评估报告 as PDF, as it stands now."""
    this = get_object_or_404(visible(request), pk=pk)
    paper = render_paper("assessment", report.context(this))
    headers = {"Content-Disposition": content_disposition(f"{this.place.name}稳评报告.pdf")}
    return HttpResponse(paper.pdf, content_type="application/pdf", headers=headers)


def trail(this: Assessment, *words: str) -> list[dict]:
    own = {"label": this.number, "url": reverse("assessment", args=[this.pk])}
    return [ROOT, own, *({"label": word} for word in words)]


def _shown(request: HttpRequest, this: Assessment, bound: dict | None = None) -> HttpResponse:
    rule, points = schemes.rule_of(this), list(this.points.prefetch_related("measures", "opinions"))
    found = judging.judged(this, points, rule)
    drafting = this.status == rules.DRAFTING
    context = {
        "trail": [ROOT, {"label": this.number}],
        "this": this,
        "status": {"tone": shown.STATUS_TONES[this.status], "word": this.get_status_display()},
        "level": shown.level(this, found, rule),
        "facts": shown.facts(this),
        "sides": shown.sides(this),
        "points": table(*shown.POINT_HEADS, rows=(shown.point_row(*each, rule) for each in enumerate(points))),
        "pictures": pictures.of_one(points, rule) if points else [],
        "events": [shown.event(each) for each in this.events.select_related("by")],
        "acts": offered(ACTS, "assessment_act", this, request.user, bound),
        "may_write": drafting and may(request.user, Verb.ASSESS, this.place),
        "missing": judging.missing(this) if drafting else [],
        "calls": this.calls,
        "history_url": reverse("history", args=["risk.assessment", this.pk]),
    }
    return render(request, "risk/assessment.html", context, status=409 if bound else 200)
