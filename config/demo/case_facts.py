"""What stands beside the steps: who receives, who takes over debts and suits, what the cadres are paid."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from communities.lib import clock
from mergers.models import Liability
from mergers.services import case_parts

from .units import RECEIVERS

if TYPE_CHECKING:
    from .unit_story import UnitStory

Kind = Liability.Kind


def settle(story: "UnitStory") -> None:
    """Everything that the plan of step 2 names."""
    unit = story.unit
    if not unit.converts:
        _receiver(story)
    if unit.number % 3 == 0:
        cooperative = story.ground.cooperatives[unit.name]
        owed = Decimal(unit.households * 380)
        for kind, title, amount in (
            (Kind.DEBT, "便民服务中心改造工程尾款", owed),
            (Kind.GUARANTEE, "为合作社贷款提供的担保", owed * 3),
        ):
            case_parts.add_liability(
                story.case, kind=kind, title=title, amount=amount, taker=cooperative, by=story.clerk
            )
    case_parts.add_cadre(
        story.case,
        name=story.secretary.name,
        post="党支部书记",
        pay=Decimal(4200 + 10 * unit.number),
        pay_basis="参照上年度城市社区正职报酬",
        transition_ends_on=date(clock.today().year + 5, 12, 31),
        by=story.clerk,
    )


def _receiver(story: "UnitStory") -> None:
    unit, place = story.unit, story.ground.places[story.unit.receiver]
    households = dict(RECEIVERS[unit.street])[unit.receiver] + unit.households
    receiver = case_parts.add_receiver(
        story.case,
        place,
        households_after=households,
        population_after=households * 28 // 10,
        size_note="并入后按片区划分居民小组，规模与服务能力相适应",
        by=story.clerk,
    )
    text = "同意接收，请一并移交档案和在办事项。"
    case_parts.state_opinion(receiver, "agree", opinion_on=clock.today(), text=text, by=story.street_clerk)


def take_over(story: "UnitStory") -> None:
    """At the hand-over every debt is taken over by whom the plan names."""
    for row in story.case.liabilities.filter(taken_over_on=None).select_related("taker"):
        case_parts.settle_liability(row, taker=row.taker, taken_over_on=clock.today(), by=story.clerk)
