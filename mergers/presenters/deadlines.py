"""When a step is due, how that day was counted, and how often it was moved (N64, N93)."""

from itertools import groupby, pairwise

from communities.lib import clock
from communities.models import NoticeEvent
from communities.services import holidays, settings
from mergers.ledger import folding
from mergers.ledger.units import day_of
from mergers.models import MergerCase, PlanDate, StepFiling
from mergers.presenters.words import day
from mergers.rules.lights import WAIT_LABELS, StepAt, Thresholds, Wait, judge
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import SETTLED

WORDS = {"going": ("done", "按期"), "idle": ("done", "按期"), "hold": ("hold", "暂缓"), "again": ("again", "待复核")}


def deadline(case: MergerCase, filing: StepFiling, view: StepView) -> dict:
    """The box of a step's day: `label`, `date`, `tone`, `word`, `counted`, `basis`, `changes`."""
    own = [plan for plan in case.plan_dates.all() if plan.step == filing.step]
    if not own:
        return {"label": "计划完成", "date": "未定", "counted": [], "changes": []}
    tone, word = _light(case, filing, view, own)
    return {
        "label": "计划完成",
        "date": day(own[-1].planned_on),
        "tone": tone,
        "word": word,
        "counted": _counted(case, view, own[0]),
        "basis": "规程的常用工作天数（默认），不是法定期限",
        "changes": _changes(own),
    }


def _light(case: MergerCase, filing: StepFiling, view: StepView, own: list[PlanDate]) -> tuple[str, str]:
    """Tone and word by the same rule as the wall chart's cells."""
    if filing.status in SETTLED:
        return ("done", f"{day(filing.done_on)} 完成") if filing.done_on else ("hold", "不适用")
    district, today = case.place.district, clock.today()
    waits = _waits(filing, view)
    settled = {each.step for each in case.filings.all() if each.status in SETTLED}
    ready = settled.issuperset(view.after)
    step = StepAt(filing.step, filing.status, ready, own[-1].planned_on, replans=len(own) - 1, waits=waits)
    keys = ("lights.due_soon_workdays", "lights.grace_days")
    thresholds = Thresholds(*(settings.value(key, district) for key in keys))
    cell = judge([step], today, thresholds, holidays.calendar_for(district)).cells[0]
    if cell.state == "wait":
        kind = next(wait.kind for wait in waits if wait.covers(today))
        return "wait", f"法定等待（{WAIT_LABELS[kind]}）"
    if cell.state in ("late", "due"):
        if cell.days > 0:
            return cell.state, f"超期 {cell.days} 日"
        return cell.state, f"临期，还有 {-cell.days} 日" if cell.days else "今日到期"
    return WORDS[cell.state]


def _waits(filing: StepFiling, view: StepView) -> tuple[Wait, ...]:
    """The times the law makes the step wait: its postings, its notices, a request not yet answered."""
    events = NoticeEvent.objects.filter(notice__step_use__filing=filing).order_by("notice_id", "at", "id")
    posted = [folding.notice(group) for _, group in groupby(events, key=lambda event: event.notice_id)]
    waits = [wait for each in posted for wait in each.waits if wait.kind in view.step.waits]
    asked, answered = (day_of(filing.facts, name) for name in ("request_on", "approval_on"))
    if "approval" in view.step.waits and asked:
        waits.append(Wait("approval", asked, answered))
    return tuple(waits)


def _counted(case: MergerCase, view: StepView, baseline: PlanDate) -> list[str]:
    """The baseline from the steps before: the first day is not counted, every later day is."""
    before = [plan for plan in case.plan_dates.all() if plan.baseline and plan.step in view.after]
    last = max(before, key=lambda plan: plan.planned_on, default=None)
    start = last.planned_on if last else case.opened_on
    origin = f"第{last.step}步基准计划 {day(start)}" if last else f"事项启动 {day(start)}"
    days = (baseline.planned_on - start).days
    return [
        f"起点：{origin}，当日不计",
        f"其后 {days} 日（自然日），逐日连续计算",
        f"基准计划 {day(baseline.planned_on)}",
    ]


def _changes(own: list[PlanDate]) -> list[dict]:
    """Each re-plan with its reason, newest first."""
    return [
        {
            "text": f"{day(before.planned_on)} → {day(after.planned_on)}",
            "detail": f"{day(after.decided_on)} {after.by_name}：{after.reason}",
        }
        for before, after in pairwise(own)
    ][::-1]
