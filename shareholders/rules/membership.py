"""How a member's status moves: from the household check over finding and confirmation to the roll, and off it."""

from enum import StrEnum

from communities.lib.transitions import Move, Table


class Status(StrEnum):
    PENDING = "pending"
    PROPOSED = "proposed"
    NOT_PROPOSED = "not_proposed"
    MEMBER = "member"
    RETAINED = "retained"
    REFUSED = "refused"
    LOST = "lost"
    LEFT = "left"


class Event(StrEnum):
    LISTED = "listed"
    FOUND = "found"
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RETAINED = "retained"
    BORN = "born"
    ADOPTED = "adopted"
    MARRIED_IN = "married_in"
    MIGRATED = "migrated"
    MOVED_OUT = "moved_out"
    DIED = "died"
    NATIONALITY = "nationality"
    ELSEWHERE = "elsewhere"
    CIVIL_SERVANT = "civil_servant"
    LEFT = "left"
    CORRECTED = "corrected"


LABELS = {
    "pending": "待定",
    "proposed": "拟认定",
    "not_proposed": "拟不认定",
    "member": "成员",
    "retained": "保留资格",
    "refused": "不予认定",
    "lost": "已丧失",
    "left": "已退出",
}
EVENT_LABELS = {
    "listed": "列入名册",
    "found": "作出认定意见",
    "reopened": "恢复待定",
    "confirmed": "确认为成员",
    "refused": "不予认定",
    "retained": "保留成员资格",
    "born": "出生",
    "adopted": "收养",
    "married_in": "结婚入户",
    "migrated": "政策性移民",
    "moved_out": "户口迁出",
    "died": "死亡",
    "nationality": "丧失国籍",
    "elsewhere": "取得其他组织成员身份",
    "civil_servant": "成为公务员",
    "left": "自愿退出",
    "corrected": "更正",
}
S, E = Status, Event
COOPERATIVE, ASSEMBLY = "cooperative", "assembly"
# `found` leads where the finding says; `given` names what it says.
MOVES = Table(
    (
        Move(E.FOUND,         S.PENDING,      S.PROPOSED,     COOPERATIVE, given="include"),
        Move(E.FOUND,         S.PENDING,      S.NOT_PROPOSED, COOPERATIVE, given="exclude"),
        Move(E.FOUND,         S.PENDING,      S.PROPOSED,     COOPERATIVE, given="retain"),
        Move(E.FOUND,         S.PENDING,      S.PENDING,      COOPERATIVE, given="pending"),
        Move(E.REOPENED,      S.PROPOSED,     S.PENDING,      COOPERATIVE, needs_reason=True),
        Move(E.REOPENED,      S.NOT_PROPOSED, S.PENDING,      COOPERATIVE, needs_reason=True),
        Move(E.CONFIRMED,     S.PROPOSED,     S.MEMBER,       ASSEMBLY),
        Move(E.RETAINED,      S.PROPOSED,     S.RETAINED,     ASSEMBLY),
        Move(E.REFUSED,       S.NOT_PROPOSED, S.REFUSED,      ASSEMBLY),
        Move(E.MOVED_OUT,     S.MEMBER,       S.MEMBER,       COOPERATIVE, needs_reason=True),
        Move(E.DIED,          S.MEMBER,       S.LOST,         COOPERATIVE, needs_reason=True),
        Move(E.DIED,          S.RETAINED,     S.LOST,         COOPERATIVE, needs_reason=True),
        Move(E.NATIONALITY,   S.MEMBER,       S.LOST,         COOPERATIVE, needs_reason=True),
        Move(E.ELSEWHERE,     S.MEMBER,       S.LOST,         COOPERATIVE, needs_reason=True),
        Move(E.ELSEWHERE,     S.RETAINED,     S.LOST,         COOPERATIVE, needs_reason=True),
        Move(E.CIVIL_SERVANT, S.MEMBER,       S.LOST,         COOPERATIVE, needs_reason=True),
        Move(E.LEFT,          S.MEMBER,       S.LEFT,         COOPERATIVE, needs_reason=True),
        Move(E.CORRECTED,     S.PENDING,      S.PENDING,      COOPERATIVE, needs_reason=True),
        Move(E.CORRECTED,     S.PROPOSED,     S.PROPOSED,     COOPERATIVE, needs_reason=True),
        Move(E.CORRECTED,     S.NOT_PROPOSED, S.NOT_PROPOSED, COOPERATIVE, needs_reason=True),
        Move(E.CORRECTED,     S.MEMBER,       S.MEMBER,       COOPERATIVE, needs_reason=True),
        Move(E.CORRECTED,     S.RETAINED,     S.RETAINED,     COOPERATIVE, needs_reason=True),
    ),
    LABELS | EVENT_LABELS,
)  # fmt: skip
ON_ROLL = (S.MEMBER, S.RETAINED)
UNDECIDED = (S.PENDING, S.PROPOSED, S.NOT_PROPOSED)
ENDED = (S.REFUSED, S.LOST, S.LEFT)
# How somebody comes onto a roll that exists: births by law at once, the others by finding and assembly (§12).
ENTRIES = {E.BORN: S.MEMBER, E.ADOPTED: S.PROPOSED, E.MARRIED_IN: S.PROPOSED, E.MIGRATED: S.PROPOSED}
# How somebody leaves it, with the article that lets it happen; nothing else ends a membership (§17 and §18).
EXITS = {
    E.DIED: "农村集体经济组织法第十七条第一款第一项",
    E.NATIONALITY: "农村集体经济组织法第十七条第一款第二项",
    E.ELSEWHERE: "农村集体经济组织法第十七条第一款第三项",
    E.CIVIL_SERVANT: "农村集体经济组织法第十七条第一款第四项",
    E.LEFT: "农村集体经济组织法第十六条",
}
