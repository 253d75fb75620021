"""三会成员: who may sit where, for how long, and the way from the nomination to the seat.

农村集体经济组织法, in force since 2025-05-01: representatives (§28), directors (§29), supervisors (§32). Before that
day the charter alone said so, and nothing of it is asked of who was seated earlier. The street reviews whether a
candidate qualifies (资格联审): it approves nobody.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from communities.lib.transitions import Move, Table

COLLECTIVES_ACT = date(2025, 5, 1)


class Body(StrEnum):
    REPRESENTATIVES = "representatives"
    DIRECTORS = "directors"
    SUPERVISORS = "supervisors"


BODIES = {Body.REPRESENTATIVES: "成员代表", Body.DIRECTORS: "理事会", Body.SUPERVISORS: "监事会（监事）"}
CHAIRS = {Body.DIRECTORS: "理事长", Body.SUPERVISORS: "监事长"}
SOURCES = {
    "committees": "村（社区）“两委”成员",
    "finance": "民主理财小组成员",
    "villagers": "村（居）民代表",
    "party": "党员代表",
    "other": "其他",
}


class Status(StrEnum):
    NOMINATED = "nominated"
    QUALIFIED = "qualified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ELECTED = "elected"
    NOT_ELECTED = "not_elected"
    ENDED = "ended"


STATUSES = {
    Status.NOMINATED: "待联审",
    Status.QUALIFIED: "联审通过",
    Status.REFUSED: "联审未通过",
    Status.WITHDRAWN: "已撤回",
    Status.ELECTED: "当选",
    Status.NOT_ELECTED: "未当选",
    Status.ENDED: "已离任",
}
LIVE = (Status.NOMINATED, Status.QUALIFIED, Status.ELECTED)
# fmt: off
WAY = Table(
    (
        # move        from              to                  party
        Move("qualify",  Status.NOMINATED, Status.QUALIFIED,   "street"),
        Move("refuse",   Status.NOMINATED, Status.REFUSED,     "street", needs_reason=True),
        Move("withdraw", Status.NOMINATED, Status.WITHDRAWN,   "cooperative", needs_reason=True),
        Move("withdraw", Status.QUALIFIED, Status.WITHDRAWN,   "cooperative", needs_reason=True),
        Move("elect",    Status.QUALIFIED, Status.ELECTED,     "cooperative"),
        Move("pass_by",  Status.QUALIFIED, Status.NOT_ELECTED, "cooperative"),
        Move("end",      Status.ELECTED,   Status.ENDED,       "cooperative", needs_reason=True),
    ),
    STATUSES | {
        "qualify": "登记联审通过", "refuse": "登记联审未通过", "withdraw": "撤回提名", "elect": "登记当选",
        "pass_by": "登记未当选", "end": "登记离任",
    },
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Size:
    """How many people a body has; `most` None: the law names no limit."""

    article: str
    least: int
    most: int | None = None
    odd: bool = False
    women: bool = False


SIZES = {
    Body.REPRESENTATIVES: Size("农村集体经济组织法第二十八条", 21, women=True),
    Body.DIRECTORS: Size("农村集体经济组织法第二十九条", 3, 7, odd=True),
    Body.SUPERVISORS: Size("农村集体经济组织法第三十二条", 1),
}
TERM_YEARS, TERM_ARTICLE = 5, "农村集体经济组织法第二十八条、第二十九条"
NO_RELATIVES = "农村集体经济组织法第二十九条：理事会成员之间实行近亲属回避"
NO_SUPERVISOR = "农村集体经济组织法第三十二条：理事会成员、财务会计人员及其近亲属不得担任监事会成员或者监事"
# Pairs of relations to one head that certainly are 近亲属 (民法典第一千零四十五条); who else is, the person declares.
_CERTAIN = (
    "head spouse, head son, head daughter, head grandchild, head parent, head grandparent, head sibling,"
    " spouse son, spouse daughter, spouse grandchild, spouse parent_in_law, son son, son daughter, daughter daughter,"
    " parent son, parent daughter, parent sibling, parent parent, sibling sibling"
)
NEAR = {tuple(sorted(pair.split())) for pair in _CERTAIN.split(",")}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who stands for a seat or has it; `home` and `relation` (to its head) as the register has them."""

    key: Hashable
    name: str
    body: Body
    is_woman: bool = False
    is_chair: bool = False
    is_accountant: bool = False
    home: Hashable | None = None
    relation: str = ""


