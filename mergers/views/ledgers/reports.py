"""The weekly report: who has filed in the running rounds, and the secretary's form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities import access
from communities.access import Verb, page
from communities.lib import clock
from communities.lib.tables import table
from communities.views.carrying import carry_out
from mergers.forms.ledgers import WeeklyReportForm
from mergers.models import MergerCase, StepEvent, WeeklyReport, WeeklyRound
from mergers.presenters import sources
from mergers.presenters.words import moment
from mergers.rules.transitions import move_label
from mergers.services import rounds

TOLD = ("start", "submit", "approve", "confirm", "return", "reopen", "waive")
FIELDS = ("progress", "problems", "coordination", "next_week", "commit_step", "commit_on", "nothing_reason")


@page("GET", may=Verb.VIEW)
def weekly_reports(request: HttpRequest) -> HttpResponse:
    """The running rounds of one's district, each with who has filed and who still owes."""
    now, cases = clock.now(), MergerCase.objects.visible_to(request.user).open().with_places().in_order()
    keys = access.districts(request.user, Verb.VIEW)
    running = WeeklyRound.objects.filter(district__in=keys, opens_at__lte=now, cutoff_at__gt=now).order_by("cutoff_at")
    shown = [_round(request, found, list(cases)) for found in running]
    return render(request, "mergers/ledgers/reports.html", {"rounds": shown})


def _round(request: HttpRequest, running: WeeklyRound, cases: list[MergerCase]) -> dict:
    filed = {report.case_id: report for report in WeeklyReport.objects.filter(round=running, case__in=cases)}
    rows = [_line(request, running, case, filed.get(case.pk)) for case in cases]
    asked = sum(case.pk in filed or not case.suspended_on for case in cases)
    return {
        "title": str(running),
        "label": f"数据截止 {moment(running.cutoff_at)} · 已报 {len(filed)} / {asked}",
        "table": table("街道", "社区（村）", "报送", "时间", "办理", rows=rows),
    }


def _line(request: HttpRequest, running: WeeklyRound, case: MergerCase, report: WeeklyReport | None) -> tuple:
    if report:
        state = {"text": "零报告" if report.nothing else "已报", "tone": "wait" if report.nothing else "done"}
    else:
        state = {"text": "暂缓，无须报送", "tone": "hold"} if case.suspended_on else {"text": "未报送", "tone": "late"}
    act = ""
    if access.may(request.user, Verb.REPORT, case.place):
        url = reverse("weekly_report", args=[running.pk, case.pk])
        act = {"text": "更改" if report else "报送", "url": url}
    place = {"text": case.place.name, "url": reverse("case", args=[case.pk])}
    return case.place.parent.name, place, state, moment(report.filed_at) if report else "", act


@page("GET", "POST", may=Verb.REPORT)
def weekly_report(request: HttpRequest, round: int, case: int) -> HttpResponse:
    case = get_object_or_404(MergerCase.objects.visible_to(request.user).with_places(), pk=case)
    running = get_object_or_404(WeeklyRound.objects.filter(district=case.place.district), pk=round)
    events = _week_events(case, running)
    form = WeeklyReportForm(case, request.POST or None, initial=_initial(running, case, events))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            told = {name: form.cleaned_data[name] for name in FIELDS}
            rounds.file_report(running, case, by=request.user, **told)
            return reverse("weekly_reports")

        if done := carry_out(request, form.key, act, f"{case.place.name}{running}已报送。"):
            return done
    context = {
        "form": form,
        "case": case,
        "round": running,
        "cutoff": moment(running.cutoff_at),
        "events": sources.events([["step", event.pk] for event in events], request.user),
        "trail": [{"label": "每周报送", "url": reverse("weekly_reports")}],
    }
    return render(request, "mergers/ledgers/report.html", context)


def _week_events(case: MergerCase, running: WeeklyRound) -> list[StepEvent]:
    week = running.iso
    found = case.step_events.filter(occurred_on__range=(week.monday, week.sunday), move__in=TOLD)
    return list(found.order_by("at", "pk"))


def _initial(running: WeeklyRound, case: MergerCase, events: list[StepEvent]) -> dict:
    """What was filed before, else what the week's facts already say."""
    report = WeeklyReport.objects.filter(round=running, case=case).first()
    if report:
        return {name: getattr(report, name) for name in FIELDS}
    views = {view.step.number: view for view in case.step_views()}
    done = [(event, views[event.step]) for event in events]
    told = dict.fromkeys(f"第{event.step}步“{view.title}”{move_label(view.step, event.move)}" for event, view in done)
    return {"progress": ("；".join(told) + "。")[:500] if told else ""}
