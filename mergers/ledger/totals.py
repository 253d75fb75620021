"""The tiles and totals of a ledger: each is a count with the cases behind it, so that it opens and agrees."""

import re
from collections.abc import Iterable
from typing import Any

from communities.models import LegalBody
from mergers.ledger import commitments
from mergers.ledger.burdens import risk_level
from mergers.ledger.figures import week_changes
from mergers.ledger.units import Unit
from mergers.rules.lights import LIGHT_LABELS, WAIT_LABELS, Light
from mergers.rules.rulebook import Rulebook


def totals(units: list[Unit], rulebook: Rulebook | None) -> dict[str, Any]:
    """Everything the ledger says of the district as a whole; plain JSON. `units` in the order of the ledger."""
    return {
        "tiles": tiles(units),
        "streets": streets(units),
        "sums": sums(units),
        "progress": progress(units),
        "commitments": kept(units),
        "changed": ids(unit for unit in units if week_changes(unit).value),
        "requests": requests(units),
        "stages": stages(rulebook) if rulebook else [],
    }


def ids(units: Iterable[Unit]) -> list[int]:
    return [unit.case_id for unit in units]


def by_light(units: list[Unit], light: str) -> list[Unit]:
    return [unit for unit in units if unit.status == light]


def tiles(units: list[Unit]) -> list[dict[str, Any]]:
    """The counts at the head of the page: [{key, label, value, note, cases}]."""
    late = by_light(units, Light.LATE)
    waiting = by_light(units, Light.WAITING)
    done = by_light(units, Light.DONE)
    new = [unit for unit in done if unit.finished_on and unit.finished_on >= unit.monday]
    owing = [unit for unit in units if unit.report is None and unit.owes_report]
    nothing = [unit for unit in units if unit.report and unit.report.nothing]
    unfiled = [unit for unit in units if unit.unfiled]
    risks = {level: [unit for unit in units if risk_level(unit).value == level] for level in ("高", "中", "低")}
    notes = {
        "planned": _bodies(units),
        Light.DONE: f"本周 +{len(new)}" if new else "",
        Light.LATE: f"最长 {max(unit.judged.days_late for unit in late)} 日" if late else "",
        Light.WAITING: _waits(waiting),
        Light.HELD: _reasons(by_light(units, Light.HELD)),
        "risk_medium": f"低风险 {len(risks['低'])}",
        "unfiled": f"共 {sum(len(unit.unfiled) for unit in unfiled)} 件" if unfiled else "",
    }
    rows = [("planned", "纳入计划", units)]
    rows += [(str(light), LIGHT_LABELS[light], by_light(units, light)) for light in TILES]
    rows += [("owing", "未报送", owing), ("nothing", "零报告", nothing), ("unfiled", "有未备案", unfiled)]
    rows += [("risk_high", "高风险", risks["高"]), ("risk_medium", "中风险", risks["中"])]
    return [
        {"key": key, "label": label, "value": len(found), "note": notes.get(key, ""), "cases": ids(found)}
        for key, label, found in rows
    ]


TILES = (Light.DONE, Light.ON_TIME, Light.DUE_SOON, Light.LATE, Light.WAITING, Light.HELD, Light.IDLE)


def _bodies(units: list[Unit]) -> str:
    villages = sum(unit.history.facts.get("legal_body") == LegalBody.VILLAGERS_COMMITTEE for unit in units)
    return f"{len(units) - villages} 居委会 · {villages} 村委会"


def _waits(units: list[Unit]) -> str:
    counts = {kind: sum(unit.judged.wait == kind for unit in units) for kind in WAIT_LABELS}
    return " · ".join(f"{WAIT_LABELS[kind]} {count}" for kind, count in counts.items() if count)


def _reasons(units: list[Unit]) -> str:
    """The first words of each reason, as many as a tile holds."""
    told = (re.split(r"[,，:：;；。(（]", unit.judged.reason)[0][:8] for unit in units)
    return "、".join(dict.fromkeys(filter(None, told)))


def streets(units: list[Unit]) -> list[dict[str, Any]]:
    """One entry per street, in the order of the ledger: its units by light, each with the cases behind it."""
    found: dict[int, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.street_id, []).append(unit)
    return [
        {
            "street": street_id,
            "name": members[0].street,
            "cases": ids(members),
            "lights": {str(light): ids(by_light(members, light)) for light in Light},
            "owing": ids(unit for unit in members if unit.report is None and unit.owes_report),
            "sums": sums(members),
        }
        for street_id, members in found.items()
    ]


def sums(units: list[Unit]) -> dict[str, int]:
    """户数, 人口, 党员 as filed, and the steps that are done, not applicable, and in all."""
    survey = [unit.by_key["survey"].facts for unit in units if "survey" in unit.by_key]
    names = ("households", "population", "party_members")
    figures = {name: sum(facts.get(name) or 0 for facts in survey) for name in names}
    states = [state for unit in units for state in unit.steps.values()]
    figures["done_steps"] = sum(state.status == "done" for state in states)
    figures["waived_steps"] = sum(state.status == "waived" for state in states)
    figures["steps"] = len(states)
    return figures


def progress(units: list[Unit]) -> dict[str, list[int]]:
    """已完成 / 推进中 / 未启动 of the bottom row."""
    done, idle = by_light(units, Light.DONE), by_light(units, Light.IDLE)
    settled = {unit.case_id for unit in (*done, *idle)}
    going = [unit.case_id for unit in units if unit.case_id not in settled]
    return {"done": ids(done), "going": going, "idle": ids(idle)}


def kept(units: list[Unit]) -> dict[str, list[int]]:
    """上次调度事项落实: the cases by what came of last week's commitment."""
    outcomes = {unit.case_id: commitments.outcome(unit) for unit in units}
    words = (commitments.KEPT, commitments.GOING, commitments.MISSED)
    return {word: [case for case, found in outcomes.items() if found == word] for word in words}


def requests(units: list[Unit]) -> list[dict[str, Any]]:
    """提请区级协调事项: open difficulties at the district's level, the nearest due day first."""
    found = [
        {
            "issue": issue.id,
            "case": unit.case_id,
            "name": unit.name,
            "text": issue.text,
            "owner": issue.owner,
            "raised_on": issue.raised_on.isoformat(),
            "due_on": issue.due_on,
            "received": issue.received,
            "late": bool(issue.due_on) and issue.due_on < unit.day.isoformat(),
        }
        for unit in units
        for issue in unit.issues
        if issue.level == "district" and not issue.closed
    ]
    return sorted(found, key=lambda each: (each["due_on"] or "9999", each["issue"]))


def stages(rulebook: Rulebook) -> list[dict[str, Any]]:
    """The head of the wall chart, as the rulebook of the week had it."""
    return [
        {
            "number": stage.number,
            "title": stage.title,
            "steps": [
                {"number": step.number, "short": step.short, "title": step.title, "key": bool(step.node)}
                for step in rulebook.steps_of(stage.number)
            ],
        }
        for stage in rulebook.stages
    ]
