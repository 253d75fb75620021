"""A step that came back is not sent again as it was: something on it is new, or the filer answers in words (回复说明).

No gate of the rulebook: it holds on every step, and what is said with the submission may open it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mergers.gates.asked import Asked
from mergers.models import StepEvent

RETURNS = ("return", "reopen")


@dataclass(frozen=True, slots=True)
class Returned:
    """The last return of a step, the submission it speaks of, and what was submitted since, if it still stands."""

    why: StepEvent
    before: StepEvent
    again: StepEvent | None


def returned(events: Sequence[StepEvent]) -> Returned | None:
    """The last return among all events of one filing, the oldest first; None where nothing ever came back."""
    at = max((nth for nth, event in enumerate(events) if event.move in RETURNS), default=None)
    if at is None:
        return None
    before = next(event for event in reversed(events[:at]) if event.move == "submit")
    sent = [event for event in events[at:] if event.move in ("submit", "withdraw")]
    return Returned(events[at], before, sent[-1] if sent and sent[-1].move == "submit" else None)


def changes(asked: Asked, came_back: Returned) -> list[str]:
    """What differs from the submission that was returned, in words; the same file offered anew is no change."""
    filing, since = asked.filing, came_back.why.at
    now = [item.as_submitted() for item in asked.evidence]
    differs = {
        "填报内容": filing.facts != came_back.before.facts,
        "证据材料": _papers(now) != _papers(came_back.before.evidence)
        or filing.evidence_waivers.filter(requested_at__gt=since).exists(),
        "关联公示": filing.step_notices.filter(at__gt=since).exists(),
    }
    return [words for words, found in differs.items() if found]


def unanswered(asked: Asked, answer: str) -> list[str]:
    """Why the step may not be submitted again; empty when it never came back, was changed or is answered."""
    came_back = returned(list(StepEvent.objects.filter(filing=asked.filing).order_by("at", "pk")))
    if came_back is None or answer.strip() or changes(asked, came_back):
        return []
    return [
        f"第{asked.filing.step}步退回后没有任何改动：请按退回意见补正填报内容或材料；"
        "确实不需要改动的，请在“回复说明”中逐条答复退回意见后再提交。"
    ]


def _papers(items: list[dict]) -> list[tuple]:
    return sorted((item["kind"], item["title"], item["sha256"], item.get("dated_on", "")) for item in items)
