"""Why a step came back, and how its filer answered: the reason and the answer stand in one box."""

from mergers.gates import Asked
from mergers.gates.returns import Returned, changes
from mergers.models import StepEvent
from mergers.presenters.words import moment
from mergers.rules.transitions import Status
from mergers.services.evidence import OPEN_FOR_FILER

UNCHANGED = "退回后还没有改动：补正后再提交，或者在提交时写“回复说明”。"


def boxes(asked: Asked, came_back: Returned) -> list[dict]:
    """The box of the last return, for whoever has the step now; none once the step is settled."""
    if asked.filing.status in OPEN_FOR_FILER:
        changed = changes(asked, came_back)
        told = f"退回后已改动：{'、'.join(changed)}。" if changed else UNCHANGED
        return [{"tone": "late", "title": _title(asked, came_back.why), "lines": [came_back.why.text, told]}]
    if asked.filing.status in (Status.SUBMITTED, Status.REVIEWED) and came_back.again:
        title = f"上一轮：{_title(asked, came_back.why)}"
        return [{"tone": "due", "title": title, "lines": _answered(asked, came_back)}]
    return []


def _title(asked: Asked, event: StepEvent) -> str:
    """Who returned it, when, and by which coded reasons."""
    codes = asked.case.rulebook_version.rulebook.return_words(event.reason_codes)
    act = "要求重新办理" if event.move == "reopen" else "退回"
    return f"{event.organisation} {event.by_name} {moment(event.at)} {act}" + (f"（{codes}）" if codes else "")


def _answered(asked: Asked, came_back: Returned) -> list[str]:
    changed = "、".join(changes(asked, came_back)) or "无"
    answer, who = came_back.again.text or "未写", came_back.again.by_name
    return [f"退回说明：{came_back.why.text}", f"{who} 回复说明：{answer}", f"退回后改动：{changed}"]
