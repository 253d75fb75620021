"""Consent figures by both dates, the same however late they are read; the gate of step 10; the ledger's columns."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.lib import clock
from mergers import gates
from mergers.gates.asked import Answer, Asked
from mergers.ledger import Reading, compile_sheet
from mergers.models import StepFiling
from mergers.presenters.step_registers import figures, registers
from tests import makers
from tests.votes.canvass_makers import homes, village
from votes import services
from votes.canvass_questions import canvassed, consents_known
from votes.rules.canvass import Opinions

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=clock.SHANGHAI)
SUNDAY, CUTOFF = date(2026, 3, 8), datetime(2026, 3, 9, 8, tzinfo=clock.SHANGHAI)


@pytest.fixture
def here(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    with clock.set_to(MONDAY):
        return village()


def answer(case, **facts) -> Answer:
    filing = StepFiling.objects.get(case=case, step=10)
    filing.facts = facts
    return gates.ANSWERS["household_asked"](Asked(case, filing, case.step_view(10)))


def told(here, day=SUNDAY, known_before=CUTOFF) -> Opinions | None:
    found = consents_known(here.place.district, day, known_before).get(here.place.pk)
    return found.opinions if found else None


def test_what_was_visited_by_the_day_and_entered_before_the_moment_counts_whenever_it_is_read(here):
    with clock.set_to(MONDAY):
        canvass = here.assigned(4, days=20)
        first, second, third, fourth = homes(canvass)
        here.entry(first, "agree")
        here.entry(second, "against")
    with clock.set_to(MONDAY + timedelta(days=6, hours=22)):  # Monday before the cut-off, of the Sunday and of the day
        here.entry(third, "not_met", days_ago=0)
        here.entry(first, "abstain", days_ago=0)
    before = told(here)
    with clock.set_to(MONDAY + timedelta(days=8)):
        here.entry(second, "agree", days_ago=2)  # entered late for the Sunday
        here.entry(fourth, "agree")
    assert told(here) == before
    assert told(here, SUNDAY, MONDAY + timedelta(days=9)).agree == before.agree + 1
    assert told(here, date(2026, 3, 1), CUTOFF) is None
    assert told(here, date(2026, 3, 12), MONDAY + timedelta(days=9)) == Opinions(4, 2, 0, 1, 1)


def test_a_changed_plan_stands_at_zero_from_its_own_day_on(here):
    with clock.set_to(MONDAY):
        here.entry(homes(here.assigned(1, days=20))[0])
    with clock.set_to(MONDAY + timedelta(days=3)):
        here.opened()
    assert told(here, date(2026, 3, 3)) == Opinions(1, agree=1)
    assert told(here) == Opinions(1)


def test_the_figures_of_many_units_take_two_queries(here):
    with clock.set_to(MONDAY):
        villages = [here, *(village(here.place.parent, f"小窑{n}") for n in range(5))]
        for each in villages:
            each.entry(homes(each.assigned(2, days=20))[0])
    with CaptureQueriesContext(connection) as whole:
        assert len(consents_known(here.place.district, SUNDAY, CUTOFF)) == 6
    with CaptureQueriesContext(connection) as early:
        consents_known(here.place.district, SUNDAY, MONDAY + timedelta(minutes=1))
    assert (len(whole), len(early)) == (1, 1)


def test_the_gate_reads_the_canvass_and_without_one_the_filed_figures(here):
    with clock.set_to(MONDAY):
        case = makers.merger_case(here.place)
        asked = {"households_due": 2, "agree": 2, "against": 0, "abstain": 0, "unreached": 0}
        assert answer(case, **asked).open
        canvass = here.assigned(2)
        assert "还有2户没有走访" in answer(case, **asked).reasons[0]
        first, second = homes(canvass)
        here.entry(first, "against")
        here.entry(second, "not_met")
        assert "还有1户没有提供回访" in answer(case).reasons[0]
        here.entry(first, "against", revisit="declined")
        assert "还没有结束" in answer(case).reasons[0]
        services.close_canvass(canvass, by=here.clerk)
        opened = answer(case)
        assert opened.open
        assert "不代替表决" in opened.detail


def test_the_step_shows_the_canvass_and_its_figures_are_not_typed_again(here):
    assert registers("canvass", here.place, here.clerk)[0]["word"] == "未开始"
    assert figures("canvass", here.place) == {}
    with clock.set_to(MONDAY):
        here.entry(homes(here.assigned(2))[0])
    assert registers("canvass", here.place, here.clerk)[0]["word"] == "进行中"
    shown = figures("canvass", here.place)
    assert (shown["households_due"], shown["agree"], shown["unreached"]) == (2, 1, 0)
    assert canvassed(here.place).opinions.left == 1


def test_the_ledgers_columns_come_from_the_canvass_and_name_nobody(here):
    with clock.set_to(MONDAY):
        makers.merger_case(here.place)
        canvass = here.assigned(3, days=20)
        here.entry(homes(canvass)[0], "against")
        here.entry(homes(canvass)[1], "agree")
    sheet = compile_sheet(Reading(here.place.district, SUNDAY, CUTOFF))
    row = sheet.rows[0]
    names = ("canvass_due", "canvass_visited", "agree", "against", "unreached", "agree_share")
    assert [row.figures[name] for name in names] == [3, 2, 1, 1, 0, "33.3%"]
    assert row.sources["against"] == [["canvass", canvass.pk]]
    assert not any(word in str(row) for word in ("担心租金", "王某", "大窑1号", "0001"))
