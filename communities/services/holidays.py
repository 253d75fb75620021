"""The holiday table of a district: the shipped years, and over them the days the office has entered.

A table is never changed: each save is a new number, and a deadline keeps the number it was counted with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.workdays import Calendar, shipped_calendar
from communities.models import HolidayDay, HolidayTable, Place
from communities.services.permission import require
from communities.services.recording import record

RUNS_OUT_SOON = 60  # days


@dataclass(frozen=True)
class Day:
    """A day that differs from the shipped table, as the office read it in the yearly notice."""

    date: date
    is_workday: bool
    name: str

    def __str__(self) -> str:
        return f"{self.date} {'上班' if self.is_workday else '放假'}（{self.name}）"


def newest_table(district: Place) -> HolidayTable | None:
    return HolidayTable.objects.filter(district=district).order_by("-number").first()


def calendar_for(district: Place, number: int | None = None) -> Calendar:
    """The days one works and rests in the district, by its newest table (or the one of that number)."""
    tables = HolidayTable.objects.filter(district=district).order_by("-number")
    return _calendar(tables.filter(number=number).get() if number else tables.first())


def calendar_known(district: Place, before: datetime) -> Calendar:
    """The days one works and rests as the district's table had them at a moment."""
    tables = HolidayTable.objects.filter(district=district, created_at__lt=before)
    return _calendar(tables.order_by("-number").first())


def _calendar(table: HolidayTable | None) -> Calendar:
    shipped = shipped_calendar()
    if table is None:
        return shipped
    return Calendar(
        version=f"{table.number}号表",
        known_through=max(table.known_through, shipped.known_through),
        overrides={day.date: (day.is_workday, day.name) for day in table.days.all()},
    )


def warning(district: Place) -> str:
    """A sentence for the office when the table has run out or will within 60 days, else empty."""
    through = calendar_for(district).known_through
    left = (through - clock.today()).days
    if left > RUNS_OUT_SOON:
        return ""
    state = f"已于{through}用尽" if left < 0 else f"只录到{through}，还剩{left}日"
    return f"节假日表{state}；国务院办公厅公布{through.year + 1}年放假安排后，请在“节假日表”中录入。"


@transaction.atomic
def save_table(district: Place, days: Iterable[Day], *, known_through: date, basis: str, by) -> HolidayTable:
    """A new table of the district with exactly these days over the shipped ones. Raises Refused.

    `known_through` is the last day that the entries cover; up to it a day that is not entered follows the shipped
    table, and beyond that the weekend.
    """
    require(by, Verb.OFFICE, district)
    Place.objects.select_for_update(no_key=True).get(pk=district.pk)  # numbers follow one another
    days, last = sorted(days, key=lambda day: day.date), newest_table(district)
    before = {day.date: day for day in (_stored(last) if last else [])}
    if reasons := _faults(days, known_through, basis, last):
        raise Refused(*reasons)
    if last and before == {day.date: day for day in days} and known_through == last.known_through:
        raise Refused("与现行节假日表没有不同，不需要保存新表。")
    table = HolidayTable.objects.create(
        district=district,
        number=last.number + 1 if last else 1,
        known_through=known_through,
        basis=basis.strip(),
        created_at=clock.now(),
        created_by_id=by.pk,
    )
    HolidayDay.objects.bulk_create(
        [HolidayDay(table=table, date=day.date, is_workday=day.is_workday, name=day.name) for day in days]
    )
    record(
        "发布节假日表", table, by=by, place=district, changes=_changes(last, before, table, days), reason=basis.strip()
    )
    return table


def days_of(table: HolidayTable | None) -> list[Day]:
    """The office's own days of a table, in order; none where there is no table."""
    return _stored(table) if table else []


def _stored(table: HolidayTable) -> list[Day]:
    return [Day(day.date, day.is_workday, day.name) for day in table.days.order_by("date")]


def _faults(days: list[Day], known_through: date, basis: str, last: HolidayTable | None) -> list[str]:
    reasons = []
    dates = [day.date for day in days]
    reasons += [f"{day}在表中重复，请只保留一行。" for day in sorted({day for day in dates if dates.count(day) > 1})]
    reasons += [f"{day.date}没有写名称，如“春节”“调休上班”。" for day in days if not day.name.strip()]
    reasons += [f"{day.date}在“已录至”{known_through}之后。" for day in days if day.date > known_through]
    if last and known_through < last.known_through:
        reasons.append(f"“已录至”不能早于现行表的{last.known_through}。")
    if not basis.strip():
        reasons.append("请写明依据，如“国办发明电〔2026〕7号”。")
    return reasons


def _changes(last: HolidayTable | None, before: dict, table: HolidayTable, days: list[Day]) -> dict:
    after = {day.date: day for day in days}
    changes = {"已录至": [str(last.known_through) if last else None, str(table.known_through)]}
    for day in sorted(before.keys() | after.keys()):
        if before.get(day) != after.get(day):
            changes[str(day)] = [str(before[day]) if day in before else None, str(after[day]) if day in after else None]
    return changes
