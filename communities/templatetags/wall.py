"""The cells of the wall chart. One call per row: drawn tag by tag, 120 units take the template engine 50 ms."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
CELL = '<td><a class="cell cell--{0}" href="{1}" title="{2}" aria-label="{2}">{3}</a></td>'
# A chart of thousands of cells has a few dozen tones and words; only addresses and titles are new each time.
escape_once = lru_cache(maxsize=512)(escape)


@register.simple_tag
def wall_cells(cells: Iterable[Mapping[str, str]]) -> SafeString:
    """Draw cells of {tone, word, url, key, title}; every text is escaped."""
    return format_html_join(
        "",
        CELL,
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
