"""A canvass as figures, a line of a list, a door. Positions are shown to those alone who may read them, uncoloured."""

from django.db.models import Count, Q
from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare, table
from communities.models import Person
from communities.resident_words import name_shown
from votes.models import Canvass, CanvassHousehold, Result, Seat, Visit
from votes.rules import percent_cut
from votes.rules.canvass import NOT_VISITED, POSITIONS, Opinions

HEADS = (
    "社区（村）", "方案", "开始", "截止", "状态",
    "应征求户", "已入户", "同意", "不同意", "弃权", "未联系上", "未入户", "同意率",
)  # fmt: skip
HOUSEHOLDS_FROM = "入户征求意见，未入户的列入未联系上"
TONES = {"open": "going", "closed": "done", "superseded": "idle"}
# The bodies whose rolls stand beside the households', and on what they vote; never added to the canvass.
DECIDED = ("abolish_committee", "merger_plan")
GROUPS = (
    ("党员", ("party_members",), ("party_deliberation", *DECIDED)),
    ("居民（村民）代表", ("residents_representatives", "villagers_representatives"), DECIDED),
)


def row(each: Canvass) -> list:
    name = {"text": each.place.name, "url": reverse("canvass", args=[each.pk])}
    status = {"text": each.get_status_display(), "tone": TONES[each.status]}
    told = each.opinions
    counts = [told.due, told.met, told.agree, told.against, told.abstain, told.not_met, told.left]
    rate = {"text": told.agreed, "num": True}
    return [name, f"第{each.version}版", each.opened_on, each.closes_on, status, *counts, rate]


def exported(each: Canvass) -> list:
    return bare(row(each))


def facts(this: Canvass) -> list[dict]:
    pairs = [
        ("社区（村）", this.place.name),
        ("方案", f"{this.plan_title}（第{this.version}版）"),
        ("开始", this.opened_on),
        ("截止", f"{this.closes_on}（当日入户仍计入）"),
        ("街道联系人", this.officer.name),
        ("应征求", f"{this.due}户，按{this.opened_on}的户册"),
    ]
    if this.closed_at:
        pairs.append((this.get_status_display(), clock.to_minute(this.closed_at)))
    return [{"label": label, "value": str(value)} for label, value in pairs]


def groups(this: Canvass) -> dict:
    """党员, 代表 and 户 side by side, each with its own roll as denominator, in no order of merit (N78)."""
    heads = ("范围", "应计数", "同意", "不同意", "弃权", "未联系上", "同意率", "来源")
    households = _group("户代表", this.opinions, this.opinions.not_met + this.opinions.left, HOUSEHOLDS_FROM)
    return table(*heads, rows=[*(_body(this, *each) for each in GROUPS), households])


def _body(this: Canvass, label: str, bodies: tuple[str, ...], matters: tuple[str, ...]) -> list:
    """The sealed count of a body; before there is one, its roll of today and that nobody has voted yet."""
    result = _sealed(this, bodies, matters)
    if result is not None:
        told = result.figures
        came = told["in_favour"] + told["against"] + told["abstained"] + told["invalid"]
        opinions = Opinions(told["entitled"], told["in_favour"], told["against"], told["abstained"] + told["invalid"])
        source = f"{result.motion.meeting.held_on}会议计票，未到会的列入未联系上"
        return _group(label, opinions, told["entitled"] - came, source)
    roll = Seat.objects.filter(body__organisation__place=this.place, body__body__in=bodies).on(clock.today()).count()
    missing = {"text": "—", "num": True}
    source = "还没有封存的会议计票" if roll else "没有登记这类会议的名册"
    return [label, roll or missing, *[missing] * 5, source]


def _group(label: str, told: Opinions, unreached: int, source: str) -> list:
    rate = {"text": percent_cut(told.agree, told.due), "num": True}
    return [label, told.due, told.agree, told.against, told.abstain, unreached, rate, source]


def _sealed(this: Canvass, bodies: tuple[str, ...], matters: tuple[str, ...]) -> Result | None:
    """The newest sealed result of one of the bodies on the merger."""
    sealed = Result.objects.filter(motion__matter__in=matters, motion__meeting__body__body__in=bodies)
    sealed = sealed.filter(motion__meeting__body__organisation__place=this.place).select_related("motion__meeting")
    return sealed.order_by("-motion__meeting__held_on", "-sealed_at").first()


