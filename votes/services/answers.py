"""政策问答: a question taken down without who asked, answered, put on paper under a number, released by another."""

from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from communities.access import Role, post_as
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Organisation, Place
from communities.services import holidays, messages, settings
from communities.services.documents import store_document
from communities.services.numbering import next_number
from communities.services.recording import record
from communities.services.saving import changes as differing
from communities.services.saving import stored
from votes import answer_papers
from votes.models import PolicyQuestion, PublishedAnswer
from votes.rules.answers import APART, LIMIT, MOVES, SOURCES, TOPICS, Status, due_on

from .nameless import require_nameless
from .reminding import tell_late

PAPER = "书面答复"
# Who answers for a place of each level: the people of that level itself, nobody above in their name.
KEEPERS = {"community": ("community",), "street": ("street",), "district": ("office",)}
ROLES = {"community": (Role.SECRETARY, Role.CLERK), "street": (Role.STREET,), "district": (Role.OFFICE,)}
ANSWERERS = (
    Organisation.Kind.RESIDENTS_COMMITTEE, Organisation.Kind.VILLAGERS_COMMITTEE, Organisation.Kind.STREET_OFFICE,
    Organisation.Kind.OFFICE,
)  # fmt: skip


def keeps(account, place: Place) -> bool:
    """Whether the person answers for the place."""
    return post_as(account, KEEPERS[place.level], place) is not None


@transaction.atomic
def ask(
    organisation: Organisation, *, topic: str, source: str, asked_on: date, question: str, written: bool = False, by
) -> PolicyQuestion:
    """Take down a question that the organisation will answer within the days of the setting. Raises Refused."""
    place = organisation.place
    _require_keeper(by, place)
    if organisation.kind not in ANSWERERS:
        raise Refused("政策问题由居委会（村委会）、街道办事处或区领导小组办公室答复。")
    this = PolicyQuestion(organisation=organisation, entered_at=clock.now(), entered_by=by)
    _write(this, topic=topic, source=source, asked_on=asked_on, question=question, written=written, by=by)
    told = {"主题": [None, TOPICS[topic]], "答复期限": [None, this.due_on]}
    record("登记政策问题", this, by=by, place=place, changes=told)
    return this


@transaction.atomic
def change_question(this: PolicyQuestion, *, by, **facts) -> PolicyQuestion:
    """Correct what was taken down, until it is public or on paper. Raises Refused."""
    this, _ = _opened(this, "change", by=by)
    changes = differing(this, facts)
    _write(this, **facts, by=by)
    record("改动政策问题", this, by=by, place=this.place, changes=changes)
    return this


@transaction.atomic
def answer_question(this: PolicyQuestion, *, answer: str, basis: str, answered_on: date, by) -> PolicyQuestion:
    """Answer it, or answer it better, until the answer is public or on paper. Raises Refused."""
    this, status = _opened(this, "answer", by=by)
    if answered_on > clock.today():
        raise Refused(f"答复日期{answered_on}晚于今天，请核对。")
    require_nameless(this.place, answer, by=by)
    this.answer, this.basis, this.answered_on, this.answered_by = answer.strip(), basis.strip(), answered_on, by
    this.status = status
    stored(this, ["answer", "basis"])
    changes = {"答复日期": [None, answered_on], "文件依据": [None, this.basis]}
    record("答复政策问题", this, by=by, place=this.place, changes=changes)
    return this


@transaction.atomic
def write_reply(this: PolicyQuestion, *, by) -> PolicyQuestion:
    """Put the answer on paper under the next number of the organisation and year, and keep it. Raises Refused."""
    this, _ = _opened(this, "reply", by=by)
    if not this.written:
        raise Refused("提问人没有要求书面答复；要求的，请先在“改动”中勾选。")
    today, place = clock.today(), this.place
    this.letter_number = (
        f"{place.name}答复〔{today.year}〕{next_number(f'reply:{this.organisation_id}:{today.year}')}号"
    )
    content = answer_papers.reply(this, today).pdf
    upload = ContentFile(content, name=f"{this.letter_number}.pdf")
    title = f"{PAPER}（{this.get_topic_display()}）{this.letter_number}"
    told = {"kind": PAPER, "title": title, "written_on": today, "shared": place.level != Place.Level.COMMUNITY}
    this.letter = store_document(place=place, upload=upload, **told, by=by)
    stored(this)
    changes = {"文号": [None, this.letter_number], "档号": [None, this.letter.archive_number]}
    record("出具书面答复", this, by=by, place=place, changes=changes)
    return this


