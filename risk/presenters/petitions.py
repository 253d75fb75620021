"""Petitions as lines of a list and as a page; nobody's name is among them."""

from django.urls import reverse

from communities.lib import clock
from communities.lib.tables import bare
from communities.rules.legal_numbers import TITLES
from risk.models import Petition, PetitionEvent
from risk.rules import petitions as rules

HEADS = ("编号", "社区（村）", "收到", "来源", "事项", "人数", "主要诉求", "办理单位", "状态", "期限")
SHORT = 40
TONES = {rules.ANSWERED: "wait", rules.REVIEWED: "wait", rules.CLOSED: "done", rules.FINAL: "done"}


def tone(petition: Petition) -> str:
    if petition.is_overdue(clock.today()):
        return "late"
    return "going" if petition.status in rules.OPEN else TONES.get(petition.status, "idle")


def row(each: Petition) -> list:
    summary = each.summary if len(each.summary) <= SHORT else f"{each.summary[:SHORT]}…"
    number = {"text": each.number, "url": reverse("petition", args=[each.pk])}
    people = {"text": each.people, "num": True}
    facts = [each.received_on, each.get_channel_display(), each.get_matter_display(), people, summary, each.handler]
    return [number, each.place.name, *facts, {"text": each.get_status_display(), "tone": tone(each)}, deadline(each)]


def exported(each: Petition) -> list:
    """The same line with the whole of what is asked."""
    cells = bare(row(each))
    cells[HEADS.index("主要诉求")] = each.summary
    return cells


def deadline(each: Petition) -> str:
    if each.due_on is None:
        return ""
    late = (clock.today() - each.due_on).days
    return f"{each.due_on}，超期{late}日" if each.is_overdue(clock.today()) else str(each.due_on)


def facts(this: Petition) -> list[dict]:
    pairs = [
        ("社区（村）", this.place.name),
        ("收到", this.received_on),
        ("来源", this.get_channel_display()),
        ("类别", this.get_kind_display()),
        ("事项", this.get_matter_display()),
        ("人数", f"{this.people}人" + ("（集体访）" if this.people >= rules.TOGETHER else "")),
        ("信访人", "已密封"),
        ("与撤改撤并", "有关，须重新研判" if this.about_merger else "无关"),
        ("办理单位", this.handler),
        ("登记", f"{this.entered_by.name} {this.entered_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs]


def running(this: Petition, found: rules.Clock | None) -> dict | None:
    """The clock that runs now, for the `deadline` component."""
    if found is None:
        return None
    period = found.period
    counted = [f"{period.start}当日不计，{period.days}个自然日，至{period.end} 24:00届满"]
    counted += [f"原末日{day}为{why}，顺延" for day, why in period.skipped[1:]]
    late = (clock.today() - found.due_on).days
    return {
        "label": TITLES[found.number.key],
        "date": found.due_on,
        "tone": tone(this),
        "word": f"超期{late}日" if this.is_overdue(clock.today()) else this.get_status_display(),
        "counted": counted,
        "basis": found.number.article,
    }


def event(each: PetitionEvent) -> dict:
    """For the `timeline` component."""
    told = [f"文号：{each.paper}" if each.paper else "", each.text, f"期限{each.due_on}" if each.due_on else ""]
    return {
        "act": each.get_move_display(),
        "now": each.get_status_display(),
        "tone": "going" if each.status in rules.OPEN else TONES.get(each.status, "idle"),
        "text": "\n".join(filter(None, told)),
        "when": f"{each.occurred_on}（录入 {each.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}）",
        "who": each.by.name,
    }
