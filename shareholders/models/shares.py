"""The share ledger (股权台账): accounts, transactions and their entries, in double entry and only ever appended to.

The database itself keeps the law: the entries of a transaction come in one statement, add up to nought in each class
and are the only thing that moves an account's balance; no holder's account is below nought, today or at the end of any
day. A balance is therefore always the sum of its entries, and the account 发行 of a class the mirror of its holders.
"""

from datetime import date, datetime
from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q, Sum

from communities.lib import clock
from communities.models import Household, Person
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from shareholders.rules.ledger import LABELS, Kind

from .fields import ShareField
from .findings import Decision
from .plans import ShareClass, SharePlan

KINDS = [(kind.value, LABELS[kind]) for kind in Kind]
# Conditions, not bodies: PostgreSQL asks them without entering a function, which costs half a millisecond a row.
FORGED = "(NEW.balance * (CASE NEW.kind WHEN 'issued' THEN -1 ELSE 1 END) > 0)"
MOVED_BY_HAND = (
    "((NEW.share_class_id, NEW.kind, NEW.person_id) IS DISTINCT FROM (OLD.share_class_id, OLD.kind, OLD.person_id)"
    " OR NEW.balance <> OLD.balance AND pg_trigger_depth() < 1)"
)
LOCKED_OUT = """
CASE (SELECT status FROM shareholders_shareplan WHERE id = NEW.plan_id)
    WHEN 'decided' THEN RETURN NEW;
    WHEN 'locked' THEN
        IF NEW.kind NOT IN ('transfer', 'inherit') THEN
            RAISE EXCEPTION '股权已经固化，只能办理转让或继承' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    ELSE RAISE EXCEPTION '方案没有通过，不能登记股权' USING ERRCODE = 'check_violation';
END CASE;
"""
POSTS = """
IF EXISTS (
    SELECT FROM posted p
    JOIN shareholders_shareaccount a ON a.id = p.account_id
    JOIN shareholders_shareclass c ON c.id = a.share_class_id
    JOIN shareholders_sharetransaction t ON t.id = p.transaction_id
    GROUP BY p.transaction_id, a.share_class_id
    HAVING sum(p.shares) <> 0 OR bool_or(p.shares = 0) OR bool_or(c.plan_id <> t.plan_id)
        OR bool_or(a.kind = 'issued' AND t.kind IN ('transfer', 'inherit', 'gift'))
        OR count(DISTINCT p.account_id) <> count(*)
) THEN
    RAISE EXCEPTION '一笔业务在每个股类的增减合计必须为0，持有人之间的业务不动发行数' USING ERRCODE = 'check_violation';
END IF;
IF (SELECT count(*) FROM shareholders_shareentry WHERE transaction_id IN (SELECT transaction_id FROM posted))
    <> (SELECT count(*) FROM posted) THEN
    RAISE EXCEPTION '一笔业务的分录须一次写入，不能后补' USING ERRCODE = 'check_violation';
END IF;
UPDATE shareholders_shareaccount a SET balance = a.balance + s.shares
    FROM (SELECT account_id, sum(shares) AS shares FROM posted GROUP BY account_id) s WHERE a.id = s.account_id;
IF EXISTS (
    SELECT FROM (
        SELECT sum(e.shares) OVER (PARTITION BY e.account_id ORDER BY t.occurred_on) AS balance
        FROM shareholders_shareentry e JOIN shareholders_sharetransaction t ON t.id = e.transaction_id
        WHERE e.account_id IN (
            SELECT p.account_id FROM posted p JOIN shareholders_shareaccount a ON a.id = p.account_id
            WHERE p.shares < 0 AND a.kind <> 'issued'
        )
    ) days WHERE balance < 0
) THEN RAISE EXCEPTION '有账户在发生日之后某日的余额低于0' USING ERRCODE = 'check_violation'; END IF;
RETURN NULL;
"""


class ShareAccountQuerySet(ScopedQuerySet):
    def holders(self):
        """Accounts of persons and of the collective, without the accounts 发行."""
        return self.exclude(kind=ShareAccount.Kind.ISSUED)

    def of(self, plan: SharePlan):
        return self.filter(share_class__plan=plan)

    def total(self) -> Decimal:
        """The sum of the balances, in shares."""
        return self.aggregate(total=Sum("balance", default=Decimal(0)))["total"]

    def held_at(self, on: date, known_by: datetime | None = None):
        """Each account with `held`, its balance at the end of a day, as far as it was entered by a moment."""
        asked = Q(entries__transaction__occurred_on__lte=on)
        if known_by:
            asked &= Q(entries__transaction__at__lte=known_by)
        return self.annotate(held=Sum("entries__shares", filter=asked, default=Decimal(0)))


