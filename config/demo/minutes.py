"""Decisions of a village's bodies as their minutes state them."""

from typing import TYPE_CHECKING

from communities.lib import clock
from shareholders import services as shareholders
from shareholders.models import Decision

from . import papers

if TYPE_CHECKING:
    from .unit_story import UnitStory

CALLED = {"members_assembly": "成员大会", "members_representatives": "成员代表大会"}


def decision(
    story: "UnitStory", matter: str, entitled: int, subject: str = "members", body: str = "members_assembly"
) -> Decision:
    """Passed today by 94 in a hundred less a few, as the step's own minutes have it."""
    present = entitled * 94 // 100
    against, abstained = present // 50, present // 60
    return shareholders.state_decision(
        story.cooperative,
        body=body,
        subject=subject,
        matter=matter,
        held_on=clock.today(),
        entitled=entitled,
        present=present,
        in_favour=present - against - abstained,
        against=against,
        abstained=abstained,
        minuted_passed=True,
        document=papers.document(story, f"{CALLED[body]}关于{matter}的决议"),
        by=story.coop_clerk,
    )
