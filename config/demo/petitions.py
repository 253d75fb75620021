"""What people of four units bring to their street: one answered, one under way, one late, one sent elsewhere."""

from datetime import timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from risk.services import petitions

from .timeline import Story, workday_back, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

# unit → days before the end of the story, what it is about, the moves that follow: (working days later, move, words).
BROUGHT = {
    "大窑": (
        40, "shares", "反映股权继承手续办理时间较长，希望明确所需材料。", 1, True,
        ((3, "accept", ""), (12, "answer", "已列明继承所需材料并预约办理。")),
    ),
    "小窑": (16, "service", "担心合并后办理高龄补贴要到较远的服务点。", 3, True, ((2, "accept", ""),)),
    "盐场": (32, "contract", "反映租赁合同到期后场地未及时收回。", 6, True, ()),
    "高桥": (
        25, "land", "咨询早年征地补偿款发放标准。", 1, False,
        ((4, "refer", "转自然资源和规划部门办理，已告知信访人。"),),
    ),
}  # fmt: skip


def brought(story: "UnitStory") -> Story:
    """Where somebody brings something: entered at the street, then moved along."""
    if story.unit.name not in BROUGHT:
        return
    before, matter, summary, people, merger, moved = BROUGHT[story.unit.name]
    yield story.hour(workday_back(story.timeline.until - timedelta(days=before)), 9)
    petition = petitions.enter(
        story.place,
        by=story.street,
        received_on=clock.today(),
        channel="visit",
        kind="appeal",
        matter=matter,
        people=people,
        about_merger=merger,
        timed=True,
        summary=summary,
        handler=story.street.posts()[0].organisation.name,
        petitioner="张某（演示）",
    )
    for later, move, words in moved:
        yield story.hour(workdays_later(clock.today(), later), 15)
        petition = petitions.perform(petition, move, on=clock.today(), text=words, by=story.street)
