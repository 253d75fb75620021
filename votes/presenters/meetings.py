"""Meetings as lines of lists and as facts of their page: sums only, nobody's name but those who run them."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare
from votes.meeting_papers import volumes
from votes.models import Meeting, Motion
from votes.rules import Motion as Put
from votes.rules import foreseen, rule_for
from votes.rules.words import in_words, notice_words, passes_by
from votes.rules.words import who_decides as decides
from votes.services import charters_on

HEADS = ("社区（村）", "会议", "名称", "会议日期", "状态", "议题", "通过", "未通过")
OWN_HEADS = HEADS[2:]
MOTION_HEADS = ("序号", "议题", "事项", "通过标准", "结果")
TONES = {"draft": "idle", "called": "wait", "closed": "done", "cancelled": "hold"}
COUNTED = {
    "put": Count("motions"),
    "carried": Count("motions", filter=Q(motions__result__passed=True)),
    "failed": Count("motions", filter=Q(motions__result__passed=False)),
}


def counted(meetings):
    """The meetings, the newest first, with how many motions each had and what became of them."""
    return meetings.annotate(**COUNTED).order_by("-held_on", "-pk")


def own_row(each: Meeting) -> list:
    link = {"text": each.title, "url": reverse("meeting", args=[each.pk])}
    state = {"text": each.get_status_display(), "tone": TONES[each.status]}
    return [link, each.held_on, state, each.put, each.carried, each.failed]


def row(each: Meeting) -> list:
    return [each.place.name, each.body.get_body_display(), *own_row(each)]


def exported(each: Meeting) -> list:
    return bare(row(each))


def facts(this: Meeting) -> list[dict]:
    body = {"url": reverse("body", args=[this.body_id])}
    pairs = [
        ("会议", str(this.body), body),
        ("会议时间", f"{this.held_on} {this.begins_at:%H:%M}", {}),
        ("地点", this.venue or "未填写", {}),
        ("通知日期", _notice(this), _link("notice", this.notice)),
        ("改制", "已经完成" if this.reform_done else "没有完成，执行村规", {}),
        ("筹备", _who(this.prepared_by, this.prepared_at), {}),
    ]
    if this.body.law.authorisation:
        paper = this.authorisation.title if this.authorisation else "没有"
        pairs.insert(4, ("授权决议", paper, _link("document", this.authorisation)))
    pairs += [("通知登记", _who(this.called_by, this.called_at), {})] if this.called_by else []
    pairs += [("结束登记", _who(this.closed_by, this.closed_at), {})] if this.closed_by else []
    return [{"label": label, "value": value, **more} for label, value, more in pairs]


def _link(name: str, row) -> dict:
    return {"url": reverse(name, args=[row.pk])} if row else {}


def _notice(this: Meeting) -> str:
    if this.notice_on is None:
        return "还没有通知"
    return f"{this.notice_on}（{'公开栏张贴' if this.notice_id else '填报'}）"


def _who(account, at) -> str:
    return f"{account.name} {clock.to_minute(at)}"


def law(this: Meeting) -> dict:
    """The rule of the meeting's day in words; while it is prepared, by when notice has to be given."""
    rule = rule_of(this)
    if rule is None:
        return {"lines": [f"{this.held_on}时法律没有规定由{this.body.get_body_display()}表决。"], "basis": ""}
    lines = list(in_words(rule))
    if this.called_at is None:
        lines.append(notice_words(rule, this.held_on, clock.today()))
    return {"lines": lines, "basis": rule.basis}


def rule_of(this: Meeting):
    return rule_for(this.body.body, this.held_on, charters=charters_on(this.body, this.held_on))


def tiles(this: Meeting) -> list[dict]:
    """Who is entitled, who came, who returned a ballot; how many must come."""
    roll, rule = this.roll, rule_of(this)
    told = roll.aggregate(
        entitled=Count("pk"),
        on_site=Count("pk", filter=Q(attendance="on_site")),
        on_line=Count("pk", filter=Q(attendance="on_line")),
        proxy=Count("pk", filter=Q(attendance="proxy")),
        ballots=Count("pk", filter=Q(voted=True)),
        women=Count("pk", filter=Q(is_woman=True)),
        women_came=Count("pk", filter=Q(is_woman=True, attendance__in=["on_site", "on_line"])),
    )
    needed = rule.quorum.needed(told["entitled"]) if rule and rule.quorum and told["entitled"] else None
    came = told["on_site"] + told["on_line"]
    enough = needed is None or came + (told["proxy"] if rule and rule.body.proxies else 0) >= needed
    found = [
        _tile("应到", told["entitled"]),
        _tile("到场", told["on_site"]),
        _tile("在线", told["on_line"]),
        _tile("委托", told["proxy"]),
        _tile("交票", told["ballots"]),
    ]
    if needed is not None:
        found.insert(1, _tile("须到", needed, "已足数" if enough else "未足数", "done" if enough else "idle"))
    if rule and rule.women and told["women"]:
        needed = rule.women.needed(told["women"])
        found.append(_tile("妇女代表", f"{told['women_came']}/{told['women']}", f"须到{needed}"))
    return found


