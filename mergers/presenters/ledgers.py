"""A frozen ledger for the screen: tiles, the wall chart, changes, the table. From its rows and totals, no queries."""

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from mergers.ledger import words
from mergers.ledger.words import LEGEND, TONES
from mergers.models import Ledger, LedgerRow
from mergers.rules.lights import LIGHT_LABELS

TILE_TONES = {"done": "done", "late": "late", "due_soon": "due", "owing": "late"}
WALL_EXTRAS = ("同意户", "风险", "信访", "状态")
DRAWN = 120  # rows of the chart on one page; a larger district is told by its streets


def tiles(ledger: Ledger, visible: Collection[int] | None = None) -> list[dict[str, Any]]:
    """The tiles; with `visible` only what is behind them of these cases, without the notes on the whole district."""
    found = []
    for tile in ledger.totals["tiles"]:
        value = tile["value"] if visible is None else len(set(tile["cases"]) & set(visible))
        found.append(
            {
                "label": tile["label"],
                "value": value,
                "note": tile["note"] if visible is None else "",
                "tone": TILE_TONES.get(tile["key"], "") if value else "",
                "url": total_url(ledger, tile["key"]),
            }
        )
    return found


def total_url(ledger: Ledger, key: str, street: int | None = None) -> str:
    address = reverse("ledger_total", args=[str(ledger.iso), key])
    return f"{address}?{urlencode({'street': street})}" if street else address


def figure_url(ledger: Ledger, row: LedgerRow, column: str) -> str:
    return reverse("ledger_figure", args=[str(ledger.iso), row.pk, column])


def wall(ledger: Ledger, rows: Iterable[LedgerRow]) -> dict[str, Any]:
    """Inputs of the wall component: stages, streets with their rows, extra_heads, span."""
    stages = ledger.totals["stages"]
    titles = {step["number"]: step for stage in stages for step in stage["steps"]}
    streets: dict[int, dict[str, Any]] = {}
    for row in rows:
        street = streets.setdefault(row.street_id, {"title": row.figures["street"], "rows": []})
        street["rows"].append(_wall_row(ledger, row, titles))
    for street in streets.values():
        street["title"] = f"{street['title']} · {len(street['rows'])}"
    return {
        "stages": stages,
        "streets": list(streets.values()),
        "extra_heads": WALL_EXTRAS,
        "span": 1 + len(titles) + len(WALL_EXTRAS),
    }


def legend() -> list[dict[str, str]]:
    return [{"tone": tone, "word": word} for tone, word in LEGEND]


def _wall_row(ledger: Ledger, row: LedgerRow, titles: dict[int, dict[str, Any]]) -> dict[str, Any]:
    figures = row.figures
    case_url = reverse("case", args=[row.case_id])
    return {
        "name": figures["community"],
        "url": case_url,
        "note": words.body_word(figures),
        "cells": [_wall_cell(cell, figures["community"], case_url, titles[cell["step"]]) for cell in row.cells],
        "extras": [
            {"word": _agreed(figures), "url": figure_url(ledger, row, "agree")},
            {"word": figures["risk"] or "—"},
            {"word": figures["petitions"] or "—"},
            {"word": figures["status"], "tone": TONES[row.status]},
        ],
    }


def _agreed(figures: dict[str, Any]) -> str:
    return f"{figures['agree']}/{figures['canvass_due']}" if figures["agree"] is not None else "—"


def _wall_cell(cell: dict[str, Any], name: str, case_url: str, step: dict[str, Any]) -> dict[str, Any]:
    days = [f"计划 {cell['planned']}"] if cell["planned"] else []
    days += [f"实际 {cell['actual']}"] if cell["actual"] else []
    days += [f"调整计划 {cell['replans']} 次"] if cell["replans"] else []
    word = {"✓": "完成", "·": "未启动"}.get(cell["word"], cell["word"])
    idle = cell["state"] in ("idle", "waived")
    return {
        "tone": "idle" if idle else cell["state"],
        "word": "" if cell["state"] == "idle" else "—" if cell["state"] == "waived" else cell["word"],
        "url": f"{case_url}steps/{cell['step']}/",
        "key": step["key"],
        "title": " · ".join([f"{name} 第{cell['step']}步{step['short']} {word}", *days]),
    }