@transaction.atomic
def release(this: PolicyQuestion, *, by) -> PolicyQuestion:
    """Let everybody read it, as another person than the one who answered. Raises Refused."""
    this, status = _opened(this, "release", by=by)
    if this.answered_by_id == by.pk:
        raise Refused(APART)
    this.status, this.released_at, this.released_by = status, clock.now(), by
    stored(this, ["question", "answer", "basis"])
    words = {name: getattr(this, name) for name in ("topic", "question", "answer", "basis", "answered_on")}
    told = {"place": this.place, "by_name": this.organisation.name, "hidden": False}
    PublishedAnswer.objects.update_or_create(question_id=this.pk, defaults=words | told)
    record("公开政策问答", this, by=by, place=this.place)
    return this


@transaction.atomic
def hide(this: PolicyQuestion, reason: str, *, by) -> PolicyQuestion:
    """Take it from the public page; it can be answered better and released again. Raises Refused."""
    this, status = _opened(this, "hide", by=by)
    if not reason.strip():
        raise Refused("请写明撤下的原因。")
    this.status, this.released_at, this.released_by = status, None, None
    stored(this)
    PublishedAnswer.objects.filter(question_id=this.pk).update(hidden=True)
    record("撤下政策问答", this, by=by, place=this.place, reason=reason.strip())
    return this


@transaction.atomic
def withdraw_question(this: PolicyQuestion, reason: str, *, by) -> PolicyQuestion:
    """Not to be answered (asked twice, taken down wrongly); it stays readable. Raises Refused."""
    this, status = _opened(this, "withdraw", by=by)
    if not reason.strip():
        raise Refused("请写明撤销的原因。")
    this.status = status
    stored(this)
    record("撤销政策问题", this, by=by, place=this.place, reason=reason.strip())
    return this


@transaction.atomic
def remind_questions(district: Place) -> int:
    """Tell those who answer of each question past its day, once for each day it was due. How many were told."""
    below = PolicyQuestion.objects.filter(organisation__place__in=[district, *Place.objects.filter(district=district)])
    late = below.overdue(clock.today()).with_places()
    told = {"page": "policy_question", "key": "policy_question", "said": "提醒政策问题超期", "day": "答复期限"}
    return tell_late(late, _answering, lambda each: f"{each}答复期限{each.due_on}已过，请办理。", **told)


def _answering(this: PolicyQuestion) -> list[Account]:
    return messages.holders(ROLES[this.place.level], this.place)


def _write(this: PolicyQuestion, *, topic, source, asked_on, question, written, by) -> None:
    checks = (
        ("请选择主题和来源。", topic in TOPICS and source in SOURCES),
        (f"提问日期{asked_on}晚于今天，请核对。", asked_on <= clock.today()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    require_nameless(this.place, question, by=by)
    this.topic, this.source, this.asked_on = topic, source, asked_on
    this.question, this.written = question.strip(), written
    district = this.place.district_or_self
    this.due_on = due_on(asked_on, settings.value(LIMIT, district), holidays.calendar_for(district))
    stored(this, ["question"])


def _opened(this: PolicyQuestion, move: str, *, by) -> tuple[PolicyQuestion, Status]:
    """The question with its row locked, and where the move leads. Raises Refused."""
    rows = PolicyQuestion.objects.select_for_update(of=("self",), no_key=True).with_places()
    locked = rows.get(pk=this.pk)
    _require_keeper(by, locked.place)
    target = Status(MOVES.find(move, locked.status).target)
    if locked.letter_id and move in ("change", "answer", "reply"):
        raise Refused(f"书面答复{locked.letter_number}已经出具，问答不再改动；政策有变化的，作为新问题登记。")
    return locked, target


def _require_keeper(by, place: Place) -> None:
    if not keeps(by, place):
        raise Refused(f"“{place.name}”的政策问答由该处的经办人员办理，您的任职不包含此项。")
