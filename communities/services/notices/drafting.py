"""Drafts: written, changed, given their boards, or thrown away. A draft has no number and no public page."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Board, Notice, Organisation, Place, Posting
from communities.rules.notices import DETAILS, Ends, Terms, count_ends
from communities.services.holidays import calendar_for
from communities.services.permission import require
from communities.services.recording import differences, record

from .steps import begin, require_issuer

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Content:
    """What stands on the paper. `posting_on` is the day it is meant to go up; `details` are its lesser lines by name.

    `entered_late` (补录): the paper hung on the boards before anyone entered it, since `posting_on`.

    A 公示 needs `objection_days` or `display_days`, a meeting notice `notice_days` and `meeting_at` (aware); a letter
    needs none. `purpose` is the rule key of the rulebook, empty for a paper of no step.
    """

    kind: str
    title: str
    body: str
    contact: str
    telephone: str
    purpose: str = ""
    objection_days: int | None = None
    objection_unit: str = "natural"
    display_days: int | None = None
    notice_days: int | None = None
    meeting_at: datetime | None = None
    posting_on: date | None = None
    entered_late: bool = False
    basis: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        return Terms(self.objection_days, self.objection_unit, self.display_days, self.notice_days)


@transaction.atomic
def draft(place: Place, issuer: Organisation, content: Content, boards: Iterable[Board] = (), *, by) -> Notice:
    """A new draft of a place, to be signed by `issuer` (an organisation of the writer's own level). Raises Refused."""
    require(by, Verb.POST, place)
    _check(place, issuer, content, by)
    notice = Notice(place=place, issuer=issuer, created_at=clock.now(), created_by_id=by.pk, **asdict(content))
    _check_fields(notice)
    notice.save(force_insert=True)
    _set_boards(notice, boards)
    record("起草公示", notice, by=by, place=place, changes=differences({}, _shown(notice)))
    return notice


def lay_beside(notice: Notice, list_url: str) -> None:
    """Name the page of the list that hangs beside the draft: part of the act that makes the list and records it."""
    notice.list_url = list_url
    notice.save(update_fields=["list_url"])


@transaction.atomic
def edit(
    notice: Notice, content: Content, boards: Iterable[Board], issuer: Organisation | None = None, *, by
) -> Notice:
    """Change a draft as a whole. Raises Refused once it is published."""
    locked, _ = begin(notice, "edit", by=by)
    before = _shown(locked)
    locked.issuer = issuer or locked.issuer
    _check(locked.place, locked.issuer, content, by)
    for name, value in asdict(content).items():
        setattr(locked, name, value)
    _check_fields(locked)
    locked.save()
    _set_boards(locked, boards)
    record("修改公示草稿", locked, by=by, place=locked.place, changes=differences(before, _shown(locked)))
    return locked


@transaction.atomic
def choose_boards(notice: Notice, boards: Iterable[Board], *, by) -> None:
    """Where the draft is to hang: exactly these boards."""
    locked, _ = begin(notice, "edit", by=by)
    before = _shown(locked)
    _set_boards(locked, boards)
    record("选定公开栏", locked, by=by, place=locked.place, changes=differences(before, _shown(locked)))


@transaction.atomic
def discard(notice: Notice, *, by) -> None:
    """Throw a draft away; its number was never given out, the record book keeps that there was one."""
    locked, _ = begin(notice, "discard", by=by)
    record("删除公示草稿", locked, by=by, place=locked.place, changes=differences(_shown(locked), {}))
    locked.postings.all().delete()
    locked.delete()


def preview(place: Place, content: Content) -> Ends:
    """The ends if the last board goes up on `posting_on` (today, if that is open). Raises Refused."""
    return count_ends(content.terms, content.posting_on or clock.today(), calendar_for(place.district_or_self))


def _check(place: Place, issuer: Organisation, content: Content, by) -> None:
    require_issuer(by, issuer)
    reasons = []
    if issuer.place_id not in (place.pk, place.parent_id, place.district_id):
        reasons.append(f"落款单位“{issuer.name}”与“{place.name}”没有隶属关系，请重新选择。")
    if content.kind == Notice.Kind.GENERAL and not (content.objection_days or content.display_days):
        reasons.append("公示须写明异议期或张贴不少于几日，至少填一项。")
    if content.kind == Notice.Kind.MEETING and not (content.notice_days and content.meeting_at):
        reasons.append("会议通知须写明会议时间和提前通知的天数。")
    if content.kind == Notice.Kind.LETTER and (content.objection_days or content.notice_days):
        reasons.append("致居民的一封信没有异议期和通知期，请清空天数。")
    if content.meeting_at and not EARLIEST_YEAR <= content.meeting_at.year <= LATEST_YEAR:
        reasons.append(f"会议时间的年份 {content.meeting_at.year} 有误，请核对。")
    if content.entered_late and not (content.posting_on and content.posting_on <= clock.today()):
        reasons.append("补录的公示须写明实际张贴日，且不能晚于今天。")
    if unknown := set(content.details) - set(DETAILS):
        reasons.append(f"文稿没有这些栏目：{'、'.join(sorted(unknown))}。")
    if reasons:
        raise Refused(*reasons)
    preview(place, content)  # a day or a number of days that cannot be counted is refused now


def _check_fields(notice: Notice) -> None:
    try:
        notice.clean_fields(exclude=["place", "issuer", "created_by", "paper"])
    except ValidationError as faults:
        labels = {item.name: item.verbose_name for item in Notice._meta.fields}
        raise Refused(
            *(f"{labels[name]}：{message}" for name, messages in faults.message_dict.items() for message in messages)
        ) from None


def _set_boards(notice: Notice, boards: Iterable[Board]) -> None:
    chosen = {board.pk: board for board in boards}
    foreign = [board.name for board in chosen.values() if board.place_id != notice.place_id or not board.in_use]
    if foreign:
        raise Refused(f"公开栏{'、'.join(foreign)}不属于“{notice.place.name}”或已停用，请重新选择。")
    notice.postings.exclude(board__in=chosen).delete()
    Posting.objects.bulk_create(
        [Posting(notice=notice, board=board, run=notice.run) for board in chosen.values()], ignore_conflicts=True
    )


def _shown(notice: Notice) -> dict:
    """The draft as the record book compares it."""
    words = {
        "种类": notice.get_kind_display(),
        "标题": notice.title,
        "正文": notice.body,
        "落款单位": notice.issuer.name,
        "联系人": notice.contact,
        "异议期": f"{notice.objection_days}{notice.get_objection_unit_display()}" if notice.objection_days else None,
        "张贴不少于（日）": notice.display_days,
        "提前通知（日）": notice.notice_days,
        "会议时间": notice.meeting_at,
        "拟张贴日": notice.posting_on,
        "补录": "是" if notice.entered_late else None,
        "公开栏": "、".join(posting.board.name for posting in notice.postings.select_related("board")),
    }
    return words | {DETAILS[name]: text for name, text in notice.details.items()}
