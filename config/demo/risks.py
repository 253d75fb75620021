"""Each unit's stability assessment at step 4: from its opening to the receipt; its measures."""

from collections.abc import Generator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from risk.models import Assessment, Measure
from risk.services import assessments, measures, points

from .timeline import Story, workday_back, workdays_later
from .units import Halt, Unit

if TYPE_CHECKING:
    from .unit_story import UnitStory

# side, what may go wrong, before and after (probability, impact), what is done about it, who does it
POINTS = (
    ("reasonableness", "担忧分红减少", (3, 4), (2, 3), "逐户说明合作社独立核算、分红办法不变", "cooperative"),
    ("feasibility", "办事不便（服务半径扩大）", (3, 3), (2, 2), "原服务点保留代办员，每周三天", "street"),
    ("controllability", "谣言和负面舆情", (2, 4), (1, 3), "公开答疑电话，每周更新问答", "street"),
)
GRAVE = ("legality", "合同纠纷", (5, 4), (4, 4), "逐份核对租赁合同，约定不清的先行协商", "cooperative")
TEXTS = {
    "legality": "决策主体、程序符合组织法和暂行条例规定。",
    "reasonableness": "多数居民受益，资产、股权不因撤并调整。",
    "feasibility": "人员、场所、经费有保障，时机基本成熟。",
    "controllability": "风险可控，措施和预案已落实到单位。",
}
CONTINGENCY = "包保干部半日内到场解释，街道平安办跟进，重大情况即时报告。"
# unit → percent opposed, where it is not three; and why the level chosen is lower than the computed one.
OPPOSED = {"小窑": 11, "松涛": 12, "五里": 14}
LOWERED = {"小窑": "反对集中在更名一项，方案已改为保留原名作居民小组名称。"}
# unit → days before the end of the story on which a measure was due that nobody has carried out.
NEGLECTED = {"盐场": 2, "上泊": 10, "后岭": 25}
SEEN = {
    "大窑": "本地论坛有帖子称合并后取消老年补贴",
    "盐场": "村民群转发“租金不再分”的说法",
}


def assess(story: "UnitStory", number: int) -> Generator[datetime, None, dict]:
    """From the opening to the receipt of the filing, in three working days."""
    yield story.hour(clock.today(), 10)
    this = _written(story)
    yield story.hour(workdays_later(clock.today(), 1), 16)
    this = assessments.perform(this, "submit", by=story.street_clerk)
    yield story.hour(workdays_later(clock.today(), 1), 10)
    this = assessments.perform(this, "examine", text="程序完备，同意提交集体会审。", by=story.office)
    yield story.hour(clock.today(), 15)
    this = assessments.perform(this, "conclude", by=story.second_office, **_conclusion(story.unit, clock.today()))
    concluded = clock.today()
    yield story.hour(workdays_later(concluded, 1), 9)
    assessments.perform(this, "file", receipt_number=receipt(story.unit, concluded), by=story.street_clerk)
    for measure in Measure.objects.filter(point__assessment=this).order_by("pk"):
        story.timeline.add(_carried_out(story, measure))
    return {"concluded": concluded}


def receipt(unit: Unit, day: date) -> str:
    return f"示稳评备〔{day.year}〕{unit.number + 1}号"


def _written(story: "UnitStory") -> Assessment:
    unit, by, today = story.unit, story.street_clerk, clock.today()
    this = assessments.open_assessment(story.place, by=by, based_on=today)
    this = assessments.write(
        this,
        by=by,
        interested="股东户、外来居民、村干部",
        method="逐户走访，召开党员、居民代表和商户座谈会三次，公开征求意见七日。",
        asked=unit.households,
        opposed=unit.households * OPPOSED.get(unit.name, 3) // 100,
        opinions="居民提出就近办事、保留老年食堂，均已写入方案。",
        plan_number=f"示街应急〔{today.year}〕{unit.number + 1}号",
        plan_on=today,
    )
    found = {row.pk: ("met", "") for row in this.findings.all()}
    assessments.find(this, found, TEXTS, by=by)
    for told in (*POINTS, *([GRAVE] if unit.risk == "medium" else [])):
        _point(story, this, told)
    return this


def _point(story: "UnitStory", this: Assessment, told: tuple) -> None:
    side, title, before, after, text, owner = told
    by, today = story.street_clerk, clock.today()
    scales = dict(zip(("probability", "impact", "probability_after", "impact_after"), (*before, *after), strict=True))
    point = points.add_point(this, by=by, side=side, title=title, contingency=CONTINGENCY, **scales)
    bodies = {"cooperative": story.cooperative, "street": story.street.posts()[0].organisation}
    due = workdays_later(today, 20)
    if story.unit.name in NEGLECTED and side == "controllability":
        due = max(today + timedelta(days=5), story.timeline.until - timedelta(days=NEGLECTED[story.unit.name]))
    measures.set_measure(point, text=text, owner=bodies[owner], due_on=due, by=by)
    if side == "controllability" and story.unit.name in SEEN:
        seen = {"seen_on": today, "channel": "online", "gist": SEEN[story.unit.name], "handling": "当日公开答复"}
        points.enter_opinion(point, by=by, **seen)


def _conclusion(unit: Unit, day: date) -> dict:
    suspended = unit.halt == Halt.SUSPENDED
    return {
        "final_level": unit.risk,
        "conclusion": "suspend" if suspended else "proceed",
        "decision": f"区委专题会〔{day.year}〕{unit.number + 1}次会议",
        "final_reason": LOWERED.get(unit.name, ""),
        "text": "房屋租赁合同纠纷化解前不具备实施条件。" if suspended else "",
    }


def _carried_out(story: "UnitStory", measure: Measure) -> Story:
    """Done two days before its day, unless it is one of the neglected."""
    yield story.hour(max(workday_back(measure.due_on - timedelta(days=2)), story.timeline.begin.date()), 16)
    if story.unit.name in NEGLECTED and measure.point.side == "controllability":
        return
    measures.finish(measure, done_on=clock.today(), result="已按措施落实，走访记录附卷。", by=story.street_clerk)
