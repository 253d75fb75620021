"""A meeting and its roll. The roll is frozen when the notice goes out; closed, it tells who came and how."""

from datetime import datetime, time

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, When

from communities.access import Verb, scope
from communities.lib import clock
from communities.models import Account, Document, Household, Notice
from communities.models.scoped import ScopedQuerySet
from votes.rules.meetings import ATTENDANCE_LABELS, LABELS, Attendance, Status

from .bodies import DecidingBody, Seat

STATUSES = [(each.value, LABELS[each.value]) for each in Status]
ATTENDANCES = [(each.value, ATTENDANCE_LABELS[each.value]) for each in Attendance]
FROZEN = pgtrigger.Trigger(
    name="roll_entry_frozen",
    operation=pgtrigger.Insert | pgtrigger.Delete,
    when=pgtrigger.Before,
    func="""
        IF (SELECT status FROM votes_meeting
            WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END) <> 'draft' THEN
            RAISE EXCEPTION '通知已经发出，会议名册不能增减' USING ERRCODE = 'check_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    """,
)
ATTENDED = pgtrigger.Trigger(
    name="roll_entry_attendance",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        IF (SELECT status FROM votes_meeting WHERE id = OLD.meeting_id) <> 'called'
            OR (NEW.meeting_id, NEW.seat_id, NEW.name, NEW.is_woman) IS DISTINCT FROM
               (OLD.meeting_id, OLD.seat_id, OLD.name, OLD.is_woman)
            OR NEW.household_id IS DISTINCT FROM OLD.household_id THEN
            RAISE EXCEPTION '会议名册已经固定，只能在会议结束前登记签到' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

HELD = pgtrigger.Trigger(
    name="meeting_kept",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    condition=pgtrigger.Condition("OLD.status IN ('closed', 'cancelled')"),
    func="RAISE EXCEPTION '会议已经结束或取消，不能改动' USING ERRCODE = 'check_violation';",
)


class Meeting(models.Model):
    """One sitting of a body on a day. `notice_on`: when its notice was posted or delivered; `notice`: if posted."""

    body = models.ForeignKey(DecidingBody, models.PROTECT, related_name="meetings")
    title = models.CharField("会议名称", max_length=100)
    held_on = models.DateField("会议日期")
    begins_at = models.TimeField("开始时间", default=time(9))
    venue = models.CharField("地点", max_length=100, blank=True)
    status = models.CharField("状态", max_length=10, choices=STATUSES, default=Status.DRAFT.value)
    notice_on = models.DateField("通知日期", null=True, blank=True)
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="张贴的会议通知"
    )
    authorisation = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授权决议"
    )
    reform_done = models.BooleanField("改制已完成", default=False)
    prepared_at = models.DateTimeField("登记时间", default=clock.now)
    prepared_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    called_at = models.DateTimeField("通知登记时间", null=True, blank=True)
    called_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("结束登记时间", null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "body__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        triggers = [HELD]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_at=None, called_by=None, notice_on=None)
                | Q(called_at__isnull=False, called_by__isnull=False, notice_on__isnull=False),
                name="meeting_call_complete",
                violation_error_message="发出通知须同时有通知日期、登记时间和人员。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["called", "closed"]) | Q(called_at__isnull=False),
                name="meeting_called_before_held",
                violation_error_message="没有发出通知的会议不能签到或结束。",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(status="closed") & Q(closed_at=None, closed_by=None),
                name="meeting_closed_complete",
                violation_error_message="结束的会议须有登记时间和人员，其他的没有。",
            ),
            models.CheckConstraint(
                condition=Q(notice_on=None) | Q(notice_on__lte=F("held_on")),
                name="meeting_notice_not_after_it",
                violation_error_message="通知日期不能晚于会议日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}（{self.held_on:%Y-%m-%d}）"

    @property
    def place(self):
        return self.body.organisation.place

    @property
    def moment(self) -> datetime:
        """When it begins."""
        return datetime.combine(self.held_on, self.begins_at, clock.SHANGHAI)


class RollEntryQuerySet(ScopedQuerySet):
    def visible_to(self, account):
        """A roll names residents: only those who may read residents see it."""
        return self.filter(scope(account, self.model.place_path, verb=Verb.RESIDENTS))

    def named(self, text: str):
        """Those whose name, or whose household's number, holds the text."""
        return self.filter(Q(name__icontains=text) | Q(household__number__icontains=text))

    def nearest(self, household: int | None):
        """Those of the household first."""
        if household is None:
            return self.order_by("pk")
        near = Case(When(household=household, then=0), default=1, output_field=models.IntegerField())
        return self.alias(far=near).order_by("far", "pk")

    def attending(self):
        return self.exclude(attendance=Attendance.ABSENT)

    def in_person(self):
        return self.filter(attendance__in=[Attendance.ON_SITE, Attendance.ON_LINE])

    def proxies(self):
        return self.filter(attendance=Attendance.PROXY)

    def unlawful_proxies(self):
        """Proxies not in writing, or held by somebody of another household or of none."""
        lawful = Q(written=True, household__isnull=False, household=F("represented_by__household"))
        return self.proxies().exclude(pk__in=self.proxies().filter(lawful).values("pk"))


class RollEntry(models.Model):
    """One person entitled at one meeting, as the seat stood when notice was given. `voted`: a ballot came back."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="roll")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=40)
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="+")
    is_woman = models.BooleanField("女", default=False)
    attendance = models.CharField("到会", max_length=10, choices=ATTENDANCES, default=Attendance.ABSENT.value)
    represented_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="represents")
    written = models.BooleanField("书面委托", default=False)
    voted = models.BooleanField("已交票", default=False)

    place_path = "meeting__body__organisation__place"
    objects = RollEntryQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "pk"]
        triggers = [FROZEN, ATTENDED]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                name="roll_entry_once",
                violation_error_message="同一人在会议名册上只列一次。",
            ),
            models.CheckConstraint(
                condition=Q(attendance="proxy", represented_by__isnull=False)
                | ~Q(attendance="proxy") & Q(represented_by=None, written=False),
                name="roll_entry_proxy_has_holder",
                violation_error_message="委托的须写明受托人，没有委托的不写。",
            ),
            models.CheckConstraint(
                condition=~Q(attendance="absent") | Q(voted=False),
                name="roll_entry_absent_casts_nothing",
                violation_error_message="没有到会也没有委托的，不能有票。",
            ),
            models.CheckConstraint(
                condition=~Q(represented_by=F("id")),
                name="roll_entry_not_by_itself",
                violation_error_message="不能委托本人。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self):
        return self.meeting.place
