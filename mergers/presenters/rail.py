"""Every step of a case with its state: the rail beside the pages, the progress of a row."""

from django.urls import reverse

from mergers.models import MergerCase, StepFiling
from mergers.presenters.words import TONES, short_day
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import SETTLED, STATUS_LABELS, Status


def rail(case: MergerCase, current: int = 0, words: dict[int, str] | None = None) -> list[dict]:
    """Stages for the `step_rail` component; `words` replaces what stands at the right of a step."""
    filings, words = {filing.step: filing for filing in case.filings.all()}, words or {}
    stages = []
    for stage in case.rulebook_version.rulebook.stages:
        steps = [
            {
                "number": view.step.number,
                "title": view.title,
                "state": TONES[filings[view.step.number].status],
                "short": words.get(view.step.number) or _short(filings[view.step.number]),
                "url": reverse("step", args=[case.pk, view.step.number]),
                "current": view.step.number == current,
                "key": bool(view.step.node),
            }
            for view in case.step_views()
            if view.step.stage == stage.number
        ]
        stages.append({"title": f"{'一二三四五六七八九十'[stage.number - 1]} {stage.title}", "steps": steps})
    return stages


def _short(filing: StepFiling) -> str:
    if filing.status == Status.DONE:
        return short_day(filing.done_on)
    return "" if filing.status == Status.IDLE else STATUS_LABELS[filing.status]


def current_steps(case: MergerCase) -> list[tuple[StepFiling, StepView]]:
    """The steps that are not settled and whose preconditions are, first step first."""
    filings = {filing.step: filing for filing in case.filings.all()}
    settled = {number for number, filing in filings.items() if filing.status in SETTLED}
    return [
        (filings[view.step.number], view)
        for view in case.step_views()
        if view.step.number not in settled and settled.issuperset(view.after)
    ]


def stage_counts(case: MergerCase) -> list[tuple[str, int, int]]:
    """(stage, settled steps, all steps) for each stage."""
    book = case.rulebook_version.rulebook
    settled = {filing.step for filing in case.filings.all() if filing.status in SETTLED}
    counts = []
    for stage in book.stages:
        numbers = {step.number for step in book.steps_of(stage.number)}
        counts.append((stage.title, len(numbers & settled), len(numbers)))
    return counts
