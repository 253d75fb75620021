"""座谈与协商: a record drafted, final, amended by notes beside it, withdrawn; its signed paper kept."""

from datetime import date

from django.core.files import File
from django.db import transaction
from django.urls import reverse

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services import messages
from communities.services.documents import SCANS, store_document
from communities.services.recording import record
from communities.services.saving import changes as differing
from communities.services.saving import stored
from votes.models import Talk, TalkAmendment, TalkPoint
from votes.rules.talks import FORMS, MOVES, Status, faults

from .nameless import require_nameless
from .parties import require_unit

PAPER = "座谈记录"
TEXTS = ["topic", "venue", "chair", "recorder", "rule_name", "rule_clause", "subject", "conclusion"]
ORGANISERS = (
    Organisation.Kind.RESIDENTS_COMMITTEE, Organisation.Kind.VILLAGERS_COMMITTEE, Organisation.Kind.COOPERATIVE,
    Organisation.Kind.PARTY,
)  # fmt: skip


@transaction.atomic
def draft_talk(organisation: Organisation, *, by, **facts) -> Talk:
    """Begin the record of a talk, before or after it is held; `facts` are fields of Talk. Raises Refused."""
    require_unit(by, organisation.place)
    if organisation.kind not in ORGANISERS:
        raise Refused("座谈、协商由居委会（村委会）、合作社或社区党组织召开。")
    talk = Talk(organisation=organisation, drafted_at=clock.now(), drafted_by=by)
    _write(talk, facts, by)
    record("起草座谈记录", talk, by=by, place=talk.place, changes={"议题": [None, talk.topic]})
    return talk


@transaction.atomic
def change_talk(talk: Talk, *, by, **facts) -> Talk:
    """Change a draft. Raises Refused."""
    talk = opened(talk, "write", by=by)
    changes = differing(talk, facts)
    _write(talk, facts, by)
    record("改动座谈记录", talk, by=by, place=talk.place, changes=changes)
    return talk


@transaction.atomic
def add_point(
    talk: Talk, text: str, *, answer: str = "", owner: Organisation | None = None, due_on: date | None = None, by
) -> TalkPoint:
    """Write down a point, answered on the spot or given to somebody to answer by a day. Raises Refused."""
    talk = opened(talk, "write", by=by)
    place, answer, today = talk.place, answer.strip(), clock.today()
    checks = (
        ("会还没有开，会后再登记意见要点。", talk.held_on <= today),
        ("当场答复的，不填答复单位和期限；没有答复的，两项都要填。", _answered_or_owned(answer, owner, due_on)),
        (f"答复期限{due_on}早于今天，请核对。", due_on is None or due_on >= today),
        ("答复单位不属于本区。", owner is None or owner.place.district_or_self == place.district),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    require_nameless(place, text, answer, by=by)
    point = TalkPoint(talk=talk, text=text.strip(), owner=owner, due_on=due_on)
    if answer:
        point.answer, point.answered_at, point.answered_by = answer, clock.now(), by
    stored(point, ["text", "answer"])
    told = {"答复": [None, "当场答复" if answer else f"待{owner.name}{due_on}前答复"]}
    record("登记意见要点", point, by=by, place=place, changes=told)
    return point


@transaction.atomic
def remove_point(point: TalkPoint, *, by) -> Talk:
    """Take a point out of a draft. Raises Refused."""
    talk = opened(point.talk, "write", by=by)
    record("删去意见要点", point, by=by, place=talk.place)
    talk.points.filter(pk=point.pk).delete()
    return talk


@transaction.atomic
def finalise(talk: Talk, *, by) -> Talk:
    """From now on the record stands; who is to answer a point is told. Raises Refused with everything it lacks."""
    talk = opened(talk, "finalise", by=by)
    checks = (
        (f"召开日期{talk.held_on}还没有到，不能定稿。", talk.held_on <= clock.today()),
        ("请填写到会人数。", talk.attended),
        ("请选择参加人员的类别。", talk.attenders),
        ("还没有登记意见要点；没有人提出意见的，如实登记一条。", talk.points.exists()),
        ("请选择协商结果。", talk.outcome or not talk.kind.deliberates),
        ("请填写结果说明。", talk.conclusion),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    talk.status, talk.finalised_at, talk.finalised_by = Status.FINAL, clock.now(), by
    stored(talk)
    changes = {"意见要点": [None, talk.points.count()], "到会": [None, talk.attended]}
    record("座谈记录定稿", talk, by=by, place=talk.place, changes=changes)
    for point in talk.points.waiting().select_related("owner"):
        words = f"{talk.place.name}座谈中有意见请{point.owner.name}在{point.due_on}前答复。"
        messages.tell(messages.people_of(point.owner), words, reverse("talk_point", args=[point.pk]))
    return talk


@transaction.atomic
def amend(talk: Talk, text: str, *, by) -> TalkAmendment:
    """Note beside a final record what it states wrongly; the record stays as it was signed. Raises Refused."""
    talk = opened(talk, "amend", by=by)
    require_nameless(talk.place, text, by=by)
    note = TalkAmendment(talk=talk, text=text.strip(), at=clock.now(), by=by)
    stored(note, ["text"])
    record("更正座谈记录", note, by=by, place=talk.place, reason=note.text)
    return note


@transaction.atomic
def keep_scan(talk: Talk, upload: File, *, by) -> Talk:
    """Keep the signed record as a paper of the place; a step can name it as evidence. Raises Refused."""
    talk = opened(talk, "scan", by=by)
    if talk.scan_id:
        raise Refused("签名件已经存入；要换的，请在“材料”中更换版本。")
    title = f"{PAPER}：{talk.topic}"
    paper = store_document(place=talk.place, kind=PAPER, title=title, upload=upload, written_on=talk.held_on, by=by)
    if paper.latest.media_type not in SCANS:
        raise Refused("签名件须是照片、扫描件或 PDF，请重新选择文件。")
    talk.scan = paper
    stored(talk)
    record("存入座谈记录签名件", talk, by=by, place=talk.place, changes={"档号": [None, paper.archive_number]})
    return talk


@transaction.atomic
def withdraw(talk: Talk, reason: str, *, by) -> Talk:
    """Withdraw a record that should not be there; it stays readable and counts nowhere. Raises Refused."""
    talk = opened(talk, "withdraw", by=by)
    if not reason.strip():
        raise Refused("请写明撤销的原因。")
    talk.status, talk.withdrawal = Status.WITHDRAWN, reason.strip()
    stored(talk, ["withdrawal"])
    record("撤销座谈记录", talk, by=by, place=talk.place, reason=talk.withdrawal)
    return talk


def opened(talk: Talk, move: str, *, by) -> Talk:
    """The talk with its row locked, for a move that its status allows and the person may make. Raises Refused."""
    locked = Talk.objects.select_for_update(of=("self",), no_key=True).with_places().get(pk=talk.pk)
    require_unit(by, locked.place)
    MOVES.find(move, locked.status)
    return locked


def _write(talk: Talk, facts: dict, by) -> None:
    for name, value in facts.items():
        setattr(talk, name, value.strip() if isinstance(value, str) else value)
    if talk.form not in FORMS:
        raise Refused("请选择座谈、协商的形式。")
    if reasons := [sentence for _, sentence in faults(talk.form, vars(talk))]:
        raise Refused(*reasons)
    require_nameless(talk.place, talk.topic, talk.conclusion, by=by)
    stored(talk, TEXTS)


def _answered_or_owned(answer: str, owner: Organisation | None, due_on: date | None) -> bool:
    return not (owner or due_on) if answer else bool(owner and due_on)
