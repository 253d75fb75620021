"""Importing the official register: places, their dated rows, the record book; the command; twice is once."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from communities.access import Role
from communities.counting import count_at
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import LegalBody, Place, PlaceVersion, RecordEntry, RegisterImport, RegisterRow
from communities.rules.register import Exact, Range
from communities.services.recording import SYSTEM
from communities.services.registers import import_register, preview
from tests import makers

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[2] / "communities" / "registers"
FILE_2017, FILE_2023 = FOLDER / "donggang_register_2017.csv", FOLDER / "donggang_register_2023.csv"
IN_2017, IN_2023 = date(2017, 10, 31), date(2023, 6, 30)
TAOLUO = "371102110000"
HEADING = "street_code,street,community_code,community"


def take_2017():
    return import_register(FILE_2017.read_bytes(), IN_2017, FILE_2017.name, by=SYSTEM)


def take_2023():
    return import_register(FILE_2023.read_bytes(), IN_2023, FILE_2023.name, by=SYSTEM, confirmed_streets=[TAOLUO])


@pytest.fixture
def both(db):
    return take_2017(), take_2023()


def small(*lines: str) -> str:
    return "\n".join((HEADING, *lines))


def take(text: str, as_at: date, **options):
    return import_register(text, as_at, "名册.csv", by=SYSTEM, district="北城区", **options)


def state() -> tuple:
    """Every stored fact of places and registers."""
    kept = (Place, PlaceVersion, RegisterImport, RegisterRow, RecordEntry)
    return tuple(list(model.objects.order_by("pk").values()) for model in kept)


def test_the_first_register_makes_the_district_its_streets_and_communities():
    take_2017()
    district = Place.objects.districts().get()
    assert (district.code, district.name) == ("371102", "东港区")
    assert Place.objects.streets().filter(parent=district).count() == 11
    assert Place.objects.communities().current().filter(district=district).count() == 600
    sunrise = Place.objects.get(code="371102001001")
    assert (sunrise.name, sunrise.parent.name, sunrise.legal_body) == (
        "日升社区居委会",
        "日照街道",
        LegalBody.RESIDENTS_COMMITTEE,
    )
    assert [(row.valid_from, row.valid_to) for row in sunrise.versions.all()] == [(IN_2017, None)]


def test_the_second_register_closes_opens_and_renames(both):
    communities = Place.objects.communities()
    assert communities.current().count() == 615
    assert communities.filter(closed_on=IN_2023).count() == 119
    assert communities.current().filter(parent__name="石臼街道").count() == 14
    renamed = communities.get(code="371102008001")
    assert [(row.name, row.valid_from, row.valid_to) for row in renamed.versions.all()] == [
        ("山海天花园社区居委会", IN_2017, IN_2023),
        ("碧海路社区居委会", IN_2023, None),
    ]


def test_a_village_that_changed_its_code_stays_the_same_place(both):
    place = Place.objects.get(code="371102108283")
    assert [row.code for row in place.versions.all()] == ["371102108220", "371102108283"]
    assert place.register_rows.count() == 2


def test_the_dated_row_of_every_present_place_says_the_same_as_the_place(both):
    places = Place.objects.filter(closed_on=None)
    versions = {row.place_id: row for row in PlaceVersion.objects.filter(valid_to=None)}
    assert set(versions) == {place.pk for place in places}
    for place in places:
        row = versions[place.pk]
        assert (row.code, row.name, row.kind, row.parent_id) == (place.code, place.name, place.kind, place.parent_id)


def test_an_import_writes_one_line_in_the_record_book_with_its_counts_and_digest(both):
    first, second = RecordEntry.objects.filter(action="导入区划名册").order_by("at")
    assert first.changes["计入"] == [None, 600]
    assert (second.changes["读入"], second.changes["计入"], second.changes["未计入"]) == (
        [None, 616],
        [None, 615],
        [None, 1],
    )
    assert second.changes["摘要"] == [None, both[1].register.digest]
    assert RecordEntry.objects.count() == 2


def test_the_same_register_again_changes_nothing_and_says_so(both):
    before = state()
    again = take_2023()
    assert again.already
    assert again.register == both[1].register
    assert state() == before


def test_another_encoding_and_order_of_the_same_register_is_the_same_register(both):
    heading, *lines = FILE_2023.read_bytes().decode("utf-8-sig").splitlines()
    text = "\r\n".join((heading, *reversed(lines)))
    assert import_register(text.encode("gb18030"), IN_2023, "x.csv", by=SYSTEM).already


def test_other_content_for_the_same_date_is_refused(both):
    with pytest.raises(Refused, match="截至 2023-06-30 的名册已经导入过，内容与这份不同"):
        import_register(FILE_2017.read_bytes(), IN_2023, "x.csv", by=SYSTEM)


def test_an_older_register_after_a_newer_one_is_refused():
    take_2023()
    before = state()
    with pytest.raises(Refused, match="不能再导入更早的（2017-10-31）"):
        take_2017()
    assert state() == before


def test_a_new_street_must_be_confirmed_and_until_then_nothing_is_stored():
    take_2017()
    before = state()
    with pytest.raises(Refused, match="出现新街道涛雒镇（371102110000）"):
        import_register(FILE_2023.read_bytes(), IN_2023, "x.csv", by=SYSTEM)
    assert state() == before


def test_a_faulty_register_is_refused_whole_with_every_line_named():
    text = small("990101001000,东街街道,990101001001,甲村村委会", "990101001000,东街街道,99010100,乙村村委会", "x,,y,z")
    with pytest.raises(Refused) as refusal:
        take(text, IN_2017)
    assert {reason.split("：")[0] for reason in refusal.value.reasons} == {"第3行", "第4行"}
    assert state() == ([], [], [], [], [])


def test_a_date_in_the_future_is_refused():
    with pytest.raises(Refused, match="晚于今天"):
        take(FILE_2017.read_bytes(), date(2999, 1, 1))


def test_a_district_whose_name_nobody_knows_is_asked_for():
    with pytest.raises(Refused, match="没有写明区县 990102 的名称"):
        import_register(small("990102001000,东街街道,990102001001,甲村村委会"), IN_2017, "x.csv", by=SYSTEM)


def test_the_office_of_another_district_may_not_import():
    stranger = makers.account(Role.OFFICE, makers.district())
    with pytest.raises(Refused, match="您的任职不包含在“东港区”"):
        import_register(FILE_2017.read_bytes(), IN_2017, "x.csv", by=stranger)
    assert not Place.objects.filter(code="371102").exists()


def test_a_moved_community_keeps_its_key_under_the_other_street():
    stays = "990102002000,西街街道,990102002001,乙社区"
    first = take(small("990102001000,东街街道,990102001201,柳河村村委会", stays), IN_2017)
    place = first.register.rows.get(name="柳河村村委会").place
    take(small(stays, "990102002000,西街街道,990102002207,柳河村村委会"), IN_2023)
    place.refresh_from_db()
    assert (place.parent.name, place.code) == ("西街街道", "990102002207")
    assert not Place.objects.current().filter(code="990102001000").exists()


def test_a_change_made_by_hand_after_the_register_is_not_undone():
    take(small("990102001000,东街街道,990102001201,柳河村村委会"), IN_2017)
    place = Place.objects.get(code="990102001201")
    place.versions.update(valid_to=date(2024, 1, 1))
    since = date(2024, 1, 1)
    PlaceVersion.objects.create(
        place=place,
        code=place.code,
        name="柳河社区",
        kind="urban",
        valid_from=since,
        source="批复",
        recorded_at=clock.end_of_day(since),
    )
    Place.objects.filter(pk=place.pk).update(name="柳河社区")
    take(small("990102001000,东街街道,990102001201,柳河东村村委会"), IN_2023)
    place.refresh_from_db()
    assert place.name == "柳河社区"


def test_a_planned_community_gets_its_code_from_the_register_that_lists_it():
    take(small("990102001000,东街街道,990102001201,甲村村委会"), IN_2017)
    street = Place.objects.streets().get(code="990102001000")
    planned = Place.objects.create(
        level="community", kind="urban", name="新苑社区居委会", parent=street, district=street.district, planned=True
    )
    lines = ("990102001000,东街街道,990102001201,甲村村委会", "990102001000,东街街道,990102001009,新苑社区居委会")
    take(small(*lines), IN_2023)
    planned.refresh_from_db()
    assert (planned.code, planned.planned) == ("990102001009", False)
    assert planned.versions.get().valid_from == IN_2023


def test_between_the_registers_a_count_is_a_range_and_at_their_dates_exact(both):
    district, street = Place.objects.get(code="371102"), Place.objects.get(code="371102002000")
    assert [count_at(district, day) for day in (IN_2017, IN_2023)] == [Exact(600), Exact(615)]
    assert count_at(street, date(2020, 1, 1)) == Range(14, 22)
    assert count_at(Place.objects.get(code=TAOLUO), date(2020, 1, 1)) == Range(0, 75)
    assert count_at(Place.objects.get(name="两城街道"), date(2020, 1, 1)) == Exact(56)
    assert count_at(district, date(2017, 1, 1)) is None
    between = count_at(district, date(2020, 1, 1))
    assert between.low < 600 < 615 < between.high


def test_a_district_without_registers_is_counted_by_its_dated_rows():
    street = makers.street(makers.district())
    makers.community(street)
    assert count_at(street, date(2024, 1, 1)) == Exact(1)
    assert count_at(street.district, date(2019, 1, 1)) is None


def test_looking_writes_nothing():
    before = state()
    seen = preview(FILE_2017.read_bytes(), IN_2017)
    assert seen.refusals == ()
    assert state() == before


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("import_register", *arguments, stdout=out)
    return out.getvalue()


def test_the_dry_run_shows_what_appeared_and_vanished_and_stores_nothing():
    take_2017()
    before = state()
    said = run(str(FILE_2023), "--as-at", "2023-06-30", "--dry-run")
    assert "新出现 134，不再列入 119，更名 6，换码 1，调整街道 0" in said
    assert "石臼街道：22 → 14" in said
    assert "新街道，需确认：371102110000 涛雒镇" in said
    assert "西明照村委会、东明照村委会" in said
    assert "没有写入" in said
    assert state() == before


def test_the_command_imports_and_answers_as_json():
    assert "已导入" in run(str(FILE_2017), "--as-at", "2017-10-31")
    answer = json.loads(run(str(FILE_2023), "--as-at", "2023-06-30", "--confirm-streets", "--json"))
    assert (answer["read"], answer["counted"], answer["codes_gone"], answer["codes_new"]) == (616, 615, 120, 135)
    assert answer["imported"]
    assert RegisterImport.objects.count() == 2
    again = json.loads(run(str(FILE_2023), "--as-at", "2023-06-30", "--json"))
    assert (again["imported"], again["already_imported"]) == (False, True)


def test_the_command_refuses_with_the_way_out():
    take_2017()
    with pytest.raises(CommandError, match="--confirm-streets"):
        run(str(FILE_2023), "--as-at", "2023-06-30")
    with pytest.raises(CommandError, match=r"无法读取文件 absent\.csv"):
        run("absent.csv", "--as-at", "2023-06-30")
    with pytest.raises(CommandError, match="无法识别"):
        run(str(FILE_2023), "--as-at", "30.6.2023")
