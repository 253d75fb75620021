"""What the merger asks of the member roll and the share ledger. None: no such register yet, look at the papers."""

from decimal import Decimal

from communities.models import Place

from .models import Member, MemberRoll, RollStatement, SharePlan
from .services import ledger


def roll_of(place: Place) -> MemberRoll | None:
    """The roll of the place's cooperative."""
    return MemberRoll.objects.filter(organisation__place=place).select_related("organisation").first()


def members_on_roll(place: Place) -> int:
    return Member.objects.filter(organisation__place=place).on_roll().count()


def plan_of(place: Place) -> SharePlan | None:
    """The plan in force, else the newest draft."""
    plans = SharePlan.objects.filter(organisation__place=place).exclude(status=SharePlan.Status.VOID)
    return plans.order_by("-version").first()


def pending_members(place: Place) -> int | None:
    """How many people on the member roll nobody has confirmed or refused; None where no roll was begun."""
    if not MemberRoll.objects.filter(organisation__place=place).exists():
        return None
    return Member.objects.filter(organisation__place=place).undecided().count()


def share_difference(place: Place) -> Decimal | None:
    """Shares of the decided plan less the holdings in its ledger; None while no plan is decided."""
    plan = SharePlan.objects.in_force().filter(organisation__place=place).first()
    return ledger.difference_of(plan) if plan else None


def stated_roll(place: Place) -> RollStatement | None:
    """The newest statement for the place's cooperative."""
    return RollStatement.objects.filter(organisation__place=place).order_by("-stated_at", "-pk").first()
