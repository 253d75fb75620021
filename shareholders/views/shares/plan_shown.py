"""A plan as its page shows it: figures, classes, the checks of its sums, the rounding rows, what may be done."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Sum
from django.urls import reverse

from communities.access import Verb, may
from communities.lib.tables import table
from shareholders.models import ShareAccount, ShareClass, SharePlan
from shareholders.rules.allocation import Rule, share_value
from shareholders.rules.ledger import plain
from shareholders.rules.plans import Body, may_decide
from shareholders.services import ledger
from shareholders.services.opening import class_totals

from .shown import moment, named, number, yuan

State = SharePlan.Status
MOST_CARRIED = 20
CARRIED_HEADS = ("股类", "户编号", "姓名", "精确股数", "分得股数", "精确金额（元）", "分得金额（元）", "进位")


def tiles(plan: SharePlan) -> list[dict]:
    """Base, shares, value of a share, holders, and the ledger's difference once there is one."""
    since = ledger.decided_since(plan) if plan.status in (State.DECIDED, State.LOCKED) else Decimal(0)
    total = plan.total_shares + since if plan.total_shares else Decimal(0)
    units = int(total.scaleb(plan.places))
    given = ShareAccount.objects.of(plan).filter(kind="person", balance__gt=0) if plan.opening else plan.allotments
    holders = given.exclude(person=None).values("person").distinct().count()
    shown = [
        {"label": "量化基数（万元）", "value": f"{plan.base_amount / 10000:,.2f}"},
        {
            "label": "总股数（股）",
            "value": plain(total) if plan.total_shares else "未分配",
            "note": f"成员大会决定增减{since.normalize():+f}" if since else "",
        },
        {"label": "享有人（人）", "value": holders},
        {
            "label": "每股净资产（元）",
            "value": f"{share_value(plan.base_fen, units, plan.places):.2f}",
            "note": "仅供参考",
        },
    ]
    if plan.status in (State.DECIDED, State.LOCKED):
        difference = ledger.difference_of(plan)
        shown.append(
            {"label": "方案与台账差额（股）", "value": plain(difference), "tone": "late" if difference else "done"}
        )
    return shown


