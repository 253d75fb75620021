"""社会稳定风险评估: written by the street, examined and concluded at the district, filed with its receipt."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Place
from communities.services import messages
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import record
from communities.services.saving import changes, faults, stored
from risk.models import Assessment, AssessmentEvent, Finding, SideOpinion
from risk.rules import assessments as rules
from risk.rules import levels
from risk.rules.schemes import SIDES
from risk.services import schemes
from risk.services.judging import judged, missing

TEXTS = ("subject", "interested", "method", "opinions", "plan_number", "excluded_items", "final_reason", "decision")
VERBS = {rules.STREET: Verb.ASSESS, rules.OFFICE: Verb.CONFIRM}
TOLD = {
    "submit": (Role.OFFICE,),
    "return": (Role.STREET,),
    "examine": (Role.STREET,),
    "conclude": (Role.STREET, Role.SECRETARY),
}


@transaction.atomic
def open_assessment(place: Place, *, by, based_on: date, subject: str = "") -> Assessment:
    """Begin an assessment with the indicators in force on its day. Raises Refused."""
    require(by, Verb.ASSESS, place)
    if based_on > clock.today():
        raise Refused("评估基准日不能晚于今天。")
    scheme, year = schemes.scheme_on(place.district, based_on), based_on.year
    number = f"{place.district.code}稳评〔{year}〕{next_number(f'assessment:{place.district_id}:{year}')}号"
    made = Assessment(place=place, number=number, based_on=based_on, opened_by_id=by.pk)
    made.subject = subject.strip() or f"{place.name}撤改撤并"
    stored(made, TEXTS)
    lines = [(side, line) for side in SIDES for line in scheme.indicators[side]]
    Finding.objects.bulk_create(
        Finding(assessment=made, side=side, position=place_, indicator=line)
        for place_, (side, line) in enumerate(lines, start=1)
    )
    note(made, "open", based_on, by=by, text=f"评估指标：{scheme.label}")
    record("立项风险评估", made, by=by, place=place, changes={"评估基准日": [None, str(based_on)]})
    return made


@transaction.atomic
def write(assessment: Assessment, *, by, **facts) -> Assessment:
    """Write what the assessment says as a whole, while it is being made. Raises Refused."""
    assessment = editable(assessment, by=by)
    told = changes(assessment, facts)
    for name, value in facts.items():
        setattr(assessment, name, value)
    stored(assessment, TEXTS)
    if told:
        record("填写风险评估", assessment, by=by, place=assessment.place, changes=told)
    return assessment


@transaction.atomic
def find(assessment: Assessment, findings: dict[int, tuple[str, str]], sides: dict[str, str], *, by) -> Assessment:
    """What was found of each indicator (by key: verdict, note), and of each side as a whole. Raises Refused."""
    assessment = editable(assessment, by=by)
    changed = _judge({row.pk: row for row in assessment.findings.all()}, findings)
    opinions = {row.side: row for row in assessment.sides.all()}
    for side, text in sides.items():
        row = opinions.get(side) or SideOpinion(assessment=assessment, side=side)
        if text.strip() and row.text != text.strip():
            row.text = text.strip()
            stored(row, ("text",))
            changed += 1
    if changed:
        record("填写四性判断", assessment, by=by, place=assessment.place, changes={"改动": [None, f"{changed}项"]})
    return assessment


def _judge(known: dict[int, Finding], findings: dict[int, tuple[str, str]]) -> int:
    """Note what was found, all rows in one statement; how many changed. Raises Refused."""
    changed, reasons = [], []
    for key, (verdict, words) in findings.items():
        row = known.get(key)
        if row is None:
            raise Refused("指标不属于这份评估，请刷新页面后重新填写。")
        if (row.verdict, row.note) != (verdict, words.strip()):
            row.verdict, row.note = verdict, words.strip()
            reasons += faults(row, ("note",), row.clean_fields)
            if (row.verdict, row.note) == (Finding.Verdict.NOT, ""):
                reasons.append(f"“{row.indicator}”判断为“不符合”，须写明情况。")
            changed.append(row)
    if reasons:
        raise Refused(*reasons)
    Finding.objects.bulk_update(changed, ["verdict", "note"])
    return len(changed)


@transaction.atomic
def perform(assessment: Assessment, move: str, *, by, on: date | None = None, text: str = "", **facts) -> Assessment:
    """Make one move of the table on its day; `facts` are those of a conclusion or a receipt. Raises Refused."""
    assessment = _locked(assessment)
    row, on = rules.WAY.find(move, assessment.status), on or clock.today()
    require(by, VERBS[row.party], assessment.place)
    before, reasons = assessment.get_status_display(), _day_faults(assessment, on)
    if row.needs_reason and not text.strip():
        reasons.append(f"{rules.MOVES[move]}须写明意见或者理由。")
    if row.checks_gates:
        reasons += missing(assessment)
    if reasons:
        raise Refused(*reasons)
    _take(assessment, move, on, facts, by=by)
    assessment.status = row.target
    stored(assessment, TEXTS)
    note(assessment, move, on, by=by, text=text.strip())
    record(rules.MOVES[move], assessment, by=by, place=assessment.place, changes=_told(before, assessment))
    words = f"{assessment}：{rules.MOVES[move]}。"
    people = messages.holders(TOLD.get(move, ()), assessment.place) if move in TOLD else []
    messages.tell(people, words, reverse("assessment", args=[assessment.pk]))
    return assessment


def _take(assessment: Assessment, move: str, on: date, facts: dict, *, by) -> None:
    """What a move leaves on the assessment itself."""
    match move:
        case "submit":
            found = judged(assessment)
            assessment.computed_before, assessment.computed = found.before, found.after
            rule = schemes.rule_of(assessment)
            assessment.rule = {"words": rule.words, "grades": [list(each) for each in rule.grades]}
            assessment.submitted_by_id, assessment.examined_by = by.pk, None
        case "withdraw" | "return":
            assessment.computed_before = assessment.computed = ""
            assessment.rule, assessment.submitted_by, assessment.examined_by = {}, None, None
        case "examine":
            assessment.examined_by_id = by.pk
        case "conclude":
            _conclude(assessment, on, **facts)
        case "file":
            assessment.receipt_number, assessment.receipt_on = facts["receipt_number"].strip(), on


def _conclude(
    assessment: Assessment, on: date, *, final_level: str, conclusion: str, decision: str, final_reason: str = "",
    excluded_items: str = "",
) -> None:  # fmt: skip
    reasons = levels.conclusion_faults(assessment.computed, final_level, final_reason, conclusion, excluded_items)
    if not decision.strip():
        reasons.append("请写明集体会审的会议名称或者文号。")
    if reasons:
        raise Refused(*reasons)
    assessment.final_level = final_level
    assessment.final_reason = final_reason.strip() if levels.below(final_level, assessment.computed) else ""
    assessment.conclusion, assessment.excluded_items = conclusion, excluded_items.strip()
    assessment.decision, assessment.concluded_on = decision.strip(), on


def note(assessment: Assessment, move: str, on: date, *, by, text: str = "") -> None:
    """The event that stays: how the assessment stands from that day on."""
    paper = {"conclude": assessment.decision, "file": assessment.receipt_number}.get(move, "")
    stands = {name: getattr(assessment, name) for name in ("status", "conclusion")}
    AssessmentEvent.objects.create(
        assessment=assessment, move=move, occurred_on=on, by_id=by.pk, level=assessment.final_level, paper=paper,
        text=text, **stands,
    )  # fmt: skip


def editable(assessment: Assessment, *, by) -> Assessment:
    """Held for a change of what it says: by the street, while it is being made. Raises Refused."""
    assessment = _locked(assessment)
    require(by, Verb.ASSESS, assessment.place)
    if assessment.status != rules.DRAFTING:
        raise Refused(f"这份评估{assessment.get_status_display()}，内容不再改动；确需改动的，请先撤回或者退回。")
    return assessment


def _day_faults(assessment: Assessment, on: date) -> list[str]:
    if on > clock.today():
        return ["办理日期不能晚于今天。"]
    last = assessment.events.order_by("-occurred_on").values_list("occurred_on", flat=True).first()
    return [f"办理日期{on}早于上一环节的{last}，请核对。"] if last and on < last else []


def _told(before: str, assessment: Assessment) -> dict:
    told = {"状态": [before, assessment.get_status_display()]}
    if assessment.final_level:
        told["最终等级"] = [None, assessment.get_final_level_display()]
        told["评估结论"] = [None, assessment.get_conclusion_display()]
    return told


def _locked(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).with_places().get(pk=assessment.pk)
