"""What papers state of meetings. The registers of bodies, rolls and counts stand on top of these statements."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Place
from communities.models.scoped import ScopedQuerySet
from votes.rules import MEETINGS


class MeetingStatement(models.Model):
    """One meeting as its minutes state it: who was entitled, who came, how they voted. Counts are people."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="meeting_statements")
    body = models.CharField("会议", max_length=40, choices=list(MEETINGS.items()))
    matter = models.CharField("议题", max_length=40)
    held_on = models.DateField("会议日期")
    entitled = models.PositiveIntegerField("应到（人）")
    present = models.PositiveIntegerField("实到（人）")
    in_favour = models.PositiveIntegerField("赞成（票）")
    against = models.PositiveIntegerField("反对（票）", default=0)
    abstained = models.PositiveIntegerField("弃权（票）", default=0)
    invalid = models.PositiveIntegerField("无效（票）", default=0)
    stated_at = models.DateTimeField("登记时间", default=clock.now)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("entitled")),
                name="meeting_present_within_entitled",
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                condition=Q(present__gte=F("in_favour") + F("against") + F("abstained") + F("invalid")),
                name="meeting_votes_within_present",
                violation_error_message="赞成、反对、弃权、无效四数之和不能多于实到人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}{self.get_body_display()}({self.held_on:%Y-%m-%d})"
