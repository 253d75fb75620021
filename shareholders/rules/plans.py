"""Who may decide a share plan (the 成员大会, by law since 2025-05-01 never its representatives), and its base."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

IN_FORCE = date(2025, 5, 1)


class Body(StrEnum):
    MEMBERS = "members_assembly"
    REPRESENTATIVES = "members_representatives"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the body could decide, the article or the reason in a sentence."""

    competent: bool
    article: str


@dataclass(frozen=True, slots=True)
class Base:
    """What a locked inventory says of the base: yuan, in words, its 登记时点, the SHA-256 of its lines."""

    amount: Decimal
    source: str
    on: date
    digest: str


def may_decide(body: Body, on: date) -> Verdict:
    """Whether a motion of the body on that day could settle how the shares are divided."""
    if body == Body.MEMBERS and on >= IN_FORCE:
        return Verdict(True, "农村集体经济组织法第二十七条：成员大会以全体成员三分之二以上通过")
    if body == Body.MEMBERS:
        return Verdict(True, "2025年5月1日前按章程和当时的改革文件由成员大会通过")
    if on < IN_FORCE:
        return Verdict(True, "2025年5月1日前按章程和当时的改革文件由成员代表大会通过")
    return Verdict(
        False,
        "农村集体经济组织法第二十八条：份额量化须由成员大会决定，成员代表大会不得代行（2025年5月1日起）",
    )
