"""How a column's figure is found in a unit, with the events it stands on. Values: text, whole numbers, ISO dates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from communities.models import LegalBody, Place
from mergers.ledger.units import Source, StepState, Unit
from mergers.models import MergerCase
from mergers.rules.lights import LIGHT_LABELS

RISK_LEVELS = {"low": "低", "medium": "中", "high": "高"}
OPINIONS = {"agree": "同意接收", "conditions": "有条件同意", "against": "不同意"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, and the events it stands on as (kind, id): step, case, plan, notice, report, issue, instruction."""

    value: Any = None
    sources: tuple[Source, ...] = ()


NONE = Figure()
Compute = Callable[[Unit], Figure]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def opened(read: Callable[[Unit], Any]) -> Compute:
    """Identity: stands on the opening of the case."""
    return lambda unit: Figure(_plain(read(unit)), (("case", unit.history.opened),))


def of_case(name: str, words: dict[str, str] | None = None) -> Compute:
    """A fact of the case's own events."""

    def compute(unit: Unit) -> Figure:
        value = unit.history.facts.get(name)
        if value in (None, ""):
            return NONE
        return Figure((words or {}).get(value, value), (("case", unit.history.fact_events[name]),))

    return compute


def of_step(key: str, name: str, words: dict[str, str] | None = None) -> Compute:
    """A fact filed on the step of that key."""

    def compute(unit: Unit) -> Figure:
        state = unit.by_key.get(key)
        value = state.facts.get(name) if state else None
        if value in (None, ""):
            return NONE
        return Figure((words or {}).get(value, value), (("step", state.fact_events[name]),))

    return compute


def of_report(name: str) -> Compute:
    """One of the four texts; nothing while the unit has not reported."""

    def compute(unit: Unit) -> Figure:
        value = getattr(unit.report, name, "")
        return Figure(value, (("report", unit.report.id),)) if value else NONE

    return compute


SETTLING = {"done": "完成", "waived": "不适用"}
ACTS = {"start": "启动", "submit": "提交", "return": "退回", "reopen": "重新办理", "recheck": "转待复核"}
KINDS = dict(Place.Kind.choices)
MODES = dict(MergerCase.Mode.choices)
ROUTES = dict(MergerCase.Route.choices)
BODIES = dict(LegalBody.choices)


def receivers(unit: Unit) -> Figure:
    names = [name for name, *_ in unit.history.facts.get("receivers", ())]
    return Figure("、".join(names), (("case", unit.history.fact_events["receivers"]),)) if names else NONE


def receivers_opinion(unit: Unit) -> Figure:
    told = [
        f"{name}：{OPINIONS.get(opinion, '未表示')}{f'（{on}）' if on else ''}"
        for name, opinion, on in unit.history.facts.get("receivers", ())
    ]
    return Figure("；".join(told), (("case", unit.history.fact_events["receivers"]),)) if told else NONE


def liabilities(unit: Unit) -> Figure:
    told = unit.history.facts.get("liabilities")
    if told:
        count, with_taker, taken = told
        value = f"共{count}笔，明确承继{with_taker}，已承接{taken}"
        return Figure(value, (("case", unit.history.fact_events["liabilities"]),))
    state = unit.by_key.get("plan")
    if state and state.facts.get("no_liabilities"):
        return Figure("无", (("step", state.fact_events["no_liabilities"]),))
    return NONE


def stage(unit: Unit) -> Figure:
    return _current(unit, lambda state, unit: stage_words(unit, state))


def stage_words(unit: Unit, state: StepState) -> str:
    numbers = "一二三四五六七八九"
    return f"第{numbers[state.view.step.stage - 1]}阶段"


def current_step(unit: Unit) -> Figure:
    return _current(unit, lambda state, unit: f"{state.number} {state.view.step.short}")


def _current(unit: Unit, words: Callable[[StepState, Unit], str]) -> Figure:
    state = unit.current
    if state is None:
        return Figure("已完成", step_sources(unit.done_steps[-1:])) if unit.finished_on else NONE
    source = ("step", state.last_event) if state.last_event else ("case", unit.history.opened)
    return Figure(words(state, unit), (source,))


def step_sources(states: Iterable[StepState]) -> tuple[Source, ...]:
    """The event that settled each step."""
    return tuple(("step", state.settled_by) for state in states if state.settled_by)


def done_count(unit: Unit) -> Figure:
    return Figure(len(unit.done_steps), step_sources(unit.done_steps))


def waived_count(unit: Unit) -> Figure:
    waived = [state for state in unit.steps.values() if state.status == "waived"]
    return Figure(len(waived), step_sources(waived))


def _posted(unit: Unit):
    state = unit.by_key.get("result_posting")
    posted = unit.posted.get(state.number) if state else None
    return posted[-1] if posted else None


def posting_start(unit: Unit) -> Figure:
    posted = _posted(unit)
    return Figure(_plain(posted.starts_on), (("notice", posted.id),)) if posted and posted.starts_on else NONE


