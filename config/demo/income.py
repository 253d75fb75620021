"""A village shares out last year's income: drawn up, decided by its representatives, posted."""

from decimal import Decimal
from typing import TYPE_CHECKING

from communities.lib import clock
from communities.services import notices
from shareholders import services as shareholders
from shareholders.models import Dividend, DividendBoard, SharePlan

from .bodies import REPRESENTATIVES
from .minutes import decision
from .postings import CONTACT, put_up
from .timeline import Story, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

FEN_A_SHARE = Decimal("23.45")  # yuan; what does not divide shows the rounding rows
RESERVE_PERCENT = Decimal(30)


def told(story: "UnitStory") -> Story:
    """The figures one day, the meeting three days on, the list on the board the day after."""
    yield story.hour(workdays_later(clock.today(), 1), 9)
    dividend = _drawn_up(story)
    yield story.hour(workdays_later(clock.today(), 3), 15)
    matter, body = f"{dividend.year}年度收益分配方案", "members_representatives"
    passed = decision(story, matter, REPRESENTATIVES, subject="income", body=body)
    dividend = shareholders.decide_dividend(dividend, passed, by=story.coop_clerk)
    yield story.hour(workdays_later(clock.today(), 1), 9)
    boards = story.ground.boards[story.unit.name]
    board = shareholders.post_dividend(dividend, boards=boards, **CONTACT, by=story.clerk)
    notices.publish(board.notice, by=story.secretary)
    yield story.hour(clock.today(), 16)
    put_up(story, DividendBoard.objects.select_related("notice").get(pk=board.pk).notice)


def _drawn_up(story: "UnitStory") -> Dividend:
    plan = SharePlan.objects.in_force().get(organisation=story.cooperative)
    amount = (plan.total_shares * FEN_A_SHARE).quantize(Decimal("0.01")) + Decimal("0.37")
    income = (amount * 100 // (100 - RESERVE_PERCENT) // 10_000 + 1) * 10_000
    reserve = income * RESERVE_PERCENT / 100
    return shareholders.start_dividend(
        plan,
        by=story.coop_clerk,
        year=clock.today().year - 1,
        income=income,
        reserve_percent=RESERVE_PERCENT,
        reserve=reserve,
        amount=amount,
        retained=income - reserve - amount,
        record_on=clock.today(),
        basis="章程第三十八条、收益分配制度",
    )
