"""Letters to every household and questionnaires on paper: begun, delivered, handed out, taken back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice, Organisation
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import AnswerSheet, HandOut, Letter, LetterDelivery, Questionnaire
from votes.rules.publicity import OUTCOMES, questions_of

from .canvass import require_unit


@transaction.atomic
def start_letter(organisation: Organisation, *, title: str, notice: Notice | None = None, by) -> Letter:
    """Begin handing the letter to every household on today's register. Raises Refused without households."""
    place, today = organisation.place, clock.today()
    require_unit(by, place)
    households = place.households.on(today)
    rows = list(households.order_by("number"))
    if not rows:
        raise Refused("户册里还没有户，请先登记户册，再登记发放。")
    if notice is not None and (notice.place_id != place.pk or notice.kind != Notice.Kind.LETTER):
        raise Refused(f"信的文稿须是{place.name}的《致居民的一封信》，请另选。")
    letter = Letter(organisation=organisation, title=title.strip(), notice=notice, started_on=today, due=len(rows))
    letter.started_at, letter.started_by_id = clock.now(), by.pk
    stored(letter, ["title"])
    LetterDelivery.objects.bulk_create(
        (LetterDelivery(letter=letter, household=each, number=each.number, address=each.address) for each in rows),
        batch_size=1000,
    )
    record("登记发放一封信", letter, by=by, place=place, changes={"应发": [None, letter.due]})
    return letter


@transaction.atomic
def mark_letters(
    letter: Letter, outcome: str, on: date, *, first: str = "", last: str = "", only_open: bool = True, by
) -> int:
    """Say what became of the letter from household `first` to `last`; how many. Raises Refused.

    `only_open` leaves alone what has been said before.
    """
    letter = Letter.objects.select_for_update(of=("self",)).select_related("organisation__place").get(pk=letter.pk)
    require_unit(by, letter.place)
    found = letter.deliveries.filter(number__gte=first.strip()) if first.strip() else letter.deliveries.all()
    found = found.filter(number__lte=last.strip()) if last.strip() else found
    found = found.filter(outcome="") if only_open else found
    checks = (
        ("请选择送达情况。", outcome in OUTCOMES),
        (f"日期应在{letter.started_on}之后、今天之前。", letter.started_on <= on <= clock.today()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    told = found.update(outcome=outcome, on=on, at=clock.now(), by=by)
    if not told:
        raise Refused("没有符合条件的户，请核对户编号；已登记的要改，请取消“只登记还没有登记的户”。")
    changes = {OUTCOMES[outcome]: [None, told], "户编号": [None, f"{first or '最前'}至{last or '最后'}"]}
    record("登记一封信送达", letter, by=by, place=letter.place, changes=changes)
    return told


@transaction.atomic
def start_questionnaire(organisation: Organisation, *, title: str, more: str = "", by) -> Questionnaire:
    """Begin a questionnaire: 知晓, 支持, and one question a line of `more`. Raises Refused."""
    require_unit(by, organisation.place)
    try:
        questions = questions_of(more)
    except ValueError as fault:
        raise Refused(str(fault)) from fault
    found = Questionnaire(organisation=organisation, title=title.strip(), questions=questions)
    found.started_on, found.started_at, found.started_by_id = clock.today(), clock.now(), by.pk
    stored(found, ["title"])
    record("开始问卷调查", found, by=by, place=found.place, changes={"题目": [None, len(questions)]})
    return found


@transaction.atomic
def hand_out(questionnaire: Questionnaire, count: int, on: date, *, by) -> HandOut:
    """So many were handed out on a day. Raises Refused."""
    this = _held(questionnaire, on, by)
    row = HandOut(questionnaire=this, count=count, on=on, at=clock.now())
    row.by_id = by.pk
    stored(row)
    record("登记问卷发放", this, by=by, place=this.place, changes={"份数": [None, count]})
    return row


@transaction.atomic
def enter_answers(questionnaire: Questionnaire, sheets: Sequence[tuple[UUID, Sequence[int]]], on: date, *, by) -> int:
    """Keep papers that came back, each under a key of its own: the same key again is the same paper. Raises Refused."""
    this = _held(questionnaire, on, by)
    known = set(AnswerSheet.objects.filter(pk__in=[key for key, _ in sheets]).values_list("pk", flat=True))
    rows = [_sheet(this, key, answers, on, by) for key, answers in sheets if key not in known]
    sent = this.hand_outs.aggregate(sent=Sum("count"))["sent"] or 0
    if this.sheets.count() + len(rows) > sent:
        raise Refused(f"已登记发放{sent}份，收回不能多于发放，请先登记发放。")
    AnswerSheet.objects.bulk_create(rows, batch_size=1000)
    if rows:
        record("登记问卷", this, by=by, place=this.place, changes={"收回": [None, len(rows)]})
    return len(rows)


def _sheet(this: Questionnaire, key: UUID, answers: Sequence[int], on: date, by) -> AnswerSheet:
    fits = len(answers) == len(this.questions) and all(
        0 <= answer < len(question["options"]) for answer, question in zip(answers, this.questions, strict=False)
    )
    if not fits:
        raise Refused("每题选一项，请核对。")
    told = {"answers": list(answers), "aware": answers[0] == 0, "supportive": answers[1] == 0}
    return AnswerSheet(pk=key, questionnaire=this, on=on, at=clock.now(), by_id=by.pk, **told)


def _held(questionnaire: Questionnaire, on: date, by) -> Questionnaire:
    rows = Questionnaire.objects.select_for_update(of=("self",), no_key=True)
    this = rows.select_related("organisation__place").get(pk=questionnaire.pk)
    require_unit(by, this.place)
    if not this.started_on <= on <= clock.today():
        raise Refused(f"日期应在{this.started_on}之后、今天之前。")
    return this
