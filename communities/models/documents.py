"""Documents: a private store, every version kept, three dates, an archive number that finds the paper."""

import uuid

from django.db import models
from django.db.models import Q

from communities import access

from .accounts import Account
from .places import Place
from .scoped import ScopedQuerySet


class DocumentQuerySet(ScopedQuerySet):
    def visible_to(self, account):
        """Documents of the places one may see, and those a higher level has shared downwards.

        A restricted paper is on no list: the register it belongs to hands it to those who may read it there.
        """
        above = [key for post in account.posts() for key in (post.place.parent_id, post.place.district_id)]
        open_to_readers = access.scope(account, "place") | Q(shared=True, place__in=above)
        return self.filter(open_to_readers, restricted=False)


class Document(models.Model):
    class Retention(models.TextChoices):
        PERMANENT = "permanent", "永久"
        THIRTY = "thirty", "30年"
        TEN = "ten", "10年"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="documents")
    shared = models.BooleanField("下级可见", default=False)
    restricted = models.BooleanField("限定查看", default=False)
    archive_number = models.CharField("档号", max_length=40, unique=True)
    kind = models.CharField("材料种类", max_length=60)
    title = models.CharField("标题", max_length=120)
    written_on = models.DateField("成文日期")
    effective_on = models.DateField("生效日期", null=True, blank=True)
    retention = models.CharField("保管期限", max_length=10, choices=Retention.choices, default=Retention.PERMANENT)
    legal_hold = models.BooleanField("暂停销毁", default=False)
    created_at = models.DateTimeField("登记时间")

    place_path = "place"
    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def latest(self) -> "DocumentVersion":
        return max(self.versions.all(), key=lambda version: version.number)


class DocumentVersion(models.Model):
    """One file as uploaded; never overwritten. `size` in bytes."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    stored_name = models.CharField(max_length=60, unique=True)
    original_name = models.CharField("文件名", max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="document_version_once",
                violation_error_message="这个版本号已经存在，请刷新后再传。",
            )
        ]
