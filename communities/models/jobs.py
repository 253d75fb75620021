"""Work to be done later: PostgreSQL holds it, Redis only wakes a worker. Losing all of Redis loses nothing."""

from django.db import models
from django.db.models import Q

from communities.access import Verb, districts
from communities.lib import clock


class JobQuerySet(models.QuerySet):
    def due(self, moment):
        """Waiting jobs whose time has come, and running ones whose claim has lapsed."""
        return self.filter(
            Q(state=Job.State.WAITING, due__lte=moment) | Q(state=Job.State.RUNNING, claimed_until__lt=moment)
        ).order_by("due", "pk")

    def visible_to(self, account):
        """The jobs of the districts one runs, and those of no district."""
        keys = districts(account, Verb.OPERATE)
        return self.filter(Q(place=None) | Q(place__in=keys) | Q(place__district__in=keys)) if keys else self.none()

    def poisoned(self):
        return self.filter(state=Job.State.STOPPED)


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "待办"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        STOPPED = "stopped", "已停止"

    MAX_ATTEMPTS = 3

    kind = models.CharField("任务", max_length=80)  # the dotted name of its Celery task
    key = models.CharField("唯一键", max_length=160, unique=True)
    args = models.JSONField(default=dict)  # ids and dates only
    place = models.ForeignKey("communities.Place", models.PROTECT, null=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    due = models.DateTimeField("应办时间")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    claimed_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    note = models.CharField("说明", max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "due"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="job_done_has_time",
                violation_error_message="完成的任务必须有完成时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Heartbeat(models.Model):
    """When a leg of the machinery was last seen alive: beat, worker, tick."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()
