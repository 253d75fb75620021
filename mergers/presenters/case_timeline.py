"""Everything that happened to a case, its own events and those of its steps, newest first, a page at a time."""

from django.core.paginator import Page, Paginator
from django.db.models import IntegerField, Value
from django.urls import reverse

from mergers.models import CaseEvent, MergerCase, StepEvent
from mergers.presenters.step_history import event_item
from mergers.presenters.words import moment

PAGE_SIZE = 40
OF_CASE, OF_STEP = 0, 1
TONES = {
    CaseEvent.Kind.COMPLETED: "done",
    CaseEvent.Kind.SUSPENDED: "due",
    CaseEvent.Kind.REMOVED: "late",
    CaseEvent.Kind.REOPENED: "again",
}


def timeline(case: MergerCase, number: str | None, step: int | None = None) -> tuple[Page, list[dict]]:
    """The page asked for and its items for the `timeline` component; `step` narrows it to one step."""
    steps = StepEvent.objects.filter(case=case)
    keys = _keys(steps.filter(step=step) if step else steps, OF_STEP)
    if step is None:
        keys = keys.union(_keys(CaseEvent.objects.filter(case=case), OF_CASE))
    page = Paginator(keys.order_by("-at", "-pk"), PAGE_SIZE).get_page(number)
    wanted = [(kind, pk) for _, pk, kind in page]
    found = {(OF_STEP, event.pk): event for event in steps.filter(pk__in=_of(wanted, OF_STEP))}
    found |= {(OF_CASE, event.pk): event for event in CaseEvent.objects.filter(pk__in=_of(wanted, OF_CASE))}
    views = {view.step.number: view for view in case.step_views()}
    return page, [_item(case, views, found[key]) for key in wanted]


def _keys(events, kind: int):
    return events.order_by().annotate(source=Value(kind, IntegerField())).values_list("at", "pk", "source")


def _of(wanted: list[tuple[int, int]], kind: int) -> list[int]:
    return [pk for each, pk in wanted if each == kind]


def _item(case: MergerCase, views: dict, event: StepEvent | CaseEvent) -> dict:
    if isinstance(event, CaseEvent):
        extra = [f"{label}：{event.data[key]}" for key, label in DATA_WORDS.items() if event.data.get(key)]
        return {
            "when": moment(event.at),
            "who": event.by_name,
            "act": event.get_kind_display(),
            "text": "\n".join(filter(None, [event.reason, *extra])),
            "tone": TONES.get(event.kind, "going"),
        }
    item = event_item(
        case.rulebook_version.rulebook, views[event.step], event, reverse("step", args=[case.pk, event.step])
    )
    return {**item, "act": f"第{event.step}步 {item['act']}"}


DATA_WORDS = {"decision_number": "决定文号", "approval_number": "批准文号", "until": "有效至"}
