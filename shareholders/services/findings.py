"""The opinion (拟定意见) on one person under one clause of the village's rule, and setting somebody back to 待定."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document
from communities.services.recording import record
from shareholders.models import Decision, Finding, Member, MemberRoll, RuleClause
from shareholders.rules import categories
from shareholders.rules.membership import LABELS, MOVES, ON_ROLL, Event
from shareholders.rules.reference import date_faults

from .rolls import locked_member, tell


@dataclass(frozen=True)
class Opinion:
    """What is found, under which clause, by which decision where one is needed.

    An empty category leaves a person in the one that the roll gives; of one person it is always named.
    """

    outcome: str
    clause: RuleClause
    category: str = ""
    text: str = ""
    decision: Decision | None = None
    document: Document | None = None

    def of(self, member: Member) -> str:
        """The category under which the person is judged."""
        return self.category or member.category

    def about(self, member: Member, by) -> Finding:
        """The finding as a row that is not saved yet."""
        category = self.of(member)
        return Finding(
            member=member,
            category=category,
            outcome=self.outcome,
            clause=self.clause,
            article=categories.BY_KEY[category].article_on(clock.today()),
            decision=self.decision,
            text=self.text.strip()[:300],
            document=self.document,
            found_at=clock.now(),
            found_by_id=by.pk,
        )

    def basis(self, finding: Finding) -> str:
        """The clause, the article and the decision, as the member's history names them."""
        return "；".join(filter(None, [str(self.clause), finding.article, str(self.decision or "")]))[:300]


@transaction.atomic
def find(member: Member, *, by, **given) -> Finding:
    """Give the opinion on one person under one clause. Raises Refused with the article where the law says otherwise.

    `given` is what an `Opinion` holds. Where the category is not the village's to settle, the person stays 待定 until
    a passed decision is named.
    """
    locked, opinion = locked_member(member, by), Opinion(**given)
    if reasons := finding_faults(locked, opinion):
        raise Refused(*reasons)
    finding = opinion.about(locked, by)
    finding.save(force_insert=True)
    before = locked.status
    locked.category, locked.status = finding.category, status_after(locked, finding)
    locked.save(update_fields=["category", "status"])
    told = {"text": opinion.text, "document": opinion.document}
    tell(locked, Event.FOUND, clock.today(), by=by, basis=opinion.basis(finding), **told)
    changes = {
        "类别": [None, finding.get_category_display()],
        "拟定意见": [None, finding.get_outcome_display()],
        "依据条款": [None, str(opinion.clause)],
        "状态": [LABELS[before], LABELS[locked.status]],
    }
    record("认定意见", locked, by=by, place=locked.organisation.place, changes=changes, reason=opinion.text.strip())
    return finding


@transaction.atomic
def reopen(member: Member, reason: str, *, by) -> Member:
    """Set a person whom nobody has confirmed or refused yet back to 待定. Raises Refused."""
    locked = locked_member(member, by)
    row = MOVES.find(Event.REOPENED, locked.status)
    if not reason.strip():
        raise Refused("请写明恢复待定的原因。")
    before, locked.status = locked.status, row.target
    locked.save(update_fields=["status"])
    tell(locked, Event.REOPENED, clock.today(), by=by, text=reason)
    changes = {"状态": [LABELS[before], LABELS[locked.status]]}
    record("恢复待定", locked, by=by, place=locked.organisation.place, changes=changes, reason=reason.strip())
    return locked


def status_after(member: Member, finding: Finding) -> str:
    """The status the finding leads to. Raises Refused where the table has no such move."""
    outcome = finding.outcome if finding.settled else categories.Outcome.PENDING
    return MOVES.target(Event.FOUND, member.status, {outcome})


def finding_faults(member: Member, opinion: Opinion) -> list[str]:
    """Every reason why this opinion may not be given on the person today."""
    if reasons := standing_faults(member) or choice_faults(opinion.of(member), opinion.outcome):
        return reasons
    return [
        *personal_faults(member, opinion, reference_moment(member.organisation_id)),
        *opinion_faults(opinion, member.organisation_id),
    ]


def standing_faults(member: Member) -> list[str]:
    if member.status not in ON_ROLL:
        return []
    return [
        f"{member.person.name}已经是成员，已确认的成员不再重新确认（农村集体经济组织法第六十六条）；"
        "成员身份的终止请按死亡、退出等事项办理。"
    ]


def choice_faults(category: str, outcome: str) -> list[str]:
    known = category in categories.LABELS and outcome in categories.OUTCOME_LABELS
    return [] if known else ["请选择成员类别和拟定意见。"]


def personal_faults(member: Member, opinion: Opinion, moment: datetime | None) -> list[str]:
    """What the law and the dates of the person say against it; `moment` is the roll's 基准日, local."""
    category, person = opinion.of(member), member.person
    reasons = categories.unlawful(category, opinion.outcome, clock.today())
    return reasons + (date_faults(category, person.born_on, person.died_on, moment) if moment else [])


def opinion_faults(opinion: Opinion, organisation: int) -> list[str]:
    """What is wrong with clause and decision, whoever is judged."""
    reasons = [] if opinion.clause.rule.organisation_id == organisation else ["请选择本社认定办法的条款。"]
    if opinion.decision is not None:
        own = opinion.decision.organisation_id == organisation
        reasons += opinion.decision.faults() if own else ["请选择本社的表决。"]
    return reasons


def reference_moment(organisation: int) -> datetime | None:
    """The local reference moment of the cooperative's roll."""
    roll = MemberRoll.objects.filter(organisation=organisation).first()
    return roll.reference_at.astimezone(clock.SHANGHAI) if roll else None
