"""Resident identity numbers (GB 11643-1999) and unified social credit codes (GB 32100-2015).

Only length, date and check digit are examined. The region is not: 371102 exists since 1992, and its holders are older.
"""

import re
from dataclasses import dataclass
from datetime import date
from operator import mul

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True)
class Verdict:
    """`faults` forbid the number, `warnings` ask for a second look; Chinese sentences that never repeat the number."""

    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.faults


RIGHT = Verdict()


def resident_check_character(seventeen: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return _RESIDENT_CHECKS[sum(map(mul, _RESIDENT_WEIGHTS, map(int, seventeen))) % 11]


def upgraded(number: str) -> str:
    """A 15-digit number of before 1999 in its 18-digit form (all its holders were born in 19xx); else unchanged."""
    if not _OLD.fullmatch(number):
        return number
    seventeen = f"{number[:6]}19{number[6:]}"
    return seventeen + resident_check_character(seventeen)


def birth_date(number: str) -> date | None:
    """The date in digits 7–14 of an 18-character number; None where that is no day of the calendar."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def check_resident_id(number: str, *, today: date) -> Verdict:
    """Judge an 18-character number as it stands (normalise it first)."""
    if not _RESIDENT.fullmatch(number):
        return Verdict(("身份证号码应为18位：前17位是数字，末位是数字或大写X；请对照证件重新填写。",))
    faults = []
    born = birth_date(number)
    if born is None:
        faults.append("身份证号码第7至14位不是有效的出生日期；请对照证件核对。")
    elif born > today:
        faults.append("身份证号码中的出生日期晚于今天；请对照证件核对。")
    if resident_check_character(number[:17]) != number[17]:
        faults.append("身份证号码末位校验码不符，多半有一位抄错；请对照证件逐位核对。")
    return Verdict(tuple(faults)) if faults else RIGHT


def check_credit_code(code: str) -> Verdict:
    """Judge an 18-character unified credit code; rural collectives begin with N2.

    A wrong check character is a warning only: codes issued with one are in circulation.
    """
    if not re.fullmatch(rf"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}", code):
        return Verdict(
            ("统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z），其中第3至8位是数字；请对照登记证核对。",)
        )
    total = sum(w * _CREDIT_ALPHABET.index(c) for w, c in zip(_CREDIT_WEIGHTS, code[:17], strict=True))
    if _CREDIT_ALPHABET[-total % 31] != code[17]:
        return Verdict(warnings=("统一社会信用代码末位校验码不符；如登记证上确实如此，可以保留。",))
    return RIGHT
