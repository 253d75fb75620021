"""What happened to a step: its reviews, every round with the papers of that round, the departments asked."""

from itertools import groupby

from django.urls import reverse

from communities.lib.tables import table
from mergers.models import DepartmentTask, MergerCase, StepEvent
from mergers.presenters.words import TONES, day, moment
from mergers.rules.rulebook import Rulebook, StepView
from mergers.rules.transitions import STATUS_LABELS, move_label

REVIEWS = ("submit", "approve", "confirm", "return", "send_back", "reconfirm", "reopen", "waive", "unwaive")
QUIET = ("record",)


def reviews(view: StepView, events: list[StepEvent]) -> dict:
    """Organisation, person and time of every submission and decision, apart (newest first)."""
    rows = [
        [
            f"第{event.round}轮",
            move_label(view.step, event.move),
            event.organisation,
            event.by_name,
            event.role,
            moment(event.at),
            "\n".join(filter(None, [f"补录，实际日期 {day(event.occurred_on)}" if event.late else "", event.text])),
        ]
        for event in reversed(events)
        if event.move in REVIEWS
    ]
    return table("轮次", "环节", "单位", "人员", "任职", "时间", "说明", rows=rows)


def rounds(case: MergerCase, view: StepView, events: list[StepEvent]) -> list[dict]:
    """Each round with its events and the papers as they were submitted; the last one stands open."""
    found = []
    for number, members in groupby(events, key=lambda event: event.round):
        group = list(members)
        submitted = next((event for event in reversed(group) if event.evidence), None)
        found.append(
            {
                "number": number,
                "events": [event_item(case.rulebook_version.rulebook, view, event) for event in _told(group)],
                "files": [_snapshot(view, paper) for paper in submitted.evidence] if submitted else [],
                "open": False,
            }
        )
    if found:
        found[-1]["open"] = True
    return found[::-1]


def _told(events: list[StepEvent]) -> list[StepEvent]:
    """Newest first; of savings in a row only the last is told."""
    runs = groupby(events, key=lambda event: (event.move, event.by_name) if event.move in QUIET else event.pk)
    return [list(members)[-1] for _, members in runs][::-1]


def event_item(book: Rulebook, view: StepView, event: StepEvent, url: str = "") -> dict:
    """One event for the `timeline` component."""
    late = f"补录，实际日期 {day(event.occurred_on)}" if event.late else ""
    moved = event.from_status != event.to_status
    return {
        "when": moment(event.at),
        "who": event.by_name,
        "organisation": event.organisation,
        "act": move_label(view.step, event.move),
        "was": STATUS_LABELS[event.from_status] if moved else "",
        "now": STATUS_LABELS[event.to_status] if moved else "",
        "text": "\n".join(filter(None, [book.return_words(event.reason_codes), event.text, late])),
        "tone": TONES[event.to_status],
        "url": url,
    }


def _snapshot(view: StepView, paper: dict) -> dict:
    kinds = {kind.kind: kind.title for kind in view.evidence}
    version = paper["version"]
    meta = [kinds.get(paper["kind"], paper["kind"])]
    if version:
        meta += [f"第{version}版", f"SHA-256 {paper['sha256'][:16]}…"]
    url = reverse("document_download", args=[paper["document"], version]) if version else ""
    return {"name": paper["title"], "url": url, "meta": " · ".join(meta)}


def departments(case: MergerCase, view: StepView, tasks: list[DepartmentTask]) -> list[dict]:
    """The 协办 departments with their receipt, for the `item_list` component."""
    titles = {term.key: term.title for term in case.rulebook_version.rulebook.departments}
    sent = {task.organisation.key: task for task in tasks}
    return [_department(titles.get(key, key), sent.get(key)) for key in view.step.departments]


def _department(title: str, task: DepartmentTask | None) -> dict:
    if task is None:
        return {"text": title, "tone": "idle", "word": "未送达", "detail": "提交后送该部门签收"}
    if task.received_at is None:
        return {"text": title, "tone": "due", "word": "待签收", "detail": f"{day(task.due_on)}前签收"}
    opinion = f"；意见：{task.opinion}" if task.opinion else ""
    return {
        "text": title,
        "tone": "done",
        "word": "已签收",
        "detail": f"{task.received_by.name}，{moment(task.received_at)}{opinion}",
    }
