"""The figures an office may change: dated, bounded, and marked as defaults until it does."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import OfficeSetting, RecordEntry
from communities.services import settings
from tests import makers

pytestmark = pytest.mark.django_db
KEY = "lights.due_soon_workdays"


@pytest.fixture
def office():
    return makers.account(Role.OFFICE, makers.district())


@pytest.fixture
def district(office):
    return office.posts()[0].place


def put(number, office, day: date | None = None, basis: str = "调度会纪要〔2026〕3号"):
    district = office.posts()[0].place
    return settings.set_value(KEY, number, district, in_force_from=day or clock.today(), basis=basis, by=office)


@pytest.mark.parametrize("key", list(settings.DEFAULTS))
def test_every_default_lies_within_its_own_bounds_and_can_be_shown(district, key):
    setting = settings.DEFAULTS[key]
    assert settings.value(key, district) == setting.default
    assert setting.least <= setting.default <= setting.most
    assert all(setting.shown(number) for number in range(setting.least, setting.most + 1))
    assert setting.basis


def test_a_key_that_nobody_knows_is_an_error_not_a_guess(district):
    with pytest.raises(KeyError):
        settings.value("lights.unknown", district)


def test_a_figure_holds_from_its_day_and_the_one_before_it_until_then(office, district):
    today = clock.today()
    put(5, office, today + timedelta(days=10))
    put(4, office, today + timedelta(days=5))
    days = [settings.value(KEY, district, today + timedelta(days=n)) for n in (0, 4, 5, 9, 10, 400)]
    assert days == [3, 3, 4, 4, 5, 5]


def test_of_two_figures_for_one_day_the_later_entry_holds(office, district):
    put(4, office)
    put(6, office)
    assert settings.value(KEY, district) == 6
    assert OfficeSetting.objects.count() == 2


def test_one_districts_figure_is_not_anothers(office):
    put(6, office)
    assert settings.value(KEY, makers.district("邻区", "990102")) == 3


@pytest.mark.parametrize("number", [-1, 21, 3.5, "4", True, None])
def test_a_figure_out_of_bounds_or_not_whole_is_refused_with_a_sentence(office, number):
    with pytest.raises(Refused, match=r"“临期提醒”应在0个工作日至20个工作日之间"):
        put(number, office)
    assert not OfficeSetting.objects.exists()


def test_a_past_day_and_a_missing_basis_are_refused(office):
    with pytest.raises(Refused) as refusal:
        put(4, office, clock.today() - timedelta(days=1), basis=" ")
    assert len(refusal.value.reasons) == 2


def test_only_the_office_of_the_district_changes_a_figure(office, district):
    for stranger in (
        makers.account(Role.LEADER, district),
        makers.account(Role.SYSTEM_ADMIN, district),
        makers.account(Role.OFFICE, makers.district("邻区", "990102")),
    ):
        with pytest.raises(Refused, match="您的任职不包含"):
            settings.set_value(KEY, 4, district, in_force_from=clock.today(), basis="试", by=stranger)


def test_a_change_is_one_line_that_names_the_old_and_the_new_value(office):
    before = RecordEntry.objects.count()
    with clock.set_to(datetime(2026, 11, 20, 9, tzinfo=clock.SHANGHAI)):
        put(5, office)
    line = RecordEntry.objects.get(action="调整设置")
    assert RecordEntry.objects.count() == before + 1
    assert line.changes == {"临期提醒": ["3个工作日", "5个工作日（2026-11-20起）"]}


def test_the_page_marks_defaults_and_the_form_sets_a_figure_once(office):
    browser = makers.client(office)
    assert browser.get(reverse("office_settings")).content.decode().count("默认</span>") == len(settings.DEFAULTS)
    form = {"value": "4", "in_force_from": str(clock.today()), "basis": "纪要3号", "form_key": "a" * 32}
    for _ in range(2):
        answer = browser.post(reverse("office_setting", args=[KEY]), form)
        assert answer.url == reverse("office_settings")
    assert OfficeSetting.objects.count() == 1
    assert "4个工作日" in browser.get(reverse("office_settings")).content.decode()


def test_bad_input_on_the_page_gets_a_sentence_and_stores_nothing(office):
    browser = makers.client(office)
    form = {"value": "99", "in_force_from": str(clock.today()), "basis": "纪要3号"}
    answer = browser.post(reverse("office_setting", args=[KEY]), form)
    assert "应在0个工作日至20个工作日之间" in answer.content.decode()
    assert not OfficeSetting.objects.exists()
    assert browser.get(reverse("office_setting", args=["no.such"])).status_code == 404