def grids(this: Canvass) -> dict:
    """How far each visitor is; no position is broken down so far."""
    heads = ("网格", "走访人", "户数", "已走访", "未走访")
    found = (
        this.households.order_by("grid", "visitor__name")
        .values_list("grid", "visitor__name")
        .annotate(all=Count("pk"), left=Count("pk", filter=Q(position="")))
    )
    rows = ((grid or "未划网格", name or "未分派", count, count - left, left) for grid, name, count, left in found)
    return table(*heads, rows=rows)


def may_read(home: CanvassHousehold, account) -> bool:
    """The officer named, and the visitor to whom it was said; a household given to another visitor tells nothing."""
    heard = home.visitor_id == account.pk and home.heard_by in (None, account.pk)
    return heard or account.pk == home.canvass.officer_id


def word(home: CanvassHousehold, account) -> str:
    """The position for those who may read it; for others only whether somebody was there."""
    if not home.position:
        return NOT_VISITED
    if home.position == "not_met" or may_read(home, account):
        return POSITIONS[home.position]
    return "已征求"


def door(home: CanvassHousehold, account) -> dict:
    """One line of the list of doors; `enter` where this person may enter a visit now."""
    head = ""
    if home.head:
        head = name_shown(Person(name=home.head, born_on=home.head_born), account, home.canvass.place)
    mine = home.visitor_id == account.pk and home.canvass.is_open
    who = "" if home.visitor_id == account.pk else f"走访人{home.visitor.name}" if home.visitor else "未分派"
    title = f"{home.number}号户" + (f" {home.address}" if home.address else "")
    return {
        "key": str(home.pk),
        "title": title,
        "url": reverse("canvass_door", args=[home.pk]),
        "detail": " · ".join(filter(None, (f"户主{head}" if head else "", home.grid, who))),
        "word": word(home, account),
        "enter": mine,
    }


def visits(home: CanvassHousehold, account) -> list[dict]:
    """Earlier visits for the `timeline` component, for those who may read them: how many there were is a hint too."""
    told = Visit.objects.told_to(account).filter(household=home).select_related("by", "canvass")
    return [_visit(each) for each in told.order_by("-visited_on", "-number")]


def _visit(each: Visit) -> dict:
    words = [
        f"签字人：{each.signer.reveal()}（{each.get_relation_display()}）" if each.signer else "",
        f"理由：{each.reason.reveal()}" if each.reason else "",
        each.get_revisit_display() if each.revisit else "",
    ]
    return {
        "act": f"第{each.number}次入户",
        "tone": "idle",
        "when": f"{each.visited_on}（录入 {clock.to_minute(each.at)}）",
        "who": each.by.name,
        "now": each.get_position_display(),
        "text": "\n".join(filter(None, words)),
        "url": reverse("canvass_photo", args=[each.pk]) if each.photo_id else "",
    }


def tiles(this: Canvass) -> list[dict]:
    told = this.opinions
    pairs = [
        ("应征求户", told.due, ""),
        ("同意", told.agree, f"同意率{told.agreed}"),
        ("不同意", told.against, ""),
        ("弃权", told.abstain, ""),
        ("未联系上", told.not_met, ""),
        ("未入户", told.left, ""),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in pairs]


def earlier(this: Canvass) -> list[dict]:
    """The other versions of the plan, newest first: each has counts of its own."""
    others = this.organisation.canvasses.exclude(pk=this.pk).order_by("-version")
    return [
        {
            "text": f"第{each.version}版：{each.plan_title}",
            "url": reverse("canvass", args=[each.pk]),
            "tone": TONES[each.status],
            "word": each.get_status_display(),
            "detail": f"应征求{each.due}户，同意{each.agree}户",
        }
        for each in others
    ]


def batches(this: Canvass) -> list[dict]:
    """The last files of sheets."""
    return [
        {
            "text": f"{each.grid or '全部'}，{each.count}张",
            "url": reverse("sheet_batch", args=[each.pk]),
            "tone": "done" if each.done_at else "going",
            "word": "已生成" if each.done_at else "生成中",
            "detail": clock.to_minute(each.at),
        }
        for each in this.sheet_batches.all()[:5]
    ]
