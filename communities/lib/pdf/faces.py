"""Which typefaces a paper is set in: the office's own where it has them, the shipped ones elsewhere.

GB/T 9704 names 仿宋, 小标宋, 黑体 and 楷体, all licensed. An office that owns them puts the files into its font
folder or installs them on the server; every other office prints with the free faces shipped beside the portal.
"""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

MEDIUM, REGULAR = 700, 400
FAMILY_NAME, FULL_NAME = 1, 4


@dataclass(frozen=True)
class Role:
    """A part a typeface plays: its name in the stylesheets, the office's candidates best first, the shipped file."""

    family: str
    label: str
    wanted: tuple[str, ...]
    shipped: str


ROLES = (
    Role(
        "paper-text",
        "正文（仿宋）",
        ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋", "朱雀仿宋", "Zhuque Fangsong (technical preview)"),
        "paper-serif.otf",
    ),
    Role("paper-title", "标题（小标宋）", ("方正小标宋简体", "FZXiaoBiaoSong-B05S"), "paper-title.otf"),
    Role("paper-hei", "一级标题（黑体）", ("黑体", "SimHei"), "paper-sans-medium.otf"),
    Role("paper-kai", "二级标题（楷体）", ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"), "paper-kai.ttf"),
)
ALWAYS = (
    ("paper-serif", REGULAR, "paper-serif.otf"),
    ("paper-rare", REGULAR, "paper-serif-rare.otf"),
    ("paper-sans", REGULAR, "paper-sans.otf"),
    ("paper-sans", MEDIUM, "paper-sans-medium.otf"),
)


@dataclass(frozen=True)
class Face:
    """One file under one stylesheet family; ``note`` is empty unless a free face stands in for the office's."""

    family: str
    weight: int
    file: Path
    note: str = ""


@cache
def faces(shipped: Path, office: Path | None = None) -> tuple[Face, ...]:
    """The faces in use, found once per process.

    :param shipped: the folder of the portal's own faces.
    :param office: the folder of the office's licensed faces, if it has one.
    """
    own = _names_in(office) if office else {}
    chosen = [_face_for(role, own, shipped) for role in ROLES]
    return (*chosen, *(Face(family, weight, shipped / file) for family, weight, file in ALWAYS))


def stand_ins(chosen: Iterable[Face]) -> list[str]:
    """Sentences for the print page: which faces of the standard this office does not have."""
    return [face.note for face in chosen if face.note]


def _face_for(role: Role, own: dict[str, Path], shipped: Path) -> Face:
    for name in role.wanted:
        if file := own.get(name.casefold()) or _installed(name):
            return Face(role.family, REGULAR, file)
    note = f"{role.label}：本机没有{role.wanted[0]}，改用随系统附带的开源字体"
    return Face(role.family, REGULAR, shipped / role.shipped, note)


def _names_in(folder: Path) -> dict[str, Path]:
    """Every family and full name of the single-face font files in a folder, in any language, to its file."""
    names = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() in {".ttf", ".otf"}:
            names |= dict.fromkeys(_names_of(file), file)
    return names


def _names_of(file: Path) -> set[str]:
    try:
        with file.open("rb") as stream, TTFont(stream, lazy=True) as font:
            records = font["name"].names
            return {str(record).casefold() for record in records if record.nameID in (FAMILY_NAME, FULL_NAME)}
    except (TTLibError, OSError, UnicodeDecodeError):
        return set()


def _installed(name: str) -> Path | None:
    """The single-face file of an installed family of exactly this name; fontconfig's near matches do not count."""
    try:
        command = ["fc-list", "--format", "%{file}\n", f":family={name}"]
        listed = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    files = (Path(line) for line in listed.splitlines())
    return next((file for file in files if file.suffix.lower() in {".ttf", ".otf"}), None)
