"""One filing per case and step: its present state, and the append-only events that made it."""

from django.db import models
from django.db.models import F, Q

from communities.models import Account, Document, DocumentVersion, Notice, Organisation
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet

from .cases import MergerCase


class FilingQuerySet(ScopedQuerySet):
    def with_cases(self):
        return self.select_related(
            "case__place__parent", "case__place__district", "case__rulebook_version", "submitted_by", "reviewed_by"
        )


def complete_pair(at: str, by: str) -> Q:
    """Both, or neither: a time without its person cannot be stored."""
    return Q(**{at: None, by: None}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class StepFiling(models.Model):
    class Status(models.TextChoices):
        IDLE = "idle", "未启动"
        DRAFTING = "drafting", "填报中"
        SUBMITTED = "submitted", "已提交"
        REVIEWED = "reviewed", "待确认"
        DONE = "done", "完成"
        RETURNED = "returned", "已退回"
        RECHECK = "recheck", "待复核"
        WAIVED = "waived", "不适用"

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="filings")
    step = models.PositiveSmallIntegerField("步骤")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.IDLE)
    needs_confirmation = models.BooleanField()
    round = models.PositiveSmallIntegerField("轮次", default=1)
    facts = models.JSONField("填报内容", default=dict, blank=True)
    actual_on = models.DateField("实际日期（补录）", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    returned_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    return_codes = models.JSONField("退回原因", default=list, blank=True)
    return_text = models.CharField("退回说明", max_length=500, blank=True)
    recheck_reason = models.CharField("待复核原因", max_length=500, blank=True)
    waiver_reason = models.CharField("不适用理由", max_length=500, blank=True)
    waiver_requested_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    waiver_requested_at = models.DateTimeField(null=True, blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    place_path = "case__place"
    objects = FilingQuerySet.as_manager()

    class Meta:
        ordering = ["case", "step"]
        indexes = [models.Index(fields=["status", "step"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], name="filing_once_a_step", violation_error_message="每一步只有一份填报。"
            ),
            models.CheckConstraint(
                condition=complete_pair("submitted_at", "submitted_by"),
                name="filing_submission_pair",
                violation_error_message="提交须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=complete_pair("reviewed_at", "reviewed_by"),
                name="filing_review_pair",
                violation_error_message="审核须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=complete_pair("confirmed_at", "confirmed_by"),
                name="filing_confirmation_pair",
                violation_error_message="确认须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "reviewed", "done", "recheck"]) | Q(submitted_at__isnull=False),
                name="filing_submitted_has_submission",
                violation_error_message="已提交的填报须有提交时间和人员。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["reviewed", "done", "recheck"]) | Q(reviewed_at__isnull=False),
                name="filing_reviewed_has_review",
                violation_error_message="审核后的填报须有审核时间和人员。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["done", "recheck"])
                | (
                    Q(done_at__isnull=False, done_on__isnull=False)
                    & (Q(needs_confirmation=False) | Q(confirmed_at__isnull=False))
                ),
                name="filing_done_has_date",
                violation_error_message="完成的步骤须有完成时间；需要确认的须有确认时间和人员。",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_text="")),
                name="filing_return_has_reason",
                violation_error_message="退回须有时间、人员和理由。",
            ),
            models.CheckConstraint(
                condition=~Q(status="waived")
                | (
                    Q(waived_at__isnull=False, waived_by__isnull=False, waiver_requested_by__isnull=False)
                    & ~Q(waiver_reason="")
                    & ~Q(waived_by=F("waiver_requested_by"))
                ),
                name="filing_waiver_complete",
                violation_error_message="“不适用”须有申请人、另一人批准、理由和时间。",
            ),
            models.CheckConstraint(
                condition=~Q(submitted_by=F("reviewed_by"))
                & ~Q(reviewed_by=F("confirmed_by"))
                & ~Q(submitted_by=F("confirmed_by")),
                name="filing_three_persons",
                violation_error_message="填报人、审核人、确认人不能是同一人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.place.name} 第{self.step}步"


class StepEvent(models.Model):
    """One move of one filing: the audit event and the state change are the same row. Append-only.

    `at` is the server's time of entry; `occurred_on` the business day (they differ only for 补录).
    The ledger reads these rows by both, never today's statuses.
    """

    filing = models.ForeignKey(StepFiling, models.PROTECT, related_name="events")
    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="step_events")
    step = models.PositiveSmallIntegerField("步骤")
    move = models.CharField("动作", max_length=20)
    from_status = models.CharField(max_length=10, choices=StepFiling.Status.choices)
    to_status = models.CharField(max_length=10, choices=StepFiling.Status.choices)
    round = models.PositiveSmallIntegerField("轮次")
    at = models.DateTimeField("时间")
    occurred_on = models.DateField("发生日期")
    late = models.BooleanField("补录", default=False)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("人员", max_length=40)
    party = models.CharField(max_length=12)
    organisation = models.CharField("单位", max_length=80)
    role = models.CharField("角色", max_length=20)
    reason_codes = models.JSONField(default=list)
    text = models.CharField("说明", max_length=500, blank=True)
    facts = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)  # `Evidence.as_submitted` of each paper

    place_path = "case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["case", "at", "pk"]
        indexes = [models.Index(fields=["case", "step", "at"]), models.Index(fields=["at"])]
        triggers = append_only("step_event")


