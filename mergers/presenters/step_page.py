"""One step of one case as a viewer sees it: everything the template shows, and only what this person may do."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import reverse

from communities import access
from communities.models import Document
from mergers.forms.facts import facts_form
from mergers.forms.steps import MoveForm, ReasonForm, ReturnForm, SubmitForm, UseNoticeForm
from mergers.gates import Asked, returns
from mergers.models import DepartmentTask, MergerCase, StepEvent, StepFiling
from mergers.presenters import deadlines, step_history, step_registers, step_returns
from mergers.presenters.rail import rail
from mergers.presenters.step_checks import Checks, checks
from mergers.presenters.step_papers import Bound, Papers
from mergers.presenters.words import day, moment, status_tag
from mergers.rules.publicity import RATES
from mergers.rules.rulebook import StepView
from mergers.rules.rulebook.vocabulary import PARTIES
from mergers.rules.transitions import SETTLED, Party, owner, parties_of
from mergers.services.evidence import OPEN_FOR_FILER
from mergers.services.moves import open_moves

# Moves of the page that another form of it makes, or that stand behind a button of their own.
ELSEWHERE = ("record",)
PRIMARY = ("start", "submit", "approve", "confirm", "reconfirm")
STORED_PAPERS = 60


@dataclass
class Opened:
    """A step fetched for a viewer. `bound` holds the forms just sent that were not carried out."""

    account: object
    case: MergerCase
    filing: StepFiling
    view: StepView
    bound: Bound = field(default_factory=dict)

    @property
    def editable(self) -> bool:
        """Whether the viewer may work on facts and papers now."""
        filer = access.post_as(self.account, parties_of(self.view.step, Party.FILER), self.case.place)
        free = not self.case.suspended_on and not self.case.completed_on and not self.case.removed_on
        return bool(filer) and free and self.filing.status in OPEN_FOR_FILER

    def url(self, name: str, *more) -> str:
        return reverse(name, args=[self.case.pk, self.filing.step, *more])


def context(opened: Opened) -> dict:
    """What `mergers/step.html` shows."""
    case, filing, view = opened.case, opened.filing, opened.view
    asked = Asked(case, filing, view)
    checked = checks(asked, to_do=opened.editable) if filing.status not in SETTLED else Checks([], [])
    events = list(StepEvent.objects.filter(case=case, step=filing.step).order_by("at", "pk"))
    uses = list(filing.step_notices.select_related("notice"))
    notices = [use.notice for use in uses]
    waivers = {row.kind: row for row in filing.evidence_waivers.select_related("requested_by", "allowed_by")}
    tasks = list(DepartmentTask.objects.filter(filing=filing).select_related("organisation", "received_by"))
    words = {filing.step: checked.word} if checked.missing else {}
    moves = _moves(opened, checked)
    return {
        **_head(opened),
        "case": case,
        "number": filing.step,
        "stages": rail(case, filing.step, words),
        "why": _why(asked, events),
        "checked": checked,
        "show_checks": filing.status not in SETTLED,
        "facts": _facts(opened),
        "papers": Papers(asked, opened.account, opened.editable, opened.bound, waivers).groups(),
        "stored": _stored(opened) if opened.editable else [],
        "moves": moves,
        "lead_move": next((move for move in moves if move["name"] in PRIMARY), None),
        "waiver": _step_waiver(opened),
        "deadline": deadlines.deadline(case, filing, view),
        "reviews": step_history.reviews(view, events),
        "rounds": step_history.rounds(case, view, events),
        "departments": step_history.departments(case, view, tasks),
        "notices": [_notice(notice) for notice in notices],
        "notice_form": _notice_form(opened),
        "registers": step_registers.registers(view.step.key, case.place, opened.account),
        "basis": view.step.basis,
    }


def _head(opened: Opened) -> dict:
    case, filing, view = opened.case, opened.filing, opened.view
    parts = [
        case.place.parent.name,
        f"法律主体 {case.get_legal_body_display()}",
        f"路径 {case.route}",
        version_words(case),
    ]
    return {
        "heading": f"{case.place.name} · 第 {filing.step} 步 {view.title}",
        "sub": " · ".join(parts),
        "status": status_tag(filing.status),
        "turn": turn_words(view, filing.status),
        "trail": [
            {"label": "撤并事项", "url": reverse("cases")},
            {"label": case.place.name, "url": reverse("case", args=[case.pk])},
            {"label": f"第{filing.step}步"},
        ],
    }


def turn_words(view: StepView, status: str) -> str:
    """“轮到街道办理”, or nothing where nobody owes anything."""
    turn = owner(view.step, status)
    return f"轮到{'、'.join(PARTIES[party] for party in parties_of(view.step, turn))}办理" if turn else ""


def version_words(case: MergerCase) -> str:
    """“默认规程 2026.1 第1版”."""
    version = case.rulebook_version
    return f"{'默认规程' if version.is_default else '规程'} {version.label} 第{version.number}版"


def _why(asked: Asked, events: list[StepEvent]) -> list[dict]:
    """What the viewer must know before anything else: suspended, returned and why, to be rechecked, not applicable."""
    case, filing = asked.case, asked.filing
    boxes = []
    if case.suspended_on:
        title = f"自 {day(case.suspended_on)} 起暂缓"
        boxes.append({"tone": "hold", "title": title, "lines": ["恢复办理后才能继续。"]})
    if came_back := returns.returned(events):
        boxes += step_returns.boxes(asked, came_back)
    if filing.status == StepFiling.Status.RECHECK:
        boxes.append({"tone": "again", "title": "待复核", "lines": [filing.recheck_reason]})
    if filing.status == StepFiling.Status.WAIVED:
        boxes.append({"tone": "hold", "title": "不适用", "lines": _waived(filing)})
    return boxes


def _waived(filing: StepFiling) -> list[str]:
    return [
        f"理由：{filing.waiver_reason}",
        f"申请：{filing.waiver_requested_by.name}，{moment(filing.waiver_requested_at)}",
        f"批准：{filing.waived_by.name}，{moment(filing.waived_at)}",
    ]


def _facts(opened: Opened) -> dict:
    """The step's own form for its filer, the answers for everybody else."""
    sent = opened.bound.get("facts")
    known = step_registers.figures(opened.view.step.key, opened.case.place) if opened.editable else {}
    form = sent or facts_form(opened.case, opened.view, initial=known | opened.filing.facts)
    if opened.editable:
        return {"form": form, "url": opened.url("step_facts"), "key": uuid4().hex, "pairs": [], **_rates(opened)}
    answered = opened.filing.facts
    pairs = [_answer(form[name], answered[name]) for name in form.fields if name in answered]
    return {"form": None, "pairs": pairs, **_rates(opened)}


