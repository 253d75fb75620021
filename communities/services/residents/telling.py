"""Who is told of a ticket: the street that it waits, its asker how it was decided."""

from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.models import ResidentChange
from communities.services import messages


def call_street(ticket: ResidentChange) -> None:
    """Nobody is named: the message says only that something waits."""
    words = f"{ticket.place.name}提交了一张户与居民变更单，请审批。"
    messages.tell(messages.holders([Role.STREET], ticket.place), words, _address(ticket))


def tell_asker(ticket: ResidentChange) -> None:
    verdict = "已同意，登记随即更改" if ticket.approved else f"未获同意：{ticket.note}"
    day = f"{ticket.asked_at.astimezone(clock.SHANGHAI):%m-%d}"
    messages.tell([ticket.asked_by], f"{ticket.place.name}{day}提交的变更单{verdict}。", _address(ticket))


def _address(ticket: ResidentChange) -> str:
    return reverse("resident_change", args=[ticket.pk])
