"""The district office opens cases, programmes and batches."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.tables import table
from communities.views.carrying import carried_before, carry_out
from mergers.forms.opening import BatchForm, CaseForm, ProgrammeForm
from mergers.models import PlanEntry, Programme
from mergers.services import cases, programmes

ENTRIES_SHOWN = 50


@page("GET", "POST", may=Verb.OFFICE)
def case_new(request: HttpRequest) -> HttpResponse:
    """Take a community into the plan and open its case, in one act."""
    form = CaseForm(request.user, request.POST or None)
    if request.method == "POST" and (answer := carried_before(request)):
        return answer
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def act() -> str:
            decision = {name: asked[name] for name in ("decision_number", "decided_on", "reason")}
            cases.include_in_plan(asked["batch"].programme, asked["place"], **decision, by=request.user)
            case = cases.open_case(
                asked["place"],
                asked["batch"],
                reform_done=asked["reform_done"] == "yes",
                position=asked["position"],
                lead_name=asked["lead_name"],
                officer_name=asked["officer_name"],
                by=request.user,
            )
            return reverse("case", args=[case.pk])

        if done := carry_out(request, form.key, act, f"{asked['place'].name}撤并事项已启动。"):
            return done
    trail = [{"label": "撤并事项", "url": reverse("cases")}, {"label": "启动"}]
    return render(request, "mergers/case_new.html", {"form": form, "trail": trail})


@page("GET", "POST", may=Verb.OFFICE)
def programme_list(request: HttpRequest) -> HttpResponse:
    """Programmes with their batches, the plan's decisions, and a form for a new programme."""
    form = ProgrammeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}

        def act() -> str:
            programmes.create_programme(**asked, by=request.user)
            return reverse("programmes")

        if done := carry_out(request, form.key, act, "工作计划已设立。"):
            return done
    return render(request, "mergers/programmes.html", _programmes(request, form, BatchForm(request.user)))


@page("POST", may=Verb.OFFICE)
def batch_new(request: HttpRequest) -> HttpResponse:
    form = BatchForm(request.user, request.POST)
    if form.is_valid():

        def act() -> str:
            programmes.add_batch(form.cleaned_data["programme"], form.cleaned_data["title"], by=request.user)
            return reverse("programmes")

        if done := carry_out(request, form.key, act, "批次已增加。"):
            return done
    return render(
        request, "mergers/programmes.html", _programmes(request, ProgrammeForm(request.user), form), status=409
    )


def _programmes(request: HttpRequest, form: ProgrammeForm, batch_form: BatchForm) -> dict:
    found = Programme.objects.visible_to(request.user).select_related("district").prefetch_related("batches")
    rows = [
        [
            programme.title,
            programme.district.name,
            programme.year,
            programme.target,
            programme.deadline,
            programme.document_number,
            "、".join(batch.title for batch in programme.batches.all()) or "—",
        ]
        for programme in found
    ]
    entries = PlanEntry.objects.visible_to(request.user).select_related("place", "programme", "by")[:ENTRIES_SHOWN]
    decisions = [_decision(entry) for entry in entries]
    return {
        "form": form,
        "batch_form": batch_form if rows else None,
        "programmes": table("名称", "区", "年度", "目标数", "完成时限", "依据文号", "批次", rows=rows),
        "decisions": table("决定日期", "社区（村）", "决定", "文号", "理由", "登记人", rows=decisions),
        "trail": [{"label": "撤并事项", "url": reverse("cases")}, {"label": "计划与批次"}],
    }


def _decision(entry: PlanEntry) -> list:
    act, number = entry.get_act_display(), entry.decision_number
    return [entry.decided_on, entry.place.name, act, number, entry.reason, entry.by.name]
