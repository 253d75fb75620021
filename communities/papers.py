"""The portal's official papers as PDF: a template, its stylesheet, and the renderer of this worker."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from communities.lib.pdf import binding, check, faces, qr
from communities.lib.pdf.long_lists import SECONDS_PER_PART, Part, render_in_parts
from communities.lib.pdf.renderer import Rendered, Renderer, RenderFailed

__all__ = [
    "RenderFailed",
    "Rendered",
    "bind",
    "render_ledger",
    "render_paper",
    "render_part",
    "render_posted_list",
    "render_register",
    "render_wall",
    "renderer_id",
    "stand_ins",
    "start_up_problems",
]

FOLDER = "papers"
STYLESHEETS = {
    "notice": "gbt9704.css",
    "letter": "gbt9704.css",
    "meeting_notice": "gbt9704.css",
    "dispatch": "gbt9704.css",
    "wallchart": "chart.css",
    "ledger": "chart.css",
    "blank_form": "blank_form.css",
    "register": "register.css",
    "posted_list": "posted_list.css",
    "certificate": "certificate.css",
    "share_list": "share_list.css",
    "canvass_sheet": "canvass_sheet.css",
    "assessment": "assessment.css",
    "ballot": "ballot.css",
    "agenda": "gbt9704.css",
    "minutes": "gbt9704.css",
    "resolution": "gbt9704.css",
    "talk": "gbt9704.css",
    "reply": "gbt9704.css",
    "answers": "gbt9704.css",
}
QR = "asset:qr.svg"
# Control characters and lone surrogates have no glyph, and the layout library refuses a page that holds one.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def render_paper(kind: str, context: Mapping[str, Any]) -> Rendered:
    """One paper of a kind in ``STYLESHEETS``; the template's first line names its inputs.

    A ``verify_url`` among the inputs becomes the QR code of the paper; ``codes`` (name → address) become pictures that
    the template finds under ``asset:<name>.svg``.

    :raises RenderFailed: with a sentence for the reader.
    """
    return _render(kind, context)


def render_ledger(
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[Any]],
    totals: Sequence[Sequence[Any]] = (),
    **context: Any,
) -> Rendered:
    """The progress ledger as an A3 table of any length.

    :param columns: mappings with ``label``, ``width`` (0, or 1 to 9 for 7 to 60 mm) and ``align`` ("", centre, number).
    :param rows: one sequence of cells per row; a cell is shown as its text, None as nothing.
    :param context: title, subtitle, notes, digest.
    :raises RenderFailed: with a sentence for the reader.
    """
    aligned = [column["align"] for column in columns]

    def cells(row: Sequence[Any]) -> list[dict[str, str]]:
        pairs = zip(row, aligned, strict=True)
        return [{"text": "" if cell is None else str(cell), "align": align} for cell, align in pairs]

    def one(part: Part[Sequence[Any]]) -> Rendered:
        flags = {"continued": not part.is_first, "to_be_continued": not part.is_last}
        tables = {"columns": columns, "rows": [cells(r) for r in part.rows], "totals": [cells(r) for r in totals]}
        return _render("ledger", {**context, **tables, **flags}, part.page_style, SECONDS_PER_PART)

    return render_in_parts(rows, one)


def render_register(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[tuple[str, Sequence[Any]]], **context: Any
) -> Rendered:
    """A numbered register or a list item by item, A4 across, of any length.

    :param columns: mappings with ``label``, ``width`` (0, or 1 to 7 for 9 to 36 mm) and ``align`` ("", centre, number).
    :param rows: pairs of a kind and its cells: "" an item, "sum" a total, "head" one cell across the page.
    :param context: title, subtitle, notes, signatures, foot.
    :raises RenderFailed: with a sentence for the reader.
    """

    def shown(kind: str, cells: Sequence[Any]) -> dict[str, Any]:
        if kind == "head":
            return {"kind": kind, "cells": [{"text": cells[0], "align": "", "across": len(columns)}]}
        pairs = zip(cells, columns, strict=True)
        found = [{"text": "" if cell is None else str(cell), "align": column["align"]} for cell, column in pairs]
        return {"kind": kind, "cells": found}

    def one(part: Part[tuple[str, Sequence[Any]]]) -> Rendered:
        flags = {"continued": not part.is_first, "to_be_continued": not part.is_last}
        told = {"columns": columns, "rows": [shown(*row) for row in part.rows]}
        return _render("register", {**context, **told, **flags}, part.page_style, SECONDS_PER_PART)

    return render_in_parts(rows, one)


def render_posted_list(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], *, first: bool, last: bool, **context: Any
) -> Rendered:
    """One part of a list for the board on A4, the head of the table on every page; `bind` numbers the pages.

    :param columns: mappings with ``label`` and ``width`` in percent of the page, 100 together.
    :param rows: one sequence of cells per row, shown as text.
    :param context: title, subtitle, notes, digest (short), office, date.
    :raises RenderFailed: with a sentence for the reader.
    """
    widths = " ".join(f".c{n} {{ width: {column['width']}% }}" for n, column in enumerate(columns, start=1))
    tables = {"columns": columns, "rows": rows, "continued": not first, "to_be_continued": not last}
    return _render("posted_list", {**context, **tables}, widths, SECONDS_PER_PART)


def render_part(kind: str, context: Mapping[str, Any]) -> Rendered:
    """One part of a long paper of a kind: as `render_paper`, with the time that a job has.

    :raises RenderFailed: with a sentence for the reader.
    """
    return _render(kind, context, seconds=SECONDS_PER_PART)


def bind(parts: Sequence[Path], target: Path, *, numbered: bool) -> int:
    """Bind parts to one file; how many pages it has. Numbered, 第 x 页 共 y 页 runs over all of it.

    :raises RenderFailed: with a sentence for the reader.
    """
    return binding.bind(parts, target, _type_sheet, numbered=numbered)


def render_wall(pages: Sequence[Sequence[Mapping[str, Any]]], **context: Any) -> Rendered:
    """The wall chart, each page's groups laid out by themselves, page numbers running on.

    :param pages: for each page its groups, as the template names them.
    :param context: title, subtitle, stages, columns, legend, digest.
    :raises RenderFailed: with a sentence for the reader.
    """

    def one(part: Part[Sequence[Mapping[str, Any]]]) -> Rendered:
        groups = part.rows[0] if part.rows else ()
        return _render("wallchart", {**context, "groups": groups}, part.page_style, SECONDS_PER_PART)

    return render_in_parts(pages, one, size=1)


def stand_ins() -> list[str]:
    """Sentences for the print page: which faces of the standard are replaced by free ones."""
    return faces.stand_ins(_faces())


def start_up_problems() -> list[str]:
    """What keeps this machine from printing well, each with its cure."""
    return check.start_up_problems(_faces())


def renderer_id() -> int | None:
    """The process that lays papers out for this worker, once it has started."""
    return _renderer().child_id


def _render(kind: str, context: Mapping[str, Any], style: str = "", seconds: float | None = None) -> Rendered:
    address = context.get("verify_url")
    codes = {f"asset:{name}.svg": url for name, url in context.get("codes", {}).items()}
    codes |= {QR: address} if address else {}
    assets = {name: (qr.svg(url), "image/svg+xml") for name, url in codes.items()}
    html = render_to_string(f"{FOLDER}/{kind}.html", {**context, "qr": QR if address else ""})
    styles = [_stylesheet(STYLESHEETS[kind]), *([style] if style else [])]
    return _renderer().render(UNPRINTABLE.sub("", html), assets, styles, seconds=seconds)


def _type_sheet(used: Mapping[str, str]) -> bytes:
    """Each face of a PDF (RERQZF+paper-serif, WXOLPT+paper-sans-Bold) with the characters that are set in it."""
    names = [name.rpartition("+")[2] for name in used]
    faces_ = [
        f"font-family: {name.removesuffix('-Bold')}; font-weight: {700 if name.endswith('-Bold') else 400}"
        for name in names
    ]
    style = " ".join(f".f{place} {{ {face} }}" for place, face in enumerate(faces_))
    html = render_to_string("papers/type_sheet.html", {"title": "", "signs": list(used.values())})
    return _renderer().render(html, styles=[style], seconds=SECONDS_PER_PART).pdf


def _faces() -> tuple[faces.Face, ...]:
    own = settings.NOTICE_FONT_DIR
    return faces.faces(settings.BASE_DIR / "static" / "fonts", Path(own) if own else None)


@cache
def _renderer() -> Renderer:
    return Renderer(_faces())


@cache
def _stylesheet(name: str) -> str:
    return (settings.BASE_DIR / "templates" / FOLDER / name).read_text(encoding="utf-8")
