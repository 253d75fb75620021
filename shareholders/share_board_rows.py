"""What a posted list of shares says: a line a household, as the ledger stands on a day and as it was posted."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from communities.models import Household, Notice
from shareholders import holdings
from shareholders.holdings import Holding
from shareholders.models import ShareBoardLine, SharePlan
from shareholders.rules.ledger import plain


@dataclass(frozen=True)
class Line:
    """One household for the board; `holders` are {name, relation, shares, total}, those under fourteen as a number."""

    household: int | None
    number: str
    certificate: str
    head: str
    holders: list[dict]
    people: int
    total: Decimal
    digest: str


def current_lines(plan: SharePlan, on: date) -> list[Line]:
    """Every household that holds shares at the end of the day, in the order of 户编号, the collective last."""
    rows = holdings.holdings(plan, holdings.held(plan, on), on)
    rows.sort(key=lambda row: (row.household is None, row.number, row.household))
    return [_line(list(group)) for _, group in groupby(rows, key=lambda row: row.household)]


def changed_lines(plan: SharePlan, on: date) -> list[Line]:
    """The lines that differ from what is posted; a household that holds nothing any more is one without holders."""
    now, posted = current_lines(plan, on), posted_digests(plan)
    changed = [line for line in now if posted.get(line.household) != line.digest]
    for home in Household.objects.filter(pk__in=posted.keys() - {line.household for line in now} - {None}):
        empty = Line(home.pk, home.number, "", "", [], 0, holdings.NOUGHT, _digest([home.number]))
        if posted[home.pk] != empty.digest:
            changed.append(empty)
    return sorted(changed, key=lambda line: (line.household is None, line.number))


def posted_digests(plan: SharePlan) -> dict[int | None, str]:
    """What was last posted of each household; a list that was taken down says nothing."""
    lines = ShareBoardLine.objects.filter(board__plan=plan).exclude(board__notice__status=Notice.Status.WITHDRAWN)
    return dict(lines.order_by("board__part").values_list("household", "digest"))


def digest_of(lines: Iterable[Line]) -> str:
    return _digest([line.digest for line in lines])


def words(line: Line | ShareBoardLine) -> str:
    """“张三（户主）10、李四（配偶）10、户内成员1人5”: how a line reads in a sentence."""
    relations = (f"（{each['relation']}）" if each["relation"] else "" for each in line.holders)
    pairs = zip(line.holders, relations, strict=True)
    told = (f"{each['name']}{relation}{each['total']}股" for each, relation in pairs)
    return "、".join(told) or "本户现无持股"


def _line(members: list[Holding]) -> Line:
    first = members[0]
    grown, children = [], []
    for row in members:
        (children if row.is_child else grown).append(row)
    holders = [_holder(row.name, row.relation, row.shares, row.total) for row in grown]
    if children:
        sums = tuple(map(sum, zip(*(row.shares for row in children), strict=True)))
        holders.append(_holder(f"户内成员{len(children)}人", "", sums, sum(row.total for row in children)))
    # by person: whoever turns fourteen is shown by name from then on, and nothing has changed
    told = sorted((str(row.person), row.name, row.relation, *map(plain, row.shares)) for row in members)
    people = sum(row.person is not None for row in members)
    total = sum(row.total for row in members)
    digest = _digest([first.number, told])
    return Line(first.household, first.number, first.certificate, first.head, holders, people, total, digest)


def _holder(name: str, relation: str, shares: Iterable[Decimal], total: Decimal) -> dict:
    return {"name": name, "relation": relation, "shares": list(map(plain, shares)), "total": plain(total)}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