class Evidence(models.Model):
    """A document offered for a step; one document may serve several cases (a 批复 of several communities)."""

    filing = models.ForeignKey(StepFiling, models.PROTECT, related_name="evidence")
    kind = models.CharField("材料种类", max_length=40)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="uses")
    version = models.ForeignKey(DocumentVersion, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField("文号", max_length=80, blank=True)  # for papers of which only number and date may be kept
    dated_on = models.DateField("日期", null=True, blank=True)
    round = models.PositiveSmallIntegerField("轮次")
    added_at = models.DateTimeField("加入时间")
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("撤出时间", null=True, blank=True)

    class Meta:
        ordering = ["filing", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "kind", "document"],
                condition=Q(removed_at=None),
                name="evidence_once",
                violation_error_message="这份材料已经加入本步骤。",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False, version__isnull=False, number="", dated_on=None)
                | (Q(document=None, version=None, dated_on__isnull=False) & ~Q(number="")),
                name="evidence_file_or_number",
                violation_error_message="材料须上传文件；只登记文号的，须同时有文号和日期。",
            ),
        ]

    def as_submitted(self) -> dict:
        """The paper as an event keeps it; its document and version must be fetched before."""
        filed = self.document_id is not None
        return {
            "kind": self.kind,
            "document": str(self.document_id or ""),
            "version": self.version.number if filed else None,
            "title": self.document.title if filed else self.number,
            "dated_on": str(self.document.written_on if filed else self.dated_on),
            "sha256": self.version.sha256 if filed else "",
        }


class EvidenceWaiver(models.Model):
    """One kind of evidence that does not apply: asked for by the filer, allowed by another person, with the ground."""

    filing = models.ForeignKey(StepFiling, models.PROTECT, related_name="evidence_waivers")
    kind = models.CharField("材料种类", max_length=40)
    reason = models.CharField("理由", max_length=300)
    requested_at = models.DateTimeField("申请时间")
    requested_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField("批准时间", null=True, blank=True)
    allowed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "kind"], name="evidence_waiver_once", violation_error_message="这种材料已申请不适用。"
            ),
            models.CheckConstraint(
                condition=complete_pair("allowed_at", "allowed_by") & ~Q(allowed_by=F("requested_by")),
                name="evidence_waiver_two_persons",
                violation_error_message="材料“不适用”须由申请人以外的人批准。",
            ),
        ]


class StepNotice(models.Model):
    """A notice posted for a step; the step's posting gates and its lawful waiting read it."""

    filing = models.ForeignKey(StepFiling, models.PROTECT, related_name="step_notices")
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="step_use")
    purpose = models.CharField("用途", max_length=40)
    at = models.DateTimeField("关联时间")  # the ledger counts a posting from when it was tied to the step


class DepartmentTask(models.Model):
    """A step's filing in the inbox of a 协办 department, for 签收 and its opinion."""

    filing = models.ForeignKey(StepFiling, models.PROTECT, related_name="department_tasks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="department_tasks")
    sent_at = models.DateTimeField("送达时间")
    due_on = models.DateField("签收期限")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField("意见", max_length=500, blank=True)

    place_path = "filing__case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "organisation"],
                name="department_task_once",
                violation_error_message="该部门已收到本步骤的协办事项。",
            ),
            models.CheckConstraint(
                condition=complete_pair("received_at", "received_by"),
                name="department_receipt_pair",
                violation_error_message="签收须同时有时间和人员。",
            ),
        ]
