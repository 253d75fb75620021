"""A third of the units register the letter household by household, and a questionnaire paper by paper."""

from typing import TYPE_CHECKING
from uuid import uuid4

from communities.lib import clock
from mergers.presenters.step_registers import figures
from votes import services

if TYPE_CHECKING:
    from .unit_story import UnitStory

EVERY = 3
OPTIONS = "最关心的事：集体资产/房屋出租/办事远近/干部安置"


def told(story: "UnitStory") -> dict:
    """What the step states of it; nothing where the unit files its figures by hand."""
    if story.unit.number % EVERY:
        return {}
    committee, by = story.ground.committees[story.unit.name], story.clerk
    letter = services.start_letter(committee, title=f"致{story.unit.name}居民的一封信", by=by)
    last = letter.deliveries.order_by("-number")[letter.due // 40].number
    services.mark_letters(letter, "delivered", clock.today(), last=last, by=by)
    services.mark_letters(letter, "absent", clock.today(), by=by)
    asked = services.start_questionnaire(committee, title="撤改撤并工作问卷", more=OPTIONS, by=by)
    services.hand_out(asked, letter.due // 2, clock.today(), by=by)
    back = letter.due // 2 * 96 // 100
    papers = [(uuid4(), (int(nth % 90 == 7), int(nth % 30 == 7), nth % 4)) for nth in range(back)]
    services.enter_answers(asked, papers, clock.today(), by=by)
    return {"publicity": figures("mobilisation", story.place)}
