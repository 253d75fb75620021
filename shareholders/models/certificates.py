"""Share certificates (股权证书): one number a household in a cooperative's series, and every printing counted."""

from datetime import date

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from communities.lib import clock
from communities.models import Account, Household, Organisation, Residence
from communities.models.records import append_only
from communities.models.residents import CHILD_YEARS
from communities.models.scoped import ScopedQuerySet


class CertificateQuerySet(ScopedQuerySet):
    def with_names(self):
        return self.select_related("organisation__place", "household")

    def with_counts(self):
        """Each with `printed`, how often, and `head`, the household's head today where that is no child."""
        today = clock.today()
        grown = date(today.year - CHILD_YEARS, today.month, min(today.day, 28))
        heads = Residence.objects.current().filter(
            household=OuterRef("household"), relation="head", person__born_on__lte=grown
        )
        return self.annotate(printed=Count("prints"), head=Subquery(heads.values("person__name")[:1]))


class Certificate(models.Model):
    """The certificate of a household; what it shows is read from the ledger as at the day of each printing."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="share_certificates")
    household = models.ForeignKey(Household, models.PROTECT, related_name="share_certificates")
    number = models.PositiveIntegerField("证号")
    issued_on = models.DateField("发证日期")
    at = models.DateTimeField("登记时间", default=clock.now)
    by_name = models.CharField("经办", max_length=40)

    place_path = "organisation__place"
    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="certificate_number_once",
                violation_error_message="这个股权证号已经使用。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "household"],
                name="certificate_once_a_household",
                violation_error_message="这一户已经发过股权证，遗失或写满的请补打。",
            ),
        ]

    def __str__(self) -> str:
        return f"股权证第{self.number:05d}号"


class CertificateBatch(models.Model):
    """Many certificates printed as one file: the printings are counted at once, the file is laid out by a job.

    The file names children to whom it belongs and nobody else, so it is no document of the place: it lies beside the
    other output, for those who keep the shares and their street, and can be made again from its printings.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="certificate_batches")
    as_on = models.DateField("截至")
    scope = models.CharField("范围", max_length=60)
    count = models.PositiveIntegerField("本数（本）")
    reason = models.CharField("原因", max_length=100, blank=True)
    at = models.DateTimeField("登记时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    done_at = models.DateTimeField("生成时间", null=True, blank=True)
    pages = models.PositiveIntegerField("页数（页）", default=0)

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="certificate_batch_not_empty",
                violation_error_message="批量打印至少有一本股权证。",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, pages=0) | Q(done_at__isnull=False, pages__gte=1),
                name="certificate_batch_done_has_pages",
                violation_error_message="已生成的批量打印须有生成时间和页数。",
            ),
        ]

    def __str__(self) -> str:
        return f"股权证批量打印（{self.scope}，{self.count}本）"


class CertificatePrint(models.Model):
    """One printing, the first or a reprint: as at a day, from what the ledger knew at that moment."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="prints")
    sequence = models.PositiveSmallIntegerField("第几次")
    as_on = models.DateField("截至")
    at = models.DateTimeField("打印时间", default=clock.now)
    by_name = models.CharField("经办", max_length=40)
    reason = models.CharField("原因", max_length=100, blank=True)
    batch = models.ForeignKey(
        CertificateBatch, models.PROTECT, null=True, blank=True, related_name="prints", verbose_name="批量打印"
    )

    place_path = "certificate__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["certificate", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "sequence"],
                name="certificate_print_once",
                violation_error_message="这次打印已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(sequence=1) | ~Q(reason=""),
                name="certificate_reprint_has_reason",
                violation_error_message="补打股权证须写明原因。",
            ),
        ]
        triggers = append_only("certificate_print")
