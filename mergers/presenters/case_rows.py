"""The list of cases: a row on the screen and the same row in the workbook."""

from dataclasses import dataclass

from django.urls import reverse

from communities.lib.workbooks import Column, Sheet
from mergers.ledger import now
from mergers.ledger.words import TONES
from mergers.models import MergerCase
from mergers.presenters.rail import current_steps, stage_counts
from mergers.presenters.words import day, status_tag
from mergers.rules.lights import LIGHT_LABELS
from mergers.rules.transitions import SETTLED

HEADS = (
    "社区（村）",
    "街道",
    "法律主体",
    "路径",
    "方式",
    "批次",
    "进度状态",
    "各阶段进度",
    "当前步骤",
    "状态",
    "计划完成",
    "责任人",
)
COLUMNS = (
    Column("统计用区划代码", 16),
    Column("社区（村）", 14),
    Column("街道", 14),
    Column("法律主体", 26),
    Column("路径", 20),
    Column("方式", 8),
    Column("方式已批准", 10),
    Column("批次", 10),
    Column("已办结步骤", 10, "int"),
    Column("不适用步骤", 10, "int"),
    Column("进度状态", 10),
    Column("各阶段进度", 40),
    Column("当前步骤", 26),
    Column("状态", 10),
    Column("计划完成", 12, "date"),
    Column("启动日期", 12, "date"),
    Column("规程", 16),
    Column("包保领导", 12),
    Column("责任人", 12),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What both the screen and the workbook tell of a case; `filings`, `plan_dates` must be fetched before."""

    case: MergerCase
    step: str
    tone: str
    word: str
    planned: object
    progress: str
    light: str

    @classmethod
    def of(cls, case: MergerCase, lights: dict[int, str]) -> "Row":
        """`lights` as `ledger.now` judges them; a case taken out of the plan has none."""
        open_steps = current_steps(case)
        filing, view = open_steps[0] if open_steps else (None, None)
        tone, word = _state(case, filing)
        plans = [plan for plan in case.plan_dates.all() if filing and plan.step == filing.step]
        progress = " · ".join(f"{title} {done}/{all_}" for title, done, all_ in stage_counts(case))
        step = f"{filing.step} {view.step.short}" if filing else "—"
        return cls(case, step, tone, word, plans[-1].planned_on if plans else None, progress, lights.get(case.pk, ""))

    def cells(self) -> list:
        """One row of the `data_table` component."""
        case = self.case
        return [
            {"text": case.place.name, "url": reverse("case", args=[case.pk])},
            case.place.parent.name,
            case.get_legal_body_display(),
            case.route,
            case.get_mode_display() or "未定",
            case.batch.title,
            {"text": LIGHT_LABELS[self.light], "tone": TONES[self.light]} if self.light else "—",
            self.progress,
            self.step,
            {"text": self.word, "tone": self.tone},
            day(self.planned),
            case.officer_name,
        ]

    def values(self) -> list:
        """One row of the workbook."""
        case = self.case
        statuses = [filing.status for filing in case.filings.all()]
        waived = statuses.count("waived")
        return [
            case.place.code,
            case.place.name,
            case.place.parent.name,
            case.get_legal_body_display(),
            case.get_route_display(),
            case.get_mode_display() or "未定",
            "是" if case.mode_approved_at else "否",
            case.batch.title,
            sum(status in SETTLED for status in statuses) - waived,
            waived,
            LIGHT_LABELS.get(self.light, ""),
            self.progress,
            self.step,
            self.word,
            self.planned,
            case.opened_on,
            str(case.rulebook_version),
            case.lead_name,
            case.officer_name,
        ]


def _state(case: MergerCase, filing) -> tuple[str, str]:
    if case.removed_on:
        return "idle", "移出计划"
    if case.completed_on:
        return "done", "已完成"
    if case.suspended_on:
        return "hold", "暂缓"
    if filing is None:
        return "done", "已完成"
    tag = status_tag(filing.status)
    return tag["tone"], tag["word"]


def sheet(cases: list[MergerCase], asked: str) -> Sheet:
    """Exactly the filtered rows; `asked` says by what they were filtered."""
    lights = now.lights(cases)
    rows = [Row.of(case, lights).values() for case in cases]
    heading = ["撤并事项", f"筛选：{asked or '全部'}；共 {len(rows)} 件"]
    return Sheet("撤并事项", COLUMNS, rows, heading=heading, frozen_columns=2, paper="a3")
