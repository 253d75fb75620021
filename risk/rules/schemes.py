"""What an assessment is judged by, chosen by its day: indicators of four sides, usual risk points, grades."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

SIDES = {"legality": "合法性", "reasonableness": "合理性", "feasibility": "可行性", "controllability": "可控性"}
MOST_LINES, LONGEST = 30, 80  # lines of one side, characters of a line
_SHIPPED = Path(__file__).parent / "scheme.toml"


@dataclass(frozen=True, slots=True)
class Scheme:
    """By side: indicators and usual risk points; `grades` as (least product, grade), the highest first.

    `default` marks local practice, shown 默认; the office's own list has its basis and none of the mark.
    """

    in_force_from: date
    basis: str
    default: bool
    grades: tuple[tuple[int, str], ...]
    indicators: dict[str, tuple[str, ...]]
    points: dict[str, tuple[str, ...]]

    @property
    def label(self) -> str:
        """“2012-01-01起（中办发〔2012〕2号）默认”."""
        return f"{self.in_force_from}起施行（{self.basis}）{'默认' if self.default else ''}"

    def with_lists(self, in_force_from: date, basis: str, indicators: dict, points: dict) -> "Scheme":
        """The office's own lists in place of the shipped ones; the grades stay."""
        lists = [{side: tuple(found.get(side, ())) for side in SIDES} for found in (indicators, points)]
        return Scheme(in_force_from, basis, False, self.grades, *lists)


def shipped(on: date) -> Scheme:
    """The shipped scheme in force on a day; raises LookupError before the first one."""
    found = [scheme for scheme in _shipped() if scheme.in_force_from <= on]
    if not found:
        raise LookupError(f"{on}还没有社会稳定风险评估的指标，请核对评估基准日。")
    return found[-1]


@cache
def _shipped() -> tuple[Scheme, ...]:
    rows = tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))["scheme"]
    return tuple(sorted((_read(row) for row in rows), key=lambda scheme: scheme.in_force_from))


def _read(row: dict) -> Scheme:
    grades = tuple((each["least"], each["grade"]) for each in row["grades"])
    if list(grades) != sorted(grades, reverse=True) or grades[-1][0] != 1:
        raise ValueError("scheme.toml: grades run from the highest product down to 1")
    lists = [{side: tuple(row[name][side]) for side in SIDES} for name in ("indicators", "points")]
    return Scheme(row["in_force_from"], row["basis"], row["default"], grades, *lists)


def list_faults(lists: dict[str, list[str]], *, needed: bool) -> list[str]:
    """What is wrong with lines a person wrote, by side; `needed`: each side must have one."""
    faults = []
    for side, word in SIDES.items():
        lines = lists.get(side, [])
        if needed and not lines:
            faults.append(f"{word}至少要有一项指标，四性一项也不能少。")
        if len(lines) > MOST_LINES:
            faults.append(f"{word}最多{MOST_LINES}行，填了{len(lines)}行。")
        faults += [f"{word}“{line[:20]}…”超过{LONGEST}字，请改短。" for line in lines if len(line) > LONGEST]
        faults += [f"{word}“{line}”写了两遍。" for line in sorted({line for line in lines if lines.count(line) > 1})]
    return faults
