"""Items of decisions and points of dissent as lines and pages."""

from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare
from votes.models import DecisionEvent, DecisionItem, DissentPoint, Meeting

HEADS = ("社区（村）", "落实事项", "责任单位", "期限", "状态", "会议", "办理结果")
TONES = {"opened": "going", "reported": "going", "moved": "again", "closed": "done"}


def state(item: DecisionItem) -> dict:
    """An item is late, open or closed, in a word."""
    today = clock.today()
    if item.closed_at:
        return {"text": "已办结", "tone": "done"}
    if item.is_overdue(today):
        return {"text": f"超期{(today - item.due_on).days}日", "tone": "late"}
    return {"text": "办理中", "tone": "going"}


def row(item: DecisionItem) -> list:
    link = {"text": item.text, "url": reverse("decision_item", args=[item.pk])}
    return [item.place.name, link, item.owner.name, item.due_on, state(item), str(_meeting(item)), item.outcome]


def exported(item: DecisionItem) -> list:
    return bare(row(item))


def entry(item: DecisionItem) -> dict:
    """For the `item_list` component."""
    told = state(item)
    url = reverse("decision_item", args=[item.pk])
    detail = f"{item.place.name} · {item.owner.name} · 期限{item.due_on}"
    return {"text": item.text, "url": url, "tone": told["tone"], "word": told["text"], "detail": detail}


def facts(item: DecisionItem) -> list[dict]:
    motion = item.result.motion
    pairs = [
        ("社区（村）", item.place.name, {}),
        ("决定", motion.title, {"url": reverse("motion", args=[motion.pk])}),
        ("会议", str(motion.meeting), {"url": reverse("meeting", args=[motion.meeting_id])}),
        ("责任单位", item.owner.name, {}),
        ("期限", str(item.due_on), {}),
        ("交办", f"{item.opened_by.name} {clock.to_minute(item.opened_at)}", {}),
    ]
    if item.closed_by:
        pairs.append(("办结", f"{item.closed_by.name} {clock.to_minute(item.closed_at)}", {}))
        pairs.append(("办理结果", item.outcome, {}))
    return [{"label": label, "value": value, **more} for label, value, more in pairs]


def event(each: DecisionEvent) -> dict:
    """For the `timeline` component."""
    when = clock.to_minute(each.at)
    kind = each.get_kind_display()
    return {"act": kind, "text": each.text, "tone": TONES[each.kind], "when": when, "who": each.by_name}


def dissent(this: Meeting, keeps: bool) -> list[dict]:
    """The points of a meeting with their answers, for the `item_list` component."""
    return [_point(each, keeps) for each in this.dissent.all()]


def _point(each: DissentPoint, keeps: bool) -> dict:
    if each.answered_at:
        told = f"答复：{each.answer}"
        return {"text": f"{each.number}. {each.text}", "tone": "done", "word": "已答复", "detail": told}
    url = reverse("dissent_answer", args=[each.pk]) if keeps else ""
    return {"text": f"{each.number}. {each.text}", "url": url, "tone": "due", "word": "待答复"}


def _meeting(item: DecisionItem) -> Meeting:
    return item.result.motion.meeting
