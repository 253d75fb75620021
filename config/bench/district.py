"""A synthetic district of any size with a year of step events, laid down in bulk: for measuring only."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings

from communities.access import Role
from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Account, Appointment, LegalBody, Organisation, Place, PlaceVersion
from mergers.models import Batch, CaseEvent, MergerCase, PlanDate, Programme, RulebookVersion, StepEvent, StepFiling
from mergers.rules.rulebook import digest, parse, to_data
from mergers.services import freezing

RULEBOOK = "mergers/rulebook/donggang.toml"
PER_STREET = 100
FACTS = {
    "route": "B",
    "legal_body": LegalBody.RESIDENTS_COMMITTEE,
    "rulebook": 1,
    "reform_done": True,
    "has_agency": False,
    "cooperatives_merge": False,
}


@dataclass(frozen=True)
class Measured:
    """What was laid down: the district, its leader, the last finished week."""

    district: Place
    leader: Account
    week: Week


def lay_down(units: int, code: str, *, today: date) -> Measured:
    """A district with `units` cases, each with 16 step events over the last year."""
    district = Place.objects.create(level="district", kind="district", name=f"测试区{code}", code=code, demo=True)
    streets = Place.objects.bulk_create(
        Place(
            level="street",
            kind="street",
            name=f"第{n + 1}街道",
            code=f"{code}{n + 1:03d}000",
            parent=district,
            district=district,
        )
        for n in range((units + PER_STREET - 1) // PER_STREET)
    )
    places = Place.objects.bulk_create(
        Place(
            level="community",
            kind="converted",
            name=f"第{n + 1}社区",
            code=f"{streets[n // PER_STREET].code[:9]}{n % PER_STREET + 1:03d}",
            parent=streets[n // PER_STREET],
            district=district,
            legal_body=LegalBody.RESIDENTS_COMMITTEE,
        )
        for n in range(units)
    )
    PlaceVersion.objects.bulk_create(_version(place, today) for place in (district, *streets, *places))
    leader = _leader(district)
    _cases(district, places, today)
    return Measured(district, leader, freezing.finished_week(district))


def _version(place: Place, today: date) -> PlaceVersion:
    return PlaceVersion(
        place=place,
        code=place.code,
        name=place.name,
        kind=place.kind,
        legal_body=place.legal_body,
        parent=place.parent,
        valid_from=today - timedelta(days=1000),
        source="测量",
        recorded_at=clock.end_of_day(today - timedelta(days=1000)),
    )


def _leader(district: Place) -> Account:
    kind, since = Organisation.Kind.GOVERNMENT, date(2020, 1, 1)
    government = Organisation.objects.create(
        kind=kind, name="区政府", short_name="区政府", place=district, starts_on=since
    )
    leader = Account(username=f"leader{district.code}", name="区领导", district=district)
    leader.set_unusable_password()
    leader.save()
    Appointment.objects.create(
        account=leader, role=Role.LEADER, organisation=government, place=district, starts_on=since
    )
    return leader


def _cases(district: Place, places: list[Place], today: date) -> None:
    # the last step's events fall into the week that is frozen, so that it has changes to tell of
    opened = freezing.finished_week(district).monday + timedelta(days=2 - 21 * 16)
    moment = datetime.combine(opened, time(9), tzinfo=clock.SHANGHAI)
    version, batch = _rulebook(district, moment), _batch(district, len(places), today)
    cases = MergerCase.objects.bulk_create(
        MergerCase(
            place=place,
            batch=batch,
            rulebook_version=version,
            position=n,
            legal_body=place.legal_body,
            route="B",
            reform_done=True,
            opened_on=opened,
        )
        for n, place in enumerate(places)
    )
    CaseEvent.objects.bulk_create(
        CaseEvent(case=case, kind="opened", occurred_on=opened, at=moment, by_name="测量", data=FACTS) for case in cases
    )
    filings = StepFiling.objects.bulk_create(
        (
            StepFiling(case=case, step=step.number, needs_confirmation=bool(step.confirms))
            for case in cases
            for step in version.rulebook.steps
        ),
        batch_size=5000,
    )
    PlanDate.objects.bulk_create((_plan(filing, moment) for filing in filings), batch_size=5000)
    StepEvent.objects.bulk_create((_event(filing, moment) for filing in filings), batch_size=5000)


def _rulebook(district: Place, moment: datetime) -> RulebookVersion:
    book = parse((settings.BASE_DIR / RULEBOOK).read_text(encoding="utf-8"))
    return RulebookVersion.objects.create(
        district=district,
        number=1,
        label=book.label,
        content=to_data(book),
        digest=digest(book),
        is_default=True,
        created_at=moment,
        created_by_name="测量",
    )


def _batch(district: Place, units: int, today: date) -> Batch:
    programme = Programme.objects.create(district=district, title="测量", year=today.year, target=units, deadline=today)
    return Batch.objects.create(programme=programme, number=1, title="第一批")


def _plan(filing: StepFiling, opened: datetime) -> PlanDate:
    return PlanDate(
        case=filing.case,
        step=filing.step,
        planned_on=opened.date() + timedelta(days=22 * filing.step),
        baseline=True,
        decided_on=opened.date(),
        at=opened,
        by_name="测量",
    )


def _event(filing: StepFiling, opened: datetime) -> StepEvent:
    """One event a step, so that 3,000 units make 48,000 a year; unit n has got n mod 17 steps far."""
    done = filing.step <= filing.case.position % 17
    at = opened + timedelta(days=21 * filing.step)
    return StepEvent(
        filing=filing,
        case=filing.case,
        step=filing.step,
        move="confirm" if done else "start",
        from_status="reviewed" if done else "idle",
        to_status="done" if done else "drafting",
        round=1,
        at=at,
        occurred_on=at.date(),
        by_name="测量",
        party="confirmer",
        organisation="测量",
        role="测量",
        facts={"households": 300 + filing.step, "note": "测量"},
    )
