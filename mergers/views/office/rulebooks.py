"""The rulebook editor: versions, one version readable, one step edited, two versions compared."""

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.views.carrying import carry_out
from mergers.forms.rulebook import EvidenceForms, PublishForm, StepForm, edited, evidence_initial, step_initial
from mergers.models import MergerCase, RulebookVersion
from mergers.presenters import rulebook_view
from mergers.presenters.words import moment
from mergers.rules.rulebook import RulebookFault, Step
from mergers.services import rulebooks as service
from mergers.views.office.index import to_index

MOST_CASES = 60
OPEN_CASES = Q(cases__completed_on=None, cases__removed_on=None, cases__isnull=False)


def _trail(request: HttpRequest) -> list[dict]:
    return [*to_index(request.user), {"label": "规程", "url": reverse("rulebooks")}]


def visible(request: HttpRequest):
    found = RulebookVersion.objects.visible_to(request.user).select_related("district")
    return found.annotate(running=Count("cases", filter=OPEN_CASES)).order_by("-number")


@page("GET", may=Verb.VIEW)
def rulebooks(request: HttpRequest) -> HttpResponse:
    versions = list(visible(request))
    context = {
        "trail": [*_trail(request)[:-1], {"label": "规程"}],
        "table": rulebook_view.versions_table(versions),
        "newest": versions[0] if versions else None,
    }
    return render(request, "mergers/office/rulebooks.html", context)


@page("GET", may=Verb.VIEW)
def rulebook(request: HttpRequest, pk: int) -> HttpResponse:
    """One version; only the newest may be edited, which makes the next one."""
    version = get_object_or_404(visible(request), pk=pk)
    newest = service.current(version.district)
    may_edit = newest == version and may(request.user, Verb.OFFICE, version.district)
    cases = MergerCase.objects.visible_to(request.user).open().filter(rulebook_version=version)
    context = {
        "trail": [*_trail(request), {"label": f"第{version.number}版"}],
        "version": version,
        "created": moment(version.created_at),
        "newest": newest,
        "stages": rulebook_view.stages(version, may_edit=may_edit),
        "everywhere": rulebook_view.gates_everywhere(),
        "others": _comparisons(request, version),
        "cases": [
            {"text": case.place.name, "url": reverse("case", args=[case.pk]), "detail": case.place.parent.name}
            for case in cases.with_places().in_order()[:MOST_CASES]
        ],
    }
    return render(request, "mergers/office/rulebook.html", context)


def _comparisons(request: HttpRequest, version: RulebookVersion) -> list[dict]:
    address = reverse("rulebook_diff", args=[version.pk])
    others = RulebookVersion.objects.visible_to(request.user).filter(district=version.district).exclude(pk=version.pk)
    return [
        {"text": f"与第{other.number}版 {other.label}比较", "url": f"{address}?against={other.pk}"} for other in others
    ]


@page("GET", may=Verb.VIEW)
def rulebook_diff(request: HttpRequest, pk: int) -> HttpResponse:
    """What two versions of a district differ in, the older first; without a choice the one before."""
    version = get_object_or_404(visible(request), pk=pk)
    others = visible(request).filter(district=version.district).exclude(pk=version.pk)
    chosen = request.GET.get("against", "")
    other = others.filter(pk=chosen).first() if chosen.isdecimal() else others.filter(number__lt=version.number).first()
    if other is None:
        raise Http404
    old, new = sorted((version, other), key=lambda one: one.number)
    context = {
        "trail": [*_trail(request), {"label": f"第{old.number}版与第{new.number}版"}],
        "old": old,
        "new": new,
        "table": rulebook_view.changes_table(old, new),
    }
    return render(request, "mergers/office/rulebook_diff.html", context)


@page("GET", "POST", may=Verb.OFFICE)
def rulebook_step(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Edit one step of the newest version; saving publishes the next one. Faults are named by step and key."""
    version = get_object_or_404(visible(request), pk=pk)
    old = next((one for one in version.rulebook.steps if one.number == step), None)
    if old is None:
        raise Http404
    data = request.POST or None
    forms = {
        "form": StepForm(version.rulebook, old, data, initial=step_initial(old)),
        "kinds": EvidenceForms(data, initial=evidence_initial(old), prefix="evidence"),
        "publish": PublishForm(data, initial={"label": version.label}),
    }
    faults: tuple[str, ...] = ()
    valid = [form.is_valid() for form in forms.values()]  # each is asked, so that every fault is shown at once
    if all(valid):
        try:
            if answer := _publish(request, version, old, **forms):
                return answer
        except RulebookFault as fault:
            faults = fault.reasons
    above = {"label": f"第{version.number}版", "url": reverse("rulebook", args=[pk])}
    trail = [*_trail(request), above, {"label": "修改"}]
    context = {"trail": trail, "version": version, "step": old, "faults": faults, **forms}
    return render(request, "mergers/office/rulebook_step.html", context)


def _publish(request: HttpRequest, version: RulebookVersion, old: Step, form, kinds, publish) -> HttpResponse | None:
    said = publish.cleaned_data
    content = edited(version.rulebook, old.number, form, kinds, said["label"])

    def act() -> str:
        return reverse("rulebook", args=[service.edit(version, content, by=request.user, note=said["note"]).pk])

    return carry_out(request, form.key, act, "新版规程已发布；新启动的事项按这一版办理。")
