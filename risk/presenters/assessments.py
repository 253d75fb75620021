"""Assessments as lines of a list and as a page, in words."""

from django.urls import reverse

from communities.lib import clock
from communities.lib.charts import GAP
from communities.lib.tables import bare
from risk.models import Assessment, AssessmentEvent, Measure, RiskPoint
from risk.rules import assessments as rules
from risk.rules.levels import CONCLUSIONS, GRADES, IMPACTS, LEVELS, PROBABILITIES, LevelRule, percent
from risk.rules.schemes import SIDES
from risk.services.judging import Judged, after_of, brought_words

HEADS = (
    "社区（村）",
    "街道",
    "编号",
    "状态",
    "措施前",
    "措施后",
    "最终等级",
    "评估结论",
    "结论日期",
    "反对比例",
    "重新研判",
)
LEVEL_TONES = {"low": "done", "medium": "due", "high": "late"}
STATUS_TONES = {
    rules.DRAFTING: "going", rules.SUBMITTED: "due", rules.EXAMINED: "due", rules.CONCLUDED: "done",
    rules.FILED: "done", rules.VOID: "idle",
}  # fmt: skip
GRADE_TONES = {"slight": "done", "small": "done", "ordinary": "going", "serious": "due", "major": "late"}
# 暂缓 and 不实施 are lawful outcomes: grey, never red.
CONCLUSION_TONES = {"proceed": "done", "partial": "done", "suspend": "hold", "stop": "hold"}
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def mark(position: int) -> str:
    """The number of a point in the picture, from 0."""
    return MARKS[position] if position < len(MARKS) else f"({position + 1})"


def level_cell(level: str) -> dict:
    return {"text": LEVELS.get(level, ""), "tone": LEVEL_TONES.get(level, "")}


def row(each: Assessment) -> list:
    calls = {"text": f"{each.calls}件", "tone": "due"} if each.calls else ""
    conclusion = {"text": each.get_conclusion_display(), "tone": CONCLUSION_TONES.get(each.conclusion, "")}
    return [
        {"text": each.place.name, "url": reverse("assessment", args=[each.pk])},
        each.place.parent.name,
        each.number,
        {"text": each.get_status_display(), "tone": STATUS_TONES[each.status]},
        LEVELS.get(each.computed_before, ""),
        LEVELS.get(each.computed, ""),
        level_cell(each.final_level),
        conclusion,
        each.concluded_on,
        percent(each.opposed, each.asked),
        calls,
    ]


def exported(each: Assessment) -> list:
    return bare(row(each))


def level(this: Assessment, found: Judged, rule: LevelRule) -> list[dict]:
    """How the level comes about; what people chose stands beside it."""
    asked = f"{this.asked}{this.get_unit_display()}中反对{this.opposed}{this.get_unit_display()}"

    def told(level: str) -> str:
        return LEVELS[level] if found.points else "还没有登记风险点，不计算"

    pairs = [
        ("措施前等级", told(this.computed_before or found.before)),
        ("措施后等级", told(this.computed or found.after)),
        ("按风险点", told(found.by_points)),
        ("按反对比例", f"{LEVELS[found.by_opposition]}（{asked}，{found.share}）" if this.asked else "尚未填写调查数"),
        ("计算规则", this.rule.get("words") or rule.words),
        ("最终等级", this.get_final_level_display()),
        ("低于计算等级的理由", this.final_reason),
        ("评估结论", this.get_conclusion_display()),
        ("不实施的部分", this.excluded_items),
        ("结论日期", this.concluded_on),
        ("集体会审", this.decision),
        ("备案", f"{this.receipt_number}（{this.receipt_on}）" if this.receipt_number else ""),
    ]
    return [{"label": label, "value": str(value)} for label, value in pairs if value]