def _rates(opened: Opened) -> dict:
    """参与率, 知晓率, 支持率 of the mobilisation, each with its denominator and source."""
    if opened.view.step.key != "mobilisation":
        return {"rates": []}
    told = ((f"{rate.label}（{rate.source}）", rate.words(opened.filing.facts)) for rate in RATES)
    return {"rates": [{"label": label, "value": value} for label, value in told if value]}


def _answer(field_, value) -> dict:
    choices = dict(getattr(field_.field, "choices", ()))
    if isinstance(value, bool):
        value = "是" if value else "否"
    elif isinstance(value, list):
        value = "、".join(str(choices.get(item, item)) for item in value)
    return {"label": field_.label, "value": choices.get(value, value)}


def _moves(opened: Opened, checked: Checks) -> list[dict]:
    """The moves open to this person now, each with its form; a gated one is held while something is missing."""
    case, filing, view = opened.case, opened.filing, opened.view
    found = []
    for name, label, needs_reason in open_moves(case, filing, view, opened.account):
        if name in ELSEWHERE or (name == "waive" and not filing.waiver_requested_by_id):
            continue
        gated = name in ("submit", "approve", "confirm", "reconfirm")
        found.append(
            {
                "name": name,
                "label": label,
                "url": opened.url("step_move", name),
                "form": opened.bound.get(f"move:{name}") or move_form(opened, name, needs_reason),
                "primary": name in PRIMARY,
                "held": gated and bool(checked.missing),
                "word": checked.word if gated and checked.missing else "",
                "folded": name not in PRIMARY and f"move:{name}" not in opened.bound,
                "danger": name in ("return", "send_back", "reopen", "unwaive"),
            }
        )
    return found


def move_form(opened: Opened, move: str, needs_reason: bool, data=None) -> MoveForm:
    """The form of a move: late entry for a submission, coded reasons for a return, words for the rest."""
    options = {"data": data, "needs_reason": needs_reason, "auto_id": f"id_{move}_%s"}
    if move == "submit":
        return SubmitForm(**options, came_back=opened.filing.round > 1)
    if move in ("return", "reopen"):
        return ReturnForm(**options, book=opened.case.rulebook_version.rulebook)
    return MoveForm(**options)


def _step_waiver(opened: Opened) -> dict | None:
    """Where the rulebook lets a whole step be 不适用: the asking, or what was asked."""
    step, filing = opened.view.step, opened.filing
    if not step.waivable_step or filing.status in SETTLED:
        return None
    if filing.waiver_requested_by_id:
        who = f"{filing.waiver_requested_by.name}，{moment(filing.waiver_requested_at)}"
        return {"ground": step.waivable_ground, "asked": f"{filing.waiver_reason}（{who}）", "form": None}
    if not opened.editable:
        return None
    form = opened.bound.get("step_waiver") or ReasonForm(auto_id="id_step_waiver_%s")
    return {"ground": step.waivable_ground, "asked": "", "form": form, "url": opened.url("step_waiver_ask")}


def _stored(opened: Opened) -> list[str]:
    """Archive numbers with titles, offered while typing."""
    place = opened.case.place
    found = Document.objects.visible_to(opened.account).filter(place__in=[place.pk, place.parent_id, place.district_id])
    return [f"{document.archive_number} {document.title}" for document in found[:STORED_PAPERS]]


def _notice(notice) -> dict:
    ends = []
    if notice.starts_on:
        ends.append(f"起算 {day(notice.starts_on)}")
    if notice.objection_ends_on:
        ends.append(f"异议期至 {day(notice.objection_ends_on)} 24时")
    if notice.display_ends_on:
        ends.append(f"张贴至 {day(notice.display_ends_on)}")
    if notice.earliest_meeting_on:
        ends.append(f"最早 {day(notice.earliest_meeting_on)} 可开会")
    return {
        "text": notice.title,
        "url": reverse("notice", args=[notice.pk]),
        "word": notice.status_word,
        "tone": "wait" if ends else "idle",
        "detail": " · ".join(ends),
    }


def _notice_form(opened: Opened) -> dict | None:
    """Only a step that waits for a posting or a notice uses one, and only its filer ties it."""
    if not {"posting", "notice"}.intersection(opened.view.step.waits) or opened.filing.status in SETTLED:
        return None
    if access.post_as(opened.account, parties_of(opened.view.step, Party.FILER), opened.case.place) is None:
        return None
    form = opened.bound.get("notice") or UseNoticeForm(opened.case, auto_id="id_notice_%s")
    return {"form": form, "url": opened.url("step_notice")}
