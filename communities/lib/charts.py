"""Charts as finished coordinates: a presenter hands over whole numbers, the template only draws.

Coordinates are strings in the units of the SVG viewBox; a gap in a series (None) is drawn as a gap, never as nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 208
LEFT, TOP, BOTTOM, RIGHT_MARGIN = 36, 24, 180, 8
LABEL_WIDTH = 64
GAP = "—"


@dataclass(frozen=True)
class Series:
    """One line or one layer of bars; `tone` is a light of the stylesheet (done, going, due, late, …)."""

    name: str
    tone: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Tick:
    at: str
    label: str


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    label: str


@dataclass(frozen=True)
class Line:
    name: str
    tone: str
    last: str
    paths: tuple[str, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Bar:
    tone: str
    x: str
    y: str
    width: str
    height: str
    label: str


@dataclass(frozen=True)
class Part:
    tone: str
    label: str
    count: int
    x: str
    width: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What both kinds share: frame, ticks, a sentence for screen readers and the table of the same numbers."""

    title: str
    unit: str
    sentence: str
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: str
    right: str
    height: str = str(HEIGHT)
    left: str = str(LEFT)
    bottom: str = str(BOTTOM)
    tick_x: str = str(LEFT - 6)
    tick_y: str = str(BOTTOM + 18)


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    bars: tuple[Bar, ...]
    totals: tuple[Dot, ...]
    keys: tuple[Series, ...]


@dataclass(frozen=True)
class ShareBar:
    """One bar of 100 units divided among its parts."""

    parts: tuple[Part, ...]
    sentence: str


def line_chart(
    title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "", width: int = WIDTH
) -> LineChart:
    """One line per series over the labels; `width` is that of its place in pixels, so that letters keep their size.

    Raises ValueError without labels or when a series has another length.
    """
    _check(labels, series)
    ticks = whole_ticks(max((value for each in series for value in each.values if value is not None), default=0))
    xs = _centres(len(labels), width)
    lines = tuple(_line(each, labels, xs, ticks[-1]) for each in series)
    return LineChart(lines=lines, **_frame(title, unit, labels, series, ticks, xs, width))


def bar_chart(
    title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "", width: int = WIDTH
) -> BarChart:
    """One column per label, the series stacked in their order. Raises ValueError as `line_chart` does."""
    _check(labels, series)
    sums = [sum(each.values[i] or 0 for each in series) for i in range(len(labels))]
    ticks = whole_ticks(max(sums))
    xs = _centres(len(labels), width)
    thick = max(4, (width - RIGHT_MARGIN - LEFT) // len(labels) * 6 // 10)
    bars = []
    for i, label in enumerate(labels):
        below = 0
        for each in series:
            value = each.values[i] or 0
            if value:
                top, foot = _y(below + value, ticks[-1]), _y(below, ticks[-1])
                name = f"{label} {each.name} {value}"
                bars.append(Bar(each.tone, str(xs[i] - thick // 2), str(top), str(thick), str(foot - top), name))
            below += value
    totals = tuple(Dot(str(x), str(_y(each, ticks[-1]) - 4), str(each)) for x, each in zip(xs, sums, strict=True))
    frame = _frame(title, unit, labels, series, ticks, xs, width)
    return BarChart(bars=tuple(bars), totals=totals, keys=tuple(series), **frame)


def share_bar(parts: Sequence[tuple[str, str, int]]) -> ShareBar:
    """Divide a bar of 100 among (tone, label, count); the widths add up to exactly 100 unless all counts are nought."""
    whole = sum(count for _, _, count in parts)
    drawn, passed = [], 0
    for tone, label, count in parts:
        start, end = (100 * passed // whole, 100 * (passed + count) // whole) if whole else (0, 0)
        drawn.append(Part(tone, label, count, str(start), str(end - start)))
        passed += count
    return ShareBar(tuple(drawn), " · ".join(f"{label} {count}" for _, label, count in parts))


def whole_ticks(top: int) -> list[int]:
    """At most six round whole numbers from nought to `top` or the next one above it."""
    magnitude = 1
    while True:
        for step in (magnitude, 2 * magnitude, 5 * magnitude):
            if step * 5 >= top:
                count = max(1, -(-top // step))
                return [step * i for i in range(count + 1)]
        magnitude *= 10


def _check(labels: Sequence[str], series: Sequence[Series]) -> None:
    if not labels:
        raise ValueError("a chart needs at least one label; show the empty component instead")
    for each in series:
        if len(each.values) != len(labels):
            raise ValueError(f"series {each.name!r} has {len(each.values)} values for {len(labels)} labels")


def _centres(count: int, width: int) -> list[int]:
    return [LEFT + (width - RIGHT_MARGIN - LEFT) * (2 * i + 1) // (2 * count) for i in range(count)]


def _y(value: int, top: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * value // top


def _line(series: Series, labels: Sequence[str], xs: Sequence[int], top: int) -> Line:
    paths: list[list[str]] = [[]]
    dots = []
    for label, x, value in zip(labels, xs, series.values, strict=True):
        if value is None:
            paths.append([])
            continue
        y = _y(value, top)
        paths[-1].append(f"{x},{y}")
        dots.append(Dot(str(x), str(y), f"{label} {series.name} {value}"))
    drawn = tuple(" ".join(points) for points in paths if len(points) > 1)
    return Line(series.name, series.tone, _word(series.values[-1]), drawn, tuple(dots))


def _frame(title, unit, labels, series, ticks, xs, width) -> dict:
    every = -(-len(labels) // max(1, width // LABEL_WIDTH))
    last = len(labels) - 1
    span = labels[0] if last == 0 else f"{labels[0]}至{labels[last]}"
    changes = "；".join(f"{each.name}由 {_word(each.values[0])} 到 {_word(each.values[-1])}" for each in series)
    return {
        "title": title,
        "unit": unit,
        "width": str(width),
        "right": str(width - RIGHT_MARGIN),
        "sentence": f"{span}：{changes}",
        "y_ticks": tuple(Tick(str(_y(tick, ticks[-1])), str(tick)) for tick in ticks),
        # Counted from the last label back, so that the newest is always named.
        "x_ticks": tuple(Tick(str(xs[i]), labels[i]) for i in range(len(labels)) if (last - i) % every == 0),
        "heads": ("", *(each.name for each in series)),
        "rows": tuple((label, *(_word(each.values[i]) for each in series)) for i, label in enumerate(labels)),
    }


def _word(value: int | None) -> str:
    return GAP if value is None else str(value)
