"""Succession: an event tells the day, moves ends and beginnings to it, and makes counts exact."""

from datetime import date
from decimal import Decimal

import pytest

from communities.access import Role
from communities.counting import count_at
from communities.lib.errors import Refused
from communities.models import Place, RecordEntry, Succession
from communities.place_history import formed_by, open_questions, went_into
from communities.rules.register import Exact, Range
from communities.services.recording import SYSTEM
from communities.services.registers import import_register
from communities.services.succession import Part, record_succession
from tests import makers

pytestmark = pytest.mark.django_db

FIRST, SECOND, EVENT = date(2017, 10, 31), date(2023, 6, 30), date(2020, 3, 1)
HEADING = "street_code,street,community_code,community"
OLD = ("西明照村委会", "东明照村委会", "丁家沟村委会")


@pytest.fixture
def town():
    """南湖镇 with three villages in 2017, of which one is left in 2023 beside 明照新村; and the district's office."""

    def rows(*names: tuple[int, str]) -> str:
        return "\n".join((HEADING, *(f"990102108000,南湖镇,990102108{number},{name}" for number, name in names)))

    for as_at, text in (
        (FIRST, rows(*enumerate(OLD, start=201))),
        (SECOND, rows((203, OLD[2]), (285, "明照新村村委会"))),
    ):
        import_register(text, as_at, "名册.csv", by=SYSTEM, district="北城区")
    return Place.objects.streets().get()


@pytest.fixture
def office(town):
    return makers.account(Role.OFFICE, town.district)


def village(name: str) -> Place:
    return Place.objects.communities().get(name=name)


def merge(office, *, sources=OLD[:2], targets=("明照新村村委会",), **changed) -> Succession:
    facts = {"way": Succession.Way.MERGE, "happened_on": EVENT, "document_number": "北政字〔2020〕8号"}
    parts = [Part(village(name)) for name in sources]
    return record_succession(
        sources=parts, targets=[village(name) for name in targets], by=office, **{**facts, **changed}
    )


def test_a_recorded_merger_makes_the_count_exact_on_every_day(town, office):
    assert count_at(town, date(2021, 1, 1)) == Range(2, 3)
    merge(office)
    days = {date(2020, 2, 29): 3, EVENT: 2, date(2023, 6, 29): 2, SECOND: 2}
    assert {day: count_at(town, day) for day in days} == {day: Exact(count) for day, count in days.items()}


def test_the_day_of_the_event_replaces_the_day_of_the_register(town, office):
    merge(office)
    old, new = village(OLD[0]), village("明照新村村委会")
    assert (old.closed_on, old.versions.get().valid_to) == (EVENT, EVENT)
    assert (new.opened_on, new.versions.standing().get().valid_from) == (EVENT, EVENT)


def test_both_directions_are_found_and_the_questions_are_answered(town, office):
    old, new = village(OLD[0]), village("明照新村村委会")
    (asked,) = open_questions(new)
    assert set(asked.sources) == {village(name).pk for name in OLD[:2]}
    assert "去向尚未登记" in open_questions(old)[0].sentence
    event = merge(office)
    assert (list(formed_by(new)), list(went_into(old))) == ([event], [event])
    assert open_questions(new) == open_questions(old) == []


def test_one_event_is_one_line_in_the_record_book(town, office):
    before = RecordEntry.objects.count()
    event = merge(office)
    entry = RecordEntry.objects.get(action="登记沿革")
    assert RecordEntry.objects.count() == before + 1
    assert (entry.by_id, entry.subject_id) == (str(office.pk), str(event.pk))
    assert entry.changes["社区"][1] == ["明照新村村委会（990102108285）"]


def test_a_receiving_community_that_stood_before_goes_on(town, office):
    day = date(2024, 5, 1)
    merge(office, sources=("明照新村村委会",), targets=(OLD[2],), happened_on=day)
    assert village("明照新村村委会").closed_on == day
    assert village(OLD[2]).opened_on is None
    assert [count_at(town, when) for when in (date(2024, 4, 30), day)] == [Exact(2), Exact(1)]


def test_a_community_that_gives_only_a_part_goes_on_and_never_gives_more_than_all(town, office):
    def split(share: str) -> Succession:
        return record_succession(
            sources=[Part(village(OLD[2]), Decimal(share))],
            targets=[village("明照新村村委会")],
            way=Succession.Way.REARRANGE,
            happened_on=date(2024, 1, 1),
            document_number="北政字〔2024〕1号",
            by=office,
        )

    split("60")
    assert village(OLD[2]).closed_on is None
    with pytest.raises(Refused, match="已划出 60"):
        split("41")


def test_a_planned_community_begins_with_its_event(town, office):
    planned = Place.objects.create(
        level="community", kind="urban", name="湖畔社区", parent=town, district=town.district, planned=True
    )
    day = date(2025, 1, 1)
    merge(office, sources=(OLD[2], "明照新村村委会"), targets=("湖畔社区",), happened_on=day)
    planned.refresh_from_db()
    assert (planned.opened_on, planned.versions.get().valid_from) == (day, day)
    assert count_at(town, day) == Exact(1)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"sources": ()}, "请选择原社区"),
        ({"targets": ()}, "请选择现社区"),
        ({"document_number": " "}, "请填写依据文号"),
        ({"way": "other"}, "请选择沿革方式"),
        ({"way": Succession.Way.SPLIT}, "分设应只有一个原社区"),
        ({"way": Succession.Way.CONVERT}, "改设应由一个社区改为一个社区"),
        ({"happened_on": date(2999, 1, 1)}, "晚于今天"),
        ({"happened_on": FIRST}, "截至 2017-10-31 的名册仍列有西明照村委会"),
        ({"happened_on": date(2023, 7, 1)}, "已于 2023-06-30 撤销，生效日期 2023-07-01 不能更晚"),
        ({"sources": (OLD[2],), "targets": (OLD[2],)}, "没有变化"),
        ({"sources": (OLD[2], OLD[0])}, "截至 2023-06-30 的名册仍列有丁家沟村委会"),
    ],
)
def test_an_event_that_contradicts_itself_or_a_register_is_refused(town, office, changed, reason):
    with pytest.raises(Refused, match=reason):
        merge(office, **changed)
    assert not Succession.objects.exists()


def test_a_community_ends_only_once(town, office):
    merge(office)
    with pytest.raises(Refused, match="不能再次撤销"):
        merge(office)


def test_only_the_districts_office_records_an_event(town):
    with pytest.raises(Refused, match="您的任职不包含"):
        merge(makers.account(Role.STREET, town))


def test_a_register_that_still_lists_an_ended_community_does_not_revive_it(town, office):
    day = date(2024, 5, 1)
    merge(office, sources=("明照新村村委会",), targets=(OLD[2],), happened_on=day)
    text = f"{HEADING}\n990102108000,南湖镇,990102108203,{OLD[2]}\n990102108000,南湖镇,990102108285,明照新村村委会\n"
    done = import_register(text, date(2025, 6, 30), "名册.csv", by=SYSTEM)
    assert done.still_listed == ("明照新村村委会（990102108285）",)
    assert village("明照新村村委会").closed_on == day
