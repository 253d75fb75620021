"""Checks of the printing equipment at start-up and of finished papers."""

import ctypes.util
import io
from collections.abc import Iterable
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont

from communities.lib.pdf.faces import Face

INSTALL = "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0(macOS:brew install pango)"
PROBE = "公示龑"  # two everyday characters, and a name's character outside GB 2312


def start_up_problems(faces: Iterable[Face]) -> list[str]:
    """What keeps papers from being printed well on this machine, each with the line that cures it."""
    problems = [
        f"缺少系统库 {library}，公文无法排版或排版极慢。请执行：{INSTALL}"
        for library in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
        if not ctypes.util.find_library(library)
    ]
    files = {face.file for face in faces}
    problems += [f"字体文件不存在：{file}。请恢复 static/fonts 目录。" for file in sorted(files) if not file.is_file()]
    if missing := missing_glyphs(PROBE, (file for file in files if file.is_file())):
        problems.append(f"现有字体缺字：{''.join(sorted(missing))}。请恢复 static/fonts 目录。")
    return problems


def missing_glyphs(text: str, files: Iterable[Path]) -> set[str]:
    """The characters of a text that none of the font files can draw."""
    missing = {sign for sign in text if not sign.isspace()}
    for file in files:
        if not missing:
            break
        with TTFont(file, lazy=True) as font:
            drawn = font.getBestCmap()
        missing = {sign for sign in missing if ord(sign) not in drawn}
    return missing


def fonts_used(pdf: bytes) -> set[str]:
    """The families embedded in a paper, by the names of its stylesheet."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(font.BaseFont).lstrip("/").split("+", 1)[-1]
            for page in document.pages
            for font in page.resources.get("/Font", {}).values()
        }
