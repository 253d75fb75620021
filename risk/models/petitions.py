"""信访事项: what was brought to the street, how far it is, what was done when. Who brought it is sealed."""

import uuid
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from communities.access import Verb
from communities.lib import clock
from communities.lib.sealed_field import SealedField
from communities.models import Account, Place
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from risk.rules import petitions as rules


class PetitionQuerySet(ScopedQuerySet):
    verb = Verb.PETITIONS  # the people named in one may be the readers of everything else

    def with_places(self) -> Self:
        return self.select_related("place__parent", "entered_by")

    def owing(self) -> Self:
        """Where an organ owes the next act."""
        return self.filter(status__in=rules.OPEN)

    def overdue(self, today: date) -> Self:
        return self.owing().filter(due_on__lt=today)


class Petition(models.Model):
    """One matter of one community. Days are calendar days; `due_on` is the last day of the clock that runs now."""

    class Channel(models.TextChoices):
        VISIT = "visit", "来访"
        LETTER = "letter", "来信"
        ONLINE = "online", "网上"
        TELEPHONE = "telephone", "电话"
        HANDED_DOWN = "handed_down", "上级转送"

    class Kind(models.TextChoices):
        APPEAL = "appeal", "申诉求决"
        SUGGESTION = "suggestion", "建议意见"

    class Matter(models.TextChoices):
        ASSETS = "assets", "集体资产处置"
        SHARES = "shares", "股份股权"
        MEMBERSHIP = "membership", "成员资格"
        DIVIDEND = "dividend", "收益分配"
        CONTRACT = "contract", "承包和经济合同"
        CADRES = "cadres", "干部待遇"
        LAND = "land", "土地征收补偿"
        SERVICE = "service", "办事和服务"
        OTHER = "other", "其他"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="petitions", verbose_name="社区（村）")
    number = models.CharField("编号", max_length=30, unique=True)
    received_on = models.DateField("收到日期")
    channel = models.CharField("来源", max_length=12, choices=Channel.choices)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    matter = models.CharField("事项", max_length=12, choices=Matter.choices)
    people = models.PositiveIntegerField("人数", default=1)
    petitioner = SealedField("信访人", label="petition.petitioner", kind="text")
    contact = SealedField("联系方式", label="petition.contact", kind="text", blank=True)
    summary = models.TextField("主要诉求", max_length=2000)
    about_merger = models.BooleanField("与本次撤改撤并有关", default=False)
    timed = models.BooleanField("按信访程序办理", default=True)
    handler = models.CharField("办理单位", max_length=80)
    status = models.CharField("状态", max_length=12, choices=list(rules.STATUSES.items()), default=rules.RECEIVED)
    since = models.DateField("本环节起")
    due_on = models.DateField("期限", null=True, blank=True)
    extended = models.BooleanField("已延期", default=False)
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "place"
    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "-received_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="petition_has_people",
                violation_error_message="信访人数至少为1人。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=rules.STATUSES),
                name="petition_status_known",
                violation_error_message="信访事项的状态不在办理流程之内。",
            ),
            models.CheckConstraint(
                condition=Q(since__gte=F("received_on")),
                name="petition_moves_after_receipt",
                violation_error_message="办理日期不能早于收到日期。",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gt=F("since")),
                name="petition_due_after_start",
                violation_error_message="期限应晚于本环节开始的日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"信访事项{self.number}"

    def is_overdue(self, today: date) -> bool:
        """Whether an organ is late; a petitioner who does not ask in time is not."""
        return self.status in rules.OPEN and self.due_on is not None and self.due_on < today


class PetitionEventQuerySet(PetitionQuerySet):
    def known(self, district: Place, day: date, known_before: datetime) -> Self:
        """What had happened by `day` and was entered before `known_before`, each petition's events in their order."""
        found = self.filter(petition__place__district=district, occurred_on__lte=day, at__lt=known_before)
        return found.order_by("petition", "occurred_on", "pk")


class PetitionEvent(models.Model):
    """One act on a petition, never changed: what, on which day, entered when and by whom, with the paper's number."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="events")
    move = models.CharField("办理", max_length=16, choices=list(rules.EVENTS.items()))
    occurred_on = models.DateField("日期")
    at = models.DateTimeField("登记时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    status = models.CharField("状态", max_length=12, choices=list(rules.STATUSES.items()))
    due_on = models.DateField("期限", null=True, blank=True)
    paper = models.CharField("文书文号", max_length=80, blank=True)
    text = models.CharField("说明", max_length=1000, blank=True)

    place_path = "petition__place"
    objects = PetitionEventQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_on", "pk"]
        triggers = append_only("petition_event")
