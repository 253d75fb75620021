"""One clause for many people of a census: first seen who would be decided on and who is stopped, then done at once."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Finding, Member, MemberEvent, MemberRoll
from shareholders.models.members import MemberQuerySet
from shareholders.rules import categories
from shareholders.rules.membership import LABELS, MOVES, Event, Status

from .findings import (
    Opinion,
    choice_faults,
    opinion_faults,
    personal_faults,
    reference_moment,
    standing_faults,
)

BATCH = 1_000


@dataclass(frozen=True)
class Judged:
    """What an opinion on many would do: those it decides on, and those it stops at, each with every reason."""

    ready: tuple[Member, ...]
    stopped: tuple[tuple[Member, list[str]], ...]
    opinion: Opinion

    @cached_property
    def digest(self) -> str:
        """SHA-256 over who is decided on, how and out of what: the same as long as nothing has changed."""
        rows = [[each.pk, each.status, self.opinion.of(each), self.opinion.outcome] for each in self.ready]
        told = [rows, self.opinion.clause.pk, self.opinion.decision and self.opinion.decision.pk]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def target(self) -> str:
        """The status of all who are decided on."""
        return MOVES.target(Event.FOUND, Status.PENDING, {self.opinion.outcome})

    def by_category(self) -> dict[str, int]:
        """How many people under each category, in the order of the law's table."""
        counted = Counter(self.opinion.of(each) for each in self.ready)
        return {key: counted[key] for key in categories.LABELS if key in counted}


def judge(organisation: Organisation, members: MemberQuerySet, opinion: Opinion) -> Judged:
    """Try an opinion on members of the roll; nothing is written. Raises Refused where it holds for nobody."""
    if reasons := opinion_faults(opinion, organisation.pk):
        raise Refused(*reasons)
    moment, ready, stopped = reference_moment(organisation.pk), [], []
    found = members.filter(organisation=organisation).select_related("person", "household")
    for member in found.order_by("household__number", "number", "pk"):
        if reasons := _faults(member, opinion, moment):
            stopped.append((member, reasons))
        else:
            ready.append(member)
    return Judged(tuple(ready), tuple(stopped), opinion)


@transaction.atomic
def find_many(organisation: Organisation, members: MemberQuerySet, opinion: Opinion, expected: str, *, by) -> int:
    """Give one opinion on all of the members whom it may be given on; how many. The others are left as they are.

    `expected` is the digest of what was shown. Raises Refused where the roll has changed since, or nobody is left.
    """
    require(by, Verb.ROLL, organisation.place)
    roll = MemberRoll.objects.select_for_update(no_key=True).filter(organisation=organisation).first()
    if roll is None:
        raise Refused(f"{organisation.name}还没有建立成员名册。")
    judged = judge(organisation, members.select_for_update(of=("self",)), opinion)
    checks = (
        ("没有可以办理的人员，请核对类别、拟定意见和条款。", judged.ready),
        ("核对以后名册有变化，没有办理，请重新核对后再确认。", judged.digest == expected),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    _write(judged, by)
    changes = {
        "人数": [None, len(judged.ready)],
        "没有办理（人）": [None, len(judged.stopped)],
        "拟定意见": [None, categories.OUTCOME_LABELS[opinion.outcome]],
        "依据条款": [None, str(opinion.clause)],
        "状态": [LABELS[Status.PENDING], LABELS[judged.target]],
        **{f"类别：{categories.LABELS[key]}": [None, number] for key, number in judged.by_category().items()},
    }
    record("成批认定意见", roll, by=by, place=organisation.place, changes=changes, reason=opinion.text.strip())
    return len(judged.ready)


def _faults(member: Member, opinion: Opinion, moment) -> list[str]:
    if member.status != Status.PENDING:
        held = f"{member.person.name}现为“{LABELS[member.status]}”，不是待定；要改变的请先恢复待定。"
        return standing_faults(member) or [held]
    category = opinion.of(member)
    if reasons := choice_faults(category, opinion.outcome):
        return reasons
    reasons = personal_faults(member, opinion, moment)
    if categories.needs_decision(category, opinion.outcome) and opinion.decision is None:
        word = categories.OUTCOME_LABELS[opinion.outcome]
        reasons.append(f"“{categories.LABELS[category]}”{word}须经有权的会议表决；没有选择通过的表决，保持待定。")
    return reasons


def _write(judged: Judged, by) -> None:
    """Findings, statuses and events, in statements of a thousand rows; whoever is ready holds what it needs."""
    opinion, target, moment = judged.opinion, judged.target, clock.now()
    findings = [opinion.about(member, by) for member in judged.ready]
    Finding.objects.bulk_create(findings, batch_size=BATCH)
    keys: dict[str, list[int]] = defaultdict(list)
    for finding in findings:
        keys[finding.category].append(finding.member_id)
    for category, found in keys.items():
        Member.objects.filter(pk__in=found).update(status=target, category=category)
    MemberEvent.objects.bulk_create(_events(findings, judged, moment, by), batch_size=BATCH)


def _events(findings: Sequence[Finding], judged: Judged, moment, by) -> list[MemberEvent]:
    opinion, target = judged.opinion, judged.target
    return [
        MemberEvent(
            member_id=finding.member_id,
            kind=Event.FOUND,
            occurred_on=clock.today(),
            at=moment,
            by_name=by.name,
            status=target,
            basis=opinion.basis(finding),
            text=finding.text,
            document=opinion.document,
        )
        for finding in findings
    ]
