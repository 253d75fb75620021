"""What others ask of 政策问答: what holds for a place, what of it is public, how many are still to be answered."""

from dataclasses import dataclass

from django.db.models import Count, Q

from communities.lib import clock
from communities.models import Place
from votes.models import PolicyQuestion, PublishedAnswer
from votes.rules.answers import Status


@dataclass(frozen=True, slots=True)
class Answers:
    """Of one place's own questions: answered, released among them, waiting and late."""

    answered: int
    released: int
    waiting: int
    late: int


def reaching(place: Place) -> list[int]:
    """The place and what stands above it: what was answered there holds for it."""
    return [key for key in (place.pk, place.parent_id, place.district_id) if key]


def published_for(place: Place):
    """What the public page of a place shows, the district's and the street's answers among it."""
    return PublishedAnswer.objects.filter(place__in=reaching(place), hidden=False)


def answers_of(place: Place) -> Answers | None:
    """None where nobody has asked anything there."""
    rows = PolicyQuestion.objects.filter(organisation__place=place).exclude(status=Status.WITHDRAWN)
    released = Q(status=Status.RELEASED)
    done = Q(status__in=[Status.ANSWERED, Status.RELEASED])
    told = rows.aggregate(all=Count("pk"), answered=Count("pk", filter=done), released=Count("pk", filter=released))
    if not told.pop("all"):
        return None
    return Answers(**told, waiting=rows.waiting().count(), late=rows.overdue(clock.today()).count())
