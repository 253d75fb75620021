"""What a person enters about a place keeps its date, its source and its line in the record book."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.access import Role
from communities.lib.errors import Refused
from communities.models import LegalBody, Place, RecordEntry
from communities.services.places import amend_place, plan_community, record_figures
from tests import makers

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 1)


@pytest.fixture
def dayao():
    return makers.community(makers.street(makers.district()), "大窑")


@pytest.fixture
def office(dayao):
    return makers.account(Role.OFFICE, dayao.district)


def test_a_change_begins_a_dated_row_and_ends_the_one_before(dayao, office):
    amend_place(dayao, since=DAY, source="批复", by=office, legal_body=LegalBody.UNREFORMED_COMMITTEE)
    dayao.refresh_from_db()
    assert dayao.legal_body == LegalBody.UNREFORMED_COMMITTEE
    assert [(row.legal_body, row.valid_from, row.valid_to) for row in dayao.versions.all()] == [
        (LegalBody.RESIDENTS_COMMITTEE, makers.SINCE, DAY),
        (LegalBody.UNREFORMED_COMMITTEE, DAY, None),
    ]
    entry = RecordEntry.objects.get(action="变更社区资料")
    assert entry.changes == {"法律主体": ["居民委员会", "居民委员会·改制未完成（执行村规）"]}
    assert entry.chain == f"place:{dayao.pk}"


def test_a_change_on_the_day_the_row_began_corrects_the_row_and_keeps_the_old_one(dayao, office):
    amend_place(dayao, since=makers.SINCE, source="核实", by=office, name="大窑社区", kind="urban")
    row = dayao.versions.standing().get()
    assert (row.name, row.kind, row.source) == ("大窑社区", "urban", "核实")
    before = dayao.versions.get(superseded_at__isnull=False)
    assert (before.name, before.superseded_at) == ("大窑", row.recorded_at)
    assert Place.objects.get(pk=dayao.pk).pinyin == "da yao she qu"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"since": date(2999, 1, 1)}, "晚于今天"),
        ({"since": date(2019, 1, 1)}, "生效日期不能更早"),
        ({"name": "大窑"}, "没有变化"),
    ],
)
def test_a_change_that_cannot_be_is_refused(dayao, office, changed, reason):
    with pytest.raises(Refused, match=reason):
        amend_place(dayao, **{"since": DAY, "source": "批复", "by": office, "name": "大窑社区", **changed})
    assert dayao.versions.count() == 1


def test_a_closed_place_and_a_street_are_not_amended(dayao, office):
    with pytest.raises(Refused, match="只有社区"):
        amend_place(dayao.parent, since=DAY, source="批复", by=office, name="新街")
    Place.objects.filter(pk=dayao.pk).update(closed_on=DAY)
    with pytest.raises(Refused, match="已于 2024-03-01 撤销"):
        amend_place(dayao, since=DAY, source="批复", by=office, name="大窑社区")


def test_figures_are_kept_by_their_date_and_an_empty_one_is_not_nought(dayao):
    secretary = makers.account(Role.SECRETARY, dayao)
    stored = record_figures(dayao, as_at=DAY, source="年报", by=secretary, population=2310, area_km2=Decimal("1.25"))
    assert (stored.population, stored.area_km2, stored.households) == (2310, Decimal("1.25"), None)
    assert RecordEntry.objects.get(action="登记社区数据").changes == {"人口": [None, 2310], "面积": [None, "1.25"]}
    with pytest.raises(Refused, match="已经登记过"):
        record_figures(dayao, as_at=DAY, source="年报", by=secretary, population=2311)
    with pytest.raises(Refused, match="至少填写一项"):
        record_figures(dayao, as_at=makers.SINCE, source="年报", by=secretary)


def test_a_secretary_enters_no_figures_for_another_community(dayao):
    other = makers.community(dayao.parent, "五里")
    with pytest.raises(Refused, match="您的任职不包含在“五里”"):
        record_figures(other, as_at=DAY, source="年报", by=makers.account(Role.SECRETARY, dayao), population=1)


def test_a_planned_community_has_no_code_and_stands_once_in_its_street(dayao, office):
    facts = {"kind": "urban", "legal_body": LegalBody.RESIDENTS_COMMITTEE, "by": office}
    place = plan_community(dayao.parent, "湖畔社区", **facts)
    assert (place.planned, place.code, place.versions.count()) == (True, None, 0)
    with pytest.raises(Refused, match="已有名为湖畔社区的社区"):
        plan_community(dayao.parent, "湖畔社区", **facts)
    with pytest.raises(Refused, match="不是现存的街道"):
        plan_community(dayao.district, "湖畔社区", **facts)


def test_the_forms_lead_back_to_the_place_and_show_refusals(dayao, office):
    browser = makers.client(office)
    page = browser.get(reverse("place", args=[dayao.pk])).content.decode()
    assert [word for word in ("变更资料", "登记数据", "登记沿革", "拟设社区") if word in page] == [
        "变更资料",
        "登记数据",
        "登记沿革",
    ]
    url = reverse("place_figures", args=[dayao.pk])
    facts = {"as_at": "2024-03-01", "population": "2310", "source": "年报", "form_key": "k1"}
    assert browser.post(url, facts).headers["Location"] == reverse("place", args=[dayao.pk])
    assert "已经登记过" in browser.post(url, {**facts, "form_key": "k2"}).content.decode()
    assert "2310" in browser.get(reverse("place", args=[dayao.pk])).content.decode()
    amended = {
        "name": "大窑社区",
        "kind": "urban",
        "legal_body": "residents_committee",
        "since": "2024-03-01",
        "source": "批复",
    }
    assert browser.post(reverse("place_amend", args=[dayao.pk]), amended).status_code == 302
    planned = {"name": "湖畔社区", "kind": "urban", "legal_body": "residents_committee"}
    assert browser.post(reverse("place_plan", args=[dayao.parent_id]), planned).status_code == 302
    assert set(Place.objects.communities().values_list("name", flat=True)) == {"大窑社区", "湖畔社区"}
