"""The three bodies of a corner's cooperative: a term, somebody who waits for the street's review, a supervisor."""

from datetime import date

from communities.access import Role
from communities.lib import clock
from communities.services import documents
from shareholders import services
from shareholders.rules.officers import end_of_term
from shareholders.services import officers
from tests import makers


def seat_officers(corner, picture, cooperative, members) -> dict:
    """What the addresses of the bodies name; `members` are two of the cooperative."""
    by, word, today = corner.secretary, corner.word, clock.today()
    street = makers.account(Role.STREET, corner.place.parent)
    starts_on = date(today.year, 1, 1)
    term = officers.open_term(cooperative, starts_on, end_of_term(starts_on), by=by)
    told = {"source": "party", "skill": f"{word}财务", "proposer": f"{word}党组织推荐", "declared": True, "by": by}
    waiting, chosen = (
        officers.nominate(term, member.person, body, **told)
        for member, body in zip(members, ("directors", "supervisors"), strict=True)
    )
    officers.review(chosen, qualified=True, on=today, opinion=f"{word}符合条件", by=street)
    paper = documents.store_document(
        place=corner.place, kind="会议记录", title=f"{word}选举记录", upload=picture(), written_on=today, by=by
    )
    counts = {"entitled": 90, "present": 80, "in_favour": 70, "minuted_passed": True, "held_on": today}
    about = {"body": "members_assembly", "subject": "officers", "matter": f"{word}选举", "document": paper}
    decision = services.state_decision(cooperative, by=by, **about, **counts)
    officers.seat(term, "supervisors", [chosen], on=today, decision=decision, by=by)
    return {"officer_term": term, "candidate": waiting, "supervisor": chosen}
