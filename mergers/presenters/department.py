"""The page of one department: its duties by step, what waits for its 签收, what it was given to do (N52)."""

from django.urls import reverse

from communities.lib import clock
from communities.models import Organisation
from mergers.models import DepartmentTask, InstructionTask, Issue, RulebookVersion
from mergers.presenters import follow_up
from mergers.services import rulebooks

SETTLED_SHOWN = 20


def tasks_of(organisation: Organisation):
    """Its step filings, fetched with all that a line tells."""
    found = DepartmentTask.objects.filter(organisation=organisation)
    return found.select_related("filing__case__place__parent", "filing__case__rulebook_version")


def shown(organisation: Organisation) -> dict:
    """Everything of the page but its forms."""
    tasks = tasks_of(organisation)
    waiting = list(tasks.filter(received_at=None).order_by("due_on", "pk"))
    issues = list(Issue.objects.filter(owner=organisation).open().with_places())
    shares = InstructionTask.objects.filter(organisation=organisation).select_related("instruction")
    instructions = list(shares.filter(feedback_at=None).order_by("due_on", "pk"))
    settled = tasks.exclude(received_at=None).order_by("-received_at")[:SETTLED_SHOWN]
    return {
        "organisation": organisation,
        "waiting": waiting,
        "tiles": _tiles(waiting, issues, instructions),
        "issues": [follow_up.issue_entry(issue) for issue in issues],
        "instructions": [follow_up.task_entry(task) for task in instructions],
        "settled": [follow_up.department_entry(task) for task in settled],
        "duties": duties(organisation),
    }


def _tiles(waiting: list, issues: list, instructions: list) -> list[dict]:
    today = clock.today()
    every = [*waiting, *issues, *instructions]
    late = sum(item.due_on is not None and item.due_on < today for item in every)
    return [
        {"label": "待签收协办", "value": len(waiting), "url": "#tasks"},
        {"label": "交办事项", "value": len(issues), "url": "#issues"},
        {"label": "待反馈批示", "value": len(instructions), "url": "#instructions"},
        {"label": "超期", "value": late, "tone": "late" if late else "", "url": "#tasks"},
    ]


def duties(organisation: Organisation) -> list[dict]:
    """The steps in which the newest rulebook names the department, with what the step asks for."""
    version: RulebookVersion | None = rulebooks.current(organisation.place.district_or_self)
    if version is None:
        return []
    return [
        {
            "text": f"第{step.number}步 {step.title}",
            "url": f"{reverse('rulebook', args=[version.pk])}#step-{step.number}",
            "detail": "；".join(step.basis),
        }
        for step in version.rulebook.steps
        if organisation.key in step.departments
    ]
