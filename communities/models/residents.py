"""Residents (居民): households, persons, and who lived in which household from when to when.

A person is one row in a district, found by the blind index of the identity number, whatever communities know of them.
"""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Substr

from communities.lib import clock
from communities.lib.sealed_field import SealedField
from communities.rules.households import LABELS, Relation

from .accounts import Account
from .places import Place
from .records import append_only
from .scoped import ScopedQuerySet

CHILD_YEARS = 14  # 个人信息保护法第二十八条：不满十四周岁
CHILD = "未满十四周岁儿童"


class HouseholdQuerySet(ScopedQuerySet):
    def on(self, day):
        """The households of a day: the day of registering counts, the day of closing does not."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), registered_on__lte=day)


class Household(models.Model):
    """A household of a community, by the number (户编号) its registers know it under."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="households")
    number = models.CharField("户编号", max_length=20)
    address = models.CharField("住址", max_length=120, blank=True)
    registered_on = models.DateField("立户日期")
    closed_on = models.DateField("销户日期", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", default=clock.now)

    place_path = "place"
    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["place", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "number"],
                name="household_number_once",
                violation_error_message="本社区已有这个户编号。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("registered_on")),
                name="household_closed_after_registered",
                violation_error_message="销户日期不能早于立户日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}{self.number}号户"


class PersonQuerySet(models.QuerySet):
    def visible_to(self, account):
        """Persons who live or lived in a household that the account may see."""
        return self.filter(Exists(Residence.objects.visible_to(account).filter(person=OuterRef("pk"))))

    def named(self, text: str, districts):
        """Persons of these districts whose name holds the text: from its first, second or third character on.

        Two characters have no trigram, and a name hardly more: so one ordered index of whole names, one of names
        without the first character, one without the first two. From three characters on a text is found anywhere.
        """
        rest = {"rest": Substr("name", 2), "tail": Substr("name", 3)}
        found = Q(name__startswith=text)
        if len(text) == 2:
            found |= Q(rest__startswith=text) | Q(tail__startswith=text)
        elif len(text) > 2:
            found = Q(name__contains=text)  # `icontains` would ask for UPPER(name), which no index knows
        return self.alias(**rest).filter(found, district__in=districts)

    def with_id(self, district: Place, index: str):
        """The person of the district with this identity number, by its blind index."""
        return self.filter(district=district, id_index=index)


class Person(models.Model):
    """One person of the district. Without an identity number there is a reason (new-born, papers lost …)."""

    class Sex(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(Place, models.PROTECT, related_name="persons")
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=200, blank=True)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices)
    born_on = models.DateField("出生日期")
    died_on = models.DateField("死亡日期", null=True, blank=True)
    id_number = SealedField("身份证号", label="person.id_number", kind="id", null=True, blank=True)
    id_index = models.CharField(max_length=64, null=True, blank=True, editable=False)
    no_id_reason = models.CharField("无身份证号原因", max_length=60, blank=True)
    phone = SealedField("手机", label="person.phone", kind="phone", blank=True, default="")
    created_at = models.DateTimeField("登记时间", default=clock.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["pinyin", "born_on", "pk"]
        indexes = [
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="person_name_trigram"),
            models.Index("district", OpClass("name", name="varchar_pattern_ops"), name="person_name"),
            models.Index("district", OpClass(Substr("name", 2), name="text_pattern_ops"), name="person_name_rest"),
            models.Index("district", OpClass(Substr("name", 3), name="text_pattern_ops"), name="person_name_tail"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "id_index"],
                name="person_id_once",
                violation_error_message="这个身份证号在本区已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(id_index=None, id_number__isnull=True) & ~Q(no_id_reason="")
                | Q(id_index__isnull=False, id_number__isnull=False, no_id_reason=""),
                name="person_id_or_reason",
                violation_error_message="须填写身份证号；没有的，须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(died_on__gte=F("born_on")),
                name="person_dies_after_birth",
                violation_error_message="死亡日期不能早于出生日期。",
            ),
        ]

    def __str__(self) -> str:
        """For the record book and other places that many read: a child is not named (个人信息保护法第二十八条)."""
        return CHILD if self.is_child() else self.name

    def age_on(self, day) -> int:
        """Full years on a day (周岁); reached on the birthday, 周岁 of 29 February on 1 March."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def is_child(self, day=None) -> bool:
        """Under fourteen on the day (today): personal data of a child are sensitive (个人信息保护法第二十八条)."""
        return self.age_on(day or clock.today()) < CHILD_YEARS

    @property
    def residence(self) -> "Residence | None":
        """Where the person lives now."""
        return next((each for each in self.residences.all() if each.valid_to is None), None)


class ResidenceQuerySet(ScopedQuerySet):
    def current(self):
        return self.filter(valid_to=None)

    def on(self, day):
        """Who lived where on a day: the first day counts, the day of leaving does not."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Residence(models.Model):
    """A person in a household, in a relation to its head, from one day to another; one household at a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="residences")
    household = models.ForeignKey(Household, models.PROTECT, related_name="residences")
    relation = models.CharField(
        "与户主关系", max_length=20, choices=[(each.value, LABELS[each.value]) for each in Relation]
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至（不含）", null=True, blank=True)

    place_path = "household__place"
    objects = ResidenceQuerySet.as_manager()

    class Meta:
        ordering = ["household", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation="head", valid_to=None),
                name="residence_one_head",
                violation_error_message="一户只能有一名户主。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="residence_ends_after_start",
                violation_error_message="离户日期不能早于入户日期。",
            ),
            ExclusionConstraint(
                name="residence_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            RangeBoundary(),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="一人在同一天只能登记在一户。",
            ),
        ]


class HouseholdRegister(models.Model):
    """The household register (户册) of a community as a whole; locked, it changes through approved tickets only."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="household_register")
    locked_at = models.DateTimeField("锁定时间")
    locked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField("锁定原因", max_length=200)

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self.place.name}户册"


class ResidentChangeQuerySet(ScopedQuerySet):
    def undecided(self):
        return self.filter(decided_at=None)


class ResidentChange(models.Model):
    """A ticket (变更单): what is to be changed of a person, from what to what, and who decided. Decided by another.

    `changes` maps a field to [before, after]; numbers stand in the sealed columns and nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="resident_changes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="changes")
    changes = models.JSONField("变更内容", default=dict)
    id_number = SealedField("新身份证号", label="resident_change.id_number", kind="id", null=True, blank=True)
    phone = SealedField("新手机", label="resident_change.phone", kind="phone", null=True, blank=True)
    reason = models.CharField("理由", max_length=200)
    asked_at = models.DateTimeField("提交时间", default=clock.now)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.BooleanField("同意", null=True, blank=True)
    note = models.CharField("审批意见", max_length=200, blank=True)

    place_path = "place"
    objects = ResidentChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, approved=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, approved__isnull=False),
                name="resident_change_decision_complete",
                violation_error_message="审批变更单须同时有结论、时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="resident_change_two_persons",
                violation_error_message="变更单不能由提交人自己审批。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}变更单"


class Reveal(models.Model):
    """A look at one person's numbers or at a whole list, or a search by a number: who, when, why.

    What was seen or typed is not kept. A search that found nobody has no person.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "逐人查看"
        LIST = "list", "导出名册"
        SEARCH = "search", "按身份证号查找"

    kind = models.CharField("方式", max_length=10, choices=Kind.choices, default=Kind.PERSON)
    account = models.ForeignKey(Account, models.PROTECT, related_name="reveals")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="reveals")
    at = models.DateTimeField("时间")
    reason = models.CharField("理由", max_length=200)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["account", "at"])]
        triggers = append_only("reveal")
