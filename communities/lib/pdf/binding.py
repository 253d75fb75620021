"""Parts of a long paper bound to one file: typefaces shared by all of it, 第 x 页 共 y 页 over the whole.

Every part brings its own cut of each typeface, 140 KB a part and a hundred megabytes a long list. All cuts of one face
keep the glyph numbers of its file, so a single type sheet, set with all the characters that the parts use, carries one
cut that serves every page.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pikepdf

Face = str  # a PDF font's name, as RERQZF+paper-serif
Setter = Callable[[Mapping[Face, str]], bytes]
NUMBER_FACE = "paper-serif"
NUMBER_SIGNS = "第页共0123456789 "
POINTS, RIGHT, BASELINE = 10, Decimal("45.4"), Decimal("26")  # of the page number; margins in points
_PAIRS = re.compile(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})+)>")


class Glyphs:
    """One typeface as a file carries it: the PDF font, its glyph by character, its widths in thousandths."""

    def __init__(self, font: pikepdf.Dictionary) -> None:
        self.font = font
        pairs = _PAIRS.findall(font.ToUnicode.read_bytes().split(b"endcodespacerange")[1])
        self.texts = {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
        self.glyphs = {text: glyph for glyph, text in self.texts.items()}
        self.widths = _widths(font.DescendantFonts[0].get("/W", []))

    def width(self, text: str) -> Decimal:
        return sum((Decimal(self.widths.get(self.glyphs[sign], 1000)) for sign in text), Decimal(0)) / 1000

    def coded(self, text: str) -> str:
        return "".join(f"{self.glyphs[sign]:04x}" for sign in text)


def bind(parts: Iterable[Path], target: Path, set_type: Setter, *, numbered: bool) -> int:
    """Write the parts' pages to one file, in their order; how many pages it has.

    :param set_type: makes the type sheet: a PDF in which each face sets its characters.
    :param numbered: print “第 x 页 共 y 页” at the foot; the parts must leave that corner free.
    """
    parts = list(parts)
    with pikepdf.open(_sheet(parts, set_type, numbered)) as sheet, pikepdf.new() as whole:
        shared = {name: Glyphs(font) for name, font in _fonts(sheet)}
        own = {name: whole.copy_foreign(face.font) for name, face in shared.items()}
        for part in parts:
            with pikepdf.open(part) as found:
                _append(whole, found, shared, own)
        if numbered:
            name = next(each for each in shared if each.endswith(f"+{NUMBER_FACE}"))
            _number(whole, shared[name], own[name])
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(whole.pages)


def _sheet(parts: Iterable[Path], set_type: Setter, numbered: bool) -> io.BytesIO:
    used: dict[Face, dict[str, None]] = defaultdict(dict)
    for part in parts:
        with pikepdf.open(part) as found:
            for name, font in _fonts(found):
                used[name] |= dict.fromkeys("".join(Glyphs(font).texts.values()))
    if numbered:
        name = next((each for each in used if each.endswith(f"+{NUMBER_FACE}")), f"+{NUMBER_FACE}")
        used[name] |= dict.fromkeys(NUMBER_SIGNS)
    return io.BytesIO(set_type({name: "".join(signs) for name, signs in used.items()}))


def _append(whole: pikepdf.Pdf, part: pikepdf.Pdf, shared: Mapping[Face, Glyphs], own: Mapping) -> None:
    """Copy the pages without the faces that the type sheet has whole, then lend them its own."""
    lent: dict[str, Face] = {}
    for name, font in _fonts(part):
        if name in shared and Glyphs(font).texts.keys() <= shared[name].texts.keys():
            lent[f"/{name.split('+')[0]}"] = name
    for page in part.pages:
        for key in lent.keys() & page.resources.get("/Font", {}).keys():
            del page.resources.Font[key]
    first = len(whole.pages)
    whole.pages.extend(part.pages)
    for page in whole.pages[first:]:
        for key, name in lent.items():
            page.resources.Font[key] = own[name]


def _number(whole: pikepdf.Pdf, face: Glyphs, font: pikepdf.Object) -> None:
    total = len(whole.pages)
    for place, page in enumerate(whole.pages, start=1):
        text = f"第 {place} 页 共 {total} 页"
        left = Decimal(page.mediabox[2]) - RIGHT - face.width(text) * POINTS
        page.resources.Font["/PageNumber"] = font
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(
            f"Q q BT /PageNumber {POINTS} Tf {left:.2f} {BASELINE} Td <{face.coded(text)}> Tj ET Q".encode()
        )


def _fonts(pdf: pikepdf.Pdf) -> Iterable[tuple[Face, pikepdf.Dictionary]]:
    """Every composite font of a file by its name, once."""
    found = {}
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            if font.get("/Subtype") == "/Type0":
                found[str(font.BaseFont)[1:]] = font
    return found.items()


def _widths(array: Iterable) -> dict[int, int]:
    """A PDF's W array in the form `first [width width …]`."""
    found, cells = {}, list(array)
    for first, widths in zip(cells[::2], cells[1::2], strict=True):
        found |= {int(first) + place: int(width) for place, width in enumerate(widths)}
    return found
