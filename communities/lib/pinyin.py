"""Chinese text as plain pinyin, for sorting and searching where the database has no Chinese collation."""

import re
from functools import lru_cache
from itertools import combinations

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

NAME = re.compile("[\u4e00-\u9fff]{1,4}")


def pinyin(text: str) -> str:
    """`石臼街道` → `shi jiu jie dao`; what is not Chinese stays as it is."""
    if NAME.fullmatch(text) and not _holds_a_phrase(text):  # most names: twenty times as fast, and the same
        return " ".join(map(_syllable, text))
    return " ".join(lazy_pinyin(text))


def _holds_a_phrase(text: str) -> bool:
    """Whether some of its characters stand together for a word, which may be spoken otherwise than they are alone."""
    return any(text[first:last] in PHRASES_DICT for first, last in combinations(range(len(text) + 1), 2))


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    return lazy_pinyin(character)[0]
