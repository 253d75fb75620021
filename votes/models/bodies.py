"""Bodies that meet and vote, and who has a seat in them from when to when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from communities.access import Verb, scope
from communities.lib import clock
from communities.models import Account, Household, Organisation, Person, Place
from communities.models.scoped import ScopedQuerySet
from votes.rules import MEETINGS, Body, shipped

SEATED = Func(
    F("valid_from"), F("valid_to"), RangeBoundary(), function="daterange", output_field=DateRangeField()
)  # fmt: skip


class DecidingBody(models.Model):
    """A meeting of one organisation: the committee's residents' meeting, the cooperative's assembly, the party's."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="deciding_bodies")
    body = models.CharField("会议", max_length=40, choices=list(MEETINGS.items()))
    set_up_on = models.DateField("成立日期")
    set_up_at = models.DateTimeField("登记时间", default=clock.now)
    set_up_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "body"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "body"],
                name="deciding_body_once",
                violation_error_message="这个机构的这种会议已经登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}{self.get_body_display()}"

    @property
    def place(self) -> Place:
        return self.organisation.place

    @property
    def law(self) -> Body:
        """What the law of deciding says of this kind of body."""
        return shipped().bodies[self.body]


class SeatQuerySet(ScopedQuerySet):
    def visible_to(self, account):
        """Seats name residents: only those who may read residents see them."""
        return self.filter(scope(account, self.model.place_path, verb=Verb.RESIDENTS))

    def named(self, text: str):
        """Those whose name, or whose household's number, holds the text."""
        return self.filter(Q(name__icontains=text) | Q(household__number__icontains=text))

    def on(self, day):
        """Who had a seat on a day: the first day counts, the day of leaving does not."""
        return self.lasting_beyond(day).filter(valid_from__lte=day)

    def lasting_beyond(self, day):
        """Seats that a day does not find ended, those that begin later among them."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Seat(models.Model):
    """One person's right to vote in a body. A party member need not be on the household register."""

    body = models.ForeignKey(DecidingBody, models.PROTECT, related_name="seats")
    name = models.CharField("姓名", max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="+")
    is_woman = models.BooleanField("女", default=False)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至（不含）", null=True, blank=True)
    added_at = models.DateTimeField("登记时间", default=clock.now)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "body__organisation__place"
    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["body", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="seat_ends_after_start",
                violation_error_message="资格终止日期不能早于起始日期。",
            ),
            ExclusionConstraint(
                name="seat_one_at_a_time",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (SEATED, RangeOperators.OVERLAPS),
                ],
                violation_error_message="此人在这个会议中已有表决资格，同一人只能登记一次。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        return self.body.place
