"""Places and their history. A place keeps its own key; code, name, parent and kind are dated rows."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value

from communities.lib.fields import AreaField

from .scoped import ScopedQuerySet


class LegalBody(models.TextChoices):
    """The legal person that exists today; it decides the route, not the label 村改社区 (山东办法 §46)."""

    VILLAGERS_COMMITTEE = "villagers_committee", "村民委员会"
    RESIDENTS_COMMITTEE = "residents_committee", "居民委员会"
    UNREFORMED_COMMITTEE = "unreformed_committee", "居民委员会·改制未完成（执行村规）"


class PlaceQuerySet(ScopedQuerySet):
    def districts(self):
        return self.filter(level=Place.Level.DISTRICT)

    def streets(self):
        return self.filter(level=Place.Level.STREET)

    def communities(self):
        return self.filter(level=Place.Level.COMMUNITY)

    def current(self):
        return self.filter(closed_on=None)

    def named(self, asked: str):
        """By a part of the name, or by the name with more around it: “塘头社区居委会” finds 塘头."""
        return self.alias(asked=Value(asked)).filter(Q(name__icontains=asked) | Q(asked__contains=F("name")))

    def within(self, place: "Place"):
        """The place itself and everything below it."""
        return self.filter(Q(pk=place.pk) | Q(parent=place) | Q(district=place))


class Place(models.Model):
    """A district, a street (街道/镇) or a community. The columns here are the current row of its PlaceVersions."""

    class Level(models.TextChoices):
        DISTRICT = "district", "区"
        STREET = "street", "街道（镇）"
        COMMUNITY = "community", "社区（村）"

    class Kind(models.TextChoices):
        DISTRICT = "district", "区"
        STREET = "street", "街道（镇）"
        CONVERTED = "converted", "村改社区"
        URBAN_VILLAGE = "urban_village", "城中村"
        URBAN = "urban", "城市社区"
        VILLAGE = "village", "村"

    level = models.CharField("层级", max_length=10, choices=Level.choices)
    kind = models.CharField("类型", max_length=15, choices=Kind.choices)
    code = models.CharField("统计用区划代码", max_length=12, null=True, blank=True)
    name = models.CharField("名称", max_length=60)
    pinyin = models.CharField("拼音", max_length=200, blank=True)
    legal_body = models.CharField("法律主体", max_length=20, choices=LegalBody.choices, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    district = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="all_places")
    planned = models.BooleanField("拟设", default=False)
    demo = models.BooleanField("演示数据", default=False)
    opened_on = models.DateField("设立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    place_path = ""
    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(closed_on=None),
                name="place_code_once",
                violation_error_message="这个统计用区划代码已经有一个现存地点使用。",
            ),
            models.CheckConstraint(
                condition=Q(code=None) | Q(code__regex=r"^(\d{6}|\d{12})$"),
                name="place_code_digits",
                violation_error_message="区划代码应为12位数字（区为6位）。",
            ),
            models.CheckConstraint(
                condition=Q(level="district", parent=None, district=None)
                | Q(parent__isnull=False, district__isnull=False),
                name="place_below_district",
                violation_error_message="街道和社区必须写明上级和所在区。",
            ),
            models.CheckConstraint(
                condition=Q(planned=True) | Q(code__isnull=False),
                name="place_code_unless_planned",
                violation_error_message="只有“拟设”的地点可以暂无区划代码。",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "code"]),
            models.Index(fields=["district", "level"]),
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="place_name_trigram"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def street(self) -> "Place":
        return self.parent if self.level == self.Level.COMMUNITY else self

    @property
    def district_or_self(self) -> "Place":
        return self.district or self

    @property
    def body_word(self) -> str:
        """居委会 or 村委会, as the wall chart writes beside the name."""
        return "村委会" if self.legal_body == LegalBody.VILLAGERS_COMMITTEE else "居委会"


class PlaceVersionQuerySet(ScopedQuerySet):
    def standing(self):
        """Rows that have not been corrected by another."""
        return self.filter(superseded_at=None)

    def known_before(self, moment):
        """Rows as they stood at a moment: entered before it, and not corrected till then."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gte=moment), recorded_at__lt=moment)


class PlaceVersion(models.Model):
    """What a place was called, coded and under from one date to another; written only with the current row.

    A row that is corrected is kept with the time of its correction: a ledger is read as things were known.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="versions")
    code = models.CharField("统计用区划代码", max_length=12, null=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=15, choices=Place.Kind.choices)
    legal_body = models.CharField("法律主体", max_length=20, choices=LegalBody.choices, blank=True)
    parent = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至（不含）", null=True)
    source = models.CharField("依据", max_length=200)
    recorded_at = models.DateTimeField("录入时间")
    superseded_at = models.DateTimeField("更正时间", null=True)

    place_path = "place"
    objects = PlaceVersionQuerySet.as_manager()

    class Meta:
        ordering = ["place", "valid_from", "recorded_at"]
        constraints = [
            ExclusionConstraint(
                name="place_version_one_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
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
                condition=Q(superseded_at=None),
                violation_error_message="同一地点在同一天只能有一个名称和代码。",
            )
        ]


class PlaceFigures(models.Model):
    """Counted figures of a place as at a date. Area in km², service radius in metres."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="figures")
    as_at = models.DateField("截至日期")
    population = models.PositiveIntegerField("人口（人）", null=True, blank=True)
    households = models.PositiveIntegerField("户数（户）", null=True, blank=True)
    area_km2 = AreaField("面积（平方公里）", null=True, blank=True)
    party_members = models.PositiveIntegerField("党员（人）", null=True, blank=True)
    service_radius_m = models.PositiveIntegerField("服务半径（米）", null=True, blank=True)
    source = models.CharField("来源", max_length=200)

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["place", "-as_at"]
        get_latest_by = "as_at"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "as_at"],
                name="place_figures_once_a_day",
                violation_error_message="这个地点在这一天的数据已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place.name}{self.as_at}数据"


class Succession(models.Model):
    """An event: from these communities came those, on a date, by a document, confirmed by a person."""

    class Way(models.TextChoices):
        MERGE = "merge", "合并"
        SPLIT = "split", "分设"
        CONVERT = "convert", "改设"
        REARRANGE = "rearrange", "重新划分"

    district = models.ForeignKey(Place, models.PROTECT, related_name="successions")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    happened_on = models.DateField("生效日期")
    document_number = models.CharField("依据文号", max_length=80)
    confirmed_by = models.ForeignKey("communities.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on"]

    def __str__(self) -> str:
        return f"{self.get_way_display()}（{self.document_number}）"


class SuccessionSide(models.Model):
    """One community on the “from” or “to” side; `share` is the part of a “from” that went, in percent."""

    event = models.ForeignKey(Succession, models.CASCADE, related_name="sides")
    place = models.ForeignKey(Place, models.PROTECT, related_name="succession_sides")
    is_source = models.BooleanField("原社区")
    share = models.DecimalField("份额（%）", max_digits=5, decimal_places=2, default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "place", "is_source"],
                name="succession_side_once",
                violation_error_message="同一社区在一次沿革中每侧只能出现一次。",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100),
                name="succession_share_percent",
                violation_error_message="份额应大于0、不超过100。",
            ),
        ]
