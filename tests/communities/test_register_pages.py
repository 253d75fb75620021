"""The pages of places and registers: look, confirm, compare, ask for a count, record a succession."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from communities.access import Role
from communities.models import Place, RegisterImport, Succession
from communities.services.recording import SYSTEM
from communities.services.registers import import_register
from tests import makers

pytestmark = pytest.mark.django_db

HEADING = "street_code,street,community_code,community"
OLD = f"""{HEADING}
990102108000,南湖镇,990102108201,西明照村委会
990102108000,南湖镇,990102108202,东明照村委会
990102108000,南湖镇,990102108203,丁家沟村委会
"""
NEW = f"""{HEADING}
990102108000,南湖镇,990102108203,丁家河村委会
990102108000,南湖镇,990102108285,明照新村村委会
990102109000,东港镇,990102109001,海员社区居委会
"""


@pytest.fixture
def district(db):
    import_register(OLD, date(2017, 10, 31), "2017.csv", by=SYSTEM, district="北城区")
    return Place.objects.districts().get()


@pytest.fixture
def office(district):
    return makers.client(makers.account(Role.OFFICE, district))


def look(client, district, text: str = NEW, as_at: str = "2023-06-30"):
    file = SimpleUploadedFile("2023.csv", text.encode("gb18030"), "text/csv")
    return client.post(reverse("register_import"), {"district": district.pk, "as_at": as_at, "file": file})


def hidden_fields(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def confirm(client, html: str, **more):
    return client.post(reverse("register_confirm"), {**hidden_fields(html), **more})


def test_looking_at_a_register_shows_the_changes_and_stores_nothing(office, district):
    html = look(office, district).content.decode()
    for word in ("本页没有写入任何内容", "明照新村村委会", "丁家河村委会", "西明照村委会、东明照村委会"):
        assert word in html
    assert "东港镇（990102109000）已核对" in html
    assert RegisterImport.objects.count() == 1


def test_the_confirmed_text_is_imported_and_leads_to_the_comparison(office, district):
    html = look(office, district).content.decode()
    answer = confirm(office, html, streets=["990102109000"])
    stored = RegisterImport.objects.get(as_at="2023-06-30")
    assert answer.headers["Location"] == reverse("register", args=[stored.pk])
    assert (stored.file_name, stored.rows_counted) == ("2023.csv", 3)
    again = confirm(office, html, streets=["990102109000"])
    assert again.headers["Location"] == answer.headers["Location"]
    assert RegisterImport.objects.count() == 2


def test_an_unconfirmed_street_is_asked_for_again(office, district):
    answer = confirm(office, look(office, district).content.decode())
    assert "出现新街道东港镇（990102109000），请核对后确认再导入。" in answer.content.decode()
    assert RegisterImport.objects.count() == 1


def test_a_faulty_file_is_shown_with_its_lines_and_cannot_be_confirmed(office, district):
    html = look(office, district, NEW.replace("990102108285", "99010210828")).content.decode()
    assert "第3行：社区代码“99010210828”应为 12 位数字" in html
    assert "确认导入" not in html


def test_a_file_in_an_unknown_encoding_is_refused_at_the_field(office, district):
    file = SimpleUploadedFile("x.csv", NEW.encode("utf-16"), "text/csv")
    facts = {"district": district.pk, "as_at": "2023-06-30", "file": file}
    assert "文件编码无法识别" in office.post(reverse("register_import"), facts).content.decode()


def test_a_register_of_another_district_cannot_be_looked_into(office, district):
    html = look(office, district, NEW.replace("990102", "990103")).content.decode()
    assert "不是北城区（990102）的名册" in html


def test_an_empty_confirmation_goes_back_to_choosing_a_file(office):
    assert office.post(reverse("register_confirm")).headers["Location"] == reverse("register_import")


@pytest.fixture
def compared(office, district):
    import_register(NEW, date(2023, 6, 30), "2023.csv", by=SYSTEM, confirmed_streets=["990102109000"])
    return RegisterImport.objects.get(as_at="2023-06-30")


def test_two_registers_are_compared_by_street_with_counts_and_changes(office, compared):
    html = office.get(reverse("register", args=[compared.pk])).content.decode()
    for word in ("南湖镇", "新街道", "不再列入", "西明照村委会", "更名", "丁家河村委会", "是否由"):
        assert word in html
    street = office.get(reverse("register", args=[compared.pk]), {"street": "990102109000"}).content.decode()
    assert "海员社区居委会" in street
    first = RegisterImport.objects.get(as_at="2017-10-31")
    assert "首份名册" in office.get(reverse("register", args=[first.pk])).content.decode()
    assert "2017.csv" in office.get(reverse("registers")).content.decode()


def test_a_street_shows_every_row_the_unchanged_too(office, compared):
    import_register(NEW.replace("海员", "船员"), date(2024, 6, 30), "2024.csv", by=SYSTEM)
    this = RegisterImport.objects.get(as_at="2024-06-30")
    every = office.get(reverse("register", args=[this.pk])).content.decode()
    street = office.get(reverse("register", args=[this.pk]), {"street": "990102108000"}).content.decode()
    assert "明照新村村委会" not in every
    assert "明照新村村委会" in street


def test_the_list_filters_and_exports_exactly_its_rows(office, compared):
    def names(**filters) -> set[str]:
        answer = office.get(reverse("places_export"), filters)
        sheet = load_workbook(BytesIO(answer.content)).active
        return {name for code, name, *_ in sheet.iter_rows(values_only=True) if str(code).isdigit()}

    assert names() == {"丁家河村委会", "明照新村村委会", "海员社区居委会"}
    assert names(state="closed") == {"西明照村委会", "东明照村委会"}
    assert names(state="all", q="ming zhao") == {"西明照村委会", "东明照村委会", "明照新村村委会"}
    assert names(q="990102109") == {"海员社区居委会"}
    html = office.get(reverse("places"), {"state": "closed"}).content.decode()
    assert "西明照村委会" in html
    assert "海员社区居委会" not in html


def test_the_list_tells_converted_villages_from_urban_communities(office):
    street = makers.street(Place.objects.districts().get(), "云河街道", "990102901000")
    makers.community(street, "大窑", "990102901201", kind=Place.Kind.CONVERTED)
    makers.community(street, "滨河", "990102901202", kind=Place.Kind.URBAN)
    for kind, name, other in (("converted", "大窑", "滨河"), ("urban", "滨河", "大窑")):
        html = office.get(reverse("places"), {"kind": kind}).content.decode()
        assert f">{name}</a>" in html
        assert f">{other}</a>" not in html
        assert "1 条" in html


def test_a_count_is_told_with_its_certainty(office, compared):
    street = Place.objects.get(code="990102108000")

    def said(at: str) -> str:
        return office.get(reverse("place", args=[street.pk]), {"at": at}).content.decode()

    assert "2023-06-30，南湖镇有 2 个社区（村）。" in said("2023-06-30")
    assert "南湖镇有 2 至 3 个社区（村）" in said("2020-01-01")
    assert "早于最早的名册" in said("2001-01-01")


def test_a_place_shows_its_versions_and_the_open_question_leads_to_the_form(office, compared):
    renamed = Place.objects.get(code="990102108203")
    html = office.get(reverse("place", args=[renamed.pk])).content.decode()
    assert "丁家沟村委会" in html
    assert "丁家河村委会" in html
    new = Place.objects.get(code="990102108285")
    html = office.get(reverse("place", args=[new.pk])).content.decode()
    assert "是否由" in html
    link = re.search(r'href="(/succession/[^"]+target=[^"]+)"', html).group(1).replace("&amp;", "&")
    form = office.get(link).content.decode()
    assert re.findall(r'<option value="(\d+)" selected>', form)[-1] == str(new.pk)
    assert form.count("selected") == 3  # two sources, one target


def test_a_succession_is_recorded_once_and_shown_on_both_sides(office, compared):
    new, old = Place.objects.get(code="990102108285"), Place.objects.filter(name__contains="明照村委会")
    url = reverse("succession_new", args=[new.parent_id])
    facts = {
        **hidden_fields(office.get(url).content.decode()),
        "way": "merge",
        "sources": [place.pk for place in old],
        "share": "100",
        "targets": [new.pk],
        "happened_on": "2020-03-01",
        "document_number": "北政字〔2020〕8号",
    }
    for _ in range(2):
        assert office.post(url, facts).headers["Location"] == reverse("place", args=[new.pk])
    assert Succession.objects.count() == 1
    for place in (new, *old):
        assert "北政字〔2020〕8号" in office.get(reverse("place", args=[place.pk])).content.decode()


def test_a_refused_succession_shows_its_reason_and_keeps_the_form(office, compared):
    new = Place.objects.get(code="990102108285")
    url = reverse("succession_new", args=[new.parent_id])
    facts = {"way": "split", "sources": [new.pk], "share": "100", "targets": [new.pk], "happened_on": "2020-03-01"}
    html = office.post(url, {**facts, "document_number": "北政字〔2020〕8号"}).content.decode()
    assert "没有变化" in html
    assert "北政字〔2020〕8号" in html


def test_a_stranger_finds_neither_the_register_nor_the_place(compared, district):
    stranger = makers.client(makers.account(Role.OFFICE, makers.district()))
    for url in (
        reverse("register", args=[compared.pk]),
        reverse("place", args=[district.pk]),
        reverse("succession_new", args=[district.pk]),
    ):
        assert stranger.get(url).status_code == 404
    assert "北城区" not in stranger.get(reverse("registers")).content.decode()


def test_a_leader_reads_but_may_not_import_or_record(district, compared):
    leader = makers.client(makers.account(Role.LEADER, district))
    assert leader.get(reverse("register", args=[compared.pk])).status_code == 200
    assert leader.get(reverse("register_import")).status_code == 403
    page = leader.get(reverse("place", args=[Place.objects.get(code="990102108285").pk])).content.decode()
    assert "/succession/" not in page


def test_a_secretary_sees_the_own_community_and_its_history(compared):
    own = Place.objects.get(code="990102108285")
    secretary = makers.client(makers.account(Role.SECRETARY, own))
    assert secretary.get(reverse("place", args=[own.pk])).status_code == 200
    assert secretary.get(reverse("place", args=[own.parent_id])).status_code == 404
    assert secretary.get(reverse("places")).status_code == 200
