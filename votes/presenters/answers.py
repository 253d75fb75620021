"""政策问答 as lines, facts and lists; nobody is named but who answered and who let it be read."""

from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare
from communities.models import Place
from votes.models import PolicyQuestion, PublishedAnswer
from votes.rules.answers import TOPICS, Status

HEADS = ("适用范围", "主题", "问题", "来源", "提问日期", "答复期限", "状态", "书面答复")
TONES = {"open": "due", "answered": "going", "released": "done", "withdrawn": "hold"}


def reach(each: PolicyQuestion) -> str:
    """For whom it holds: one community, a street's, or the whole district."""
    level, name = each.place.level, each.place.name
    return name if level == Place.Level.COMMUNITY else f"{name}各社区"


def row(each: PolicyQuestion) -> list:
    link = {"text": each.question, "url": reverse("policy_question", args=[each.pk])}
    return [reach(each), each.get_topic_display(), link, each.get_source_display(), each.asked_on, *_dues(each)]


def _dues(each: PolicyQuestion) -> list:
    return [each.due_on, state(each), letter(each)]


def exported(each: PolicyQuestion) -> list:
    return bare(row(each))


def letter(each: PolicyQuestion) -> str:
    if each.letter_number:
        return each.letter_number
    return "待出具" if each.written and each.status != Status.WITHDRAWN else ""


def state(each: PolicyQuestion) -> dict:
    """Late, how long it has waited, or where it stands."""
    today = clock.today()
    if each.is_overdue(today):
        return {"text": f"超期{(today - each.due_on).days}日", "tone": "late"}
    if each.status == Status.OPEN:
        return {"text": f"待答复，已{(today - each.asked_on).days}日", "tone": "due"}
    if each.is_waiting:
        return {"text": "待出具书面答复", "tone": "due"}
    return {"text": each.get_status_display(), "tone": TONES[each.status]}


def entry(each: PolicyQuestion) -> dict:
    """For the `item_list` component of the homes."""
    told, url = state(each), reverse("policy_question", args=[each.pk])
    detail = f"{reach(each)} · {each.get_topic_display()} · 期限{each.due_on}"
    return {"text": each.question, "url": url, "tone": told["tone"], "word": told["text"], "detail": detail}


def facts(each: PolicyQuestion) -> list[dict]:
    paper = {"url": reverse("document", args=[each.letter_id])} if each.letter_id else {}
    pairs = [
        ("适用范围", reach(each), {}),
        ("答复单位", each.organisation.name, {}),
        ("主题", each.get_topic_display(), {}),
        ("来源", each.get_source_display(), {}),
        ("提问日期", str(each.asked_on), {}),
        ("答复期限", str(each.due_on), {}),
        ("书面答复", letter(each) or "没有要求", paper),
        ("登记", f"{each.entered_by.name} {clock.to_minute(each.entered_at)}", {}),
        ("答复", each.answered_by and f"{each.answered_by.name} {each.answered_on}", {}),
        ("公开", each.released_by and f"{each.released_by.name} {clock.to_minute(each.released_at)}", {}),
    ]
    return [{"label": label, "value": value, **more} for label, value, more in pairs if value]


def public(each: PublishedAnswer) -> dict:
    """For the public page."""
    return {
        "topic": TOPICS[each.topic],
        "question": each.question,
        "answer": each.answer,
        "basis": each.basis,
        "foot": f"{each.by_name} {each.answered_on}",
    }
