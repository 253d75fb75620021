"""The inputs of the ledger's papers: 调度情况(送审稿), 进展台账, 挂图作战."""

from collections.abc import Iterable, Iterator
from typing import Any

from communities.lib.clock import SHANGHAI
from mergers.ledger import words
from mergers.ledger.words import TONES
from mergers.models import Ledger, LedgerRow
from mergers.rules.lights import LIGHT_LABELS, Light

WHOLE = 200  # a district of more units is told by its streets
# Heights on one sheet of the wall chart, in fifths of a unit's row: a unit, a street's title, what the sheet holds.
UNIT_HEIGHT, TITLE_HEIGHT, SHEET_HEIGHT = 5, 3, 143
# Key, width on paper, alignment: what fits on A3; all columns are in the workbook.
PRINTED = (
    ("street", 4, ""),
    ("community", 4, ""),
    ("legal_body", 4, ""),
    ("mode", 3, "centre"),
    ("households", 3, "number"),
    ("step", 4, ""),
    ("status", 3, "centre"),
    ("days_late", 2, "number"),
    ("waits_for", 4, ""),
    ("agree", 3, "number"),
    ("against", 2, "number"),
    ("posted_until", 4, "centre"),
    ("request_number", 4, ""),
    ("approval_number", 4, ""),
    ("planned_on", 4, "centre"),
    ("risk", 2, "centre"),
    ("progress", 0, ""),
    ("problems", 0, ""),
    ("coordination", 0, ""),
    ("next_week", 0, ""),
)


def ledger_inputs(ledger: Ledger, rows: Iterable[LedgerRow]) -> dict[str, Any]:
    """For `render_ledger`: columns, rows, totals, and the words around them."""
    titles = {column["key"]: column["title"] for column in ledger.columns}
    columns = [{"label": "序号", "width": 2, "align": "number"}]
    columns += [{"label": words.on_paper(titles[key]), "width": width, "align": align} for key, width, align in PRINTED]
    return {
        "columns": columns,
        "rows": [[row.position, *(words.on_paper(row.figures.get(key)) for key, *_ in PRINTED)] for row in rows],
        "title": f"{words.district(ledger)}撤改撤并进展台账",
        "subtitle": words.subtitle(ledger),
        "notes": [
            "".join(words.bottom_lines(ledger.totals)),
            "状态由规则按日期推算；法定公示期、通知期和等待批复不计为超期。全部栏目见同期工作簿。",
        ],
        "digest": ledger.anchor.root,
    }


def wall_inputs(ledger: Ledger) -> dict[str, Any]:
    """For the wall chart, without its rows."""
    stages = ledger.totals["stages"]
    return {
        "title": f"{words.district(ledger)}撤改撤并挂图作战",
        "subtitle": words.subtitle(ledger),
        "stages": [
            {
                "title": stage["title"],
                "steps": [
                    {"number": step["number"], "title": step["short"], "key": step["key"]} for step in stage["steps"]
                ],
            }
            for stage in stages
        ],
        "columns": 2 + sum(len(stage["steps"]) for stage in stages),
        "legend": [{"state": state, "label": label} for state, label in words.LEGEND],
        "digest": ledger.anchor.root,
    }


def wall_pages(rows: list[LedgerRow]) -> list[list[dict[str, Any]]]:
    """Sheet by sheet, street by street; a large street takes several. Each sheet's list of groups is laid out alone."""
    pages: list[list[dict[str, Any]]] = [[]]
    held = 0
    for group in _groups(rows):
        height = TITLE_HEIGHT + UNIT_HEIGHT * len(group["rows"])
        if held and held + height > SHEET_HEIGHT:
            pages.append([])
            held = 0
        pages[-1].append(group)
        held += height
    return pages


def _groups(rows: list[LedgerRow]) -> Iterator[dict[str, Any]]:
    by_street: dict[int, list[LedgerRow]] = {}
    most = (SHEET_HEIGHT - TITLE_HEIGHT) // UNIT_HEIGHT
    for row in rows:
        by_street.setdefault(row.street_id, []).append(row)
    for members in by_street.values():
        title = f"{members[0].figures['street']} {len(members)}个"
        for start in range(0, len(members), most):
            yield {"title": title, "rows": [_wall_row(row) for row in members[start : start + most]]}


