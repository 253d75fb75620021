"""The roll and the shares of a unit: taken in from a workbook, judged and posted where the reform is open, fixed."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from communities.lib import clock
from communities.rules.intakes import State
from communities.services import intake, notices
from mergers.services import evidence
from mergers.share_base import base_of
from shareholders import services as shareholders
from shareholders.intake import REGISTER
from shareholders.models import Member, MemberRoll, RollBoard, SharePlan
from shareholders.rules.categories import NEEDS_DECISION
from shareholders.services import certificates, ledger, plans

from . import papers, village_life
from .minutes import decision
from .postings import CONTACT, put_up
from .timeline import Story, workday, workdays_later
from .units import Unit
from .villagers import Villager, adults, villagers
from .workbooks import filled

if TYPE_CHECKING:
    from .unit_story import UnitStory

REFORMED_ON = date(2020, 6, 30)
PURPOSE = "posting.roll"
CLAUSES = (
    ("第三条", "户籍在本村、与本集体形成稳定权利义务关系并以集体土地为基本生活保障的，确认为成员。"),
    ("第四条", "因出生、婚姻、收养、政策性移民增加的人员，依法确认。"),
    ("第六条", "空挂户、外迁人员由成员大会表决确定。"),
)
SHARES_A_HEAD = Decimal(10)
# Where the reform is open, the first of these relations in a household stands under a category of its own.
SPECIAL = {7: ("户主", "moved_away"), 11: ("户主", "empty_registration"), 16: ("女", "daughter_married")}


def lines_of(unit: Unit) -> list[dict]:
    """The sheet of the workbook, one line a person."""
    people = villagers(unit, unit.members)
    heads = {person.household: person.name for person in people if person.is_head}
    return [
        {
            "household": f"{person.household:04d}",
            "head": heads[person.household],
            "relation": person.relation,
            "name": person.name,
            "sex": "male" if person.sex == "男" else "female",
            "id_number": person.id_number,
            "number": f"{nth:05d}",
            "address": f"{unit.name}{person.household}号",
        }
        | ({} if unit.reformed else _special(person))
        for nth, person in enumerate(people, 1)
    ]


def _special(person: Villager) -> dict[str, str]:
    relation, category = SPECIAL.get(person.household, ("", ""))
    return {"category": category} if person.relation == relation else {}


def take(story: "UnitStory") -> MemberRoll:
    """Begin the roll and take its workbook in: 核验 of the reform's members, or the first census."""
    unit = story.unit
    terms = {"mode": "verify", "confirmed_on": REFORMED_ON} if unit.reformed else {"mode": "census"}
    day = REFORMED_ON if unit.reformed else clock.today() - timedelta(days=10)
    roll = shareholders.begin_roll(
        story.cooperative,
        reference_at=datetime.combine(day + timedelta(days=1), time(0), tzinfo=clock.SHANGHAI),
        basis="集体产权制度改革成员名册" if unit.reformed else "成员资格认定工作方案",
        by=story.coop_clerk,
        **terms,
    )
    content = filled(REGISTER.book, story.place, {"roll": lines_of(unit)})
    name = f"{unit.name}成员名册.xlsx"
    taken = intake.take(REGISTER, story.place, name, content, by=story.coop_clerk, organisation=story.cooperative)
    if taken.state != State.STORED:
        raise ValueError(f"{unit.name}成员名册：{taken.get_state_display()}")
    return roll


def judge(story: "UnitStory", number: int) -> Story:
    """首次认定: the village's rule, a finding for each person, three postings, the assembly's confirmation.

    Who is registered without living there, or lives elsewhere, stays 待定 until the assembly has voted on them.
    """
    reference_on = _reference_day(story)
    decided = decision(story, "成员资格认定办法", adults(story.unit, clock.today()))
    rule = shareholders.adopt_rule(
        story.cooperative,
        title=f"{story.unit.name}成员资格认定办法",
        clauses=CLAUSES,
        decision=decided,
        document=papers.document(story, "成员资格认定办法"),
        by=story.coop_clerk,
    )
    pending = Member.objects.filter(organisation=story.cooperative).pending()
    voted = decision(story, "空挂户、外迁人员认定", adults(story.unit, clock.today()))
    clauses = list(rule.clauses.all())
    open_ = pending.filter(category__in=NEEDS_DECISION)
    _find(story, open_, shareholders.Opinion("include", clauses[-1], text="成员大会逐人表决同意", decision=voted))
    _find(story, pending, shareholders.Opinion("include", clauses[0], text="入户核查无异议"))
    for round_ in RollBoard.ROUNDS:
        hung = yield from _post(story, number, round_)
    noticed, meeting = hung, workday(max(clock.today(), hung + timedelta(days=12)))
    yield story.hour(meeting, 10)
    confirmed = decision(story, "确认成员", adults(story.unit, clock.today()))
    shareholders.confirm_members(story.cooperative, confirmed, by=story.coop_clerk)
    yield from share_out(story, "members_assembly", meeting, reference_on)
    return {"notice": noticed, "meeting": meeting, "reference_on": reference_on}


