"""What does not go by the book: returns, late entries, moved plans, a suspension, a reopened step; how a unit ends."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from communities.models import Place, Succession
from communities.services import places
from communities.services.succession import Part, record_succession
from mergers.models import MergerCase
from mergers.services import cases, evidence, moves

from . import assemblies, canvass, inventories, postings, stages
from .timeline import Story, workday, workday_back, workdays_later
from .units import Halt, Unit

if TYPE_CHECKING:
    from .unit_story import UnitStory

# (unit, step) → why the reviewer returned it.
RETURNS = {
    ("上泊", 3): (("incomplete",), "座谈记录缺少参会人员签字页，请补齐后再报。"),
    ("东湾", 5): (("count",), "债权债务清单与合同台账金额不符，请核对后重报。"),
    ("小窑", 9): (("procedure",), "票数统计未写明应到会有表决权党员数，请补正。"),
    ("南港", 12): (("illegible",), "张贴照片看不清张贴位置，请重新上传。"),
    ("望楼", 2): (("content",), "方案未写明过渡期干部待遇，请补充。"),
}
# (unit, step) → entered so many days after it happened (补录).
LATE_ENTRIES = {("西坡", 3): 5, ("后岭", 10): 4}
OPINIONS = {
    ("槐里", 5, "audit"): "清查资料完整，建议补充近三年合同台账。",
    ("十里", 5, "agriculture"): "账外仓库权属须另行核实。",
    ("望楼", 13, "justice"): "程序合法，同意上报。",
    ("大窑", 1, "petitions"): "近一年无相关信访事项。",
}


def late_entry(unit: Unit, number: int, today: date) -> date | None:
    days = LATE_ENTRIES.get((unit.name, number))
    return today - timedelta(days=days) if days else None


def opinion(unit: Unit, number: int, department: str) -> str:
    return OPINIONS.get((unit.name, number, department), "")


def returned(story: "UnitStory", number: int) -> Story:
    """Where the story says so: returned by the reviewer, mended, and submitted again."""
    if (story.unit.name, number) not in RETURNS:
        return
    codes, text = RETURNS[story.unit.name, number]
    view = story.case.step_view(number)
    yield story.hour(workdays_later(clock.today(), 1), 10)
    ask = moves.Ask(text=text, codes=codes)
    moves.perform(story.case, number, "return", by=story.reviewer(view), ask=ask)
    yield story.hour(workdays_later(clock.today(), 1), 9)
    story.upload(view, view.evidence[0], clock.today(), by=story.filer(view))
    yield story.hour(clock.today(), 15)
    moves.perform(story.case, number, "submit", by=story.submitter(view))


def last_step(story: "UnitStory", number: int) -> Story:
    """The step a unit is at when the story ends."""
    halt = story.unit.halt
    if halt == Halt.REOPENED:
        yield from story.complete(number)
        yield from story.complete(number + 1)
        return
    yield from story.begin(number)
    begun = clock.today()
    if number == inventories.STEP:
        yield story.hour(workdays_later(clock.today(), 1), 10)
        inventories.begin(story, clock.today() - timedelta(days=5))
    if story.unit.name in canvass.UNDER_WAY and number == canvass.STEP:
        yield from canvass.half(story)
    if halt == Halt.SUBMITTED:
        days = yield from stages.carry_out(story, number)
        yield story.hour(max(workday_back(story.timeline.until - timedelta(days=2)), clock.today()), 13)
        yield from story.file(number, begun, days)
    elif halt == Halt.POSTED:
        yield story.hour(max(workday_back(story.timeline.until - timedelta(days=4)), clock.today()), 10)
        yield from postings.hang(story, number, "posting.result")
    elif halt == Halt.REQUESTED:
        yield from stages.ask(story, number)
    elif halt == Halt.SUSPENDED:
        days = yield from stages.carry_out(story, number)
        story.enter(number, {"begun": begun, **days})
        yield story.hour(clock.today(), 11)
        cases.suspend(story.case, reason="稳评结论为暂缓", by=story.office)


def moved_plans(story: "UnitStory") -> Story:
    """The plans of the step the unit is at, and of those that wait for it, are moved before they run out."""
    unit, plan, until = story.unit, story.schedule.plan, story.timeline.until
    moved = _moved(unit)
    if not moved:
        return
    final = until + timedelta(days=unit.left if unit.step in moved else 20)
    when = min(plan[number] for number in moved) - timedelta(days=3)
    for turn in range(1, unit.replans + 1):
        target = final - timedelta(days=14 * (unit.replans - turn))
        yield story.hour(workday_back(when), 11)
        for place, number in enumerate(moved):
            cases.replan(
                story.case, number, target + timedelta(days=14 * place), reason=_why_moved(unit), by=story.street
            )
        when = target - timedelta(days=2)


def _moved(unit: Unit) -> list[int]:
    """Steps that would otherwise be called late while the unit is at an earlier one."""
    if unit.halt == Halt.SUSPENDED:
        return [5, 6, 7]
    if unit.opened is None or unit.halt == Halt.REOPENED:
        return []
    return [number for number in (5, 6, 7, 8) if number >= unit.step]


def _why_moved(unit: Unit) -> str:
    if unit.halt == Halt.SUSPENDED:
        return "待稳评结论后再行安排"
    return "第三方机构进场推迟，清查报告顺延" if unit.step == 5 else "公示与会议时间顺延"


def reopened(story: "UnitStory") -> Story:
    """The district finds that the notice of the meeting hung too short a time; the step after it counts no longer."""
    unit, until = story.unit, story.timeline.until
    yield story.hour(workday_back(until - timedelta(days=17)), 10)
    text = "复查张贴照片，会议通知实际张贴不足10日，请另行通知、依法重新召开。"
    ask = moves.Ask(text=text, codes=("notice_days",))
    moves.perform(story.case, unit.step, "reopen", by=story.office, ask=ask)
    yield story.hour(workday(clock.today() + timedelta(days=1)), 9)
    for number, left in ((unit.step, unit.left), (unit.step + 1, 12), (unit.step + 2, 42)):
        planned = until + timedelta(days=left)
        cases.replan(story.case, number, planned, reason="依法重新召开会议", by=story.street)
    yield story.hour(workday_back(until - timedelta(days=3)), 9)
    _called_anew(story, unit.step)


def _called_anew(story: "UnitStory", number: int) -> None:
    """The void meeting's papers are taken out; the new one's notice hangs, and the meeting is still to come."""
    view, today = story.case.step_view(number), clock.today()
    for item in story.filing(number).evidence.filter(removed_at=None):
        evidence.detach(item, by=story.clerk)
    story.keep(number, {"body": story.filing(number).facts["body"], "notice_posted_on": today})
    for kind in view.evidence:
        if kind.kind in ("meeting_notice", "notice_proof", "voter_roll"):
            story.upload(view, kind, today, by=story.clerk)
    assemblies.call_anew(story)


def succeed(story: "UnitStory") -> None:
    """A finished unit goes over into its receiver, or is from now on a community of its own."""
    filing = story.filing(13)
    number, on = filing.facts["approval_number"], date.fromisoformat(filing.facts["approval_on"])
    place = story.ground.places[story.unit.name]
    if story.case.mode == MergerCase.Mode.CONVERT:
        places.amend_place(place, since=on, source=number, by=story.office, kind=Place.Kind.URBAN)
        return
    record_succession(
        sources=[Part(place)],
        targets=[story.ground.places[story.unit.receiver]],
        way=Succession.Way.MERGE,
        happened_on=on,
        document_number=number,
        by=story.office,
    )
