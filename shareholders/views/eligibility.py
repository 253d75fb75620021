"""Decisions as minuted, and the village's rule in versions with its clauses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.tables import table
from communities.services import documents
from communities.views.residents.shown import form_page
from shareholders import services
from shareholders.forms.findings import DecisionForm, RuleForm
from shareholders.models import EligibilityRule
from shareholders.views import shown


@page("GET", "POST", may=Verb.ROLL)
def decision_new(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = shown.cooperative_of(request, pk)
    form = DecisionForm(request.POST or None, request.FILES or None)

    def act() -> str:
        facts, paper = form.facts(), form.cleaned_data["paper"]
        document = _stored(
            organisation, "会议记录", f"{facts['matter']}会议记录", paper, facts["held_on"], request.user
        )
        services.state_decision(organisation, document=document, by=request.user, **facts)
        return shown.roll_address(organisation)

    sub = "按会议记录填写；没有通过或由无权的会议作出的，也可登记，但不发生效力。"
    return _form(request, organisation, form, act, "登记表决", "表决已登记。", sub)


@page("GET", "POST", may=Verb.ROLL)
def rule_new(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = shown.cooperative_of(request, pk)
    form = RuleForm(organisation, request.POST or None, request.FILES or None)

    def act() -> str:
        given = form.cleaned_data
        document = _stored(
            organisation, "认定办法", given["title"], given["paper"], given["decision"].held_on, request.user
        )
        told = {name: given[name] for name in ("title", "clauses", "decision")}
        rule = services.adopt_rule(organisation, document=document, by=request.user, **told)
        return reverse("eligibility_rule", args=[rule.pk])

    sub = "修订后登记为新的版本；此前的认定意见仍注明当时的版本和条款。"
    return _form(request, organisation, form, act, "登记认定办法", "认定办法已登记。", sub)


@page("GET", may=Verb.RESIDENTS)
def eligibility_rule(request: HttpRequest, pk: int) -> HttpResponse:
    found = EligibilityRule.objects.visible_to(request.user)
    rule = get_object_or_404(found.select_related("organisation__place", "decision", "entered_by"), pk=pk)
    rows = [(clause.number, clause.text, clause.findings.count()) for clause in rule.clauses.all()]
    pairs = [
        ("通过的会议", str(rule.decision), reverse("document", args=[rule.decision.document_id])),
        ("办法文本", rule.title, reverse("document", args=[rule.document_id])),
        ("登记", f"{rule.entered_by.name} {shown.moment(rule.entered_at)}", ""),
    ]
    context = {
        "rule": rule,
        "trail": shown.trail(rule.organisation, {"label": str(rule)}),
        "facts": [{"label": label, "value": value, "url": url} for label, value, url in pairs],
        "table": table("条款", "内容", "引用（次）", rows=rows),
    }
    return render(request, "shareholders/rule.html", context)


def _stored(organisation, kind: str, title: str, upload, written_on, by):
    return documents.store_document(
        place=organisation.place, kind=kind, title=title[:120], upload=upload, written_on=written_on, by=by
    )


def _form(request: HttpRequest, organisation, form, act, heading: str, said: str, sub: str) -> HttpResponse:
    back, trail = shown.roll_address(organisation), shown.trail(organisation, {"label": heading})
    return form_page(request, form, act, heading, said, sub=sub, back=back, trail=trail)
