"""Errata: what entries made after a ledger's cut-off show of its week. Dated, beside the figure, never instead."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from assets.models import FilingEvent
from communities.lib import clock
from communities.models import NoticeEvent, PlaceVersion
from communities.services.recording import SYSTEM, record
from mergers.ledger import Reading, Row, compile_sheet
from mergers.models import CaseEvent, Erratum, IssueEvent, Ledger, LedgerRow, PlanDate, StepEvent, WeeklyRound
from risk.models import AssessmentEvent, PetitionEvent
from votes.models import AnswerSheet, Canvass, HandOut, Visit


def newest_late_entry(ledger: Ledger) -> str:
    """A mark of the newest entry made after the cut-off for a day of the ledger's time; empty if there is none."""
    late = {"at__gte": ledger.cutoff_at, "occurred_on__lte": ledger.iso.sunday}
    plans = {"at__gte": ledger.cutoff_at, "decided_on__lte": ledger.iso.sunday}
    renamed = {"recorded_at__gte": ledger.cutoff_at, "valid_from__lte": ledger.iso.sunday}
    district, opened = ledger.district, {"opened_on__lte": ledger.iso.sunday}
    marks = (
        StepEvent.objects.filter(case__place__district=district, **late),
        CaseEvent.objects.filter(case__place__district=district, **late),
        PlanDate.objects.filter(case__place__district=district, **plans),
        NoticeEvent.objects.filter(notice__place__district=district, **late),
        IssueEvent.objects.filter(issue__case__place__district=district, **late),
        FilingEvent.objects.filter(organisation__place__district=district, **late),
        Canvass.objects.filter(organisation__place__district=district, opened_at__gte=ledger.cutoff_at, **opened),
        AssessmentEvent.objects.filter(assessment__place__district=district, **late),
        PetitionEvent.objects.filter(petition__place__district=district, **late),
        PlaceVersion.objects.filter(place__district=district, **renamed),
    )
    newest = [rows.aggregate(newest=Max("pk"))["newest"] for rows in marks]
    visits = {"at__gte": ledger.cutoff_at, "visited_on__lte": ledger.iso.sunday}
    newest.append(Visit.objects.filter(canvass__organisation__place__district=district, **visits).count())
    papers = {"questionnaire__organisation__place__district": district, "on__lte": ledger.iso.sunday}
    newest += [each.objects.filter(at__gte=ledger.cutoff_at, **papers).count() for each in (HandOut, AnswerSheet)]
    return "-".join(str(pk or 0) for pk in newest) if any(newest) else ""


def find_errata(ledger: Ledger) -> list[Erratum]:
    """Read the week again with all that is known now; note each figure that differs from what is known to stand."""
    sheet = compile_sheet(Reading(ledger.district, ledger.iso.sunday, clock.now()))
    return _store(ledger, {row.case_id: row for row in sheet.rows})


@transaction.atomic
def _store(ledger: Ledger, now: dict[int, Row]) -> list[Erratum]:
    WeeklyRound.objects.select_for_update(of=("self",)).get(pk=ledger.round_id)
    titles = {column["key"]: column["title"] for column in ledger.columns}  # those of its time, not of today
    noted: dict[tuple[int, str], Any] = {}
    for row, column, value in (
        Erratum.objects.filter(row__ledger=ledger).order_by("noted_at", "pk").values_list("row_id", "column", "now")
    ):
        noted[row, column] = value
    found = [
        Erratum(
            row=row,
            column=column,
            column_title=title,
            was=noted.get((row.pk, column), row.figures.get(column)),
            now=now[row.case_id].figures.get(column),
            cause=_cause(now[row.case_id], row, column),
            noted_at=clock.now(),
        )
        for row in ledger.rows.all()
        if row.case_id in now
        for column, title in titles.items()
        if now[row.case_id].figures.get(column) != noted.get((row.pk, column), row.figures.get(column))
    ]
    Erratum.objects.bulk_create(found)
    if found:
        changes = {"更正": [None, f"{len(found)}处"]}
        record("登记台账勘误", ledger, by=SYSTEM, place=ledger.district, changes=changes)
    return found


def _cause(now: Row, row: LedgerRow, column: str) -> str:
    """The late entry that made the difference, in words."""
    before = [list(source) for source in row.sources.get(column, [])]
    new = [id for kind, id in now.sources[column] if kind == "step" and [kind, id] not in before]
    event = StepEvent.objects.filter(pk__in=new).order_by("-at").first()
    if event is None:
        return "截止后补录的事项改变了这一数"
    when = event.at.astimezone(clock.SHANGHAI)
    return f"{when:%Y-%m-%d %H:%M}{event.by_name}补录第{event.step}步，发生于{event.occurred_on}"