def facts(this: Assessment) -> list[dict]:
    asked = f"{this.asked}{this.get_unit_display()}，反对{this.opposed}{this.get_unit_display()}"
    plan = f"{this.plan_number}（{this.plan_on}）" if this.plan_number else ""
    pairs = [
        ("评估事项", this.subject, ""),
        ("社区（村）", f"{this.place.name}（{this.place.parent.name}）", ""),
        ("评估基准日", this.based_on, ""),
        ("利益相关者", this.interested, ""),
        ("评估过程和方法", this.method, ""),
        ("征求意见", asked if this.asked else "", ""),
        ("信访事项", brought_words(this.place).removeprefix("信访事项"), ""),
        ("各方意见和采纳情况", this.opinions, ""),
        ("应急预案", plan, reverse("document", args=[this.plan_id]) if this.plan_id else ""),
        ("立项", f"{this.opened_by.name} {clock.to_minute(this.opened_at)}", ""),
    ]
    return [{"label": label, "value": str(value) or "未填写", "url": url} for label, value, url in pairs]


def sides(this: Assessment) -> list[dict]:
    """By side: its indicators with what was found, and what is concluded."""
    told = dict(this.sides.values_list("side", "text"))
    findings = list(this.findings.all())
    return [
        {
            "word": word,
            "text": told.get(side, ""),
            "rows": [
                {
                    "indicator": each.indicator,
                    "verdict": each.get_verdict_display() or "未判断",
                    "tone": {"met": "done", "partly": "due", "not": "late"}.get(each.verdict, "idle"),
                    "note": each.note,
                }
                for each in findings
                if each.side == side
            ],
        }
        for side, word in SIDES.items()
    ]


def scale(probability: int, impact: int, rule: LevelRule) -> dict:
    grade = rule.grade(probability, impact)
    return {"text": f"{PROBABILITIES[probability]}×{IMPACTS[impact]} {GRADES[grade]}", "tone": GRADE_TONES[grade]}


POINT_HEADS = ("序号", "风险点", "四性", "措施前", "措施后", "措施", "舆情")


def point_row(position: int, each: RiskPoint, rule: LevelRule) -> list:
    measures = list(each.measures.all())
    done = sum(measure.done_on is not None for measure in measures)
    after = scale(*after_of(each), rule) if each.probability_after else "未填写"
    return [
        mark(position),
        {"text": each.title, "url": reverse("risk_point", args=[each.pk])},
        SIDES[each.side],
        scale(each.probability, each.impact, rule),
        after,
        f"{len(measures)}项，完成{done}项" if measures else "未登记",
        f"{len(each.opinions.all())}条" if each.opinions.all() else "",
    ]


MEASURE_HEADS = ("措施", "社区（村）", "风险点", "责任单位", "时限", "督促层级", "状态")


def measure_row(each: Measure) -> list:
    return [
        {"text": str(each), "url": reverse("measure", args=[each.pk])},
        each.place.name,
        each.point.title,
        each.owner.name,
        each.due_on,
        each.get_tier_display(),
        measure_state(each),
    ]


def measure_exported(each: Measure) -> list:
    cells = bare(measure_row(each))
    return [each.text, *cells[1:], each.result]


def measure_state(each: Measure) -> dict:
    if each.done_on:
        return {"text": f"{each.done_on}完成", "tone": "done"}
    late = (clock.today() - each.due_on).days
    return {"text": f"超期{late}日", "tone": "late"} if late > 0 else {"text": "落实中", "tone": "going"}


def event(each: AssessmentEvent) -> dict:
    """For the `timeline` component."""
    concluded = f"等级{LEVELS[each.level]}，{CONCLUSIONS[each.conclusion]}" if each.move == "conclude" else ""
    told = [concluded, f"文号：{each.paper}" if each.paper else "", each.text]
    return {
        "act": each.get_move_display(),
        "now": each.get_status_display(),
        "tone": STATUS_TONES[each.status],
        "text": "\n".join(filter(None, told)),
        "when": f"{each.occurred_on}（录入 {clock.to_minute(each.at)}）",
        "who": each.by.name,
    }


def shown_level(this: Assessment) -> str:
    return LEVELS.get(this.final_level, GAP)
