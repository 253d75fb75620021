"""挂图作战 of the frozen rows: sixteen cells a unit, or a large district's streets as a table."""

from itertools import groupby
from typing import Any

from django.urls import reverse

from communities.lib.tables import table
from mergers.ledger.words import LEGEND, TONES, body_word
from mergers.models import LedgerRow
from mergers.presenters.board.asked import Asked
from mergers.rules.lights import LIGHT_LABELS, Light

NUMERALS = "一二三四五六七八九十"
NOTE = "红线 = 关键节点"
# Head, the ledger's column: shown once any unit has a figure in it.
EXTRAS = (("同意户", "agree"), ("风险", "risk"), ("信访", "petitions"))


def wall(asked: Asked, corrected: set[int]) -> dict[str, Any]:
    """The inputs of the `wall` component; rows in `corrected` carry the word 更正."""
    rows, stages = asked.rows, asked.ledger.totals["stages"]
    keys = [(head, key) for head, key in EXTRAS if any(row.figures.get(key) is not None for row in rows)]
    steps = {step["number"]: step for stage in stages for step in stage["steps"]}
    week = str(asked.ledger.iso)
    streets = [
        {
            "title": f"{members[0].figures['street']} · {len(members)}",
            "url": asked.url(street=street) if asked.whole else "",
            "rows": [_row(row, steps, [key for _, key in keys], week, row.pk in corrected) for row in members],
        }
        for street, group in groupby(rows, key=lambda row: row.street_id)
        if (members := list(group))
    ]
    return {
        "stages": [{**stage, "title": f"{NUMERALS[stage['number'] - 1]} {stage['title']}"} for stage in stages],
        "streets": streets,
        "extra_heads": [*(head for head, _ in keys), "状态"],
        "span": 2 + len(steps) + len(keys),
        "size": f"{len(rows)} × {len(steps)}",
    }


def _row(row: LedgerRow, steps: dict, extras: list[str], week: str, corrected: bool) -> dict[str, Any]:
    name, note = row.figures["community"], body_word(row.figures)
    prefix = reverse("step", args=[row.case_id, 0]).removesuffix("0/")
    sources = reverse("ledger_row", args=[week, row.case_id])
    return {
        "name": name,
        "url": reverse("case", args=[row.case_id]),
        "note": f"{note} 更正" if corrected else note,
        "cells": [_cell(cell, steps.get(cell["step"], {}), name, prefix) for cell in row.cells],
        "extras": [
            *({"word": _word(row.figures, key), "url": sources} for key in extras),
            {"word": LIGHT_LABELS[row.status], "tone": TONES[Light(row.status)]},
        ],
    }


def _word(figures: dict[str, Any], key: str) -> str:
    value = figures.get(key)
    if value is None or value == 0:
        return "—"
    # Consent is told with its denominator, neither ranked nor coloured.
    return f"{value}/{figures.get('canvass_due')}" if key == "agree" else str(value)


def _cell(cell: dict[str, Any], step: dict[str, Any], name: str, prefix: str) -> dict[str, Any]:
    told = [f"{name} 第{cell['step']}步 {step.get('title', '')}", cell["word"]]
    told += [f"计划 {cell['planned']}"] if cell["planned"] else []
    told += [f"实际 {cell['actual']}"] if cell["actual"] else []
    told += [f"计划调整 {cell['replans']} 次"] if cell["replans"] else []
    return {
        "tone": "idle" if cell["state"] == "waived" else cell["state"],
        "word": cell["word"],
        "url": f"{prefix}{cell['step']}/",
        "key": step.get("key", False),
        "title": " ".join(told),
    }


def legend() -> list[dict[str, str]]:
    return [{"tone": tone, "word": word} for tone, word in LEGEND]


def street_table(asked: Asked) -> dict[str, list]:
    """One row per street: its units by light, those that owe, its steps done."""
    rows = []
    for street in asked.ledger.totals["streets"]:
        lights = [len(street["lights"][str(light)]) or "" for light in Light]
        sums = street["sums"]
        done = f"{sums['done_steps']}/{sums['steps']}"
        name = {"text": street["name"], "url": asked.url(street=street["street"])}
        rows.append([name, len(street["cases"]), *lights, len(street["owing"]) or "", done])
    heads = ("街道", "纳入计划", *(LIGHT_LABELS[light] for light in Light), "未报送", "完成步数")
    return table(*heads, rows=rows)
