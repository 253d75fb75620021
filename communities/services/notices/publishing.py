"""Publishing: the gate against personal numbers, the number, the paper as PDF, the public snapshot."""

import hashlib
import json
import secrets
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from communities import papers
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, Notice, NoticeEvent, PublishedNotice
from communities.rules.notice_blanks import blanks
from communities.rules.notices import DETAILS, Ends, count_ends, personal_numbers
from communities.services import documents
from communities.services.holidays import calendar_for
from communities.services.numbering import next_number
from communities.services.recording import record

from .steps import begin, require_issuer, tell_event, terms_of

NUMBER_WORDS = {"general": "公示", "letter": "公开信", "meeting": "会议通知"}
PAPERS = {"general": "notice", "letter": "letter", "meeting": "meeting_notice"}


@transaction.atomic
def publish(notice: Notice, *, by) -> Notice:
    """Give the draft its number, its paper and its public page. From here on its words do not change.

    Refused while any text on it (but the telephone lines) holds a personal number, while a section of it has still to
    be filled in, without a board to hang on, or for a meeting before the first lawful day.
    """
    locked, status = begin(notice, "publish", by=by)
    require_issuer(by, locked.issuer)
    locked.posting_on = locked.posting_on or clock.today()
    ends = count_ends(terms_of(locked), locked.posting_on, calendar_for(locked.place.district_or_self))
    if reasons := publishing_faults(locked, ends):
        raise Refused(*reasons)
    locked.number = _number(locked)
    locked.status, locked.published_at = status, clock.now()
    snapshot = _snapshot(locked)
    content = _render(locked, ends, locked.posting_on, snapshot)
    locked.counting = {"printed": _printed(ends, locked.posting_on)}
    locked.paper = documents.store_document(
        place=locked.place,
        kind=locked.get_kind_display(),
        title=locked.title,
        upload=ContentFile(content, name=f"{locked.title}.pdf"),
        written_on=_day_of_paper(locked),
        by=by,
    )
    locked.save()
    snapshot.save(force_insert=True)
    tell_event(locked, NoticeEvent.Kind.PUBLISHED, _day_of_paper(locked), by=by, text=locked.number)
    changes = {"编号": [None, locked.number], "状态": ["草稿", "待张贴"]}
    record("补录公示" if locked.entered_late else "发布公示", locked, by=by, place=locked.place, changes=changes)
    return locked


@transaction.atomic
def reprint(notice: Notice, *, by) -> Document:
    """Print the paper anew with the days that really run, as a further version of the same document."""
    locked, _ = begin(notice, "reprint", by=by)
    printed = printed_dates(locked)
    if locked.counting.get("printed") == printed:
        raise Refused("文稿上的日期与实际期限一致，不需要重印。")
    snapshot = PublishedNotice.objects.get(notice_id=locked.pk)
    ends = count_ends(terms_of(locked), locked.starts_on, calendar_for(locked.place.district_or_self))
    content = _render(locked, ends, locked.starts_on, snapshot, printed)
    documents.add_version(locked.paper, ContentFile(content, name=f"{locked.title}.pdf"), "按实际期限重印", by=by)
    locked.counting = {**locked.counting, "printed": printed}
    locked.save(update_fields=["counting"])
    record("重印公示", locked, by=by, place=locked.place, changes={"文稿日期": [None, json.dumps(printed)]})
    return locked.paper


def publishing_faults(notice: Notice, ends: Ends) -> list[str]:
    """Why the draft cannot be published yet; the page shows the same list before anyone tries."""
    details = [(DETAILS[name], text) for name, text in notice.details.items() if name != "supervision"]
    texts = [("标题", notice.title), ("正文", notice.body), ("联系人", notice.contact), ("依据", notice.basis)]
    reasons = personal_numbers([*texts, *details])
    reasons += blanks(notice.kind, notice.title, notice.body, notice.details)
    if notice.kind != Notice.Kind.LETTER and not notice.postings.exists():
        reasons.append("还没有选定公开栏，请至少选定一处再发布。")
    if notice.entered_late and (notice.posting_on is None or notice.posting_on > clock.today()):
        reasons.append("补录的公示须写明实际张贴日，且不能晚于今天。")
    too_early = ends.notice and notice.meeting_at and _day(notice.meeting_at) < ends.notice.earliest
    if too_early and not notice.entered_late:  # what was unlawful on paper is entered as it was; the gates see it
        reasons.append(
            f"会议定于 {_day(notice.meeting_at)}，早于最早可开会日 {ends.notice.earliest}"
            f"（{ends.notice.explanation()}），请推迟会议或提前张贴。"
        )
    return reasons


