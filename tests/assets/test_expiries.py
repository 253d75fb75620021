"""A contract's end comes in sight: told once for each figure of the office, however often or late the job runs."""

from datetime import date, datetime, timedelta

import pytest

from assets import tasks
from assets.services import contract_acts, expiries
from communities.access import Role
from communities.lib import clock
from communities.models import Job, Message
from communities.services import jobs, settings
from mergers.services import ticking
from tests import makers
from tests.assets.makers import contract, cooperative, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def at(day: date):
    return clock.set_to(datetime(day.year, day.month, day.day, 10, tzinfo=clock.SHANGHAI))


@pytest.fixture
def place():
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def who(place):
    found = people(place)
    del found["other_street"]
    return found


def texts(person) -> list[str]:
    return list(Message.objects.filter(to=person).order_by("pk").values_list("text", flat=True))


def entered(place, who, ends_on: date, number: str = "租1", **changes):
    with at(TODAY):
        return contract(cooperative(place), who["coop"], number, ends_on=ends_on, **changes)


def test_the_filers_are_told_once_at_each_figure(place, who):
    entered(place, who, TODAY + timedelta(days=91))
    told = []
    for days in (0, 1, 1, 40, 61, 61, 90):
        with at(TODAY + timedelta(days=days)):
            told.append(expiries.remind(place.district))
    assert told == [0, 2, 0, 0, 2, 0, 0]
    assert [text.split("，")[1] for text in texts(who["clerk"])] == ["还有90日", "还有30日"]
    assert texts(who["coop"]) == texts(who["clerk"])
    assert texts(who["street"]) == texts(who["office"]) == []


def test_a_late_run_tells_what_is_still_true_and_only_that(place, who):
    ends_on = TODAY + timedelta(days=100)
    entered(place, who, ends_on)
    with at(ends_on - timedelta(days=10)):
        assert (expiries.remind(place.district), expiries.remind(place.district)) == (2, 0)
    with at(ends_on + timedelta(days=50)):
        assert (expiries.remind(place.district), expiries.remind(place.district)) == (2, 0)
    assert "还有10日" in texts(who["coop"])[0]
    assert f"已于{ends_on}到期" in texts(who["coop"])[1]


def test_what_was_over_when_it_was_entered_calls_for_no_reminder(place, who):
    entered(place, who, TODAY - timedelta(days=1))
    with at(TODAY):
        assert expiries.remind(place.district) == 0


def test_an_ended_contract_calls_for_no_reminder(place, who):
    made = entered(place, who, TODAY + timedelta(days=5))
    with at(TODAY):
        contract_acts.terminate(made, "协商解除", on=TODAY, by=who["coop"])
        assert expiries.remind(place.district) == 0


def test_the_office_sets_the_figures(place, who):
    entered(place, who, TODAY + timedelta(days=200))
    with at(TODAY):
        settings.set_value(
            "contract.first_reminder_days", 200, place.district, in_force_from=TODAY, basis="纪要", by=who["office"]
        )
        assert expiries.remind(place.district) == 2


def test_the_tick_asks_for_the_job_once_a_day_and_the_job_tells(place, who):
    entered(place, who, TODAY + timedelta(days=20))
    with at(TODAY):
        makers.merger_case(place)
        ticking.tick()
        ticking.tick()
        asked = Job.objects.get(kind="assets.tasks.remind_expiries")
        tasks.remind_expiries(asked.pk)
        tasks.remind_expiries(asked.pk)
    assert len(texts(who["coop"])) == 1
    assert Job.objects.get(pk=asked.pk).state == Job.State.DONE
    with at(TODAY + timedelta(days=1)):
        ticking.tick()
    assert Job.objects.filter(kind="assets.tasks.remind_expiries").count() == 2


def test_another_districts_contracts_are_left_alone(place, who):
    entered(place, who, TODAY + timedelta(days=20))
    with at(TODAY):
        elsewhere = makers.district("邻区", "990199")
        makers.account(Role.OFFICE, elsewhere)
        assert expiries.remind(elsewhere) == 0
        assert not jobs.Job.objects.exists()