def streets(ledger: Ledger) -> list[dict[str, Any]]:
    """One line per street, for districts too large to be drawn: name, url, counts by light, done steps."""
    return [
        {
            "street": street["street"],
            "name": street["name"],
            "units": len(street["cases"]),
            "lights": {light: len(cases) for light, cases in street["lights"].items()},
            "owing": len(street["owing"]),
            "done_steps": street["sums"]["done_steps"],
            "steps": street["sums"]["steps"],
        }
        for street in ledger.totals["streets"]
    ]


def changes(ledger: Ledger, rows: Iterable[LedgerRow]) -> list[dict[str, Any]]:
    """本周变化 as an item list: what the week's events moved, each line leading to its events."""
    return [
        {
            "text": row.figures["community"],
            "url": figure_url(ledger, row, "changes"),
            "word": row.figures["status"],
            "tone": TONES[row.status],
            "detail": row.figures["changes"],
        }
        for row in rows
        if row.figures.get("changes")
    ]


def commitments(ledger: Ledger, rows: Iterable[LedgerRow]) -> dict[str, Any]:
    """上次调度事项落实: counts with their links, and the items that were not kept."""
    counts = {word: len(cases) for word, cases in ledger.totals["commitments"].items()}
    missed = [
        {
            "text": f"{row.figures['community']}:{row.figures['promised']}",
            "url": figure_url(ledger, row, "kept"),
            "word": row.figures["kept"],
            "tone": "late",
            "detail": f"已调整计划 {row.figures['replans']} 次" if row.figures["replans"] else "",
        }
        for row in rows
        if row.figures.get("kept") == "未落实"
    ]
    return {"counts": counts, "missed": missed}


def history(ledgers: Iterable[Ledger]) -> list[dict[str, Any]]:
    """Progress over weeks, oldest first: done steps, finished units, late units of each ledger."""
    return [
        {
            "week": str(ledger.iso),
            "label": f"{ledger.week}周",
            "done_steps": ledger.totals["sums"]["done_steps"],
            **{tile["key"]: tile["value"] for tile in ledger.totals["tiles"]},
        }
        for ledger in sorted(ledgers, key=lambda ledger: (ledger.year, ledger.week))
    ]


def table(ledger: Ledger, rows: Iterable[LedgerRow], group: str, errata: Collection[tuple[int, str]] = ()) -> dict:
    """Inputs of the data table: the unit, then the columns of one group, every figure a link to what is behind it."""
    columns = [column for column in ledger.columns if column["group"] == group and column["key"] != "community"]
    heads = [{"label": "序号", "num": True}, {"label": "社区(村)"}]
    heads += [{"label": column["title"], "num": column["kind"] == "int"} for column in columns]
    return {"heads": heads, "rows": [_table_row(ledger, row, columns, errata) for row in rows]}


def _table_row(ledger: Ledger, row: LedgerRow, columns: list, errata: Collection[tuple[int, str]]) -> list[dict]:
    cells = [
        {"text": row.position, "num": True, "label": "序号"},
        {"text": row.figures["community"], "url": reverse("case", args=[row.case_id]), "label": "社区(村)"},
    ]
    for column in columns:
        value = words.shown(row.figures.get(column["key"]))
        cells.append(
            {
                "text": f"{value}(有更正)" if (row.pk, column["key"]) in errata else value,
                "url": figure_url(ledger, row, column["key"]),
                "num": column["kind"] == "int",
                "label": column["title"],
            }
        )
    return cells


def groups(ledger: Ledger) -> list[str]:
    """The column groups in their order."""
    return list(dict.fromkeys(column["group"] for column in ledger.columns))


def light_choices() -> list[tuple[str, str]]:
    return [("", "全部"), *LIGHT_LABELS.items()]
