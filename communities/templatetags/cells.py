"""The cells of a table's row in one call: drawn tag by tag, a large page takes the template engine 50 ms."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime

register = template.Library()
WALL_CELL = '<td><a class="cell cell--{0}" href="{1}" title="{2}" aria-label="{2}">{3}</a></td>'
TICK = '<input type="checkbox" name="{}" value="{}" aria-label="{}">'
TICKED = TICK.replace("<input", "<input checked")
SHORT, MOMENT = 4, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:]{5,8})?")
# A page of thousands of cells has a few dozen tones, words and heads; only addresses and texts are new each time.
escape_once = lru_cache(maxsize=512)(escape)


@register.simple_tag
def wall_cells(cells: Iterable[Mapping[str, str]]) -> SafeString:
    """Draw cells of {tone, word, url, key, title} of the wall chart; every text is escaped."""
    return format_html_join(
        "",
        WALL_CELL,
        (
            (
                escape_once(f"{cell['tone']} is-key" if cell["key"] else cell["tone"]),
                cell["url"],
                cell["title"],
                escape_once(cell["word"]),
            )
            for cell in cells
        ),
    )


@register.simple_tag
def table_cells(cells: Iterable[Mapping[str, Any]]) -> SafeString:
    """Draw cells of {text, url, tone, num, label, tick} of a data table; all escaped, days as everywhere: 2026-11-20.

    A cell with `tick` is a box of that name with `value`, `ticked` or not; its text is what a screen reader says.
    """
    drawn = (format_html(_opening(cell), escape_once(cell.get("label", "")), _content(cell)) for cell in cells)
    return format_html_join("", "{}", ((cell,) for cell in drawn))


def _opening(cell: Mapping[str, Any]) -> str:
    """Numbers stand right; names, days and other short texts are not broken in two."""
    if cell.get("num"):
        return '<td class="num" data-label="{}">{}</td>'
    text = cell.get("text", "")
    short = not isinstance(text, str) or len(text) <= SHORT or MOMENT.fullmatch(text)
    return '<td class="keep" data-label="{}">{}</td>' if short else '<td data-label="{}">{}</td>'


def _content(cell: Mapping[str, Any]) -> SafeString | str:
    text = cell.get("text", "")
    if cell.get("tick"):
        return format_html(TICKED if cell["ticked"] else TICK, escape_once(cell["tick"]), cell["value"], text)
    if isinstance(text, date) and not isinstance(text, datetime):
        text = text.isoformat()
    text = text if isinstance(text, str) else localize(template_localtime(text))
    if cell.get("tone"):
        return format_html('<span class="tag tone--{}">{}</span>', escape_once(cell["tone"]), text)
    if cell.get("url"):
        return format_html('<a href="{}">{}</a>', cell["url"], text)
    return text
