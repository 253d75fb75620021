"""Freezing a week: the figures of what was known at its cut-off, once; later entries stand beside them as errata."""

from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Anchor, Place
from communities.services.recording import SYSTEM, anchor, record
from mergers.ledger import Reading, Sheet, compile_sheet
from mergers.models import CaseEvent, Ledger, LedgerRow, WeeklyRound
from mergers.services import rounds

INSERTED = 500


def freeze(district: Place, week: Week) -> Ledger:
    """The ledger of the week: made once, whenever asked first; the same ever after. Refused while the week runs.

    Nothing is computed under a lock: facts entered before the cut-off no longer change, and whoever stores second
    finds the ledger of the first.
    """
    found = Ledger.objects.filter(district=district, year=week.year, week=week.number).first()
    if found:
        return found
    closes = rounds.cutoff_of(district, week)
    if clock.now() < closes:
        raise Refused(f"{week}的数据{closes:%Y-%m-%d %H:%M}截止，截止后才能生成台账。")
    round = rounds.open_round(district, week)
    sheet = compile_sheet(Reading(district, week.sunday, round.cutoff_at))
    root = anchor(f"{district.code}-{week}")
    return _store(round, sheet, root)


@transaction.atomic
def _store(round: WeeklyRound, sheet: Sheet, root: Anchor) -> Ledger:
    round = WeeklyRound.objects.select_for_update(of=("self",)).select_related("district").get(pk=round.pk)
    found = Ledger.objects.filter(round=round).first()
    if found:
        return found
    ledger = Ledger.objects.create(
        round=round,
        district=round.district,
        year=round.year,
        week=round.week,
        cutoff_at=round.cutoff_at,
        frozen_at=clock.now(),
        totals=sheet.totals,
        columns=sheet.columns,
        digest=sheet.digest(),
        anchor=root,
    )
    LedgerRow.objects.bulk_create(
        (
            LedgerRow(
                ledger=ledger,
                case_id=row.case_id,
                street_id=row.street_id,
                position=position,
                status=row.status,
                figures=row.figures,
                cells=row.cells,
                sources=row.sources,
            )
            for position, row in enumerate(sheet.rows, start=1)
        ),
        batch_size=INSERTED,
    )
    changes = {"数据摘要": [None, ledger.digest], "记录簿摘要": [None, root.root], "行数": [None, len(sheet.rows)]}
    record("生成台账", ledger, by=SYSTEM, place=round.district, changes=changes)
    return ledger


def finished_week(district: Place) -> Week:
    """The last week whose figures have closed."""
    week = Week.of(clock.now()).previous()
    while clock.now() < rounds.cutoff_of(district, week):
        week = week.previous()
    return week


def missing_weeks(district: Place) -> list[Week]:
    """Finished weeks without a ledger, from the first case's opening to now, however long nothing ran."""
    first = (
        CaseEvent.objects.filter(case__place__district=district, kind=CaseEvent.Kind.OPENED)
        .order_by("occurred_on")
        .values_list("occurred_on", flat=True)
        .first()
    )
    if first is None:
        return []
    made = {Week(*pair) for pair in Ledger.objects.filter(district=district).values_list("year", "week")}
    return [week for week in Week.range(Week.of(first), finished_week(district)) if week not in made]
