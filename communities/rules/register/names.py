"""What the written name of a community tells: its legal person and the name under it.

Registers mix 村委会 and 村民委员会, 居委会 and 居民委员会, with and without 社区. The suffix decides the legal person
(法律主体), the rest is the name that two registers are compared by.
"""

import re
from enum import StrEnum


class Committee(StrEnum):
    """The two kinds of committee a suffix can show; 改制未完成 is never visible in a register."""

    VILLAGERS = "villagers_committee"
    RESIDENTS = "residents_committee"


# Longest first: 村民委员会 must not be read as a name that ends in 村民.
_SUFFIXES = (
    ("社区居民委员会", Committee.RESIDENTS),
    ("社区村民委员会", Committee.VILLAGERS),
    ("社区居委会", Committee.RESIDENTS),
    ("社区村委会", Committee.VILLAGERS),
    ("居民委员会", Committee.RESIDENTS),
    ("村民委员会", Committee.VILLAGERS),
    ("居委会", Committee.RESIDENTS),
    ("村委会", Committee.VILLAGERS),
    ("社区", Committee.RESIDENTS),
)
_NEW_VILLAGE = re.compile(r"(新村|新区|村)$")
_LOOKALIKE = re.compile(r"类似(居|村)(民委员|委)会")


def split_name(name: str) -> tuple[str, Committee | None]:
    """The bare name and the legal person its suffix shows; None where no suffix tells."""
    for suffix, body in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix), body
    if name.endswith("村"):
        return name, Committee.VILLAGERS
    return name, None


def base_name(name: str) -> str:
    """`明照新村村委会` and `明照新村村民委员会` are both `明照新村`."""
    return split_name(name)[0]


def legal_body(name: str) -> Committee | None:
    """The default 法律主体, from the suffix; a person confirms it at step 1 of a merger."""
    return split_name(name)[1]


def stem(name: str) -> str:
    """The part of a name that a merged community tends to keep: `明照新村村委会` → `明照`."""
    return _NEW_VILLAGE.sub("", base_name(name))


def is_lookalike(name: str) -> bool:
    """类似居委会 / 类似村委会: a statistical unit without a committee (prison, farm, campus), read but not counted."""
    return _LOOKALIKE.search(name) is not None
