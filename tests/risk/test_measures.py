"""A late measure moves up by itself, each tier once and in the history; a late look does what punctual ones would."""

from datetime import date

import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Job, Message, Organisation, RecordEntry
from mergers.services import ticking
from risk.models import Measure, MeasureEvent
from risk.services import measures
from risk.tasks import watch_measures
from tests import makers
from tests.risk.assessing import at, written

pytestmark = pytest.mark.django_db
SET, DUE = date(2026, 3, 2), date(2026, 3, 12)


@pytest.fixture
def leader(place):
    return makers.account(Role.LEADER, place.district)


@pytest.fixture
def measure(place, street) -> Measure:
    with clock.set_to(at(SET)):
        written(place, street)
    return Measure.objects.get()


def moved(measure: Measure) -> list[tuple[str, date]]:
    found = MeasureEvent.objects.filter(measure=measure, kind="moved_up")
    return list(found.values_list("tier", "occurred_on"))


def test_the_day_it_is_late_it_moves_up_a_tier_and_the_history_shows_it(place, street, measure):
    with clock.set_to(at(DUE)):
        assert measures.move_up_overdue(place.district) == 0
    with clock.set_to(at(date(2026, 3, 13))):
        assert [measures.move_up_overdue(place.district) for _ in range(2)] == [1, 0]
        page = makers.client(street).get(f"/measures/{measure.pk}/").content.decode()
    assert moved(measure) == [("street", date(2026, 3, 13))]
    assert "逾期提级" in page
    assert "时限2026-03-12已过1日，提请街道督促" in page
    assert RecordEntry.objects.get(action="措施逾期提级").by_name == "系统"


def test_a_look_that_comes_weeks_late_makes_each_move_that_is_due(place, measure, office, leader):
    with clock.set_to(at(date(2026, 4, 20))):
        assert measures.move_up_overdue(place.district) == 3
        assert measures.move_up_overdue(place.district) == 0
    assert [tier for tier, _ in moved(measure)] == ["street", "district", "leaders"]
    measure.refresh_from_db()
    assert measure.tier == "leaders"
    for person in (office, leader):
        assert "提请区领导督促" in Message.objects.get(to=person).text


def test_the_tick_of_the_day_fires_it(place, measure, django_capture_on_commit_callbacks):
    """B39: configured and never run is the mistake of others; here the tick itself is turned."""
    makers.merger_case(place)
    with clock.set_to(at(date(2026, 3, 14))):
        for _ in range(2):
            ticking.tick()
        job = Job.objects.get(kind="risk.tasks.watch_measures")
        watch_measures(job.pk)
        watch_measures(job.pk)
    assert [tier for tier, _ in moved(measure)] == ["street"]


def test_what_is_done_or_given_another_day_moves_no_further(place, street, measure):
    with clock.set_to(at(date(2026, 3, 13))):
        measures.move_up_overdue(place.district)
        with pytest.raises(Refused, match="须写明理由"):
            measures.extend(measure, due_on=date(2026, 3, 30), reason=" ", by=street)
        again = measures.extend(measure, due_on=date(2026, 3, 30), reason="等待审计", by=street)
    assert again.tier == "owner"
    with clock.set_to(at(date(2026, 3, 31))):
        assert measures.move_up_overdue(place.district) == 1
        measures.finish(measure, done_on=clock.today(), result="已逐户说明", by=street)
    with clock.set_to(at(date(2026, 5, 1))):
        assert measures.move_up_overdue(place.district) == 0
        with pytest.raises(Refused, match="已经完成"):
            measures.finish(measure, done_on=clock.today(), result="再次", by=street)
    kinds = list(measure.events.values_list("kind", flat=True))
    assert kinds == ["set", "moved_up", "extended", "moved_up", "done"]


def test_the_reason_of_another_day_is_written_into_an_empty_field(place, street, measure):
    page = makers.client(street).get(f"/measures/{measure.pk}/").content.decode()
    asked = page[page.index('id="extend_reason"') : page.index("</textarea>", page.index('id="extend_reason"'))]
    assert measure.text in page
    assert measure.text not in asked


def test_a_measure_has_an_owner_of_the_place_and_a_day_to_come(place, street, measure):
    other = makers.organisation(makers.street(place.district, "海曲街道"), Organisation.Kind.STREET_OFFICE)
    with clock.set_to(at(SET)):
        own = street.posts()[0].organisation
        with pytest.raises(Refused, match="责任单位须是"):
            measures.set_measure(measure.point, text="说明", owner=other, due_on=DUE, by=street)
        with pytest.raises(Refused, match="不能早于今天"):
            measures.set_measure(measure.point, text="说明", owner=own, due_on=date(2026, 3, 1), by=street)


def test_the_owner_reports_and_nobody_else(place, street):
    clerk = makers.account(Role.CLERK, place)
    owner = clerk.posts()[0].organisation
    with clock.set_to(at(SET)):
        point = written(place, street).points.get()
        given = measures.set_measure(point, text="公示答疑", owner=owner, due_on=DUE, by=street)
        assert Message.objects.get(to=clerk).text.endswith("由你单位负责，2026-03-12前完成。")
        secretary = makers.account(Role.SECRETARY, place)
        with pytest.raises(Refused, match="由该单位或者街道登记"):
            measures.finish(given, done_on=clock.today(), result="已答疑", by=secretary)
        asked = {"done_on": "2026-03-02", "result": "已答疑", "form_key": "a"}
        assert makers.client(clerk).post(f"/measures/{given.pk}/finish/", asked).status_code == 302
    given.refresh_from_db()
    assert given.done_by == clerk


def test_owners_are_reminded_once_for_each_day_set(place, street, measure):
    with clock.set_to(at(date(2026, 3, 9))):
        assert [measures.remind(place.district) for _ in range(2)] == [1, 0]
    with clock.set_to(at(date(2026, 3, 10))):
        assert measures.remind(place.district) == 0
        measures.extend(measure, due_on=date(2026, 3, 20), reason="等待审计", by=street)
    with clock.set_to(at(date(2026, 3, 18))):
        assert measures.remind(place.district) == 1


def test_the_list_finds_the_late_ones_and_exports_exactly_those(place, street, measure):
    browser = makers.client(street)
    with clock.set_to(at(date(2026, 3, 15))):
        assert "超期3日" in browser.get("/measures/?clock=late").content.decode()
        assert "没有符合条件的措施" in browser.get("/measures/?clock=done").content.decode()
        assert browser.get("/measures/export/?clock=late").status_code == 200