class ShareAccount(models.Model):
    """What one person (or the collective) holds of one class; the account 发行 stands against all of them."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "发行"
        PERSON = "person", "个人"
        COLLECTIVE = "collective", "集体"

    share_class = models.ForeignKey(ShareClass, models.PROTECT, related_name="accounts")
    kind = models.CharField("账户", max_length=10, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="share_accounts")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="share_accounts")
    balance = ShareField("余额（股）", default=0)

    place_path = "share_class__plan__organisation__place"
    objects = ShareAccountQuerySet.as_manager()

    class Meta:
        ordering = ["household__number", "person", "share_class__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["share_class", "kind", "person"],
                name="share_account_once",
                nulls_distinct=False,
                violation_error_message="此人在这个股类已有账户。",
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, household__isnull=False)
                | ~Q(kind="person") & Q(person=None, household=None),
                name="share_account_has_holder",
                violation_error_message="个人账户须有持有人和所在户，发行和集体账户没有。",
            ),
            models.CheckConstraint(
                condition=Q(kind="issued", balance__lte=0) | ~Q(kind="issued") & Q(balance__gte=0),
                name="share_account_not_below_nought",
                violation_error_message="持股不足，不能办理：任何人的股数都不能低于0。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="share_account_empty",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(FORGED),
                func="RAISE EXCEPTION '新账户的余额必须为0，只能由分录增减';",
            ),
            pgtrigger.Trigger(
                name="share_account_guard",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(MOVED_BY_HAND),
                func="RAISE EXCEPTION '账户余额只能由分录增减，持有人和股类不能改';",
            ),
            pgtrigger.Trigger(
                name="share_account_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION '股权账户不能删除';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name if self.person else self.get_kind_display()}·{self.share_class.name}"


class ShareTransaction(models.Model):
    """One act on the ledger. `occurred_on` is the business day, `at` the time of entry; `cancels` what it undoes.

    `decision` is the members' own, by which shares of the collective are issued or taken back.
    """

    plan = models.ForeignKey(SharePlan, models.PROTECT, related_name="transactions")
    number = models.PositiveIntegerField("业务号")
    kind = models.CharField("业务", max_length=10, choices=KINDS)
    occurred_on = models.DateField("发生日")
    at = models.DateTimeField("录入时间", default=clock.now)
    by_name = models.CharField("经办", max_length=40)
    reason = models.CharField("事由和依据", max_length=300)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="表决")
    cancels = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="cancelled_by")

    place_path = "plan__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        indexes = [models.Index(fields=["plan", "occurred_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="share_transaction_number_once",
                violation_error_message="这个业务号已经使用。",
            ),
            models.CheckConstraint(
                condition=Q(kind="cancel", cancels__isnull=False) | ~Q(kind="cancel") & Q(cancels=None),
                name="share_cancel_names_its_target",
                violation_error_message="冲销须指明被冲销的业务，其他业务不指。",
            ),
            models.CheckConstraint(
                condition=Q(decision=None) | Q(kind__in=["correct", "withdraw", "cancel"]),
                name="share_decision_changes_what_is_issued",
                violation_error_message="表决只用于更正、退出及其冲销。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="share_transaction_has_reason",
                violation_error_message="股权业务须写明事由和依据。",
            ),
        ]
        triggers = [
            *append_only("share_transaction"),
            pgtrigger.Trigger(
                name="share_transaction_locked_out", operation=pgtrigger.Insert, when=pgtrigger.Before, func=LOCKED_OUT
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}号{self.get_kind_display()}"


class ShareEntryQuerySet(ScopedQuerySet):
    def of(self, plan: SharePlan):
        return self.filter(transaction__plan=plan)

    def with_names(self):
        return self.select_related(
            "transaction__cancels", "transaction__cancelled_by", "account__share_class", "account__person",
            "account__household",
        ).order_by("-transaction__number", "account__share_class__position", "shares", "pk")  # fmt: skip


class ShareEntry(models.Model):
    """One line of a transaction: an account gains or loses shares."""

    transaction = models.ForeignKey(ShareTransaction, models.PROTECT, related_name="entries")
    account = models.ForeignKey(ShareAccount, models.PROTECT, related_name="entries")
    shares = ShareField("增减（股）")

    place_path = "transaction__plan__organisation__place"
    objects = ShareEntryQuerySet.as_manager()

    class Meta:
        ordering = ["transaction", F("shares"), "pk"]
        triggers = [
            *append_only("share_entry"),
            pgtrigger.Trigger(
                name="share_entry_posts",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="posted"),
                func=POSTS,
            ),
        ]
