"""A distribution as its pages show it: figures, checks, rows with their rounding, what may be done."""

from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse

from communities.access import Verb, may
from communities.lib.tables import table
from shareholders.dividend_rows import digest_of, entered_since, parts_again
from shareholders.models import Dividend, DividendLine, SharePlan
from shareholders.rules.dividends import Status, article_on
from shareholders.rules.ledger import plain
from shareholders.views.posted import board_item

from .plan_shown import exact
from .shown import CHILD, moment, number, sees_children, trail, yuan

HEADS = (
    "年度", "状态", "股权登记日", "当年收益（元）", "公积公益金（元）", "本次分配（元）", "每股（元）", "户数",
    "股东（人）", "表决",
)  # fmt: skip
LINE_HEADS = ("户编号", "股权证号", "户主", "姓名", "与户主关系", "股数", "精确金额（元）", "分得金额（元）", "进位")
TONES = {"draft": "going", "decided": "done", "void": "idle"}
MOST_CARRIED = 20


def address(this: Dividend) -> str:
    return reverse("dividend", args=[this.pk])


def trail_of(this: Dividend, *labels: str) -> list[dict]:
    up = {"label": "收益分配", "url": reverse("dividends", args=[this.plan_id])}
    here = {"label": f"{this.year}年度", "url": address(this) if labels else ""}
    return [*trail(this.plan), up, here, *({"label": each} for each in labels)]


def place_of(this: Dividend, heading: str) -> dict:
    """Where a form page of the distribution stands."""
    return {"back": address(this), "sub": str(this), "trail": trail_of(this, heading)}


def row(this: Dividend) -> tuple:
    return (
        this.year, this.get_status_display(), this.record_on.isoformat(), this.income, this.reserve, this.amount,
        this.a_share, this.households, this.people, str(this.decision or ""),
    )  # fmt: skip


def linked(this: Dividend) -> list:
    year, status, record_on, income, reserve, amount, share, *rest = row(this)
    shown = {"text": status, "tone": TONES[this.status]}
    money = (yuan(income), yuan(reserve), yuan(amount))
    return [
        {"text": f"{year}年度", "url": address(this)},
        shown,
        record_on,
        *money,
        number(share),
        *rest,
    ]


def tiles(this: Dividend) -> list[dict]:
    return [
        {"label": "本次分配（元）", "value": f"{this.amount:,.2f}"},
        {"label": "每股约（元）", "value": plain(this.a_share), "note": "舍去尾数，仅供参考"},
        {"label": "参加分配（股）", "value": plain(this.shares)},
        {"label": "股东（人）", "value": this.people, "note": f"{this.households}户"},
    ]


def figures(this: Dividend) -> dict:
    """What there was and what became of it."""
    parts = (
        ("当年收益", this.income),
        ("加：年初未分配收益", this.brought_forward),
        ("减：弥补以前年度亏损", this.losses),
        (f"减：提取公积公益金（章程规定{this.reserve_percent.normalize():f}%）", this.reserve),
        ("减：本次分配", this.amount),
        ("结转下年", this.retained),
    )
    return table("项目", "金额（元）", rows=[(label, yuan(amount)) for label, amount in parts])


