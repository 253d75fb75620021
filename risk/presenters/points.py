"""A risk point, its measures and what was said in public, in words."""

from communities.lib import clock
from risk.models import Measure, MeasureEvent, OpinionEntry, RiskPoint
from risk.presenters.assessments import measure_state, scale
from risk.rules.levels import LevelRule
from risk.rules.schemes import SIDES, Scheme
from risk.services.judging import after_of

TONES = {"set": "going", "moved_up": "late", "extended": "due", "done": "done"}


def usual(scheme: Scheme) -> list[dict]:
    """The usual risk points by side, with whose list they are."""
    found = [
        {"label": f"{SIDES[side]}常见风险点", "value": "；".join(lines)}
        for side, lines in scheme.points.items()
        if lines
    ]
    return [*found, {"label": "来源", "value": scheme.label}]


def facts(this: RiskPoint, rule: LevelRule) -> list[dict]:
    after = scale(*after_of(this), rule)["text"] if this.probability_after else "未填写"
    pairs = [
        ("四性", SIDES[this.side]),
        ("表现和原因", this.description or "未填写"),
        ("措施前", scale(this.probability, this.impact, rule)["text"]),
        ("措施后", after),
        ("应急处置", this.contingency or "未填写"),
    ]
    return [{"label": label, "value": value} for label, value in pairs]


def opinion(each: OpinionEntry) -> dict:
    """For the `timeline` component."""
    told = [each.gist, f"处置：{each.handling}", f"专报文号：{each.paper}" if each.paper else ""]
    return {
        "act": each.get_channel_display(),
        "tone": "due",
        "text": "\n".join(filter(None, told)),
        "when": f"{each.seen_on}（录入 {clock.to_minute(each.at)}）",
        "who": each.by.name,
    }


def measure_facts(this: Measure) -> list[dict]:
    pairs = [
        ("措施", this.text),
        ("风险点", this.point.title),
        ("社区（村）", this.place.name),
        ("责任单位", this.owner.name),
        ("完成时限", this.due_on),
        ("督促层级", this.get_tier_display()),
        ("状态", measure_state(this)["text"]),
        ("落实情况", this.result),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]


def measure_event(each: MeasureEvent) -> dict:
    """For the `timeline` component."""
    return {
        "act": each.get_kind_display(),
        "now": each.get_tier_display(),
        "tone": TONES[each.kind],
        "text": "\n".join(filter(None, [each.text, f"时限{each.due_on}"])),
        "when": clock.to_minute(each.at),
        "who": each.by_name,
    }