def _tile(label: str, value, note: str = "", tone: str = "") -> dict:
    return {"label": label, "value": value, "note": note, "tone": tone}


def motion_row(each: Motion) -> list:
    link = {"text": each.title, "url": reverse("motion", args=[each.pk])}
    return [each.number, link, each.get_matter_display(), mark(each), outcome(each)]


def mark(each: Motion) -> str:
    """What the motion needs by its frozen rule, or that this body may not decide it."""
    words = decides(each.matter, each.meeting.body.body, each.meeting.held_on, each.law)
    return passes_by(each.law) if words.startswith(passes_by(each.law)) else words


def outcome(each: Motion) -> dict:
    """A motion that failed is a lawful outcome: grey, never red."""
    result = getattr(each, "result", None)
    if result is None:
        return {"text": "未封存", "tone": "going"}
    return {"text": "通过", "tone": "done"} if result.passed else {"text": "未通过", "tone": "hold"}


def next_step(this: Meeting, today: date) -> str:
    """What is to be done now, in one sentence."""
    match this.status:
        case "draft":
            return "列入议题后发出通知；发出通知时名册固定，此后议题和名册不能增减。"
        case "called" if this.held_on > today:
            return f"通知已经发出，{this.held_on}开会。"
        case "called":
            return "登记签到；会议结束时办理“结束会议”，此后签到不能改动，再由两人分别登记计票。"
        case "closed" if this.motions.open().exists():
            return "由两人分别登记计票，一致后封存结果。"
        case "closed":
            return "各项议题都已封存结果。"
    return "会议已经取消，不作出决定。"


def against(this: Meeting) -> list[str]:
    """What keeps the motions not sealed yet from passing as things stand: said before people come in vain."""
    if this.status == "cancelled":
        return []
    roll = this.roll
    proxies = {"proxies": roll.proxies().count(), "unlawful_proxies": roll.unlawful_proxies().count()}
    found: dict[str, None] = {}
    for each in this.motions.open().select_related("meeting__body"):
        put = Put(
            this.body.body, each.matter, this.held_on, this.notice_on, this.authorisation_id is not None,
            this.reform_done,
        )  # fmt: skip
        found |= dict.fromkeys(foreseen(put, each.law, **proxies))
    return list(found)


def paper_items(this: Meeting, names: bool) -> list[dict]:
    """The papers there can be now, for the `item_list` component; the sign-in sheet for those who may read names."""
    if this.status == "cancelled":
        return []
    put, found = this.motions.exists(), []
    if this.notice_id:
        found.append({"text": "会议通知（公开栏张贴）", "url": reverse("notice", args=[this.notice_id])})
    elif put:
        found.append(_paper(this, "notice", "会议通知"))
    if this.called_at and names:
        found += [
            {
                "text": f"签到表（第{first}至{last}人）",
                "url": reverse("meeting_sign_in", args=[this.pk, number]),
            }
            for number, (first, last) in enumerate(volumes(this), 1)
        ]
    found += [_paper(this, "agenda", "会议议程")] if put else []
    found += [_paper(this, "ballots", "表决票", "每张两票，按人数复印，沿虚线裁开")] if put else []
    found += [_paper(this, "minutes", "会议记录", "会后补写发言要点并签名")] if this.called_at else []
    passed = this.motions.filter(result__passed=True)
    found += [{"text": f"决议：{each.title}", "url": reverse("motion_resolution", args=[each.pk])} for each in passed]
    return found


def _paper(this: Meeting, kind: str, text: str, detail: str = "") -> dict:
    return {"text": text, "url": reverse("meeting_paper", args=[this.pk, kind]), "detail": detail}
