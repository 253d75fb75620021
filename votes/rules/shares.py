"""Parts of a number of people, and how many people reach them: whole numbers and Fraction, nothing is rounded."""

import re
from dataclasses import dataclass
from fractions import Fraction

_WRITTEN = re.compile(r"(?P<over>超过)?(?P<part>[1-9]\d*/[1-9]\d*)(?P<least>以上)?")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number of people; `inclusive` tells 以上 (the number itself is enough) from 超过 (it is not)."""

    part: Fraction
    inclusive: bool

    def __post_init__(self) -> None:
        if not 0 < self.part <= 1 or (self.part == 1 and not self.inclusive):
            raise ValueError(f"比例{self}不能达到")

    def __str__(self) -> str:
        return f"{self.part}以上" if self.inclusive else f"超过{self.part}"

    def needed(self, of: int) -> int:
        """The least whole number of people that reaches the share of `of` people."""
        whole, rest = divmod(self.part.numerator * of, self.part.denominator)
        return whole if self.inclusive and not rest else whole + 1

    @property
    def strictness(self) -> tuple[Fraction, bool]:
        """Of two shares the greater asks for at least as many of any number of people."""
        return self.part, not self.inclusive


def share(text: str) -> Share:
    """Read “2/3以上” or “超过1/2”; raises ValueError."""
    found = _WRITTEN.fullmatch(text)
    if found is None or bool(found["over"]) == bool(found["least"]):
        raise ValueError(f"比例“{text}”应写成 2/3以上 或 超过1/2")
    return Share(Fraction(found["part"]), inclusive=bool(found["least"]))


def percent_cut(part: int, whole: int) -> str:
    """A percentage for the screen with one decimal, cut and never rounded up over a line: 53 of 57 is 92.9%."""
    if whole <= 0:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"
