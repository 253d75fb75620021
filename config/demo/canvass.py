"""The canvass of a unit: opened on its households, two visitors, signed sheets, a return visit to who is against."""

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from communities.lib import clock
from communities.models import Residence
from mergers.presenters.step_registers import figures
from votes import services
from votes.models import Canvass, CanvassHousehold
from votes.services import SignedSheet

from .timeline import Story, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

STEP, UNDER_WAY = 10, ("下泊",)
PLAN = (
    "拟撤销{place}，居民并入接收社区管理服务。\n股份经济合作社继续存在，集体资产仍归合作社成员集体所有。\n"
    "承包关系、有效经济合同、公益设施投入和受益范围、民生资金和项目享受范围四个不变。"
)
REASONS = ("担心出租房屋管理发生变化", "希望先解决停车问题", "未说明理由")


def carry_out(story: "UnitStory", number: int) -> Generator[datetime, None, dict]:
    """Everybody is visited, who is against is visited again, the canvass ends; its figures for the step's facts."""
    canvass = yield from _opened(story)
    due = canvass.due
    agree = due - max(story.unit.households - story.unit.agree, 0) if story.unit.agree else due * 97 // 100
    yield story.hour(workdays_later(clock.today(), 1), 19)
    _sheets(story, canvass, _positions(due, agree))
    yield story.hour(workdays_later(clock.today(), 1), 19)
    for home in canvass.households.filter(position="against"):
        words = {"signer": "户主", "relation": "head", "reason": REASONS[2], "revisit": "held"}
        services.enter_visit(home, key=uuid4(), position="against", visited_on=clock.today(), **words, by=home.visitor)
    services.close_canvass(canvass, by=story.secretary)
    return {"canvassed": figures("canvass", story.place)}


def half(story: "UnitStory") -> Story:
    """Under way when the story ends: the first grid is done, the second half done."""
    canvass = yield from _opened(story)
    yield story.hour(workdays_later(clock.today(), 1), 19)
    _sheets(story, canvass, _positions(canvass.due, canvass.due * 97 // 100)[: canvass.due * 3 // 4])


def _opened(story: "UnitStory") -> Generator[datetime, None, Canvass]:
    """Opened on the morning the step began, two grids given to two visitors."""
    yield story.hour(clock.today(), 10)
    canvass = services.open_canvass(
        story.ground.committees[story.unit.name],
        plan_title=f"{story.unit.name}“一村一策”撤并方案",
        plan_text=PLAN.format(place=story.place.name),
        closes_on=clock.today() + timedelta(days=15),
        officer=story.street,
        by=story.clerk,
    )
    numbers = list(canvass.households.order_by("number").values_list("number", flat=True))
    middle = len(numbers) // 2
    services.assign(canvass, story.clerk, grid="一网格", last=numbers[middle - 1], by=story.clerk)
    services.assign(canvass, story.secretary, grid="二网格", first=numbers[middle], by=story.clerk)
    return canvass


def _positions(due: int, agree: int) -> list[str]:
    """One for each household; those who do not agree lie scattered."""
    other = due - agree
    against, not_met = other // 2, other // 4
    rest = ["against"] * against + ["not_met"] * not_met + ["abstain"] * (other - against - not_met)
    positions = ["agree"] * due
    for nth, position in enumerate(rest):
        positions[(nth * 37 + 11) % due] = position
    return positions


def _sheets(story: "UnitStory", canvass: Canvass, positions: list[str]) -> None:
    heads = Residence.objects.current().filter(household__place=story.place, relation="head")
    names = dict(heads.values_list("household", "person__name"))
    homes = list(zip(canvass.households.order_by("number"), positions, strict=False))
    for visitor in (story.clerk, story.secretary):
        sheets = list(_signed([pair for pair in homes if pair[0].visitor_id == visitor.pk], names))
        services.enter_sheets(canvass, sheets, clock.today(), by=visitor)


def _signed(homes: list[tuple[CanvassHousehold, str]], names: dict) -> Iterator[SignedSheet]:
    for nth, (home, position) in enumerate(homes):
        signer = names.get(home.household_id, "户主")
        yield SignedSheet(home.pk, position, signer, "head", REASONS[nth % len(REASONS)])
