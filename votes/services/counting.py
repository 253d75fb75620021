"""Counts by two people, corrections that keep what they correct, and the sealed result."""

import hashlib
import json
from datetime import date

from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import Count, Meeting, Motion, Result
from votes.rules import Counts, thawed, verdict
from votes.rules import Motion as Put

from .parties import held


@transaction.atomic
def enter_count(
    motion: Motion, *, in_favour: int, against: int, abstained: int, invalid: int, by
) -> Count:  # fmt: skip
    """Enter the ballots as one person counted them; they must make up the ballots returned. Raises Refused."""
    meeting = held(motion.meeting, "count", by=by)
    _require_open(motion)
    count = Count(motion=motion, in_favour=in_favour, against=against, abstained=abstained, invalid=invalid)
    _require_whole(meeting, count)
    count.counted_at, count.counted_by = clock.now(), by
    stored(count)
    record("登记计票", count, by=by, place=meeting.place, changes=_told(None, count))
    return count


@transaction.atomic
def correct_count(
    count: Count, *, in_favour: int, against: int, abstained: int, invalid: int, reason: str, by
) -> Count:  # fmt: skip
    """Correct one's own count with the reason; the earlier row and its author stay. Raises Refused."""
    meeting = held(count.motion.meeting, "count", by=by)
    _require_open(count.motion)
    checks = (
        ("只能更正自己登记的计票。", count.counted_by_id == by.pk),
        ("这次计票已经更正过，请更正最新的一次。", not Count.objects.filter(corrects=count).exists()),
        ("请写明更正原因。", reason.strip()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    new = Count(motion=count.motion, in_favour=in_favour, against=against, abstained=abstained, invalid=invalid)
    _require_whole(meeting, new)
    new.corrects, new.reason, new.counted_at, new.counted_by = count, reason.strip(), clock.now(), by
    stored(new, ["reason"])
    record("更正计票", new, by=by, place=meeting.place, changes=_told(count, new), reason=new.reason)
    return new


@transaction.atomic
def seal(motion: Motion, *, by) -> Result:
    """Judge the motion by its frozen rule and seal the result. Raises Refused until two people count alike."""
    meeting = held(motion.meeting, "count", by=by)
    _require_open(motion)
    first, second = _two_alike(motion)
    counts = counts_of(meeting, first)
    found = verdict(
        Put(
            meeting.body.body,
            motion.matter,
            meeting.held_on,
            notice_on=meeting.notice_on,
            authorized=meeting.authorisation_id is not None,
            reform_done=meeting.reform_done,
        ),
        counts,
        thawed(motion.rule),
    )
    result = Result(motion=motion, passed=found.passed and not found.unstated, verdict=found.as_dict())
    result.figures = {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
    result.first_by, result.second_by = first.counted_by, second.counted_by
    result.fingerprint = fingerprint(meeting, motion, first, result)
    result.sealed_at, result.sealed_by = clock.now(), by
    stored(result)
    changes = {"结论": [None, "通过" if result.passed else "未通过"], "指纹": [None, result.fingerprint]}
    record("封存表决结果", result, by=by, place=meeting.place, changes=changes)
    return result


def counts_of(meeting: Meeting, count: Count) -> Counts:
    """The figures of a motion: people from the closed roll, ballots from the count.

    Who came and returned no ballot counts as having come and as abstaining.
    """
    roll = meeting.roll
    women, proxies = roll.filter(is_woman=True), roll.proxies().count()
    present = roll.in_person().count()
    return Counts(
        entitled=roll.count(),
        present=present,
        in_favour=count.in_favour,
        against=count.against,
        abstained=count.abstained + present + proxies - sum(count.figures),
        invalid=count.invalid,
        women_entitled=women.count(),
        women_present=women.in_person().count(),
        proxies=proxies,
        unlawful_proxies=roll.unlawful_proxies().count(),
    )


def fingerprint(meeting: Meeting, motion: Motion, count: Count, result: Result) -> str:
    """SHA-256 over all the result rests on: terms, rule, the roll line by line, the ballots, the conclusion."""
    roll = meeting.roll.order_by("pk").values_list(
        "seat_id", "household_id", "is_woman", "attendance", "represented_by__seat_id", "written", "voted"
    )
    paper = str(meeting.authorisation_id) if meeting.authorisation_id else None
    told = [
        [motion.pk, motion.matter, motion.title, motion.previous_id, motion.rule],
        [meeting.body.body, _day(meeting.held_on), _day(meeting.notice_on), paper, meeting.reform_done],
        [list(line) for line in roll],
        list(count.figures),
        [result.first_by_id, result.second_by_id, result.passed, result.verdict],
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _require_open(motion: Motion) -> None:
    if Result.objects.filter(motion=motion).exists():
        raise Refused("表决结果已经封存，不能再登记或更正计票。")


def _require_whole(meeting: Meeting, count: Count) -> None:
    """The four counts make up exactly the ballots returned."""
    returned = meeting.roll.filter(voted=True).count()
    if any(figure < 0 for figure in count.figures):
        raise Refused("票数不能小于0，请核对。")
    if sum(count.figures) != returned:
        told = "、".join(f"{label}{figure}" for label, figure in _labelled(count).items())
        raise Refused(f"{told}，合计{sum(count.figures)}票，交票{returned}票，两数须相等，请重新计票。")


def _two_alike(motion: Motion) -> tuple[Count, Count]:
    """The newest counts of two people that agree; Refused where there are none, or where the newest differ."""
    newest = list(motion.counts.filter(corrected_by=None).select_related("counted_by").order_by("pk"))
    if len(newest) < 2:
        raise Refused("须由两人分别登记计票，结果一致后才能封存。")
    if len({count.figures for count in newest}) > 1:
        told = "；".join(f"{count.counted_by.name}：{'、'.join(map(str, count.figures))}" for count in newest)
        raise Refused(f"两人计票不一致（赞成、反对、弃权、无效），请复核后更正：{told}。")
    return newest[0], newest[1]


def _labelled(count: Count) -> dict[str, int]:
    return dict(zip(("赞成", "反对", "弃权", "无效"), count.figures, strict=True))


def _told(before: Count | None, after: Count) -> dict:
    was = _labelled(before) if before else {}
    return {label: [was.get(label), figure] for label, figure in _labelled(after).items()}
