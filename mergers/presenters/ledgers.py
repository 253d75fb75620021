"""A frozen ledger for the screen: tiles, the wall chart, changes, the table. From its rows and totals, no queries."""

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from mergers.ledger import words
from mergers.ledger.commitments import MISSED
from mergers.ledger.words import LEGEND, TONES
from mergers.models import Ledger, LedgerRow
from mergers.rules.lights import Light

TILE_TONES = {"done": "done", "late": "late", "due_soon": "due", "owing": "late", "unfiled": "due", "risk_high": "late"}
NUMERALS = "一二三四五六七八九十"
# Head and column of the ledger: shown once any unit has a figure in it.
WALL_EXTRAS = (("同意户", "agree"), ("风险", "risk"), ("信访", "petitions_open"))
# Tiles that stand even when they count nothing.
ALWAYS = {"planned", Light.DONE, Light.ON_TIME, Light.LATE, Light.WAITING, "owing"}
DRAWN = 120  # rows of the chart on one page; a larger district is told by its streets


def tiles(ledger: Ledger, visible: Collection[int] | None = None, street: int | None = None) -> list[dict[str, Any]]:
    """The tiles; with `visible` only what is behind them of these cases, without the notes on the whole district."""
    found = []
    for tile in ledger.totals["tiles"]:
        value = tile["value"] if visible is None else len(set(tile["cases"]) & set(visible))
        found.append(
            {
                "key": tile["key"],
                "label": tile["label"],
                "value": value,
                "note": tile["note"] if visible is None else "",
                "tone": TILE_TONES.get(tile["key"], "") if value else "",
                "url": total_url(ledger, tile["key"], street),
            }
        )
    return found


def tiles_told(ledger: Ledger, visible: Collection[int] | None = None, street: int | None = None) -> list[dict]:
    """The tiles without those that count nothing and need not be told."""
    return [tile for tile in tiles(ledger, visible, street) if tile["value"] or tile["key"] in ALWAYS]


def total_url(ledger: Ledger, key: str, street: int | None = None) -> str:
    address = reverse("ledger_total", args=[str(ledger.iso), key])
    return f"{address}?{urlencode({'street': street})}" if street else address


def figure_url(ledger: Ledger, row: LedgerRow, column: str) -> str:
    return reverse("ledger_figure", args=[str(ledger.iso), row.pk, column])


def wall(ledger: Ledger, rows: Iterable[LedgerRow], corrected: Collection[int] = ()) -> dict[str, Any]:
    """Inputs of the wall component: stages, streets with their rows, extra_heads, span. `corrected` rows say 更正."""
    stages, rows = ledger.totals["stages"], list(rows)
    titles = {step["number"]: step for stage in stages for step in stage["steps"]}
    extras = [pair for pair in WALL_EXTRAS if any(row.figures.get(pair[1]) is not None for row in rows)]
    streets: dict[int, dict[str, Any]] = {}
    for row in rows:
        street = streets.setdefault(row.street_id, {"key": row.street_id, "title": row.figures["street"], "rows": []})
        street["rows"].append(_wall_row(ledger, row, titles, [key for _, key in extras], row.pk in corrected))
    for street in streets.values():
        street["title"] = f"{street['title']} · {len(street['rows'])}"
    return {
        "stages": [{**stage, "title": f"{NUMERALS[stage['number'] - 1]} {stage['title']}"} for stage in stages],
        "streets": list(streets.values()),
        "extra_heads": [*(head for head, _ in extras), "状态"],
        "span": 2 + len(titles) + len(extras),
        "size": f"{len(rows)} × {len(titles)}",
    }


def legend() -> list[dict[str, str]]:
    return [{"tone": tone, "word": word} for tone, word in LEGEND]


def _wall_row(
    ledger: Ledger, row: LedgerRow, titles: dict[int, dict[str, Any]], extras: list[str], corrected: bool
) -> dict[str, Any]:
    figures = row.figures
    case_url, note = reverse("case", args=[row.case_id]), words.body_word(figures)
    return {
        "name": figures["community"],
        "url": case_url,
        "note": f"{note} 有更正" if corrected else note,
        "cells": [_wall_cell(cell, figures["community"], case_url, titles[cell["step"]]) for cell in row.cells],
        "extras": [
            *({"word": _extra(figures, key), "url": figure_url(ledger, row, key)} for key in extras),
            {"word": figures["status"], "tone": TONES[row.status]},
        ],
    }


def _extra(figures: dict[str, Any], key: str) -> str:
    """Consent stands with its denominator; it is neither ranked nor coloured."""
    if not figures.get(key):
        return "—"
    return f"{figures[key]}/{figures['canvass_due']}" if key == "agree" else str(figures[key])


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


def missed(ledger: Ledger, rows: Iterable[LedgerRow]) -> list[dict[str, Any]]:
    """The commitments of the last round that were not kept, each with the body it waits for (N64)."""
    return [
        {
            "text": f"{row.figures['community']}：{row.figures['promised']}",
            "url": figure_url(ledger, row, "kept"),
            "word": MISSED,
            "tone": "late",
            "detail": " · ".join(_hindrances(row.figures)),
        }
        for row in rows
        if row.figures.get("kept") == MISSED
    ]


def _hindrances(figures: dict[str, Any]) -> list[str]:
    found = [f"卡在：{figures['waits_for']}"] if figures.get("waits_for") else []
    return found + ([f"已调整计划 {figures['replans']} 次"] if figures.get("replans") else [])


def table(ledger: Ledger, rows: Iterable[LedgerRow], group: str, errata: Collection[tuple[int, str]] = ()) -> dict:
    """Inputs of the data table: the unit, then the columns of one group, every figure a link to what is behind it."""
    columns = [column for column in ledger.columns if column["group"] == group and column["key"] != "community"]
    heads = [{"label": "序号", "num": True}, {"label": "社区（村）"}]
    heads += [{"label": column["title"], "num": column["kind"] == "int"} for column in columns]
    return {"heads": heads, "rows": [_table_row(ledger, row, columns, errata) for row in rows]}


def _table_row(ledger: Ledger, row: LedgerRow, columns: list, errata: Collection[tuple[int, str]]) -> list[dict]:
    cells = [
        {"text": row.position, "num": True, "label": "序号"},
        {"text": row.figures["community"], "url": reverse("case", args=[row.case_id]), "label": "社区（村）"},
    ]
    for column in columns:
        value = words.shown(row.figures.get(column["key"]))
        cells.append(
            {
                "text": f"{value}（有更正）" if (row.pk, column["key"]) in errata else value,
                "url": figure_url(ledger, row, column["key"]),
                "num": column["kind"] == "int",
                "label": column["title"],
            }
        )
    return cells


def groups(ledger: Ledger) -> list[str]:
    """The column groups in their order."""
    return list(dict.fromkeys(column["group"] for column in ledger.columns))
