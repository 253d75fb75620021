"""What has to happen inside a step before it can be filed: papers gathered, notices posted, meetings held."""

from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from communities.models import Notice, Posting
from mergers.models import MergerCase
from mergers.rules.rulebook import StepView
from mergers.services import cases, evidence

from . import assemblies, canvass, case_facts, inventories, postings, publicity, risks, rolls, talks
from .timeline import workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

Days = Generator[datetime, None, dict]
NOTHING_CHANGED = ("change_posting", "changes_resolution", "objection_findings")
PROOFS = ("posting_proof", "three_postings", "change_posting")


def carry_out(story: "UnitStory", number: int) -> Days:
    """Do the step's own work; the days on which it happened, for its facts."""
    work = WORK.get(story.case.step_view(number).step.key)
    return (yield from work(story, number)) if work else {}


def _plan(story: "UnitStory", number: int) -> Days:
    """The way, who receives, who takes over what is owed; the district approves the way."""
    yield story.hour(workdays_later(clock.today(), 1), 10)
    mode = MergerCase.Mode.CONVERT if story.unit.converts else MergerCase.Mode.MERGE
    cases.choose_mode(story.case, mode, reason="经社区两委研究并征求党员、居民代表意见", by=story.secretary)
    case_facts.settle(story)
    yield story.hour(workdays_later(clock.today(), 1), 15)
    cases.approve_mode(story.case, by=story.office)
    story.case.refresh_from_db()
    return {}


def _mobilisation(story: "UnitStory", number: int) -> Days:
    yield story.hour(workdays_later(clock.today(), 1), 10)
    if story.unit.number % 6 == 0:
        postings.send_letter(story)
    talks.held(story)
    return publicity.told(story)


def _membership(story: "UnitStory", number: int) -> Days:
    """核验 without a change: nothing is posted, no assembly is called. Else it is judged and posted three times."""
    if not story.unit.reformed:
        return (yield from rolls.judge(story, number))
    view = story.case.step_view(number)
    for kind in NOTHING_CHANGED:
        story.waive(view, kind, "核验无变更，成员和股权与改制时一致")
    return (yield from rolls.verify(story))


def _result(story: "UnitStory", number: int) -> Days:
    yield from postings.post(story, number, "posting.result")
    assemblies.carried_out(story)
    return {}


def _request(story: "UnitStory", number: int) -> Days:
    """Examined in law first, then asked for; the approval is waited for."""
    days = yield from ask(story, number)
    yield story.hour(max(story.schedule.ends[number] - timedelta(days=4), workdays_later(clock.today(), 6)), 10)
    return {**days, "approval": clock.today()}


def ask(story: "UnitStory", number: int) -> Days:
    """The request goes out; from now on the law makes one wait."""
    days = {"legality": clock.today(), "request": workdays_later(clock.today(), 2)}
    yield story.hour(days["request"], 10)
    story.enter(number, days)
    return days


def _handover(story: "UnitStory", number: int) -> Days:
    yield story.hour(workdays_later(clock.today(), 1), 10)
    case_facts.take_over(story)
    return {}


WORK: dict[str, Callable[["UnitStory", int], Days]] = {
    "plan": _plan,
    "mobilisation": _mobilisation,
    "risk_assessment": risks.assess,
    "inventory": inventories.carry_out,
    "inventory_posting": inventories.post,
    "membership": _membership,
    "party_proposal": assemblies.discuss,
    "party_meeting": assemblies.deliberate,
    "canvass": canvass.carry_out,
    "vote": assemblies.vote,
    "result_posting": _result,
    "request_approval": _request,
    "handover": _handover,
}


def offer_papers(story: "UnitStory", view: StepView, begun: date) -> None:
    """Every kind the step asks for: signed when the step began, or (what builds on another paper) today."""
    number, by = view.step.number, story.filer(view)
    waived = set(story.filing(number).evidence_waivers.values_list("kind", flat=True))
    for kind in view.evidence:
        if kind.kind in waived:
            continue
        if kind.number_only:
            label = f"示{view.step.short}〔{clock.today().year}〕{story.unit.number + 1}号"
            evidence.attach_number(story.case, number, kind.kind, number=label, dated_on=clock.today(), by=by)
            continue
        given = _proofs(story, number)[: kind.minimum] if kind.kind in PROOFS else []
        for document in given:
            evidence.attach(story.case, number, kind.kind, document, by=by)
        for _ in range(kind.minimum - len(given)):
            story.upload(view, kind, clock.today() if kind.not_before else begun, by=by)


def _proofs(story: "UnitStory", number: int) -> list:
    """The proofs kept with the step's notices serve as its evidence: the first up, the first down, the others up."""
    use = {"notice__step_use__filing__case": story.case, "notice__step_use__filing__step": number}
    found = list(Posting.objects.filter(notice__kind=Notice.Kind.GENERAL, **use).order_by("pk"))
    ups, downs = ([proof for each in found if (proof := getattr(each, name))] for name in ("up_proof", "down_proof"))
    return [*ups[:1], *downs[:1], *ups[1:]]
