"""The member roll (成员名册): who belongs to a cooperative. It follows the law and moves; shares do not."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Document, Household, Organisation, Person
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from shareholders.rules import categories
from shareholders.rules.membership import EVENT_LABELS, LABELS, ON_ROLL, UNDECIDED, Event, Status

STATUSES = [(each.value, LABELS[each.value]) for each in Status]
EVENTS = [(each.value, EVENT_LABELS[each.value]) for each in Event]


class MemberRoll(models.Model):
    """The roll of one cooperative, begun once. 核验: members confirmed in the earlier reform are not judged anew (§66).

    `reference_at` is the 基准日, a moment: births and deaths are decided against it. Locked, the roll changes through
    approved tickets only.
    """

    class Mode(models.TextChoices):
        CENSUS = "census", "首次认定"
        VERIFY = "verify", "核验（已确认成员，只办变更）"

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="member_roll")
    mode = models.CharField("方式", max_length=10, choices=Mode.choices)
    reference_at = models.DateTimeField("基准日")
    confirmed_on = models.DateField("成员确认日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=200)
    begun_at = models.DateTimeField("建册时间", default=clock.now)
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    locked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(mode="verify") | Q(confirmed_on__isnull=False),
                name="roll_verified_was_confirmed",
                violation_error_message="核验的名册须写明原改革中确认成员的日期。",
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None, locked_by=None) | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="roll_lock_pair",
                violation_error_message="锁定名册须同时有时间和人员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}成员名册"


class MemberQuerySet(ScopedQuerySet):
    def on_roll(self):
        """Those who are members now, or whose rights are kept for a time."""
        return self.filter(status__in=ON_ROLL)

    def members(self):
        return self.filter(status=Status.MEMBER)

    def undecided(self):
        """Those nobody has confirmed or refused: they hold no shares."""
        return self.filter(status__in=UNDECIDED)

    def pending(self):
        return self.filter(status=Status.PENDING)

    def may_be_given_shares(self):
        """On the roll, and listed when it was begun: who is born or joins later becomes a member without shares."""
        return self.on_roll().filter(entered_as=Event.LISTED)


class Member(models.Model):
    """One person on one cooperative's roll, under a number of its own, in the household it is counted with."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    number = models.CharField("成员编号", max_length=20)
    status = models.CharField("状态", max_length=15, choices=STATUSES, default=Status.PENDING.value)
    category = models.CharField("成员类别", max_length=20, choices=list(categories.LABELS.items()), default="ordinary")
    entered_as = models.CharField("列入方式", max_length=15, choices=EVENTS, default=Event.LISTED.value)
    since = models.DateField("成为成员日期", null=True, blank=True)
    until = models.DateField("终止日期", null=True, blank=True)
    remarks = models.CharField("备注", max_length=200, blank=True)

    place_path = "organisation__place"
    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                name="member_once",
                violation_error_message="此人已在本组织的成员名册上。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="member_number_once",
                violation_error_message="这个成员编号在本组织已经使用。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["member", "retained"]) | Q(since__isnull=False, until=None),
                name="member_on_roll_since",
                violation_error_message="成员须有成为成员的日期，且没有终止日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["lost", "left"])
                | Q(since__isnull=False, until__isnull=False, until__gte=F("since")),
                name="member_off_roll_until",
                violation_error_message="成员身份终止须有日期，且不早于成为成员的日期。",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status"]), models.Index(fields=["household"])]

    def __str__(self) -> str:
        return f"{self.person}（{self.number}）"


class MemberEvent(models.Model):
    """What happened to a membership; append-only. `basis` names the clause or article it rests on."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="events")
    kind = models.CharField("事项", max_length=15, choices=EVENTS)
    occurred_on = models.DateField("发生日期")
    at = models.DateTimeField("录入时间", default=clock.now)
    by_name = models.CharField("人员", max_length=40)
    status = models.CharField("状态", max_length=15, choices=STATUSES)
    basis = models.CharField("依据", max_length=300, blank=True)
    text = models.CharField("说明", max_length=300, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "member__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["member", "at", "pk"]
        triggers = append_only("member_event")
