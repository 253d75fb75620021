"""领导批示: one with those it went to; writing, 转办, 签收, 反馈, 办结."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, acts_for, has_verb, may, page
from communities.models import Account
from communities.views.carrying import carry_out
from communities.views.listing import listed
from mergers.forms.dispatch import GiveForm, TextForm
from mergers.models import Instruction, InstructionTask, Ledger
from mergers.presenters import follow_up
from mergers.presenters.words import moment
from mergers.services import instructions as service

TRAIL = [{"label": "周调度", "url": "/dispatch/"}, {"label": "领导批示", "url": "/dispatch/instructions/"}]


def visible(request: HttpRequest):
    return Instruction.objects.visible_to(request.user).select_related("leader", "district", "ledger")


def visible_tasks(request: HttpRequest):
    return InstructionTask.objects.visible_to(request.user).select_related(
        "organisation", "instruction__leader", "instruction__district"
    )


@page("GET", may=Verb.VIEW)
def instructions(request: HttpRequest) -> HttpResponse:
    context = listed(request, visible(request).prefetch_related("tasks"), "")
    context |= {
        "trail": [TRAIL[0], {"label": "领导批示"}],
        "entries": [follow_up.instruction_entry(row) for row in context["page"]],
    }
    return render(request, "mergers/dispatch/instructions.html", context)


@page("GET", "POST", may=Verb.INSTRUCT)
def instruction_new(request: HttpRequest, ledger: int) -> HttpResponse:
    """A leader writes on a ledger; the form also stands on the dispatch page itself."""
    this = get_object_or_404(Ledger.objects.visible_to(request.user).select_related("district"), pk=ledger)
    form = TextForm("批示内容", request.POST or None)
    if form.is_valid():

        def act() -> str:
            made = service.write(this, form.cleaned_data["text"], by=request.user)
            return reverse("instruction", args=[made.pk])

        if answer := carry_out(request, form.key, act, "批示已送区领导小组办公室转办。"):
            return answer
    context = {"trail": [*TRAIL, {"label": "批示"}], "form": form, "ledger": this}
    return render(request, "mergers/dispatch/instruction_new.html", context)


@page("GET", may=Verb.VIEW)
def instruction(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("POST", may=Verb.DISPATCH)
def instruction_forward(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(visible(request), pk=pk)
    form = GiveForm(this.district, request.user, request.POST)
    if form.is_valid():
        asked = form.cleaned_data

        def act() -> str:
            service.forward(this, asked["organisation"], due_on=asked["due_on"], by=request.user)
            return reverse("instruction", args=[pk])

        if answer := carry_out(request, form.key, act, f"已转办{asked['organisation'].name}。"):
            return answer
    return _shown(request, this, give=form)


@page("POST", may=Verb.DISPATCH)
def instruction_close(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(visible(request), pk=pk)

    def act() -> str:
        service.close(this, by=request.user)
        return reverse("instruction", args=[pk])

    return carry_out(request, "", act, "批示已办结。") or redirect("instruction", pk)


@page("POST", may=Verb.VIEW)
def task_receive(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(visible_tasks(request), pk=pk)

    def act() -> str:
        service.receive(task, by=request.user)
        return reverse("instruction", args=[task.instruction_id])

    return carry_out(request, "", act, "已签收。") or redirect("instruction", task.instruction_id)


@page("POST", may=Verb.VIEW)
def task_feed_back(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(visible_tasks(request), pk=pk)
    form = TextForm("反馈内容", request.POST)
    if form.is_valid():

        def act() -> str:
            service.feed_back(task, form.cleaned_data["text"], by=request.user)
            return reverse("instruction", args=[task.instruction_id])

        if answer := carry_out(request, form.key, act, "反馈已送出。"):
            return answer
    return _shown(request, task.instruction, feedback=(task.pk, form))


def _shown(
    request: HttpRequest,
    this: Instruction,
    give: GiveForm | None = None,
    feedback: tuple[int, TextForm] | None = None,
) -> HttpResponse:
    dispatches = may(request.user, Verb.DISPATCH, this.district) and not this.closed_at
    tasks = visible_tasks(request).filter(instruction=this)
    context = {
        "trail": [*TRAIL, {"label": str(this)}],
        "this": this,
        "at": moment(this.at),
        "closed": moment(this.closed_at),
        "shares": [_share(task, request.user, feedback) for task in tasks],
        "give": (give or _give(this, request.user)) if dispatches else None,
        "may_close": dispatches and bool(tasks) and all(task.feedback_at for task in tasks),
        "ledger_url": f"{reverse('dispatch')}?week={this.ledger.iso}" if has_verb(request.user, Verb.VIEW) else "",
    }
    return render(request, "mergers/dispatch/instruction.html", context, status=409 if give or feedback else 200)


def _give(this: Instruction, account: Account) -> GiveForm:
    return GiveForm(this.district, account, initial={"due_on": service.usual_due_day(this)})


def _share(task: InstructionTask, account, feedback: tuple[int, TextForm] | None) -> dict:
    own = acts_for(account, task.organisation) and not task.feedback_at
    bound = feedback[1] if feedback and feedback[0] == task.pk else None
    told = [f"{moment(task.forwarded_at)} 转办"]
    told += [f"{moment(task.received_at)} 签收"] if task.received_at else []
    told += [f"{moment(task.feedback_at)} 反馈"] if task.feedback_at else []
    return {
        "name": task.organisation.name,
        "told": " · ".join(told),
        "feedback": task.feedback,
        **follow_up.due(task.due_on, done=task.feedback_at is not None),
        "receive_url": reverse("task_receive", args=[task.pk]) if own and not task.received_at else "",
        "feedback_url": reverse("task_feed_back", args=[task.pk]) if own else "",
        "form": bound or TextForm("反馈内容", auto_id=f"task{task.pk}_%s"),
    }
