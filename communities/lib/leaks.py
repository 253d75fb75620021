"""Finds personal numbers in running text: the gate before anything is published, and the filter of the logs.

Found: resident ID numbers with a right check digit, mobile numbers, bank cards (16–19 digits, Luhn); also in full-width
digits and with spaces or dashes in between. Left alone: statistical codes, unified credit codes, digests, dates,
archive numbers.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from communities.lib.idcards import resident_check_character

HIDDEN = "[已隐去]"


@dataclass(frozen=True, order=True)
class Found:
    """A personal number at text[start:end]; `kind` is "id", "phone" or "bank". The number itself is not carried."""

    start: int
    end: int
    kind: str


class _Chain:
    """Digits of `plain` joined by at most three separators each. `breaks` are the positions in `digits` at which a
    printed group begins, both ends included; digit i stands at `at[i]` in the text."""

    def __init__(self, plain: str, start: int, end: int) -> None:
        self.plain = plain
        self.at = [position for position in range(start, end) if plain[position] in _DIGITS]
        self.digits = "".join(plain[position] for position in self.at)
        self.breaks = [0, *(i for i in range(1, len(self.at)) if self.at[i] - self.at[i - 1] > 1), len(self.at)]

    def groups(self, start: int, end: int) -> tuple[int, ...] | None:
        """The lengths of the printed groups that digits[start:end] consists of; None if it cuts through one."""
        inside = self.breaks[bisect_left(self.breaks, start) : bisect_right(self.breaks, end)]
        if not inside or inside[0] != start or inside[-1] != end:
            return None
        return tuple(after - before for before, after in pairwise(inside))

    def opening(self, start: int) -> int:
        """Where the group begins that digit `start` belongs to."""
        return self.breaks[bisect_right(self.breaks, start) - 1]

    def glued(self, start: int, end: int) -> bool:
        return self.opening(start) == self.opening(end - 1)

    def dashed(self, start: int, end: int) -> bool:
        """Whether nothing but dashes stands between these digits."""
        between = (c for c in self.plain[self.at[start] : self.at[end - 1]] if c not in _DIGITS)
        return all(_DASH.match(character) for character in between)

    def neighbours(self, start: int, end: int) -> int:
        """How many groups stand beside these on their line, up to two a side: a table row has many, a number none."""
        before = self.breaks[: bisect_left(self.breaks, start) + 1][-3:][::-1]
        after = self.breaks[bisect_left(self.breaks, end) :][:3]
        return self._same_line(before) + self._same_line(after)

    def _same_line(self, breaks: list[int]) -> int:
        count = 0
        for position in breaks[:-1]:
            if "\n" in self.plain[self.at[position - 1] : self.at[position]]:
                break
            count += 1
        return count


_DIGITS = "0123456789X"
_DASHES = "\\-\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_SEPARATORS = f"[\\s{_DASHES}\u200b-\u200f\u2060\ufeff]"
_CHAIN = re.compile(rf"[0-9](?:{_SEPARATORS}{{0,3}}[0-9])*(?:{_SEPARATORS}{{0,3}}X)?")
_CROSS_FORMS = str.maketrans(dict.fromkeys("xｘＸⅩⅹХх", "X"))
_DASH = re.compile(f"[{_DASHES}]")
_DECIMAL = re.compile(r"\d")

# What only looks like one: digests and UUIDs, and the 18 characters of a unified credit code that holds letters
# (none has 62 there, a card of 17 digits with a letter before or behind it does).
_OPAQUE = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    r"|(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{32,}"
    r"|(?!.?62[0-9]{15})(?![0-9]{17}[0-9X])[1-9ANY][1-9ANY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}"
    r")(?![0-9A-Za-z])"
)

_PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91"
_RESIDENT = re.compile(
    rf"(?=((?:{_PROVINCES})[0-9]{{4}}(?:18|19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{{3}}[0-9X]))"
)
_MOBILE = re.compile(r"(?=(1[3-9][0-9]{9}))")
_MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (1,) * 11}
_COUNTRY_CODES = {"", "86", "086", "0086"}
_CARD_LENGTHS = (19, 18, 17, 16)
# Issuers seen on cards in circulation. 62 is UnionPay in every length; 18 digits beginning otherwise are credit codes.
_CARD_PREFIX = {19: r"62|60|68|69|9", 18: r"62", 17: r"62", 16: r"62|60|68|69|4|5|9|35"}


def find_personal_numbers(text: str) -> list[Found]:
    """Every personal number in `text`, in order, none overlapping another (an ID hides a card, a card a phone)."""
    plain = _plain(text)
    found: list[Found] = []
    for chain in _chains(plain):
        taken = bytearray(len(chain.digits))
        for finder in _FINDERS:
            for start, end, kind in finder(chain):
                if not any(taken[start:end]):
                    taken[start:end] = b"\1" * (end - start)
                    found.append(Found(chain.at[start], chain.at[end - 1] + 1, kind))
    return sorted(found)


def redact(text: str) -> str:
    """The text with every personal number replaced."""
    for found in reversed(find_personal_numbers(text)):
        text = text[: found.start] + HIDDEN + text[found.end :]
    return text


def _plain(text: str) -> str:
    """The same text, position for position, with ASCII digits, an upper-case X, and opaque tokens blanked."""
    if not text.isascii():
        text = _DECIMAL.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    text = _OPAQUE.sub(lambda match: "#" * len(match[0]), text)
    return text.translate(_CROSS_FORMS)


def _chains(plain: str) -> Iterator[_Chain]:
    for match in _CHAIN.finditer(plain):
        chain = _Chain(plain, *match.span())
        if chain.digits.endswith("X") and not _RESIDENT.match(chain.digits[-18:]):
            chain = _Chain(plain, match.start(), match.end() - 1)
        if len(chain.digits) >= 11:
            yield chain


def _resident_ids(chain: _Chain) -> Iterator[tuple[int, int, str]]:
    """Whole groups, or anywhere inside one unbroken run: a number glued to others is still readable."""
    for match in _RESIDENT.finditer(chain.digits):
        start, end = match.span(1)
        right = resident_check_character(match[1][:17]) == match[1][17]
        if right and (chain.glued(start, end) or chain.groups(start, end)):
            yield start, end, "id"


def _bank_cards(chain: _Chain) -> Iterator[tuple[int, int, str]]:
    for start in chain.breaks[:-1]:
        for length in _CARD_LENGTHS:
            number = chain.digits[start : start + length]
            issued = len(number) == length and re.match(_CARD_PREFIX[length], number) and _luhn(number)
            if issued and (groups := chain.groups(start, start + length)) and _card_shape(chain, start, groups):
                yield start, start + length, "bank"
                break


def _card_shape(chain: _Chain, start: int, groups: tuple[int, ...]) -> bool:
    """Four columns of a table of amounts must not read as a card; 62 at the head, dashes, or standing alone decide."""
    if len(groups) == 1 or groups[0] == 6 or set(groups[:-1]) == {1}:
        return True
    end = start + sum(groups)
    alone = chain.digits.startswith("62", start) or chain.dashed(start, end) or chain.neighbours(start, end) == 0
    return set(groups[:-1]) == {4} and alone


def _mobiles(chain: _Chain) -> Iterator[tuple[int, int, str]]:
    """A country code may stand before the eleven digits; written in groups they must not be columns of a table."""
    for match in _MOBILE.finditer(chain.digits):
        start, end = match.span(1)
        opening = chain.opening(start)
        groups = chain.groups(opening, end)
        if groups is None or chain.digits[opening:start] not in _COUNTRY_CODES:
            continue
        shape = (groups[0] - (start - opening), *groups[1:])
        alone = len(shape) == 1 or chain.dashed(start, end) or chain.neighbours(opening, end) <= 1
        if shape in _MOBILE_SHAPES and alone:
            yield start, end, "phone"


def _luhn(number: str) -> bool:
    if not number.isdecimal():
        return False
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    return (sum(int(digit) for digit in number[::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


_FINDERS: tuple[Callable[[_Chain], Iterator[tuple[int, int, str]]], ...] = (_resident_ids, _bank_cards, _mobiles)
