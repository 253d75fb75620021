"""Signing in, staying in, and being put out."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from communities.access import SECOND_FACTOR_ROLES, Role
from communities.lib import clock
from communities.models import RecordEntry
from communities.services import people
from tests import makers

pytestmark = pytest.mark.django_db
OFFICE_NAT = "10.3.7.1"


@pytest.fixture
def village():
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def clerk(village):
    return makers.account(Role.CLERK, village, username="jingban", password=makers.PASSWORD)


@pytest.fixture
def security(village):
    return makers.account(Role.SECURITY_ADMIN, village.district)


def sign_in(username: str, password: str = makers.PASSWORD, browser: Client | None = None, **more):
    browser = browser or Client(REMOTE_ADDR=OFFICE_NAT)
    return browser.post(reverse("login"), {"username": username, "password": password, **more})


def is_in(browser: Client) -> bool:
    """Whether the next request is still the person's, asked at a page that every role has."""
    return browser.get(reverse("inbox")).status_code == 200


def test_the_right_password_opens_a_session_with_a_new_key(clerk):
    browser = Client(REMOTE_ADDR=OFFICE_NAT)
    browser.get(reverse("login"))
    browser.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-somebody-else-0123456789"
    answer = sign_in("jingban", browser=browser)
    assert answer.status_code == 302
    assert answer.url == reverse("home")
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != "chosen-by-somebody-else-0123456789"
    assert is_in(browser)


def test_signing_in_leads_where_one_wanted_to_go_but_never_to_another_host(clerk):
    assert sign_in("jingban", next="/inbox/").url == "/inbox/"
    assert sign_in("jingban", next="https://example.org/").url == reverse("home")
    assert sign_in("jingban", next="//example.org/").url == reverse("home")


def test_signing_in_and_failing_to_leave_no_line_in_the_record_book(clerk):
    before = RecordEntry.objects.count()
    sign_in("jingban", "wrong")
    sign_in("jingban")
    assert RecordEntry.objects.count() == before


def test_an_unknown_a_shut_and_a_mistyped_account_get_the_same_answer(clerk, village, security):
    shut = makers.account(Role.CLERK, village, username="tingyong", password=makers.PASSWORD)
    people.disable(shut, reason="调离", by=security)

    def answer(username: str, password: str) -> str:
        page = sign_in(username, password).content.decode()
        return page.split("<form", 1)[1].split("<table", 1)[0].replace(username, "").split("csrfmiddlewaretoken")[0] + (
            "账号或密码不正确。" if "账号或密码不正确。" in page else ""
        )

    answers = {answer("jingban", "wrong"), answer("nobody", "wrong"), answer("tingyong", makers.PASSWORD)}
    assert len(answers) == 1
    assert "账号或密码不正确。" in answers.pop()


@pytest.mark.parametrize("username", ["jingban", "nobody"])
def test_five_wrong_passwords_lock_the_user_known_or_not(clerk, username):
    codes = [sign_in(username, "wrong").status_code for _ in range(5)]
    assert codes[:4] == [200] * 4
    locked = sign_in(username)
    assert locked.status_code == 429
    assert "已锁定15分钟" in locked.content.decode()


def test_a_locked_user_does_not_lock_the_office_behind_the_same_address(clerk, village):
    makers.account(Role.SECRETARY, village, username="shuji", password=makers.PASSWORD)
    for _ in range(6):
        sign_in("jingban", "wrong")
    assert sign_in("jingban").status_code == 429
    assert sign_in("shuji").status_code == 302


def test_the_lock_opens_after_fifteen_minutes_or_by_the_security_administrator(clerk, security):
    from axes.models import AccessAttempt

    for _ in range(5):
        sign_in("jingban", "wrong")
    assert people.is_locked_out(clerk)
    people.clear_lockout(clerk, by=security)
    assert not people.is_locked_out(clerk)
    assert sign_in("jingban").status_code == 302
    for _ in range(5):
        sign_in("jingban", "wrong")
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert sign_in("jingban").status_code == 302


@pytest.mark.parametrize("end", ["disable", "end_sessions", "set_password"])
def test_every_session_ends_at_once(clerk, village, security, end):
    browsers = [makers.client(clerk), makers.client(clerk)]
    assert all(is_in(browser) for browser in browsers)
    acts = {
        "disable": lambda: people.disable(clerk, reason="调离", by=security),
        "end_sessions": lambda: people.end_sessions(clerk, by=security),
        "set_password": lambda: people.set_password(
            clerk, "New-Pass-2027", by=makers.account(Role.SYSTEM_ADMIN, village.district)
        ),
    }
    acts[end]()
    assert not any(is_in(browser) for browser in browsers)