def facts(this: Dividend) -> list[dict]:
    decision = this.decision
    pairs = [
        ("状态", this.get_status_display(), ""),
        ("股权登记日", f"{this.record_on}，台账截至第{this.ledger_number}号业务", ""),
        ("依据", f"{article_on(this.record_on)}；{this.basis}", ""),
        ("集体股", "参加分配，分得部分留本社" if this.collective_takes_part else "不参加分配", ""),
        ("拟订", f"{moment(this.created_at)} {this.created_by.name}", ""),
        ("表决", str(decision or "尚未登记"), reverse("document", args=[decision.document_id]) if decision else ""),
        ("登记表决", f"{moment(this.decided_at)} {this.decided_by.name}" if this.decided_at else "", ""),
        ("校验码", this.digest[:20], ""),
        ("作废", f"{moment(this.voided_at)} {this.voided_by.name}" if this.voided_at else "", ""),
        ("作废理由", this.void_reason, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs if value]


def checks(this: Dividend) -> list[dict]:
    """The sums, each against what it must be, and the list against the ledger it was made of."""
    told, given = this.figures, this.lines.aggregate(total=Sum("yuan", default=Decimal(0)))["total"]
    rounded = this.lines.carried().count()
    return [
        {
            "ok": told.available == told.used,
            "text": "收益 = 亏损 + 公积公益金 + 分配 + 结转",
            "detail": f"{told.available:,.2f}元 与 {told.used:,.2f}元",
        },
        {
            "ok": given == this.amount,
            "text": "各行金额合计 = 本次分配",
            "detail": f"{given:,.2f}元 与 {this.amount:,.2f}元",
        },
        {
            "ok": told.reserve >= told.least_reserve,
            "text": "公积公益金不少于章程规定",
            "detail": f"章程规定不少于{told.least_reserve:,.2f}元，提取{told.reserve:,.2f}元",
        },
        {
            "ok": digest_of(parts_again(this)) == this.digest,
            "text": "名单与股权登记日的台账一致",
            "detail": f"按第{this.ledger_number}号业务为止的台账复算",
        },
        {"ok": True, "text": "除不尽的尾数按最大余数法分配", "detail": f"进位{rounded}行，逐行列在名单里"},
    ]


def warnings(this: Dividend) -> list[str]:
    """What was entered since that would have changed the list."""
    if this.status == Status.VOID:
        return []
    acts = "、".join(
        f"第{each.number}号（{each.get_kind_display()}，{each.occurred_on}）" for each in entered_since(this)
    )
    if not acts:
        return []
    rest = (
        "请重新生成名单。"
        if this.status == Status.DRAFT
        else "名单已经固定；差额由本社在下次分配中补发、抵扣，或作废重来。"
    )
    return [f"生成名单以后补录了股权登记日及以前的业务：{acts}。{rest}"]


def carried(this: Dividend, viewer) -> dict | None:
    """The rows that were rounded up, the first of them; none for who reads no names."""
    if not may(viewer, Verb.RESIDENTS, this.place):
        return None
    rows = this.lines.carried()
    return table(*LINE_HEADS, rows=(line(each, viewer, this) for each in rows[:MOST_CARRIED])) | {
        "count": rows.count(),
        "url": reverse("dividend_lines", args=[this.pk]),
    }


def line(each: DividendLine, viewer, this: Dividend) -> list:
    *words, shares, exactly, amount, up = plain_line(each, viewer, this)
    return [*words, number(shares), {"text": exactly, "num": True}, yuan(amount), up]


def plain_line(each: DividendLine, viewer, this: Dividend) -> tuple:
    name = CHILD if each.is_child and not sees_children(viewer, this.place) else each.name
    return (
        each.number, each.certificate, each.head, name, each.relation, each.shares, exact(each.exact_yuan), each.yuan,
        "进位" if each.carried else "",
    )  # fmt: skip


def boards(this: Dividend, viewer) -> list[dict]:
    if not may(viewer, Verb.RESIDENTS, this.place):
        return []
    found = this.boards.select_related("notice", "dividend__plan__organisation")
    counted = f"{this.households}户、{this.people}人"
    return [board_item(each, reverse("dividend_board", args=[each.pk]), counted) for each in found]


def acts(this: Dividend, viewer) -> list[dict]:
    """Links that are open to the viewer now."""
    keeps, draft = may(viewer, Verb.KEEP_SHARES, this.place), this.status == Status.DRAFT
    decided, live = this.status == Status.DECIDED, this.plan.status != SharePlan.Status.VOID
    offers = (
        ("登记表决", "dividend_decide", keeps and draft and live, "primary"),
        ("修改", "dividend_change", keeps and draft and live, ""),
        ("制作公示名单", "dividend_post", decided and may(viewer, Verb.POST, this.place), "primary"),
        ("分配名单", "dividend_lines", may(viewer, Verb.RESIDENTS, this.place), ""),
        ("导出付款清单", "dividend_bank", decided and may(viewer, Verb.FULL_LIST, this.place), ""),
        ("作废", "dividend_void", keeps and (draft or decided) and live, ""),
    )
    return [
        {"label": label, "url": reverse(name, args=[this.pk]), "tone": tone}
        for label, name, is_open, tone in offers
        if is_open
    ]


def compute_url(this: Dividend, viewer) -> str:
    keeps = may(viewer, Verb.KEEP_SHARES, this.place)
    return reverse("dividend_compute", args=[this.pk]) if keeps and this.status == Status.DRAFT else ""
