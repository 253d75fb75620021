"""The district's week: rounds opened, units reporting, ledgers frozen, nodes noted, instructions and issues."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from communities.lib.isoweek import Week
from mergers.models import MergerCase, NodeDispatch, StepFiling, WeeklyRound
from mergers.rules.transitions import SETTLED
from mergers.services import freezing, nodes, rounds

from .ground import Ground
from .timeline import Story, Timeline, at, workday_back

if TYPE_CHECKING:
    from .unit_story import UnitStory

# In the last week these report that there is nothing to report, and this one does not report at all.
NOTHING = {"沙岗": "本周为会议通知准备期，无新进展", "前岭": "等待清查明细复核，无新进展"}
SILENT = "石榴园"


def run_weeks(ground: Ground, timeline: Timeline, stories: "Sequence[UnitStory]") -> None:
    """Rounds from the week of the first case to the last of the story."""
    week = Week.of(min(story.schedule.opened for story in stories))
    last = Week.of(timeline.until)
    for each in Week.range(week, last):
        timeline.add(_round(ground, each, stories))
        timeline.add(_reports(ground, each, stories, is_last=each == last))


def _round(ground: Ground, week: Week, stories: "Sequence[UnitStory]") -> Story:
    """Opened on Monday; frozen when its figures close, if that is still within the story."""
    yield at(week.monday, 0, 5)
    opened = rounds.open_round(ground.district, week)
    yield opened.cutoff_at + timedelta(minutes=5)
    freezing.freeze(ground.district, week)
    yield opened.cutoff_at + timedelta(hours=2)
    done = "已听取街道汇报，按计划推进，下一节点前再调度。"
    for node in NodeDispatch.objects.filter(case__place__district=ground.district, noted_at=None):
        nodes.note(node, done, by=ground.office)


def _reports(ground: Ground, week: Week, stories: "Sequence[UnitStory]", *, is_last: bool) -> Story:
    """Every unit under way reports on the week's last working days, one after the other."""
    friday = max(workday_back(week.monday + timedelta(days=4)), week.monday)  # a week may be all holiday
    for minutes, story in enumerate(stories):
        yield at(friday, 15, 3 * minutes)
        if story.case is None or (is_last and story.unit.name == SILENT):
            continue
        case = MergerCase.objects.get(pk=story.case.pk)
        if case.completed_on or case.suspended_on:
            continue
        round = WeeklyRound.objects.get(district=ground.district, year=week.year, week=week.number)
        words = {"nothing_reason": NOTHING[story.unit.name]} if is_last and story.unit.name in NOTHING else None
        rounds.file_report(round, case, by=story.secretary, **(words or _words(story, case, week)))


def _words(story: "UnitStory", case: MergerCase, week: Week) -> dict:
    """The four texts of a week, from where the filings stand, and what is promised for the next."""
    filings = case.filings.exclude(status__in=SETTLED).order_by("step")
    begun = filings.exclude(status=StepFiling.Status.IDLE).first() or filings.first()
    title = case.step_view(begun.step).title
    words = {
        "progress": f"第{begun.step}步“{title}”{begun.get_status_display()}。",
        "next_week": f"继续办理第{begun.step}步，按计划报送材料。",
    }
    if begun.status == StepFiling.Status.RETURNED:
        words["problems"] = f"第{begun.step}步被退回：{begun.return_text}"[:200]
    end, following = story.schedule.ends.get(begun.step), week.next()
    if end and following.monday <= end <= following.sunday:
        words |= {"commit_step": begun.step, "commit_on": end}
    if story.unit.left < 0 and begun.step == story.unit.step:
        words |= {"coordination": "请街道协调加快办理。", "commit_step": begun.step}
        words["commit_on"] = workday_back(following.monday + timedelta(days=4))
    return words
