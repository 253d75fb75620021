"""Facts and papers of a step: each form has an address of its own and leads back to the step."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from communities.access import Verb, page
from communities.forms.base import KeyedForm
from communities.views.carrying import carried_before, carry_out
from mergers.forms.facts import facts_form
from mergers.forms.steps import AttachForm, NumberForm, ReasonForm, UploadForm, UseNoticeForm, WaiverForm
from mergers.models import Evidence, EvidenceWaiver
from mergers.presenters.step_page import Opened
from mergers.services import evidence
from mergers.views.steps import WRITERS, open_step, shown_again


def _carried(request: HttpRequest, opened: Opened, name: str, form, write: Callable[[dict], object], said: str):
    """Write if the form is good, else show the page with it; the key makes twice the same as once."""
    if answer := carried_before(request):
        return answer
    key = request.POST.get("form_key", "")
    if form.is_valid():

        def act() -> str:
            write(form.cleaned_data)
            return f"{opened.url('step')}#{'facts' if name == 'facts' else 'papers'}"

        if done := carry_out(request, key, act, said):
            return done
    return shown_again(request, opened.case.pk, opened.filing.step, name, form)


@page("POST", may=Verb.FILE)
def step_facts(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    opened = open_step(request, pk, step)
    form = facts_form(opened.case, opened.view, data=request.POST, initial=dict(opened.filing.facts))

    def write(_: dict) -> None:
        evidence.save_facts(opened.case, step, form.facts(), by=request.user)

    return _carried(request, opened, "facts", form, write, "填报内容已保存。")


@page("POST", may=Verb.FILE)
def step_upload(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    opened = open_step(request, pk, step)
    form = UploadForm(request.POST, request.FILES, for_street=True)

    def write(asked: dict) -> None:
        evidence.upload(
            opened.case,
            step,
            asked["kind"],
            asked["file"],
            title=asked["title"],
            written_on=asked["written_on"],
            effective_on=asked["effective_on"],
            for_street=asked["for_street"],
            by=request.user,
        )

    return _carried(request, opened, f"upload:{request.POST.get('kind')}", form, write, "材料已存入本步骤。")


@page("POST", may=Verb.FILE)
def step_attach(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    opened = open_step(request, pk, step)
    form = AttachForm(request.POST, account=request.user)

    def write(asked: dict) -> None:
        evidence.attach(opened.case, step, asked["kind"], asked["document"], by=request.user)

    return _carried(request, opened, f"attach:{request.POST.get('kind')}", form, write, "已引用这份材料。")


@page("POST", may=Verb.FILE)
def step_number(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    opened = open_step(request, pk, step)
    form = NumberForm(request.POST)

    def write(asked: dict) -> None:
        number, dated_on = asked["number"], asked["dated_on"]
        evidence.attach_number(opened.case, step, asked["kind"], number=number, dated_on=dated_on, by=request.user)

    return _carried(request, opened, f"number:{request.POST.get('kind')}", form, write, "文号已登记。")


@page("POST", may=Verb.FILE)
def step_detach(request: HttpRequest, pk: int, step: int, item: int) -> HttpResponse:
    opened = open_step(request, pk, step)
    found = get_object_or_404(Evidence.objects.select_related("document"), pk=item, filing=opened.filing)

    def write(_: dict) -> None:
        evidence.detach(found, by=request.user)

    return _carried(request, opened, "detach", KeyedForm(request.POST), write, "材料已从本步骤撤出，档案中仍保留。")


@page("POST", may=Verb.FILE)
def step_waiver(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Ask that one kind of evidence be left out."""
    opened = open_step(request, pk, step)
    form = WaiverForm(request.POST)

    def write(asked: dict) -> None:
        evidence.ask_waiver(opened.case, step, asked["kind"], asked["reason"], by=request.user)

    return _carried(request, opened, f"waiver:{request.POST.get('kind')}", form, write, "已申请，待审核方批准。")


@page("POST", may=WRITERS)
def waiver_allow(request: HttpRequest, pk: int, step: int, waiver: int) -> HttpResponse:
    opened = open_step(request, pk, step)
    asked_for = get_object_or_404(EvidenceWaiver, pk=waiver, filing=opened.filing)

    def write(_: dict) -> None:
        evidence.allow_waiver(asked_for, by=request.user)

    return _carried(request, opened, "allow", KeyedForm(request.POST), write, "已批准这种材料不适用。")


@page("POST", may=Verb.FILE)
def step_waiver_ask(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Ask that the whole step be 不适用."""
    opened = open_step(request, pk, step)
    form = ReasonForm(request.POST)

    def write(asked: dict) -> None:
        evidence.ask_step_waiver(opened.case, step, asked["reason"], by=request.user)

    return _carried(request, opened, "step_waiver", form, write, "已申请，由区领导小组办公室批准。")


@page("POST", may=Verb.FILE)
def step_notice(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    opened = open_step(request, pk, step)
    form = UseNoticeForm(opened.case, request.POST)

    def write(asked: dict) -> None:
        notice = asked["notice"]
        evidence.use_notice(opened.case, step, notice, notice.purpose or opened.view.step.key, by=request.user)

    return _carried(request, opened, "notice", form, write, "公示已关联到本步骤。")