def public_address(token: str) -> str:
    return settings.PUBLIC_BASE_URL + reverse("public_notice", args=[token])


def short_digest(digest: str) -> str:
    """The digest as it stands on paper and on the public page: five groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, 20, 4))


def printed_dates(notice: Notice) -> dict:
    """The days the paper would show if it were printed now."""
    return {
        "first_day": _iso(notice.starts_on),
        "objection_end": _iso(notice.objection_ends_on),
        "display_end": _iso(notice.display_ends_on),
    }


def _printed(ends: Ends, first_day: date) -> dict:
    return {
        "first_day": first_day.isoformat(),
        "objection_end": ends.objection.end.isoformat() if ends.objection else None,
        "display_end": ends.display.end.isoformat() if ends.display else None,
    }


def _number(notice: Notice) -> str:
    """槐里公示〔2026〕3号: one series for each issuing place, kind and year."""
    word, year = NUMBER_WORDS[notice.kind], _day_of_paper(notice).year
    nth = next_number(f"notice:{notice.issuer.place_id}:{word}:{year}")
    return f"{notice.issuer.place.name}{word}〔{year}〕{nth}号"


def _snapshot(notice: Notice) -> PublishedNotice:
    """What the public page may know; saved once the paper is made."""
    heads = [notice.kind, notice.number, notice.title, notice.issuer.name]
    words = [*heads, notice.body, notice.contact, notice.telephone, notice.details]
    text = json.dumps(words, ensure_ascii=False, sort_keys=True)
    place = notice.place
    above = [place.district.name if place.district else "", place.parent.name if place.level == "community" else ""]
    return PublishedNotice(
        token=secrets.token_urlsafe(16),
        notice_id=notice.pk,
        kind=notice.get_kind_display(),
        number=notice.number,
        title=notice.title,
        issuer=notice.issuer.name,
        place="".join([*above, place.name]),
        contact=notice.contact,
        telephone=notice.telephone,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        entered_late=notice.entered_late,
        demo=place.demo,
        published_at=notice.published_at,
    )


def _render(notice: Notice, ends: Ends, first_day: date, snapshot: PublishedNotice, days: dict | None = None) -> bytes:
    counted = _printed(ends, first_day)
    days = days or counted
    lengthened = "，已依法延长" if days["objection_end"] != counted["objection_end"] else ""
    context = {
        **notice.details,
        "title": notice.title,
        "number": notice.number,
        "entered_late_on": _day(notice.published_at) if notice.entered_late else None,
        "body": notice.body,
        "contact": notice.contact,
        "telephone": notice.telephone,
        "office": notice.issuer.name,
        "issuer": notice.issuer.name,
        "date": first_day,
        "first_day": first_day,
        "objection_end": _date(days["objection_end"]),
        "display_end": _date(days["display_end"]),
        "days": notice.objection_days,
        "unit": notice.get_objection_unit_display(),
        "how_counted": f"{ends.objection.explanation()}{lengthened}" if ends.objection else "",
        "held_at": notice.meeting_at,
        "place": notice.details.get("meeting_place", ""),
        "agenda": [line for line in notice.details.get("agenda", "").splitlines() if line.strip()],
        "verify_url": public_address(snapshot.token),
        "digest": short_digest(snapshot.digest),
    }
    try:
        return papers.render_paper(PAPERS[notice.kind], context).pdf
    except papers.RenderFailed as failed:
        raise Refused(failed.reason) from failed


def _day_of_paper(notice: Notice) -> date:
    """The day it was issued: today, or for one that is entered late the day it went up."""
    return notice.posting_on if notice.entered_late else clock.today()


def _day(moment) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