def _find(story: "UnitStory", people, opinion: shareholders.Opinion) -> None:
    seen = shareholders.judge(story.cooperative, people, opinion)
    shareholders.find_many(story.cooperative, people, opinion, seen.digest, by=story.coop_clerk)


def _post(story: "UnitStory", number: int, round_: int) -> Story:
    """One of the three lists, waited for until nobody may object; on the first somebody is right, and it is mended."""
    board = yield from _hang(story, number, round_)
    hung = clock.today()
    if round_ == 1:
        yield from _objection(story, board)
        board = yield from _hang(story, number, round_)
    yield story.hour(workday(board.notice.objection_ends_on + timedelta(days=1)), 9)
    return hung


def _hang(story: "UnitStory", number: int, round_: int) -> Story:
    """A list published in the morning and hung in the afternoon."""
    boards = story.ground.boards[story.unit.name]
    board = shareholders.post_board(story.cooperative, round_, boards=boards, **CONTACT, by=story.clerk)
    notice = notices.publish(board.notice, by=story.secretary)
    evidence.use_notice(story.case, number, notice, PURPOSE, by=story.clerk)
    yield story.hour(clock.today(), 16)
    put_up(story, notice)
    return RollBoard.objects.select_related("notice").get(pk=board.pk)


def _objection(story: "UnitStory", board: RollBoard) -> Story:
    """A name is written wrongly in the second household: the register is mended, its row is posted again."""
    line = board.lines.order_by("number")[1]
    told = Member.objects.filter(organisation=story.cooperative, household=line.household).select_related("person")
    member = next(each for each in told.order_by("number") if not each.person.is_child())
    right = f"{member.person.name[0]}秋实"
    yield story.hour(workdays_later(clock.today(), 1), 9)
    words = {"about": f"{member.person.name}姓名有误", "claimed": f"应为{right}", "objector": "某居民"}
    text = "名单上的姓名与户口本不一致。"
    objection = shareholders.object_to_row(
        board, line.number, text=text, received_at=clock.now(), by=story.clerk, **words
    )
    yield story.hour(workdays_later(clock.today(), 1), 8)
    correction = shareholders.Correction("name", member, right)
    answer = "经核对户口本，异议成立，已更正姓名，该户补榜公示。"
    shareholders.answer_row_objection(objection, answer, objection.Result.UPHELD, correction, by=story.secretary)


def verify(story: "UnitStory") -> Story:
    """核验 without a change: the shares stand as the reform divided them."""
    yield from share_out(story, "members_representatives", REFORMED_ON, REFORMED_ON)
    if story.unit.name in village_life.UNITS:
        story.timeline.add(village_life.told(story, clock.today()))
    return {"reference_on": REFORMED_ON}


def share_out(story: "UnitStory", body: str, decided_on: date, reference_on: date) -> Story:
    """The plan, its division, its issue; the street fixes it, and every household gets its number."""
    by, unit = story.coop_clerk, story.unit
    base = None if unit.reformed else base_of(story.cooperative)
    plan = plans.start_plan(
        story.cooperative,
        base=base,
        by=by,
        reference_on=reference_on,
        base_amount=base.amount if base else unit.households * Decimal(22000),
        base_source=base.source if base else "经营性净资产",
        places=0,
    )
    plans.add_class(plan, by=by, name="人口股", kind="population", rule="per_head", rate=SHARES_A_HEAD)
    plans.allocate(plan, by=by)
    motion = f"{unit.name}股份经济合作社股份量化方案的决议"
    plan = plans.decide(plan, body, decided_on, motion, by=by)
    ledger.issue_plan(plan, decided_on, by=by)
    yield story.hour(workdays_later(clock.today(), 1), 11)
    ledger.lock(SharePlan.objects.get(pk=plan.pk), by=story.street)
    yield story.hour(clock.today(), 12)
    certificates.issue_certificates(SharePlan.objects.get(pk=plan.pk), clock.today(), by=by)


def _reference_day(story: "UnitStory") -> date:
    moment = MemberRoll.objects.get(organisation=story.cooperative).reference_at
    return (moment.astimezone(clock.SHANGHAI) - timedelta(hours=1)).date()
