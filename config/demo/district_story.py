"""What the district does besides its weeks: leaders' instructions, difficulties raised to it, bulletins."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from communities.access import Role
from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Account
from communities.services import messages
from mergers.models import Issue, Ledger
from mergers.services import bulletins, instructions, issues
from risk.services import measures

from .ground import Ground
from .timeline import Story, Timeline, at, workday_back
from .units import DISTRICT_NAME, STREETS

if TYPE_CHECKING:
    from .unit_story import UnitStory


@dataclass(frozen=True)
class Told:
    """A difficulty: raised so many days before the end, due then (negative: after it), and how far it came."""

    unit: str
    step: int
    text: str
    raised: int
    due: int
    department: str
    ends: str


ISSUES = (
    Told("西坡", 10, "集体土地权证办理时限较长，影响入户解释工作", 10, -3, "natural_resources", "received"),
    Told("十里", 14, "账外仓库权属核实未完成，影响资产移交", 16, 4, "agriculture", "received"),
    Told("盐场", 5, "第三方清查机构进场后人员不足", 12, -2, "finance", "assigned"),
    Told("槐里", 15, "旧账户注销需开户行配合", 40, 30, "approvals", "closed"),
)


def tell(ground: Ground, timeline: Timeline, stories: "dict[str, UnitStory]") -> None:
    timeline.add(_instruction(ground, timeline, weeks=6, text="表决程序务必合法，材料逐户归档。", close=True))
    timeline.add(_instruction(ground, timeline, weeks=0, text="时限服从质量，超期单位逐一说明原因。", close=False))
    timeline.add(_bulletins(ground, timeline))
    for told in ISSUES:
        if told.unit in stories:
            timeline.add(_issue(ground, timeline, stories[told.unit], told))
    timeline.add(_nightly(ground, timeline))
    timeline.add(_messages_read(ground, timeline))


def _instruction(ground: Ground, timeline: Timeline, *, weeks: int, text: str, close: bool) -> Story:
    """Written on the newest ledger, forwarded to the streets, answered by all (and closed) or by all but one."""
    tuesday = Week.of(timeline.until).monday + timedelta(days=1 - 7 * weeks)
    yield at(tuesday, 9, 10)
    ledger = Ledger.objects.filter(district=ground.district).first()
    if ledger is None:
        return
    leader = ground.cast.of(Role.LEADER, DISTRICT_NAME)
    instruction = instructions.write(ledger, text, by=leader)
    yield at(tuesday, 14, 20)
    tasks = [instructions.forward(instruction, ground.offices[street], by=ground.office) for street in STREETS]
    yield at(tuesday + timedelta(days=2), 10, 30)
    for task in tasks if close else tasks[:2]:
        person = ground.cast.of(Role.STREET, task.place.name)
        instructions.receive(task, by=person)
        instructions.feed_back(task, f"{task.place.name}已逐社区核对，问题清单附后并限期整改。", by=person)
    if close:
        yield at(tuesday + timedelta(days=3), 10)
        instructions.close(instruction, by=ground.office)


def _bulletins(ground: Ground, timeline: Timeline) -> Story:
    """A leader signs the report of the last ledgers but one."""
    for weeks in (3, 2, 1):
        yield at(Week.of(timeline.until).monday + timedelta(days=2 - 7 * weeks), 9)
        ledger = Ledger.objects.filter(district=ground.district).first()
        if ledger:
            bulletins.sign(ledger, note="同意印发。", by=ground.cast.of(Role.LEADER, DISTRICT_NAME))


def _issue(ground: Ground, timeline: Timeline, story: "UnitStory", told: Told) -> Story:
    yield story.hour(workday_back(timeline.until - timedelta(days=told.raised)), 9)
    issue = issues.raise_issue(story.case, told.text, step=told.step, level=Issue.Level.DISTRICT, by=story.street)
    yield story.hour(clock.today(), 14)
    due_on = timeline.until - timedelta(days=told.due)
    issues.assign(issue, ground.departments[told.department], due_on=due_on, by=ground.office)
    if told.ends == "assigned":
        return
    yield story.hour(clock.today() + timedelta(days=1), 10)
    person = ground.cast.department(told.department)
    issues.receive(issue, by=person)
    if told.ends == "closed":
        yield story.hour(clock.today() + timedelta(days=4), 10)
        issues.answer(issue, "已协调办结。", by=person)
        yield story.hour(clock.today(), 15)
        issues.close(issue, "已协调办结。", by=ground.office)


def _nightly(ground: Ground, timeline: Timeline) -> Story:
    """What is overdue moves up, as it does every night."""
    for days in (18, 8, 3, 1, 0):
        yield at(timeline.until - timedelta(days=days), 1)
        issues.move_up_overdue()
        measures.move_up_overdue(ground.district)


def _messages_read(ground: Ground, timeline: Timeline) -> Story:
    """Everybody has read what came before the last week."""
    yield at(Week.of(timeline.until).monday - timedelta(days=3), 17)
    for account in Account.objects.filter(district=ground.district, is_active=True):
        messages.mark_read(account)