def posting_end(unit: Unit) -> Figure:
    posted = _posted(unit)
    return Figure(_plain(posted.ends_on), (("notice", posted.id),)) if posted and posted.ends_on else NONE


def planned_end(unit: Unit) -> Figure:
    plans = unit.plans.get(max(unit.steps, default=0))
    return Figure(_plain(plans[-1].planned_on), (("plan", plans[-1].id),)) if plans else NONE


def finished(unit: Unit) -> Figure:
    day = unit.finished_on
    return Figure(_plain(day), step_sources([max(unit.done_steps, key=lambda s: s.done_on)])) if day else NONE


def replan_count(unit: Unit) -> Figure:
    """Of the step whose plan was moved most often: one decision over several steps counts once."""
    moved = ([plan for plan in plans if not plan.baseline] for plans in unit.plans.values())
    plans = max(moved, key=len, default=[])
    return Figure(len(plans), tuple(("plan", plan.id) for plan in plans))


def light(unit: Unit) -> Figure:
    if unit.status != unit.judged.light:
        return Figure(LIGHT_LABELS[unit.status], (("case", unit.history.override_event),))
    sources = _light_sources(unit)
    return Figure(LIGHT_LABELS[unit.judged.light], sources or (("case", unit.history.opened),))


def _light_sources(unit: Unit) -> tuple[Source, ...]:
    """What made the light: the suspension, the finished steps, or the current step with its plan and notices."""
    if unit.history.suspended:
        return (("case", unit.history.suspension),)
    state = unit.current
    if state is None:
        return step_sources(unit.steps.values())
    found: list[Source] = [("step", state.last_event)] if state.last_event else []
    found += [("plan", plan.id) for plan in unit.plans.get(state.number, ())[-1:]]
    found += [("notice", posted.id) for posted in unit.posted.get(state.number, ())[-1:]]
    return tuple(found)


def days_late(unit: Unit) -> Figure:
    if unit.status != "late" or not unit.judged.days_late:
        return NONE
    return Figure(unit.judged.days_late, _light_sources(unit))


def waits_for(unit: Unit) -> Figure:
    """卡点责任单位 of a late unit: the body a difficulty was given to, else the level whose turn it is."""
    if unit.status != "late" or not unit.judged.waits_for:
        return NONE
    issues = tuple(("issue", issue.events[-1]) for issue in unit.issues if issue.owner and not issue.closed)
    return Figure(unit.judged.waits_for, issues[-1:] or _light_sources(unit))


def filed(unit: Unit) -> Figure:
    if unit.report is None:
        return Figure("未报送" if unit.owes_report else "无须报送", (("case", unit.history.opened),))
    return Figure("零报告" if unit.report.nothing else "已报", (("report", unit.report.id),))


def week_changes(unit: Unit) -> Figure:
    """本周变化: what the week's events moved, each step once with the last that was done to it."""
    words: list[str] = [text for _, text in unit.history.in_week]
    sources: list[Source] = [("case", id) for id, _ in unit.history.in_week]
    acts: dict[int, str] = {}
    for event in unit.week_events:
        act = SETTLING.get(event.to_status) or ACTS.get(event.move)
        if act:
            acts[event.step] = act
            sources.append(("step", event.id))
    for act in (*SETTLING.values(), *ACTS.values()):
        steps = [number for number in sorted(acts) if acts[number] == act]
        if steps:
            words.append(f"{act}{'、'.join(f'第{number}步{unit.steps[number].view.step.short}' for number in steps)}")
    return Figure("；".join(words), tuple(sources)) if words else NONE


def instructions(unit: Unit) -> Figure:
    """领导批示 forwarded to the unit or its street: how many, and how many of them are answered."""
    if not unit.tasks:
        return NONE
    answered = sum(task.answered for task in unit.tasks)
    value = f"{len(unit.tasks)}件，已反馈{answered}"
    return Figure(value, tuple(("instruction", task.id) for task in unit.tasks))


def remarks(unit: Unit) -> Figure:
    told: list[tuple[str, Source]] = []
    history = unit.history
    if history.override:
        told.append(
            (f"人工定为“{LIGHT_LABELS[history.override]}”：{history.override_reason}", ("case", history.override_event))
        )
    if history.suspended:
        told.append((f"暂缓：{history.suspended}", ("case", history.suspension)))
    elif unit.judged.light == "hold":
        state = next(state for state in unit.steps.values() if state.number == _held_step(unit))
        told.append((unit.judged.reason, ("step", state.last_event)))
    plans = unit.replans()
    told += [(f"计划调整：{plan.reason}", ("plan", plan.id)) for plan in plans[-1:]]
    return Figure("；".join(text for text, _ in told), tuple(source for _, source in told)) if told else NONE


def _held_step(unit: Unit) -> int:
    return next(cell.step for cell in unit.judged.cells if cell.state == "hold")
