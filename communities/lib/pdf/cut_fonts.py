"""Cut the shipped typefaces from Debian's font packages into ``static/fonts``.

Run once by a maintainer, not by the portal:

    apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-lxgw-wenkai
    python -m communities.lib.pdf.cut_fonts static/fonts

A cut keeps a paper small and quick: the PDF library keeps the glyph numbers of the file it embeds, so a file of
45,000 glyphs costs every paper four times the bytes of one of 9,000. Common characters (GB 2312) and rare ones are
therefore two files, and a paper carries the second only when it uses it.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

NOTO = Path("/usr/share/fonts/opentype/noto")
WENKAI = Path("/usr/share/fonts/truetype/lxgw-wenkai")
SIMPLIFIED_CHINESE = 2  # place of the SC face in Noto's collections of five

SIGNS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2000, 0x206F),
    (0x20A0, 0x22FF),
    (0x2460, 0x25FF),
    (0x2600, 0x275F),
    (0x3000, 0x312F),
    (0x3200, 0x33FF),
    (0xFF00, 0xFFEF),
)
IDEOGRAPHS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


@dataclass(frozen=True)
class Cut:
    """One file to make: its name and family, and where it is cut from.

    The family names are our own: the licence reserves the name LXGW for uncut files, and a cut that kept the name of
    an installed font could not be told from it.
    """

    file: str
    family: str
    source: Path
    rare: bool = False


CUTS = (
    Cut("paper-serif.otf", "Paper Serif", NOTO / "NotoSerifCJK-Regular.ttc"),
    Cut("paper-serif-rare.otf", "Paper Serif Rare", NOTO / "NotoSerifCJK-Regular.ttc", rare=True),
    Cut("paper-title.otf", "Paper Title", NOTO / "NotoSerifCJK-Bold.ttc"),
    Cut("paper-sans.otf", "Paper Sans", NOTO / "NotoSansCJK-Regular.ttc"),
    Cut("paper-sans-medium.otf", "Paper Sans Medium", NOTO / "NotoSansCJK-Medium.ttc"),
    Cut("paper-kai.ttf", "Paper Kai", WENKAI / "LXGWWenKai-Regular.ttf"),
)


def within(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def gb2312() -> set[int]:
    """The 6,763 characters and 682 signs of GB 2312."""
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(sign) for pair in pairs for sign in pair.decode("gb2312", errors="ignore")}


def cut(order: Cut, folder: Path) -> Path:
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "FFTM"]
    if order.source.suffix == ".ttc":
        options.font_number = SIMPLIFIED_CHINESE
    font = subset.load_font(str(order.source), options)
    common = gb2312() | within(SIGNS)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=(within(IDEOGRAPHS) - common) | {0x20} if order.rare else common)
    cutter.subset(font)
    rename(font, order.family)
    path = folder / order.file
    subset.save_font(font, str(path), options)
    return path


def rename(font: TTFont, family: str) -> None:
    postscript = family.replace(" ", "") + "-Regular"
    names = {1: family, 2: "Regular", 3: postscript, 4: family, 6: postscript}
    table = font["name"]
    table.names = [record for record in table.names if record.langID == 0x409 and record.nameID not in (16, 17)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [postscript]
        cff.topDictIndex[0].FamilyName = cff.topDictIndex[0].FullName = family
        for face in cff.topDictIndex[0].FDArray:
            face.FontName = postscript


if __name__ == "__main__":
    for each in CUTS:
        made = cut(each, Path(sys.argv[1]))
        print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
