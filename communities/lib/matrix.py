"""A matrix of likelihood and harm as finished coordinates; the template only draws. Units of the SVG viewBox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CELL_WIDTH, CELL_HEIGHT = 64, 40
LEFT, TOP, BELOW = 56, 24, 36
LINE, MOST_LINES = 14, 2
NOTHING = "无"


@dataclass(frozen=True)
class Cell:
    tone: str
    x: str
    y: str
    title: str
    lines: tuple[tuple[str, str, str], ...]  # (x, y, text)


@dataclass(frozen=True)
class Matrix:
    """`heads` and `rows` are the same numbers as a table."""

    title: str
    sentence: str
    width: str
    height: str
    cell_width: str
    cell_height: str
    cells: tuple[Cell, ...]
    columns: tuple[tuple[str, str, str], ...]
    lines: tuple[tuple[str, str, str], ...]
    across: tuple[str, str, str]
    down: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def matrix(
    title: str,
    columns: Sequence[str],
    rows: Sequence[str],
    tones: Mapping[tuple[int, int], str],
    words: Mapping[tuple[int, int], Sequence[str]],
    *,
    across: str,
    down: str,
) -> Matrix:
    """Draw `rows` from the top down and `columns` from the left; `tones` and `words` by (row, column).

    The words of a cell are cut to what it holds; its title and the table beside it have all of them.
    """
    cells = tuple(
        _cell((row, column), f"{down}{line}、{across}{head}", tones[row, column], words.get((row, column), ()))
        for row, line in enumerate(rows)
        for column, head in enumerate(columns)
    )
    width, bottom = LEFT + len(columns) * CELL_WIDTH + 8, TOP + len(rows) * CELL_HEIGHT
    middles = [LEFT + column * CELL_WIDTH + CELL_WIDTH // 2 for column in range(len(columns))]
    return Matrix(
        title=title,
        sentence="；".join(cell.title for cell in cells if not cell.title.endswith(f"：{NOTHING}")) or "没有风险点",
        width=str(width),
        height=str(bottom + BELOW),
        cell_width=str(CELL_WIDTH),
        cell_height=str(CELL_HEIGHT),
        cells=cells,
        columns=tuple((str(x), str(bottom + 16), head) for x, head in zip(middles, columns, strict=True)),
        lines=tuple((str(LEFT - 6), str(_middle(row)), line) for row, line in enumerate(rows)),
        across=(str(width - 8), str(bottom + 32), f"{across} →"),
        down=f"↑ {down}",
        heads=("", *columns),
        rows=tuple(
            (line, *("、".join(words.get((row, column), ())) for column in range(len(columns))))
            for row, line in enumerate(rows)
        ),
    )


def _middle(row: int) -> int:
    return TOP + row * CELL_HEIGHT + CELL_HEIGHT // 2


def _cell(at: tuple[int, int], place: str, tone: str, found: Sequence[str]) -> Cell:
    x, y = LEFT + at[1] * CELL_WIDTH, TOP + at[0] * CELL_HEIGHT
    lines = _lines(x + CELL_WIDTH // 2, _middle(at[0]), list(found))
    return Cell(tone, str(x), str(y), f"{place}：{'、'.join(found) or NOTHING}", lines)


def _lines(x: int, y: int, found: list[str]) -> tuple[tuple[str, str, str], ...]:
    """As many words as two lines hold, about ten signs each."""
    lines: list[str] = []
    for word in found:
        if lines and len(lines[-1]) + len(word) < 8:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    first = y - (len(lines) - 1) * LINE // 2
    return tuple((str(x), str(first + LINE * place), line) for place, line in enumerate(lines))
