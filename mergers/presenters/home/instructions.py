"""领导批示 on the homes: what the office has to forward, what an organisation has to answer."""

from communities.access import Role
from mergers.models import Instruction, InstructionTask
from mergers.presenters import follow_up
from mergers.presenters.home.card import Card

SHOWN = 20


def cards(account) -> list[Card]:
    """A department reads its own on its page; everybody else here, nothing where nothing waits."""
    return [*_to_forward(account), *_to_answer(account)]


def _to_forward(account) -> list[Card]:
    districts = [post.place_id for post in account.posts() if post.role == Role.OFFICE]
    if not districts:
        return []
    waiting = Instruction.objects.filter(district__in=districts, closed_at=None, tasks=None)
    return _card("批示待转办", waiting.prefetch_related("tasks"), follow_up.instruction_entry)


def _to_answer(account) -> list[Card]:
    own = [post.organisation_id for post in account.posts() if post.role != Role.DEPARTMENT]
    waiting = InstructionTask.objects.filter(organisation__in=own, feedback_at=None, instruction__closed_at=None)
    return _card("待反馈批示", waiting.select_related("instruction").order_by("due_on", "pk"), follow_up.task_entry)


def _card(title: str, waiting, told) -> list[Card]:
    entries = [told(each) for each in waiting[:SHOWN]]
    return [Card(title=title, tone="due", word=f"{waiting.count()} 件", entries=entries)] if entries else []
