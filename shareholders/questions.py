"""What the merger asks of the member roll and the share ledger. None: no such register yet, look at the papers."""

from communities.models import Place

from .models import Member, MemberRoll, RollStatement


def pending_members(place: Place) -> int | None:
    """How many people on the member roll nobody has confirmed or refused; None where no roll was begun."""
    if not MemberRoll.objects.filter(organisation__place=place).exists():
        return None
    return Member.objects.filter(organisation__place=place).undecided().count()


def share_difference(place: Place) -> int | None:
    """Issued shares less holdings, in the share ledger."""
    return None


def stated_roll(place: Place) -> RollStatement | None:
    """The newest statement for the place's cooperative."""
    return RollStatement.objects.filter(organisation__place=place).order_by("-stated_at", "-pk").first()
