"""The events behind a figure, as a list a person can read and follow."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse

from assets.models import FilingEvent
from communities.access import may_open
from communities.models import Account, NoticeEvent
from mergers.models import CaseEvent, InstructionTask, IssueEvent, PlanDate, StepEvent, WeeklyReport
from mergers.presenters.words import moment
from mergers.rules.transitions import move_label
from risk.models import AssessmentEvent, PetitionEvent
from votes.models import Canvass, Questionnaire

Entry = dict[str, Any]


def events(sources: Iterable[list], reader: Account) -> list[Entry]:
    """One entry per source, the newest first, as far as the reader may read it; one query for each kind of event."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for kind, id in sources:
        wanted[kind].append(id)
    found = [
        tell(row)
        for kind, ids in wanted.items()
        for found_by, tell in [TELLING[kind]]
        for row in found_by(reader).filter(pk__in=set(ids))
    ]
    for entry in found:
        entry["url"] = entry["url"] if entry["url"] and may_open(reader, entry["url"]) else ""
    return sorted(found, key=lambda entry: entry["when"], reverse=True)


def _dated(occurred_on, at) -> str:
    return f"发生 {occurred_on} · 录入 {moment(at)}"


def _step(event: StepEvent) -> Entry:
    step = event.case.rulebook_version.rulebook.step(event.step)
    moved = {"now": event.get_to_status_display(), "was": event.get_from_status_display()}
    return {
        "act": f"第{event.step}步 {move_label(step, event.move)}",
        **(moved if event.to_status != event.from_status else {}),
        "tone": "late" if event.move in ("return", "reopen") else "going",
        "text": event.text,
        "when": f"{_dated(event.occurred_on, event.at)}{' · 补录' if event.late else ''}",
        "who": event.by_name,
        "organisation": event.organisation,
        "url": reverse("step", args=[event.case_id, event.step]),
    }


def _case(event: CaseEvent) -> Entry:
    return {
        "act": event.get_kind_display(),
        "tone": "going",
        "text": event.reason,
        "when": _dated(event.occurred_on, event.at),
        "who": event.by_name,
        "url": reverse("case", args=[event.case_id]),
    }


def _plan(plan: PlanDate) -> Entry:
    return {
        "act": f"第{plan.step}步{'基准计划' if plan.baseline else '调整计划'}",
        "now": f"{plan.planned_on}",
        "tone": "due" if not plan.baseline else "going",
        "text": plan.reason,
        "when": _dated(plan.decided_on, plan.at),
        "who": plan.by_name,
        "url": reverse("case_plan", args=[plan.case_id]),
    }


def _notice(event: NoticeEvent) -> Entry:
    return {
        "act": f"{event.notice.title} {event.get_kind_display()}",
        "tone": "wait",
        "text": f"异议截止 {event.objection_ends_on}" if event.objection_ends_on else "",
        "when": _dated(event.occurred_on, event.at),
        "who": event.by_name,
        "url": f"/notices/{event.notice_id}/",
    }


def _report(report: WeeklyReport) -> Entry:
    return {
        "act": f"{report.round}报送",
        "now": "零报告" if report.nothing else "已报",
        "tone": "going",
        "text": report.nothing_reason or report.progress,
        "when": moment(report.filed_at),
        "who": report.filed_by.name,
        "url": reverse("case", args=[report.case_id]),
    }


def _issue(event: IssueEvent) -> Entry:
    return {
        "act": f"协调事项“{event.issue}” {event.get_kind_display()}",
        "tone": "due",
        "text": event.text,
        "when": _dated(event.occurred_on, event.at),
        "who": event.by_name,
        "url": reverse("issue", args=[event.issue_id]),
    }


def _forwarded(reader: Account) -> QuerySet:
    mine = InstructionTask.objects.visible_to(reader).filter(pk=OuterRef("pk"))
    return InstructionTask.objects.select_related("instruction", "organisation").annotate(is_readable=Exists(mine))


def _instruction(task: InstructionTask) -> Entry:
    """What was forwarded to the street is counted with its units and read by the street: they see that it was."""
    return {
        "act": f"批示“{task.instruction}”转办" if task.is_readable else "批示转办",
        "now": "已反馈" if task.feedback_at else "待反馈",
        "tone": "done" if task.feedback_at else "due",
        "text": task.feedback if task.is_readable else "",
        "when": moment(task.forwarded_at),
        "who": task.organisation.name,
        "url": reverse("instruction", args=[task.instruction_id]) if task.is_readable else "",
    }


def _filing(event: FilingEvent) -> Entry:
    name, key = ("contract", event.contract_id) if event.contract_id else ("disposal", event.disposal_id)
    return {
        "act": event.subject,
        "now": event.get_kind_display(),
        "tone": "due",
        "text": "",
        "when": _dated(event.occurred_on, event.at),
        "who": event.by_name,
        "organisation": event.organisation.name,
        "url": reverse(name, args=[key]),
    }


def _petition(event: PetitionEvent) -> Entry:
    """Its number, its state and its day; what it says is read where petitions are handled."""
    return {
        "act": str(event.petition),
        "now": event.get_status_display(),
        "tone": "due",
        "text": f"期限{event.due_on}" if event.due_on else "",
        "when": _dated(event.occurred_on, event.at),
        "who": "",
        "url": "",
    }


def _canvass(canvass: Canvass) -> Entry:
    """The plan version and its days; of no household."""
    return {
        "act": f"入户征求意见，第{canvass.version}版方案",
        "now": canvass.get_status_display(),
        "tone": "going",
        "text": f"{canvass.opened_on}开始，{canvass.closes_on}截止",
        "when": moment(canvass.opened_at),
        "who": "",
        "url": reverse("canvass", args=[canvass.pk]),
    }


def _assessment(event: AssessmentEvent) -> Entry:
    """What was concluded; how it came about is read on the assessment's own page."""
    return {
        "act": f"{event.assessment} {event.get_move_display()}",
        "now": event.get_level_display(),
        "tone": "going",
        "text": event.get_conclusion_display(),
        "when": _dated(event.occurred_on, event.at),
        "who": event.by.name,
        "url": reverse("assessment", args=[event.assessment_id]),
    }


def _questionnaire(asked: Questionnaire) -> Entry:
    return {
        "act": f"问卷“{asked.title}”",
        "tone": "going",
        "text": f"{asked.started_on}开始，不记姓名",
        "when": moment(asked.started_at),
        "who": "",
        "url": reverse("questionnaire", args=[asked.pk]),
    }


Telling = tuple[Callable[[Account], QuerySet], Callable[[Model], Entry]]
TELLING: dict[str, Telling] = {
    "step": (lambda _: StepEvent.objects.select_related("case__rulebook_version"), _step),
    "case": (lambda _: CaseEvent.objects.all(), _case),
    "plan": (lambda _: PlanDate.objects.all(), _plan),
    "notice": (lambda _: NoticeEvent.objects.select_related("notice"), _notice),
    "report": (lambda _: WeeklyReport.objects.select_related("round", "filed_by"), _report),
    "issue": (lambda _: IssueEvent.objects.select_related("issue"), _issue),
    "filing": (lambda _: FilingEvent.objects.select_related("organisation"), _filing),
    "assessment": (lambda _: AssessmentEvent.objects.select_related("assessment__place", "by"), _assessment),
    "petition": (lambda _: PetitionEvent.objects.select_related("petition"), _petition),
    "questionnaire": (lambda _: Questionnaire.objects.all(), _questionnaire),
    "canvass": (lambda _: Canvass.objects.all(), _canvass),
    "instruction": (_forwarded, _instruction),
}
