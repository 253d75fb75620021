"""The tick: from the database alone, what is due and missing. Beat and a cron line may both knock."""

from datetime import timedelta

from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Place
from communities.services import jobs, notices
from mergers.models import Ledger, LedgerFile, MergerCase, WeeklyRound
from mergers.services import cadres, errata, freezing, issues, rounds

# What was sent in before the cut-off may still be on its way into the database; no request lasts as long as this.
SETTLING = timedelta(minutes=2)
REMINDERS = {
    "assets.tasks.remind_expiries": "expiries",
    "risk.tasks.remind_petitions": "petitions",
    "risk.tasks.watch_measures": "measures",
    "risk.tasks.remind_slips": "slips",
    "votes.tasks.remind_decisions": "decisions",
    "votes.tasks.remind_points": "points",
    "votes.tasks.remind_questions": "questions",
}
CHECKED_AT = 1  # o'clock; where nothing runs at night, the first tick of the day


def tick() -> None:
    """Open rounds, ask for missing ledgers and errata, remind, end notices, move issues up; nightly check, clean."""
    jobs.beat("tick")
    for district in Place.objects.districts().filter(pk__in=MergerCase.objects.values("place__district")):
        rounds.open_round(district, Week.of(clock.now()))
        _ask_for_ledgers(district)
        _ask_for_errata(district)
        for open_round in WeeklyRound.objects.filter(district=district, cutoff_at__gt=clock.now()):
            rounds.remind(open_round)
        cadres.remind(district)
        _ask_for_reminders(district)
    notices.end_due()
    issues.move_up_overdue()
    night = clock.now().replace(hour=CHECKED_AT, minute=0, second=0, microsecond=0)
    for task in ("check_files", "expire_intakes"):
        jobs.enqueue(f"communities.tasks.{task}", f"{task}:{night.date()}", due=night)


def freeze(district: Place, week: Week) -> Ledger:
    """Freeze a week, then ask for its files, a job for each: one that fails does not hold up the others."""
    ledger = freezing.freeze(district, week)
    for kind in LedgerFile.Kind.values:
        jobs.enqueue(
            "mergers.tasks.make_ledger_file",
            f"ledger_file:{ledger.pk}:{kind}",
            place=district,
            ledger=ledger.pk,
            paper=kind,
        )
    return ledger


def _ask_for_reminders(district: Place) -> None:
    """Once a day, whenever the first tick of the day comes."""
    for kind, name in REMINDERS.items():
        jobs.enqueue(kind, f"{name}:{district.pk}:{clock.today()}", place=district, district=district.pk)


def _ask_for_ledgers(district: Place) -> None:
    for week in freezing.missing_weeks(district):
        jobs.enqueue(
            "mergers.tasks.freeze_week",
            f"ledger:{district.pk}:{week}",
            due=rounds.cutoff_of(district, week) + SETTLING,
            place=district,
            district=district.pk,
            week=str(week),
        )


def _ask_for_errata(district: Place) -> None:
    """Once for each newest late entry, so that the same entry is not set against the same ledger again and again."""
    for ledger in Ledger.objects.filter(district=district).select_related("district"):
        mark = errata.newest_late_entry(ledger)
        if mark:
            jobs.enqueue("mergers.tasks.find_errata", f"errata:{ledger.pk}:{mark}", place=district, ledger=ledger.pk)
