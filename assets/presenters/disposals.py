"""Disposals, and contracts watched beside them, as lines of one list."""

from django.urls import reverse

from assets.models import Contract, Disposal
from assets.presenters.contracts import money
from assets.rules.contracts import LEASES, UNFILED
from communities.lib.tables import figure

HEADS = ("社区", "单位", "类型", "资产", "金额（元）", "发生日期", "民主程序", "备案", "提示")


def row(each: Disposal | Contract) -> list:
    """One line; a contract leads to its own page."""
    if isinstance(each, Contract):
        kind = "出租" if each.kind in LEASES else each.get_kind_display()
        amount, day, url = each.worth, each.signed_on, reverse("contract", args=[each.pk])
    else:
        kind, amount, day = each.get_kind_display(), each.amount, each.happened_on
        url = reverse("disposal", args=[each.pk])
    subject = {"text": each.subject, "url": url}
    filed = f"{each.filing_number}（{each.filed_on}）" if each.filing_number else ""
    hint = flag(each)
    told = {"text": hint, "tone": "hold" if hint == WITHDRAWN else "due"} if hint else ""
    yuan = figure(money(amount), amount)
    return [each.place.name, each.organisation.name, kind, subject, yuan, day, each.procedure, filed, told]


WITHDRAWN = "已撤销"


def flag(each: Disposal | Contract) -> str:
    """未备案,请补报 for what happened from the lock on without a number."""
    if isinstance(each, Contract):
        return "" if each.filing_number else UNFILED
    if each.withdrawn_at:
        return WITHDRAWN
    watched = each.locked_on is not None and each.happened_on >= each.locked_on
    return UNFILED if watched and not each.filing_number else ""


def facts(this: Disposal) -> list[dict]:
    pairs = [
        ("单位", this.organisation.name),
        ("类型", this.get_kind_display()),
        ("资产", this.subject),
        ("金额", f"{money(this.amount)}元"),
        ("发生日期", this.happened_on),
        ("清查锁定", this.locked_on or "尚未锁定"),
        ("对方", this.counterparty),
        ("原因", this.reason),
        ("民主程序", this.procedure),
        ("备案", f"{this.filing_number}（{this.filed_on}）" if this.filing_number else "未备案"),
        ("撤销", this.withdrawal),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]
