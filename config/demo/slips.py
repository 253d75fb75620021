"""What residents of five units hand in by the four slips, and how far each has come."""

from datetime import timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from risk.models import Slip
from risk.services import slips

from .timeline import Story, workday_back, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

# unit → days before the end of the story, category, words, the moves: (who, working days later, move, words)
HANDED_IN = {
    "槐里": (
        30, "facilities", "健身器材损坏，老人使用不安全。",
        (("clerk", 1, "claim", ""), ("clerk", 3, "report", "已联系厂家更换两件。"),
         ("secretary", 1, "check", "现场查看，已更换。"),
         ("secretary", 1, "publish", "居民反映健身器材损坏，社区四个工作日内更换两件，已恢复使用。")),
    ),
    "东湾": (
        24, "service", "医保缴费窗口排队时间长。",
        (("clerk", 1, "claim", ""), ("clerk", 4, "report", "每月集中缴费周增设窗口。"),
         ("secretary", 1, "check", "已增设。"),
         ("secretary", 1, "publish", "居民反映医保缴费排队，社区在集中缴费周增设一个窗口。"),
         ("", 3, "reopen", "本周仍只开一个窗口。")),
    ),
    "大窑": (9, "environment", "巷口垃圾桶清运不及时。", (("clerk", 1, "claim", ""),)),
    "松涛": (
        12, "property", "楼顶渗水，多次报修没有结果。",
        (("clerk", 1, "claim", ""), ("clerk", 4, "report", "已协调维修单位完成防水。")),
    ),
    "塘头": (11, "assets", "想了解本年分红方案什么时候公示。", ()),
}  # fmt: skip


def handed_in(story: "UnitStory") -> Story:
    """Where somebody hands something in: from outside, then moved along by two people of the community."""
    if story.unit.name not in HANDED_IN:
        return
    before, category, words, moved = HANDED_IN[story.unit.name]
    yield story.hour(workday_back(story.timeline.until - timedelta(days=before)), 11)
    told = {"category": category, "content": words, "reporter": "居民（演示）"}
    slip: Slip = slips.hand_in(story.place, by=slips.REPORTER, **told)
    for who, later, move, text in moved:
        yield story.hour(workdays_later(clock.today(), later), 16)
        if move == "reopen":
            slip = slips.reopen(slip, text=text)
            continue
        promised = clock.today() + timedelta(days=7) if move == "claim" else None
        slip = slips.perform(slip, move, text=text, promised_on=promised, by=getattr(story, who))
