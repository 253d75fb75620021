"""What the merger asks of talks: how many records stand, what is still to be answered. None: there are none."""

from dataclasses import dataclass

from django.db.models import Count, Q

from communities.lib import clock
from communities.models import Place
from votes.models import Talk, TalkPoint
from votes.rules.talks import Status


@dataclass(frozen=True, slots=True)
class Talks:
    """Of one place: final records about the merger, drafts, signed papers kept, points waiting and late."""

    final: int
    drafts: int
    signed: int
    waiting: int
    late: int


def talks_of(place: Place) -> Talks | None:
    rows = Talk.objects.filter(organisation__place=place, about_merger=True).exclude(status=Status.WITHDRAWN)
    final = Q(status=Status.FINAL)
    told = rows.aggregate(final=Count("pk", filter=final), all=Count("pk"), signed=Count("scan", filter=final))
    if not told["all"]:
        return None
    points = TalkPoint.objects.filter(talk__in=rows)
    late = points.overdue(clock.today()).count()
    return Talks(told["final"], told["all"] - told["final"], told["signed"], points.waiting().count(), late)
