"""Objections to what hangs on a board."""

import uuid

from django.db import models
from django.db.models import Q

from communities.lib.sealed_field import SealedField

from .accounts import Account
from .notices import Notice
from .scoped import ScopedQuerySet


class Objection(models.Model):
    """An objection to a notice, numbered within it, with the day its answer is due. The objector is sealed."""

    class Result(models.TextChoices):
        UPHELD = "upheld", "成立，予以更正"
        KEPT = "kept", "不成立，维持原内容"
        VOTE = "vote", "提交会议表决"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    number = models.PositiveIntegerField("异议编号")
    received_at = models.DateTimeField("收到时间")
    objector = SealedField("异议人", label="objection.objector", kind="text")
    contact = SealedField("联系方式", label="objection.contact", kind="phone", blank=True)
    text = models.TextField("异议内容", max_length=2000)
    # Of a posted list: the row it is about, what the list says there, what it should say; how it was corrected.
    row_key = models.CharField("名单行", max_length=60, blank=True)
    row_label = models.CharField("所涉事项", max_length=120, blank=True)
    original = models.CharField("原登记内容", max_length=300, blank=True)
    claimed = models.CharField("异议人主张", max_length=300, blank=True)
    corrected = models.CharField("更正情况", max_length=300, blank=True)
    answer_due_on = models.DateField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField("答复", max_length=2000, blank=True)
    result = models.CharField("处理结果", max_length=10, choices=Result.choices, blank=True)

    place_path = "notice__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["notice", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "number"], name="objection_number_once", violation_error_message="异议编号重复。"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="", result="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="") & ~Q(result="")),
                name="objection_answer_complete",
                violation_error_message="答复异议须同时写明答复内容、处理结果、时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(row_key="") | (~Q(row_label="") & ~Q(original="") & ~Q(claimed="")),
                name="objection_row_complete",
                violation_error_message="针对名单某一行的异议须写明该行、原登记内容和异议人主张。",
            ),
            models.CheckConstraint(
                condition=Q(row_key="") | ~Q(result="upheld") | ~Q(corrected=""),
                name="objection_upheld_row_corrected",
                violation_error_message="针对名单某一行的异议成立的，须同时更正登记。",
            ),
        ]
