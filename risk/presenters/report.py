"""The report of an assessment as paper: ten parts as they are in use, with emergency plan and opinion watch."""

from collections import defaultdict
from typing import Any

from communities.lib import clock
from risk.models import Assessment, Measure, OpinionEntry
from risk.presenters.assessments import mark, scale, sides
from risk.presenters.pictures import COLUMNS, ROWS
from risk.rules import assessments as rules
from risk.rules.levels import GRADES, IMPACTS, LEVELS, PROBABILITIES, LevelRule
from risk.rules.schemes import SIDES
from risk.services.judging import after_of, brought_words, judged
from risk.services.schemes import rule_of


def context(this: Assessment) -> dict[str, Any]:
    """The inputs of the paper; before its conclusion it says 送审稿."""
    rule, points = rule_of(this), list(this.points.all())
    found = judged(this, points, rule)
    measures = list(Measure.objects.filter(point__assessment=this).select_related("point", "owner"))
    opinions = list(OpinionEntry.objects.filter(point__assessment=this).select_related("point"))
    return {
        "title": f"{this.subject}社会稳定风险评估报告",
        "number": this.number,
        "draft": this.status not in rules.SETTLED,
        "printed_on": clock.today(),
        "facts": _facts(this),
        "method": this.method,
        "survey": _survey(this, found.share),
        "opinions": this.opinions,
        "sides": sides(this),
        "points": [_point(position, each, rule) for position, each in enumerate(points)],
        "pictures": [_matrix("措施前", points, rule, after=False), _matrix("措施后", points, rule, after=True)],
        "levels": _levels(this, found, rule),
        "measures": [_measure(each) for each in measures],
        "conclusion": _conclusion(this),
        "plan": f"{this.plan_number}（{this.plan_on}）" if this.plan_number else "未登记",
        "contingencies": [{"title": each.title, "text": each.contingency or "未填写"} for each in points],
        "watch": [_opinion(each) for each in opinions],
        "signatures": ("评估责任单位（盖章）", "初审（签字）", "集体会审（签字）", "备案单位（盖章）"),
    }


def _facts(this: Assessment) -> list[tuple[str, Any]]:
    return [
        ("评估事项", this.subject),
        ("评估主体", f"{this.place.parent.name}办事处"),
        ("所在社区", this.place.name),
        ("评估基准日", this.based_on),
        ("利益相关者", this.interested or "未填写"),
    ]


def _survey(this: Assessment, share: str) -> str:
    unit, brought = this.get_unit_display(), f"{brought_words(this.place)}。"
    if not this.asked:
        return f"尚未填写征求意见的情况。{brought}"
    return f"征求意见{this.asked}{unit}，其中表示反对{this.opposed}{unit}，反对比例{share}。{brought}"


def _point(position: int, each, rule: LevelRule) -> dict:
    after = scale(*after_of(each), rule)["text"] if each.probability_after else "未填写"
    before = scale(each.probability, each.impact, rule)["text"]
    return {
        "number": mark(position), "title": each.title, "side": SIDES[each.side], "text": each.description,
        "before": before, "after": after,
    }  # fmt: skip


def _matrix(title: str, points: list, rule: LevelRule, *, after: bool) -> dict:
    """The same picture as on the screen, as a table."""
    stands = defaultdict(list)
    for position, each in enumerate(points):
        stands[after_of(each) if after else (each.probability, each.impact)].append(mark(position))
    rows = [
        {
            "head": PROBABILITIES[probability],
            "cells": [
                {"grade": rule.grade(probability, impact), "text": " ".join(stands[probability, impact])}
                for impact in COLUMNS
            ],
        }
        for probability in ROWS
    ]
    return {"title": title, "heads": [IMPACTS[each] for each in COLUMNS], "rows": rows}


def _levels(this: Assessment, found, rule: LevelRule) -> list[tuple[str, str]]:
    return [
        ("计算规则", this.rule.get("words") or rule.words),
        ("措施前等级", LEVELS[this.computed_before or found.before] if found.points else "尚未登记风险点"),
        ("措施后等级", LEVELS[this.computed or found.after] if found.points else "尚未登记风险点"),
        ("风险点分级", "、".join(f"{word}" for word in reversed(GRADES.values()))),
    ]


def _measure(each: Measure) -> dict:
    state = f"{each.done_on}完成" if each.done_on else "落实中"
    return {
        "point": each.point.title,
        "text": each.text,
        "owner": each.owner.name,
        "due_on": each.due_on,
        "state": state,
    }


def _conclusion(this: Assessment) -> list[tuple[str, Any]]:
    pairs = [
        ("最终等级", this.get_final_level_display()),
        ("低于计算等级的理由", this.final_reason),
        ("评估结论", this.get_conclusion_display()),
        ("不实施的部分", this.excluded_items),
        ("结论日期", this.concluded_on),
        ("集体会审", this.decision),
        ("备案", f"{this.receipt_number}（{this.receipt_on}）" if this.receipt_number else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def _opinion(each: OpinionEntry) -> dict:
    return {
        "seen_on": each.seen_on, "point": each.point.title, "channel": each.get_channel_display(), "gist": each.gist,
        "handling": each.handling, "paper": each.paper,
    }  # fmt: skip