def test_changing_ones_password_keeps_this_session_and_ends_the_others(clerk):
    here, elsewhere = makers.client(clerk), makers.client(clerk)
    new = {"old_password": makers.PASSWORD, "new_password1": "Xin-Mima-2027", "new_password2": "Xin-Mima-2027"}
    assert here.post(reverse("password"), new).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_handed_out_password_must_be_changed_before_anything_else(clerk, village):
    people.set_password(clerk, "New-Pass-2027", by=makers.account(Role.SYSTEM_ADMIN, village.district))
    browser = Client()
    sign_in("jingban", "New-Pass-2027", browser)
    assert browser.get(reverse("inbox")).url == reverse("password")
    new = {"old_password": "New-Pass-2027", "new_password1": "Xin-Mima-2027", "new_password2": "Xin-Mima-2027"}
    browser.post(reverse("password"), new)
    assert is_in(browser)


def test_a_weak_new_password_is_refused_with_a_sentence(clerk):
    weak = {"old_password": makers.PASSWORD, "new_password1": "abcdefghij", "new_password2": "abcdefghij"}
    page = makers.client(clerk).post(reverse("password"), weak)
    assert "至少三类" in page.content.decode()


def test_a_session_ends_ten_hours_after_signing_in_however_busy(clerk):
    browser = Client()
    began = clock.now()
    with clock.set_to(began):
        sign_in("jingban", browser=browser)
    with clock.set_to(began + timedelta(hours=9, minutes=59)):
        assert is_in(browser)
    with clock.set_to(began + timedelta(hours=10, minutes=1)):
        assert not is_in(browser)
        assert browser.get(reverse("inbox")).status_code == 302


def test_a_session_that_idled_for_half_an_hour_is_gone(clerk):
    browser = Client()
    sign_in("jingban", browser=browser)
    session = Session.objects.get()
    assert timedelta(minutes=29) < session.expire_date - clock.now() <= timedelta(minutes=30)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert not is_in(browser)


def test_a_busy_session_is_kept_and_written_at_most_once_a_minute(clerk):
    browser = Client()
    began = clock.now()
    with clock.set_to(began):
        sign_in("jingban", browser=browser)
        assert is_in(browser)
    near = clock.now() + timedelta(minutes=5)
    Session.objects.update(expire_date=near)
    with clock.set_to(began + timedelta(seconds=59)):
        assert is_in(browser)
        assert Session.objects.get().expire_date == near
    with clock.set_to(began + timedelta(seconds=61)):
        assert is_in(browser)
        assert Session.objects.get().expire_date > near + timedelta(minutes=20)


def test_signing_out_is_a_post(clerk):
    browser = makers.client(clerk)
    assert browser.get(reverse("logout")).status_code == 405
    assert is_in(browser)
    browser.post(reverse("logout"))
    assert not is_in(browser)


def test_the_sign_in_page_says_that_the_demo_has_no_second_factor(settings):
    assert "演示环境未启用动态口令" in Client().get(reverse("login")).content.decode()
    settings.SECOND_FACTOR = True
    assert "演示环境未启用动态口令" not in Client().get(reverse("login")).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_district_auditor_and_administrators_need_the_second_factor(village, settings, role):
    settings.SECOND_FACTOR = True
    person = makers.one_of_each(village)[role]
    answer = makers.client(person).get(reverse("inbox"))
    if role in SECOND_FACTOR_ROLES:
        assert answer.url == reverse("second_factor")
    else:
        assert answer.status_code == 200


def test_the_second_factor_is_bound_once_proved_each_time_and_reset_by_the_security_administrator(
    village, security, settings
):
    settings.SECOND_FACTOR = True
    leader = makers.account(Role.LEADER, village.district)
    browser = makers.client(leader)
    assert "二维码" in browser.get(reverse("second_factor")).content.decode()
    key = browser.session["factor_key"]
    assert "不正确" in browser.post(reverse("second_factor"), {"code": "000000"}).content.decode()
    code = f"{totp(bytes.fromhex(key)):06d}"
    assert browser.post(reverse("second_factor"), {"code": code}).status_code == 302
    assert is_in(browser)
    again = makers.client(leader)
    assert "二维码" not in again.get(reverse("second_factor")).content.decode()
    assert "不正确或刚刚用过" in again.post(reverse("second_factor"), {"code": code}).content.decode()
    assert not is_in(again)
    people.reset_second_factor(leader, by=security)
    assert not TOTPDevice.objects.filter(user=leader).exists()
    assert not is_in(browser)


def test_the_second_factor_of_another_person_does_not_count(village, settings):
    settings.SECOND_FACTOR = True
    leader, office = makers.account(Role.LEADER, village.district), makers.account(Role.OFFICE, village.district)
    key = "ab" * 20
    people.enrol_second_factor(leader, key, f"{totp(bytes.fromhex(key)):06d}", by=leader)
    browser = makers.client(office)
    session = browser.session
    session["otp_device_id"] = TOTPDevice.objects.get(user=leader).persistent_id
    session.save()
    assert browser.get(reverse("inbox")).url == reverse("second_factor")
