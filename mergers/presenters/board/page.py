"""The whole page from one `Asked`."""

from typing import Any

from django.urls import reverse

from communities.access import Verb, may
from communities.lib import clock
from communities.lib.isoweek import Week
from mergers.ledger.words import short_digest
from mergers.models import Ledger, LedgerFile
from mergers.presenters import ledgers
from mergers.presenters.board import side, streets, trend
from mergers.presenters.board.asked import MOST_DRAWN, Asked

FILES = (
    (LedgerFile.Kind.WALL, "挂图 A3", ""),
    (LedgerFile.Kind.WORKBOOK, "台账 xlsx", ""),
    (LedgerFile.Kind.REPORT, "调度情况（送审稿）", "primary"),
)


def page(asked: Asked, weeks: list[Week]) -> dict[str, Any]:
    """Everything the template draws; the number of queries does not depend on the number of units."""
    ledger = asked.ledger
    errata = side.errata(asked)
    steps, lights = trend.trend(ledger) if asked.whole else (None, None)
    return {
        "title": f"{ledger.year}年第{ledger.week}周调度",
        "sub": _sub(ledger),
        "choice": _choice(asked),
        "all_url": asked.url(),
        "acts": _acts(asked),
        "weeks": _weeks(weeks, ledger.iso),
        "tiles": _tiles(asked),
        "streets": streets.street_table(asked) if asked.large else None,
        "wall": None if asked.large else _wall(asked, {erratum.row_id for erratum in errata}),
        "cut": len(asked.rows) == MOST_DRAWN,
        "legend": ledgers.legend(),
        "changes": side.changes(asked),
        "changed": side.changed_count(asked),
        "compare_url": compare_url(ledger),
        "commitments": side.commitments(asked),
        "requests": side.requests(asked),
        "instructions": side.instructions(asked),
        "errata": side.errata_entries(asked, errata),
        "steps_chart": steps,
        "lights_chart": lights,
    }


def _sub(ledger: Ledger) -> list[str]:
    first, last, closes = ledger.iso.monday, ledger.iso.sunday, ledger.cutoff_at.astimezone(clock.SHANGHAI)
    until = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
    return [
        f"{first.month}月{first.day}日—{until}",
        f"数据截止 {closes.month}月{closes.day}日 {closes:%H:%M}",
        f"摘要 {short_digest(ledger.digest)}",
    ]


def _choice(asked: Asked) -> str:
    """The street to which the page is narrowed."""
    found = (street["name"] for street in asked.ledger.totals["streets"] if street["street"] == asked.street)
    return next(found, "")


def _acts(asked: Asked) -> list[dict[str, str]]:
    ledger = asked.ledger
    acts = [{"label": "与上周比", "url": compare_url(ledger), "tone": ""}]
    made = set(LedgerFile.objects.visible_to(asked.account).filter(ledger=ledger).values_list("kind", flat=True))
    acts += [
        {"label": label, "url": reverse("ledger_file", args=[ledger.iso, kind]), "tone": tone}
        for kind, label, tone in FILES
        if kind in made
    ]
    if hasattr(ledger, "bulletin"):
        acts.append({"label": f"第{ledger.bulletin.number}期通报", "url": reverse("bulletins"), "tone": ""})
    elif may(asked.account, Verb.INSTRUCT, ledger.district):
        acts.append({"label": "待审签", "url": reverse("bulletins"), "tone": ""})
    return acts


def _weeks(weeks: list[Week], this: Week) -> list[dict[str, Any]]:
    return [{"value": str(week), "label": f"{week.year}年第{week.number}周", "chosen": week == this} for week in weeks]


def _tiles(asked: Asked) -> list[dict[str, Any]]:
    """Those of the ledger for the whole district; else what is behind them among the viewer's or the street's units."""
    visible = None if asked.everything else {row.case_id for row in asked.rows}
    return ledgers.tiles_told(asked.ledger, visible, asked.street)


def _wall(asked: Asked, corrected: set[int]) -> dict[str, Any]:
    drawn = ledgers.wall(asked.ledger, asked.rows, corrected)
    if asked.whole:
        for street in drawn["streets"]:
            street["url"] = asked.url(street=street["key"])
    return drawn


def compare_url(ledger: Ledger) -> str:
    """Against the Sunday before."""
    return f"{reverse('ledger_compare')}?from={ledger.iso.previous().sunday}&to={ledger.iso.sunday}"
