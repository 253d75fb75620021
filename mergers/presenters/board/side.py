"""Beside the chart: 本周变化, 上次调度事项落实, 提请区级协调事项, 领导批示, 更正."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from communities.lib.charts import share_bar
from mergers.ledger.commitments import GOING, KEPT, MISSED
from mergers.ledger.words import shown
from mergers.models import Erratum, Instruction
from mergers.presenters import follow_up, ledgers
from mergers.presenters.board.asked import TOLD, Asked
from mergers.presenters.words import moment
from mergers.rules.lights import Light

SHARE_TONES = {KEPT: "done", GOING: "due", MISSED: "late"}
# What leaders look for first among the changes.
FIRST = {Light.DONE: 0, Light.LATE: 1}


def changes(asked: Asked) -> list[dict[str, Any]]:
    """本周变化: units in which something moved, the finished and the late ones first."""
    first = sorted(asked.rows, key=lambda row: (FIRST.get(Light(row.status), 2), row.position))
    return ledgers.changes(asked.ledger, first)[:TOLD]


def changed_count(asked: Asked) -> int:
    if asked.everything:
        return len(asked.ledger.totals["changed"])
    return sum(bool(row.figures.get("changes")) for row in asked.rows)


def commitments(asked: Asked) -> dict[str, Any]:
    """上次调度事项落实: the shares, and each commitment that was not kept with the body it waits for (N64)."""
    drawn = {row.case_id: row for row in asked.rows}
    kept = asked.ledger.totals["commitments"]
    if not asked.everything:
        kept = {word: [case for case in cases if case in drawn] for word, cases in kept.items()}
    parts = [(SHARE_TONES[word], word, len(cases)) for word, cases in kept.items()]
    return {
        "bar": share_bar(parts) if any(count for _, _, count in parts) else None,
        "url": f"{reverse('ledger', args=[asked.ledger.iso])}?{urlencode({'group': '落实'})}",
        "missed": ledgers.missed(asked.ledger, asked.rows)[:TOLD],
    }


def requests(asked: Asked) -> list[dict[str, Any]]:
    """提请区级协调事项 as they stood at the cut-off; to others than the district, those of their own units."""
    drawn = {row.case_id for row in asked.rows}
    found = asked.ledger.totals["requests"]
    if not asked.everything:
        found = [request for request in found if request["case"] in drawn]
    return [_request(request) for request in found[:TOLD]]


def _request(request: dict[str, Any]) -> dict[str, Any]:
    told = [f"{request['raised_on'][5:]} 提出"]
    if request["owner"]:
        told.append(f"{request['due_on'][5:]} 前反馈" if request["due_on"] else "")
        told.append("超期" if request["late"] else ("已签收" if request["received"] else "未签收"))
    return {
        "text": f"{request['name']}：{request['text']}",
        "url": reverse("issue", args=[request["issue"]]),
        "tone": "late" if request["late"] else "going",
        "word": request["owner"] or "待交办",
        "detail": " · ".join(filter(None, told)),
    }


def instructions(asked: Asked) -> list[dict[str, Any]]:
    """领导批示 on this ledger, and older ones not closed yet, with how many have answered."""
    found = Instruction.objects.visible_to(asked.account).filter(Q(ledger=asked.ledger) | Q(closed_at=None))
    found = found.prefetch_related("tasks")
    return [follow_up.instruction_entry(instruction) for instruction in found[:TOLD]]


def errata(asked: Asked) -> list[Erratum]:
    """What later entries corrected in this ledger, in the places the viewer sees; newest first."""
    found = Erratum.objects.visible_to(asked.account).filter(row__ledger=asked.ledger)
    return list(found.select_related("row").defer("row__sources", "row__cells").order_by("-noted_at", "-pk")[:200])


def errata_entries(asked: Asked, found: list[Erratum]) -> list[dict[str, Any]]:
    return [
        {
            "text": f"{erratum.row.figures['community']} {erratum.column_title}",
            "url": ledgers.figure_url(asked.ledger, erratum.row, erratum.column),
            "tone": "again",
            "word": f"{shown(erratum.was)} → {shown(erratum.now)}",
            "detail": f"{moment(erratum.noted_at)} {erratum.cause}",
        }
        for erratum in found[:TOLD]
    ]
