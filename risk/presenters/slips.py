"""The four slips as lines, as the page of the staff, as the answer to a receipt; nobody's name is among them."""

from django.db.models import Count, Q
from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare
from risk.models import PublishedSlip, Slip, SlipEvent
from risk.rules import slips as rules

HEADS = ("单号", "社区（村）", "类别", "反映内容", "来源", "下单", "领单人", "督单人", "状态", "期限")
SHORT = 40
TONES = {
    rules.NEW: "due", rules.CLAIMED: "going", rules.REPORTED: "due", rules.CHECKED: "due", rules.PUBLISHED: "done",
    rules.KEPT: "done", rules.REFERRED: "idle",
}  # fmt: skip


def tone(slip: Slip) -> str:
    return "late" if slip.is_overdue(clock.today()) else TONES[slip.status]


def row(each: Slip) -> list:
    content = each.content if len(each.content) <= SHORT else f"{each.content[:SHORT]}…"
    return [
        {"text": each.number, "url": reverse("slip", args=[each.pk])},
        each.place.name,
        each.get_category_display(),
        content,
        each.get_channel_display(),
        clock.to_minute(each.received_at)[:10],
        each.claimed_by.name if each.claimed_by else "",
        each.checked_by.name if each.checked_by else "",
        {"text": each.get_status_display(), "tone": tone(each)},
        deadline(each),
    ]


def exported(each: Slip) -> list:
    cells = bare(row(each))
    cells[HEADS.index("反映内容")] = each.content
    return cells


def deadline(each: Slip) -> str:
    if each.due_on is None:
        return ""
    late = (clock.today() - each.due_on).days
    return f"{each.due_on}，超期{late}日" if each.is_overdue(clock.today()) else str(each.due_on)


def tiles(visible) -> list[dict]:
    """How many stand where, in one query."""
    states = (rules.NEW, rules.CLAIMED, rules.REPORTED, rules.CHECKED, rules.PUBLISHED)
    today = clock.today()
    late = Q(status__in=rules.OPEN, due_on__lt=today)
    counts = {state: Count("pk", filter=Q(status=state)) for state in states}
    found = visible.order_by().aggregate(
        late=Count("pk", filter=late), again=Count("pk", filter=Q(reopened__gt=0)), **counts
    )
    url = reverse("slips")
    told = [{"label": rules.STATUSES[each], "value": found[each], "url": f"{url}?status={each}"} for each in states]
    over = {
        "label": "超期",
        "value": found["late"],
        "tone": "late" if found["late"] else "",
        "url": f"{url}?clock=late",
    }
    return [*told, over, {"label": "要求重办过", "value": found["again"]}]


def facts(this: Slip) -> list[dict]:
    pairs = [
        ("社区（村）", this.place.name),
        ("类别", this.get_category_display()),
        ("位置", this.location),
        ("来源", this.get_channel_display()),
        ("下单", clock.to_minute(this.received_at)),
        ("反映人", "已密封" if this.reporter or this.contact else "匿名"),
        ("领单人", this.claimed_by.name if this.claimed_by else ""),
        ("承诺办结", this.promised_on),
        ("期限", deadline(this)),
        ("督单人", this.checked_by.name if this.checked_by else ""),
        ("可要求重办至", this.reopen_until),
        ("重办次数", this.reopened or ""),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]


def event(each: SlipEvent) -> dict:
    """For the `timeline` component."""
    told = [each.text, f"期限{each.due_on}" if each.due_on else ""]
    return {
        "act": each.get_move_display(),
        "now": each.get_status_display(),
        "tone": TONES[each.status],
        "text": "\n".join(filter(None, told)),
        "when": clock.to_minute(each.at),
        "who": each.by.name if each.by else "反映人",
    }


def answer(this: Slip) -> dict:
    """To whoever holds the receipt: how far it is and what was done; nobody of the staff by name."""
    told = this.status in rules.ANSWERED
    pairs = [
        ("单号", this.number),
        ("社区（村）", this.place.name),
        ("类别", this.get_category_display()),
        ("下单", clock.to_minute(this.received_at)[:10]),
        ("状态", this.get_status_display()),
        ("承诺办结", this.promised_on or ""),
        ("办理结果", this.result if told else ""),
        ("可要求重办至", this.reopen_until if told else ""),
    ]
    may_reopen = told and (this.reopen_until is None or clock.today() <= this.reopen_until)
    return {
        "facts": [{"label": label, "value": str(value)} for label, value in pairs if value],
        "may_reopen": may_reopen,
    }


def published(each: PublishedSlip) -> dict:
    """A line of the public page, for the `item_list` component."""
    days = f"{each.received_on}下单，{each.published_on}晒单"
    return {"text": each.text, "tone": "done", "word": each.get_category_display(), "detail": days}