def _wall_row(row: LedgerRow) -> dict[str, Any]:
    figures = row.figures
    note = f"待{figures['waits_for']}" if figures.get("waits_for") else ""
    return {
        "name": figures["community"],
        "kind": words.body_word(figures),
        "cells": [
            {
                "state": "idle" if cell["state"] == "waived" else cell["state"],
                "label": cell["word"],
                "planned": words.day(cell["planned"]),
                "actual": words.day(cell["actual"]),
            }
            for cell in row.cells
        ],
        "light": {"state": TONES[row.status], "label": figures["status"], "note": note},
    }


def report_inputs(ledger: Ledger, rows: list[LedgerRow]) -> dict[str, Any]:
    """For the 调度情况(送审稿). A unit that rests by a lawful outcome is counted, never told of by name."""
    totals = ledger.totals
    told = [row for row in rows if row.status != Light.HELD]
    return {
        "title": "调度情况（送审稿）",
        "issue": f"{ledger.year}年第{ledger.week}周",  # 期号 is given with the 审签
        "issuer": words.issuer(ledger),
        "date": ledger.cutoff_at.astimezone(SHANGHAI).date(),
        "period": words.period(ledger),
        "cutoff": words.cutoff(ledger),
        "figures": [
            {"label": tile["label"], "value": tile["value"], "note": tile["note"].replace(" · ", "\n")}
            for tile in totals["tiles"]
            if tile["key"] not in ("owing", "nothing")
        ],
        "progress": _progress(ledger, rows),
        "changes": _changes(ledger, told),
        "followups": _followups(told) if len(rows) <= WHOLE else [],
        "requests": [_request(request) for request in totals["requests"]],
        "instructions": [
            {
                "leader": entry["leader"],
                "date": words.day(entry["on"]),
                "text": words.on_paper(entry["text"]),
                "state": f"反馈{entry['answered']}/{entry['forwarded']}" if entry["forwarded"] else "待转办",
            }
            for entry in totals["instructions"]
        ],
        "digest": ledger.anchor.root,
    }


def _progress(ledger: Ledger, rows: list[LedgerRow]) -> str:
    tiles = {tile["key"]: tile["value"] for tile in ledger.totals["tiles"]}
    sums = ledger.totals["sums"]
    lines = [
        f"截至{words.period(ledger).split('至')[1]}，{tiles['planned']}个社区（村）纳入撤并计划，{tiles['done']}个已完成，"
        f"{tiles['late']}个超期；{sums['steps']}个步骤完成{sums['done_steps']}个、不适用{sums['waived_steps']}个。"
        f"本周零报告{tiles['nothing']}个，未报送{tiles['owing']}个。"
    ]
    kept = ledger.totals["commitments"]
    if any(kept.values()):
        lines.append("上次承诺事项：" + "，".join(f"{word}{len(cases)}项" for word, cases in kept.items()) + "。")
    if len(rows) > WHOLE:
        lines += [words.street_line(street) for street in ledger.totals["streets"]]
    return "\n".join(lines)


def _changes(ledger: Ledger, rows: list[LedgerRow]) -> list[dict[str, str]]:
    if len(rows) > WHOLE:
        return [
            {"place": street["name"], "text": f"完成步骤累计{street['sums']['done_steps']}个。"}
            for street in ledger.totals["streets"]
        ]
    found = []
    for row in rows:
        figures = row.figures
        parts = [figures["changes"]] if figures.get("changes") else []
        if row.status == Light.LATE:
            parts.append(f"{LIGHT_LABELS[Light.LATE]}{figures['days_late']}日，等待{figures['waits_for']}办理")
        if parts:
            found.append({"place": figures["community"], "text": "；".join(parts) + "。"})
    return found


def _followups(rows: list[LedgerRow]) -> list[dict[str, str]]:
    return [
        {
            "place": row.figures["community"],
            "matter": f"{row.figures['promised']}。",
            "state": row.figures["kept"],
            "note": f"已调整计划{row.figures['replans']}次。" if row.figures["replans"] else "",
        }
        for row in rows
        if row.figures.get("kept")
    ]


def _request(request: dict[str, Any]) -> dict[str, str]:
    note = f"{_day(request['raised_on'])}提出" + (f"，{_day(request['due_on'])}前办理" if request["due_on"] else "")
    note += "，已签收" if request["received"] else ""
    return {
        "place": request["name"],
        "matter": words.on_paper(request["text"]).rstrip("。") + "。",
        "department": request["owner"] or "待交办",
        "note": note + ("，已逾期。" if request["late"] else "。"),
    }


def _day(value: str) -> str:
    day = words.day(value)
    return f"{day.month}月{day.day}日"
