"""Moving a case to a newer version of the rulebook: an event with mapping, differences and approval."""

from dataclasses import dataclass

from django.db import transaction

from communities.access import Verb
from communities.lib.errors import Refused
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import CaseEvent, MergerCase, RulebookVersion, StepFiling
from mergers.rules.rulebook import diff
from mergers.rules.transitions import STATUS_LABELS, Status
from mergers.services import rulebooks
from mergers.services.cases import note_event, under_way

# From these a filing has yet to pass its review under the new version; the others keep the shape they were made with.
STILL_OPEN = (Status.IDLE, Status.DRAFTING, Status.RETURNED, Status.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Change:
    """What moving to `version` would mean: old step → new step by key, every difference, and what stands against it."""

    version: RulebookVersion
    mapping: list[tuple[int, int]]
    added: list[int]
    differences: list[str]
    obstacles: list[str]


def proposed(case: MergerCase) -> Change | None:
    """The district's newest version seen from the case, or None where the case is on it."""
    version = rulebooks.current(case.place.district)
    if version is None or version.pk == case.rulebook_version_id:
        return None
    old, new = case.rulebook_version.rulebook, version.rulebook
    numbers = {step.key: step.number for step in new.steps}
    mapping = [(step.number, numbers[step.key]) for step in old.steps if step.key in numbers]
    obstacles = [f"新版规程没有第{step.number}步“{step.title}”。" for step in old.steps if step.key not in numbers]
    obstacles += [
        f"第{before}步在新版中为第{after}步；已有的记录按原步号保存，不能改号。"
        for before, after in mapping
        if before != after
    ]
    obstacles += _unfinished(case, version)
    kept = {after for _, after in mapping}
    added = [step.number for step in new.steps if step.number not in kept]
    return Change(version, mapping, added, [str(change) for change in diff(old, new)], obstacles)


def _unfinished(case: MergerCase, version: RulebookVersion) -> list[str]:
    """A filing between review and confirmation keeps its version until it is through."""
    waiting = case.filings.filter(status__in=(Status.REVIEWED, Status.RECHECK)).order_by("step")
    steps = {step.number: step for step in version.rulebook.steps}
    return [
        f"第{filing.step}步当前为“{STATUS_LABELS[filing.status]}”，办结后才能改用新版。"
        for filing in waiting
        if filing.step in steps and bool(steps[filing.step].confirms) != filing.needs_confirmation
    ]


@transaction.atomic
def adopt(case: MergerCase, version: RulebookVersion, *, approval_number: str, reason: str, by) -> MergerCase:
    """Move the case to the newest version. Filings keep their states; steps that are new begin idle."""
    case = under_way(case)
    require(by, Verb.OFFICE, case.place)
    change = proposed(case)
    if change is None or change.version.pk != version.pk:
        raise Refused("规程又有变化，请刷新页面，按最新版本核对后再办理。")
    if not approval_number.strip() or not reason.strip():
        raise Refused("改用新版规程须写明批准文号和理由。")
    if change.obstacles:
        raise Refused(*change.obstacles)
    before = case.rulebook_version
    case.rulebook_version = version
    case.save(update_fields=["rulebook_version"])
    _reshape(case, change)
    data = {
        "rulebook": version.number,
        "mapping": change.mapping,
        "differences": change.differences,
        "approval_number": approval_number.strip(),
    }
    note_event(case, CaseEvent.Kind.RULEBOOK_MOVED, by=by, reason=reason, data=data)
    changes = {"规程": [str(before), str(version)], "批准文号": [None, approval_number.strip()]}
    record("改用新版规程", case, by=by, place=case.place, changes=changes, reason=reason)
    return case


def _reshape(case: MergerCase, change: Change) -> None:
    """Whether a step is confirmed follows the new version where its filing is not yet reviewed."""
    StepFiling.objects.bulk_create(
        StepFiling(case=case, step=number, needs_confirmation=bool(change.version.rulebook.step(number).confirms))
        for number in change.added
    )
    confirmed = {step.number for step in change.version.rulebook.steps if step.confirms}
    open_filings = StepFiling.objects.filter(case=case, status__in=STILL_OPEN)
    open_filings.filter(step__in=confirmed).update(needs_confirmation=True)
    open_filings.exclude(step__in=confirmed).update(needs_confirmation=False)
