"""What a paper for the board still leaves open: sections of its default text without a word, lines that print empty."""

import re
from functools import cache

from communities.rules.notice_texts import shipped
from communities.rules.notices import DETAILS

_NUMBERING = r"[\s　第]*(?:[（(]?[一二三四五六七八九十\d]+[)）、.．，,]?)?\s*"
_SECTION = re.compile(r"\s*[一二三四五六七八九十]+、")
# `{place}`, ____, ××年: signs by which an unfinished text keeps a place free.
_FREE = re.compile(
    r"\{\w{1,20}\}|[_＿]{2,}|[×xX]{1,4}(?=[年月日人票元万亿%号])|[（(〔【\[](?:请填写|待填|填写)[^）)〕】\]]*"
)
# Lines that stand on the paper with their label, filled in or not.
_PRINTED = {"letter": ("salutation",), "meeting": ("salutation", "meeting_place", "attendance", "agenda")}


def blanks(kind: str, title: str, body: str, details: dict[str, str]) -> list[str]:
    """Sentences naming each section and line of a paper of that kind that has still to be filled in."""
    empty = [f"正文“{section}”还没有填写内容，请补写后再发布；不需要的，请整行删去。" for section in _empty(kind, body)]
    lines = [name for name in _PRINTED.get(kind, ()) if not details.get(name, "").strip()]
    empty += [f"“{DETAILS[name]}”还没有填写，请补写后再发布。" for name in lines]
    labelled = [("标题", title), ("正文", body), *((DETAILS[name], text) for name, text in details.items())]
    return empty + [sentence for label, text in labelled for sentence in _free(label, text)]


def _empty(kind: str, body: str) -> list[str]:
    """The sections of the default texts of the kind that are followed by the next section, or by nothing."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    following = [*lines[1:], ""]
    return [
        line
        for line, after in zip(lines, following, strict=True)
        if any(heading.fullmatch(line) for heading in _headings(kind)) and (not after or _SECTION.match(after))
    ]


@cache
def _headings(kind: str) -> tuple[re.Pattern, ...]:
    """The section headings of all default texts of the kind, however they are numbered."""
    bodies = (paper.body for paper in shipped().papers if paper.kind == kind)
    titles = {_SECTION.sub("", line).strip() for body in bodies for line in body.splitlines() if _SECTION.match(line)}
    return tuple(re.compile(f"{_NUMBERING}{re.escape(title)}[：:。]?") for title in sorted(titles))


def _free(label: str, text: str) -> list[str]:
    found = list(dict.fromkeys(match.group() for match in _FREE.finditer(text)))
    return [f"{label}还留有待填写的“{sign}”，请填实后再发布。" for sign in found]
