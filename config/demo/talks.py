"""Talks of the first phase in a few units: residents heard, an assembly that deliberates by its rule, a hearing."""

from datetime import timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from votes import services

if TYPE_CHECKING:
    from .unit_story import UnitStory

SAID = (
    ("集体的房子租金以后归谁", "合作社不撤，集体资产仍归合作社，租金照章程分配。"),
    ("撤并以后到哪里办事", "原地保留便民服务点，办理事项不变。"),
)
WAITS = "老年人就餐点能不能保留"
RULED = {
    "rule_clause": "第六条",
    "outcome": "agreed",
    "conclusion": "到会代表一致认为应当保留原服务点，撤并按方案推进。",
}
FORMS = {
    0: ("forum", {"conclusion": "多数居民了解撤并的原因，关心租金和办事。"}),
    1: ("council", {**RULED, "topic": "撤并后服务点怎样设置"}),
    2: (
        "hearing",
        {
            **RULED,
            "topic": "集体资产怎样继续管理",
            "speakers": 6,
            "outcome": "none",
            "conclusion": "对公积公益金提取比例意见不一，建议由成员大会决定。",
        },
    ),
}
EVERY = 5


def held(story: "UnitStory") -> None:
    """One talk in every fifth unit, its form by turns; of the plain one a point is still to be answered."""
    nth, rest = divmod(story.unit.number, EVERY)
    if rest:
        return
    name, by, today = story.unit.name, story.clerk, clock.today()
    form, facts = FORMS[nth % len(FORMS)]
    told = {"topic": "社区撤改撤并和“四个不变”", "held_on": today, "venue": f"{name}便民服务中心", **facts}
    if form != "forum":
        told |= {"rule_name": f"{name}居民议事协商规则", "notice_on": today - timedelta(days=8)}
    people = {"chair": story.secretary.name, "recorder": by.name, "attended": 28 + story.unit.number}
    kinds = {"attenders": ["residents", "representatives", "party", "members"]}
    talk = services.draft_talk(story.ground.committees[name], form=form, by=by, **told, **people, **kinds)
    for text, answer in SAID:
        services.add_point(talk, text, answer=answer, by=by)
    if form == "forum":
        owner = story.ground.committees[name]
        point = services.add_point(talk, WAITS, owner=owner, due_on=today + timedelta(days=20), by=by)
    services.finalise(talk, by=story.secretary)
    if form == "forum" and story.unit.step > 5:
        services.answer_talk_point(point, "就餐点由接收社区继续运营，收费不变。", by=story.secretary)
