"""When a step is due, how that day was counted, and how often it was moved (N64, N93)."""

from datetime import date
from itertools import pairwise

from communities.lib import clock
from communities.models import Notice
from mergers.models import MergerCase, PlanDate, StepFiling
from mergers.presenters.words import day
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import SETTLED

SOON_DAYS = 7


def deadline(
    case: MergerCase, filing: StepFiling, view: StepView, plans: list[PlanDate], notices: list[Notice]
) -> dict:
    """The box of a step's day: `label`, `date`, `tone`, `word`, `counted`, `basis`, `changes`."""
    own = [plan for plan in plans if plan.step == filing.step]
    if not own:
        return {"label": "计划完成", "date": "未定", "counted": [], "changes": []}
    planned = own[-1].planned_on
    tone, word = _light(filing, view, planned, notices)
    return {
        "label": "计划完成",
        "date": day(planned),
        "tone": tone,
        "word": word,
        "counted": _counted(case, view, own[0], plans),
        "basis": "默认规程的常用工作天数,不是法定期限",
        "changes": _changes(own),
    }


def waiting_for(filing: StepFiling, view: StepView, notices: list[Notice]) -> str:
    """What the law makes the step wait for now, or nothing: a running posting or notice period, a pending 批复."""
    today, facts = clock.today(), filing.facts
    if "posting" in view.step.waits and any(n.objection_ends_on and n.objection_ends_on >= today for n in notices):
        return "公示期"
    held = facts.get("held_on")
    if "notice" in view.step.waits and facts.get("notice_posted_on") and held and date.fromisoformat(held) > today:
        return "通知期"
    if "approval" in view.step.waits and facts.get("request_number") and not facts.get("approval_number"):
        return "待区批"
    return ""


def _light(filing: StepFiling, view: StepView, planned: date, notices: list[Notice]) -> tuple[str, str]:
    if filing.status in SETTLED:
        return "done", ""
    if waits := waiting_for(filing, view, notices):
        return "wait", f"法定等待({waits})"
    days = (planned - clock.today()).days
    if days < 0:
        return "late", f"超期 {-days} 日"
    return ("due", f"还有 {days} 日") if days <= SOON_DAYS else ("done", "按期")


def _counted(case: MergerCase, view: StepView, baseline: PlanDate, plans: list[PlanDate]) -> list[str]:
    """The baseline from the steps before: the first day is not counted, every later day is."""
    before = [plan for plan in plans if plan.baseline and plan.step in view.after]
    last = max(before, key=lambda plan: plan.planned_on, default=None)
    start = last.planned_on if last else case.opened_on
    origin = f"第{last.step}步基准计划 {day(start)}" if last else f"事项启动 {day(start)}"
    days = (baseline.planned_on - start).days
    return [f"起点:{origin},当日不计", f"其后 {days} 日(自然日),逐日连续计算", f"基准计划 {day(baseline.planned_on)}"]


def _changes(own: list[PlanDate]) -> list[dict]:
    """Each re-plan with its reason, newest first."""
    return [
        {
            "text": f"{day(before.planned_on)} → {day(after.planned_on)}",
            "detail": f"{day(after.decided_on)} {after.by_name}:{after.reason}",
        }
        for before, after in pairwise(own)
    ][::-1]
