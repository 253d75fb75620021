"""Filters for the official papers: users' plain text to paragraphs of the standard's levels."""

import re
from dataclasses import dataclass

from django import template

register = template.Library()

LEVEL_1 = re.compile(r"[一二三四五六七八九十]+、")
LEVEL_2 = re.compile(r"[（(][一二三四五六七八九十]+[)）]")
LONGEST_HEADING = 40


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a body; ``level`` is its class in the stylesheet."""

    text: str
    level: str


@register.filter
def paragraphs(text: str | None) -> list[Paragraph]:
    """Plain text to paragraphs, one per line; short lines numbered 一、 or （一） are headings (GB/T 9704, 7.3.3)."""
    lines = (line.strip() for line in (text or "").splitlines())
    return [Paragraph(line, _level(line)) for line in lines if line]


def _level(line: str) -> str:
    if len(line) <= LONGEST_HEADING and not line.endswith(("。", ";", "；")):
        if LEVEL_1.match(line):
            return "level-1"
        if LEVEL_2.match(line):
            return "level-2"
    return "text"