def facts(plan: SharePlan) -> list[dict]:
    verdict = may_decide(Body(plan.body), plan.motion_on) if plan.body and plan.motion_on else None
    pairs = [
        ("合作社", plan.organisation.name),
        ("版次", f"第{plan.version}版"),
        ("基准日", plan.reference_on.isoformat()),
        ("量化基数", f"{plan.base_amount:,.2f}元"),
        ("基数出处", plan.base_source),
        ("清查", _inventory(plan)),
        ("与清查数不同的理由", plan.base_reason),
        ("持股", "按原改革登记，用工作簿导入" if plan.opening else ""),
        ("股数精度", plan.get_places_display()),
        ("拟订", f"{moment(plan.created_at)} {plan.created_by.name}"),
        ("表决", f"{plan.get_body_display()} {plan.motion_on}" if verdict else "尚未表决"),
        ("决议", plan.motion),
        ("依据", verdict.article if verdict else ""),
        ("固化", f"{moment(plan.locked_at)} {plan.locked_by.name}" if plan.locked_at else "尚未固化"),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def classes(plan: SharePlan, keeps: bool) -> dict:
    """The classes with their weights, what was given out and what the ledger holds; divided anew, the money too."""
    held = dict(ShareAccount.objects.of(plan).holders().order_by().values_list("share_class").annotate(Sum("balance")))
    editable = keeps and plan.status == State.DRAFT
    heads = ("发行股数",) if plan.opening else ("享有人", "分配股数", "分配金额（元）")
    rows = []
    for each, given in _given(plan):
        name = {"text": each.name, "url": reverse("share_class_change", args=[each.pk]) if editable else ""}
        inherits = "可以" if each.inheritable else "不可以"
        told = [name, each.get_kind_display(), each.weight_words, inherits]
        rows.append([*told, *given, number(held.get(each.pk, Decimal(0)))])
    return table("股类", "类别", "权重", "继承", *heads, "台账持股", rows=rows)


def _given(plan: SharePlan) -> Iterator[tuple[ShareClass, list]]:
    """Each class with its cells: what the earlier reform issued, or holders, shares and money of the division."""
    if plan.opening:
        totals = class_totals(plan) if plan.total_shares else {}
        for each in plan.classes.all():
            yield each, [number(totals.get(each.pk))]
        return
    sums = {"rows": Count("allotments"), "shares": Sum("allotments__shares"), "yuan": Sum("allotments__yuan")}
    for each in plan.classes.annotate(**sums).order_by("position"):
        yield each, [each.rows, number(each.shares), yuan(each.yuan or Decimal(0))]


def checks(plan: SharePlan) -> list[dict]:
    """The sums, each against what it must be; the differences of rounding, which must be nought together."""
    sums = plan.allotments.aggregate(shares=Sum("shares", default=Decimal(0)), yuan=Sum("yuan", default=Decimal(0)))
    if plan.total_shares is None:
        hint = "填各股类总数后点“核定总股数”" if plan.opening else "设置股类和计股依据后点“生成分配”"
        return [{"ok": False, "text": "尚未生成分配", "detail": hint}]
    if plan.opening:
        return _opening_checks(plan)
    carried = plan.allotments.filter(carried=True).count(), plan.allotments.filter(yuan_carried=True).count()
    rounding = f"股数进位{carried[0]}行，金额进位{carried[1]}行，逐行列在分配明细里"
    return [
        _equal("各行股数合计 = 总股数", sums["shares"], plan.total_shares, "股"),
        _equal("各行金额合计 = 量化基数", sums["yuan"], plan.base_amount, "元"),
        {"ok": True, "text": "除不尽的尾数按最大余数法分配", "detail": rounding},
    ]


def _opening_checks(plan: SharePlan) -> list[dict]:
    """Of holdings that come by workbook: what the ledger holds against what the reform issued."""
    given = plan.total_shares + ledger.decided_since(plan)
    issued = ledger.is_issued(plan)
    held = ShareAccount.objects.of(plan).holders().total()
    return [
        {"ok": issued, "text": "原持股已导入", "detail": "" if issued else "登记表决后导入原持股工作簿"},
        _equal("台账持股合计 = 发行总股数", held, given, "股"),
    ]


def _inventory(plan: SharePlan) -> str:
    """Where the figure came from: day, amount and digest of the locked inventory."""
    if plan.base_on is None:
        return ""
    return f"登记时点{plan.base_on}，清查数{plan.base_stated:,.2f}元，校验码{plan.base_digest[:20]}"


def carried(plan: SharePlan, viewer) -> dict | None:
    """The rows that were rounded up, the first of them; none for who reads no names, nor where nothing was divided."""
    if plan.opening or not may(viewer, Verb.RESIDENTS, plan.place):
        return None
    rows = plan.allotments.with_holders().carried()
    return table(*CARRIED_HEADS, rows=(carried_row(each, viewer, plan) for each in rows[:MOST_CARRIED])) | {
        "count": rows.count()
    }


def carried_row(row, viewer, plan: SharePlan) -> list:
    words = [word for word, is_so in (("股数", row.carried), ("金额", row.yuan_carried)) if is_so]
    return [
        row.share_class.name,
        row.household.number if row.household else "",
        named(row.person, viewer, plan.place),
        {"text": exact(row.exact_shares), "num": True},
        number(row.shares),
        {"text": exact(row.exact_yuan), "num": True},
        yuan(row.yuan),
        "、".join(words),
    ]


def exact(text: str) -> str:
    """“33.333333…”: an exact part in six decimals, cut."""
    part = Fraction(text)
    millionths = (part * 10**6).__floor__()
    cut = f"{Decimal(millionths).scaleb(-6).normalize():f}"
    return cut if Fraction(cut) == part else f"{Decimal(millionths).scaleb(-6):.6f}…"


def claim_lines(this: ShareClass) -> str:
    """What was entered for a class, as the form takes it: 成员编号 and number."""
    rows = this.claims.filter(person__memberships__organisation=this.plan.organisation).order_by(
        "person__memberships__number"
    )
    pairs = rows.values_list("person__memberships__number", "measure")
    return "\n".join(f"{number} {plain(measure)}" for number, measure in pairs)


def acts(plan: SharePlan, viewer) -> dict[str, list[dict]]:
    """Links and buttons that are open to the viewer now."""
    keeps, reviews = may(viewer, Verb.KEEP_SHARES, plan.place), may(viewer, Verb.REVIEW, plan.place)
    draft, decided = plan.status == State.DRAFT, plan.status == State.DECIDED
    issued = decided and ledger.is_issued(plan)
    links = (
        ("增设股类", "share_class_new", keeps and draft, ""),
        ("修改方案", "share_plan_change", keeps and draft, ""),
        ("登记表决", "share_plan_decide", keeps and draft and plan.total_shares is not None, "primary"),
        ("发行股份", "share_plan_issue", keeps and decided and not issued and not plan.opening, "primary"),
        ("逐笔更正", "share_adjust", keeps and issued, ""),
        ("作废", "share_plan_void", keeps and (draft or decided), ""),
        ("办理转让或继承", "share_ticket_new", keeps and plan.status == State.LOCKED, "primary"),
    )
    buttons = (
        (allocate_word(plan), "share_plan_allocate", keeps and draft and plan.classes.exists(), ""),
        ("固化股权", "share_plan_lock", reviews and issued, "固化以后只能转让或继承，不能再更正。确定固化？"),
    )
    own = list(plan.classes.all()) if keeps and draft else []
    shown = [_act(label, name, plan.pk, tone=tone) for label, name, is_open, tone in links if is_open]
    if keeps and decided and plan.opening and not issued:
        shown.append(_act("导入原持股", "share_intake_list", plan.organisation.place_id, tone="primary"))
    return {
        "links": shown,
        "buttons": [
            _act(label, name, plan.pk, tone="primary", confirm=confirm)
            for label, name, is_open, confirm in buttons
            if is_open
        ],
        "claims": [
            {"text": f"{each.name}的计股依据", "url": reverse("share_claims", args=[each.pk])}
            for each in own
            if each.rule != Rule.COLLECTIVE and not plan.opening
        ],
        "removals": [_act(f"删除{each.name}", "share_class_remove", each.pk) for each in own],
    }


def allocate_word(plan: SharePlan) -> str:
    """What the button is called that makes a plan's allocation, or settles its total."""
    word = "核定总股数" if plan.opening else "生成分配"
    return f"重新{word}" if plan.total_shares else word


def _act(label: str, name: str, key: int, **more: str) -> dict:
    return {"label": label, "url": reverse(name, args=[key]), **more}


def _equal(text: str, found: Decimal, wanted: Decimal, unit: str) -> dict:
    have, want, apart = (f"{each.normalize():,f}" for each in (found, wanted, found - wanted))
    return {"ok": found == wanted, "text": text, "detail": f"{have}{unit} 与 {want}{unit}，相差{apart}"}
