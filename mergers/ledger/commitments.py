"""上次承诺 against this week's facts (N64): 已落实 · 推进中 · 未落实."""

from mergers.ledger.figures import NONE, Figure
from mergers.ledger.units import Unit

KEPT, GOING, MISSED = "已落实", "推进中", "未落实"
IN_OTHER_HANDS = ("submitted", "reviewed")


def outcome(unit: Unit) -> str:
    """What came of the last round's commitment; empty where none was made.

    A step that waits by law, or lies with those who review it, is not the unit's failure.
    """
    step = unit.previous.commit_step if unit.previous else None
    state = unit.steps.get(step) if step else None
    if state is None:
        return ""
    if state.settled:
        return KEPT
    cell = next(cell for cell in unit.judged.cells if cell.step == step)
    if unit.previous.commit_on > unit.day or state.status in IN_OTHER_HANDS or cell.state in ("wait", "hold"):
        return GOING
    return MISSED


def promised(unit: Unit) -> Figure:
    if not outcome(unit):
        return NONE
    report = unit.previous
    day, step = report.commit_on, unit.steps[report.commit_step].view.step
    words = f"{day.month}月{day.day}日前完成第{step.number}步{step.short}"
    return Figure(words, (("report", report.id),))


def kept(unit: Unit) -> Figure:
    words = outcome(unit)
    if not words:
        return NONE
    last = unit.steps[unit.previous.commit_step].last_event
    return Figure(words, (("report", unit.previous.id), *([("step", last)] if last else [])))
