"""The inbox of a 区直部门 and, for those above, how all departments stand."""

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Role, Verb, acts_for, page
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Organisation
from communities.views.carrying import carry_out
from mergers.forms.dispatch import TextForm
from mergers.models import DepartmentTask
from mergers.presenters import department, follow_up
from mergers.services import departments as service

Kind = Organisation.Kind


def own_department(account) -> Organisation | None:
    """The department the person works for."""
    return next((post.organisation for post in account.posts() if post.role == Role.DEPARTMENT), None)


@page("GET", may=Verb.VIEW)
def department_inbox(request: HttpRequest) -> HttpResponse:
    """A department's people see their own page; others all departments, and one of them by `?department=`."""
    own = own_department(request.user)
    if own:
        return shown(request, own)
    chosen = request.GET.get("department", "")
    if chosen.isdecimal():
        return shown(request, get_object_or_404(_departments(request), pk=chosen))
    rows = [
        [{"text": each.name, "url": f"?department={each.pk}"}, each.waiting, _red(each.late), each.received]
        for each in _counted(request)
    ]
    context = {
        "trail": [{"label": "周调度", "url": reverse("dispatch")}, {"label": "部门协办"}],
        "table": table("部门", "待签收", "超期", "已签收", rows=rows),
    }
    return render(request, "mergers/dispatch/departments.html", context)


@page("POST", may=Verb.RECEIPT)
def department_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """签收, with an opinion if the department has one."""
    own = own_department(request.user)
    found = DepartmentTask.objects.visible_to(request.user).filter(organisation=own)
    task = get_object_or_404(found, pk=pk)
    form = _form(pk, request.POST)
    if form.is_valid():

        def act() -> str:
            service.receive(task, opinion=form.cleaned_data["text"], by=request.user)
            return reverse("department_inbox")

        if answer := carry_out(request, form.key, act, "已签收。"):
            return answer
    return shown(request, own, (pk, form))


def shown(request: HttpRequest, own: Organisation, bound: tuple[int, TextForm] | None = None) -> HttpResponse:
    """One department's page; also the home of its people."""
    context = department.shown(own)
    signs = acts_for(request.user, own)
    context["rows"] = [
        {
            "id": f"task-{task.pk}",
            **follow_up.department_entry(task),
            "sign_url": reverse("department_receive", args=[task.pk]) if signs else "",
            "form": bound[1] if bound and bound[0] == task.pk else _form(task.pk),
        }
        for task in context.pop("waiting")
    ]
    return render(request, "mergers/dispatch/department.html", context, status=409 if bound else 200)


def _form(pk: int, data=None) -> TextForm:
    return TextForm("意见", data, required=False, auto_id=f"task{pk}_%s")


def _departments(request: HttpRequest):
    return Organisation.objects.visible_to(request.user).filter(kind=Kind.DEPARTMENT).order_by("pk")


def _counted(request: HttpRequest):
    open_, today = Q(department_tasks__received_at=None, department_tasks__isnull=False), clock.today()
    return _departments(request).annotate(
        waiting=Count("department_tasks", filter=open_),
        late=Count("department_tasks", filter=open_ & Q(department_tasks__due_on__lt=today)),
        received=Count("department_tasks") - F("waiting"),
    )


def _red(count: int) -> dict | int:
    return {"text": count, "tone": "late", "num": True} if count else 0