def near(one: Person, other: Person) -> bool:
    """Whether the register says that the two are near relatives."""
    same = one.home is not None and one.home == other.home and one.key != other.key
    return same and tuple(sorted((one.relation, other.relation))) in NEAR


def standing_faults(asked: Person, live: Collection[Person]) -> list[str]:
    """Why somebody may not even be nominated beside those who stand or sit already."""
    own = [each.body for each in live if each.key == asked.key]
    both = {asked.body, *own} >= {Body.DIRECTORS, Body.SUPERVISORS}
    checks = (
        (f"{asked.name}在本届{BODIES[asked.body]}已有提名或任职。", asked.body not in own),
        (f"{asked.name}不能同时是理事会和监事会的人选（{NO_SUPERVISOR}）。", not both),
        (
            f"{asked.name}是财务会计人员，不能提名为监事（{NO_SUPERVISOR}）。",
            not (asked.body == Body.SUPERVISORS and asked.is_accountant),
        ),
    )
    return [sentence for sentence, holds in checks if not holds]


def seated_faults(body: Body, seated: Sequence[Person], others: Sequence[Person], on: date) -> list[str]:
    """Why these people cannot together be the body; `others` sit in the other bodies of the term."""
    if on < COLLECTIVES_ACT:
        return []
    return [*_size_faults(body, seated), *_relation_faults(body, seated, others)]


def term_faults(starts_on: date, ends_on: date) -> list[str]:
    """Why a term cannot run so: it ends after it begins and is five years at most."""
    if ends_on <= starts_on:
        return ["届满日须晚于任期起始日。"]
    if starts_on >= COLLECTIVES_ACT and ends_on > end_of_term(starts_on):
        return [f"每届任期{TERM_YEARS}年（{TERM_ARTICLE}），届满日不能晚于{end_of_term(starts_on)}。"]
    return []


def end_of_term(starts_on: date) -> date:
    """The day five years on."""
    day = 28 if (starts_on.month, starts_on.day) == (2, 29) else starts_on.day
    return starts_on.replace(year=starts_on.year + TERM_YEARS, day=day)


def _size_faults(body: Body, seated: Sequence[Person]) -> list[str]:
    size, many, name = SIZES[body], len(seated), BODIES[body]
    chairs, women = sum(each.is_chair for each in seated), any(each.is_woman for each in seated)
    word = CHAIRS.get(body, "负责人")
    limits = f"{size.least}至{size.most}人" if size.most else f"不少于{size.least}人"
    checks = (
        (f"{name}须有{limits}，现为{many}人（{size.article}）。", size.least <= many <= (size.most or many)),
        (f"{name}人数须为单数，现为{many}人（{size.article}）。", not size.odd or many % 2 == 1),
        (f"{name}须有适当数量的妇女，现在一名也没有（{size.article}）。", women or not size.women),
        (f"{name}须有且只有一名{word}，现为{chairs}名。", body != Body.DIRECTORS or chairs == 1),
        (f"{name}至多一名{word}，现为{chairs}名。", body == Body.DIRECTORS or chairs <= 1),
    )
    return [sentence for sentence, holds in checks if not holds]


def _relation_faults(body: Body, seated: Sequence[Person], others: Sequence[Person]) -> list[str]:
    """Near relatives among the directors; supervisors who are, or are near to, a director or an accountant."""
    directors = [each for each in seated if body == Body.DIRECTORS]
    everybody = [*seated, *others]
    watched = [each for each in everybody if each.body == Body.DIRECTORS or each.is_accountant]
    pairs = [(one, other) for one in everybody if one.body == Body.SUPERVISORS for other in watched]
    related = [(one, other) for one, other in combinations(directors, 2) if near(one, other)]
    barred = [(one, other) for one, other in pairs if one.key == other.key or near(one, other)]
    return [
        *(f"{one.name}和{other.name}是近亲属（{NO_RELATIVES}）。" for one, other in related),
        *(f"{one.name}是{_watched(one, other)}，不能担任监事（{NO_SUPERVISOR}）。" for one, other in barred),
    ]


def _watched(one: Person, other: Person) -> str:
    """“理事某某的近亲属”, or the office that the person itself has."""
    office = "理事" if other.body == Body.DIRECTORS else "财务会计人员"
    return office if one.key == other.key else f"{office}{other.name}的近亲属"
