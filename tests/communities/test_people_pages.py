"""The screens of people and the inbox, as the administrators and everybody else use them."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Appointment, Message
from communities.services import messages, people
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def system(village):
    return makers.account(Role.SYSTEM_ADMIN, village.district, name="系统员")


@pytest.fixture
def security(village):
    return makers.account(Role.SECURITY_ADMIN, village.district, name="安全员")


@pytest.fixture
def clerk(village):
    return makers.account(Role.CLERK, village, name="李经办", username="lijingban", password=makers.PASSWORD)


def exported(answer) -> list[tuple]:
    """The rows below the header of the first sheet."""
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    return rows[next(n for n, row in enumerate(rows) if row[0] == "姓名") + 1 :]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, {"系统员", "安全员", "李经办", "王书记"}),
        ({"q": "经办"}, {"李经办"}),
        ({"role": "secretary"}, {"王书记"}),
        ({"place": "大窑"}, {"李经办", "王书记"}),
        ({"role": "secretary", "place": "示范区"}, set()),
        ({"state": "shut"}, {"王书记"}),
        ({"state": "postless"}, set()),
    ],
)
def test_the_list_is_filtered_and_exports_exactly_its_rows(village, system, security, clerk, asked, names):
    shut = makers.account(Role.SECRETARY, village, name="王书记")
    people.disable(shut, reason="调离", by=security)
    makers.account(Role.CLERK, makers.community(makers.street(makers.district("邻区", "990102"))), name="外区人")
    browser = makers.client(system)
    page = browser.get(reverse("people"), asked)
    listed = {row[0]["text"] for row in page.context["table"]["rows"]}
    assert listed == names
    assert {row[0] for row in exported(browser.get(page.context["export_url"]))} == names


def test_the_list_asks_the_database_as_often_for_one_person_as_for_many(village, system, clerk):
    browser = makers.client(system)
    browser.get(reverse("people"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("people")).status_code == 200
        counts.append(len(asked))
        for _ in range(10):
            makers.account(Role.CLERK, village)
    assert counts[0] == counts[1]


def test_an_administrator_makes_an_account_gives_it_a_post_and_ends_it(village, system):
    browser = makers.client(system)
    form = {
        "name": "新来人",
        "username": "xinlai",
        "password": "Chushi-2026",
        "phone": "13800005678",
        "district": village.district.pk,
    }
    answer = browser.post(reverse("person_new"), form)
    person = Account.objects.get(username="xinlai")
    assert answer.url == reverse("person_appoint", args=[person.pk])
    held_for = makers.organisation(village, "residents_committee")
    post = {"role": "clerk", "place": village.pk, "organisation": held_for.pk, "starts_on": str(clock.today())}
    assert browser.post(answer.url, post).url == reverse("person", args=[person.pk])
    page = browser.get(reverse("person", args=[person.pk])).content.decode()
    assert "大窑 · 社区经办" in page
    assert "138****5678" in page
    assert "13800005678" not in page
    end = reverse("post_end", args=[person.appointments.get().pk])
    assert browser.post(end, {"ends_on": str(clock.today())}).status_code == 302
    assert person.appointments.get().ends_on == clock.today()


def test_an_account_form_sent_twice_makes_one_account(village, system):
    browser = makers.client(system)
    form = {"name": "新来人", "username": "xinlai", "password": "Chushi-2026", "district": village.district.pk}
    answers = [browser.post(reverse("person_new"), form | {"form_key": "b" * 32}) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Account.objects.filter(username="xinlai").count() == 1


def test_a_refused_post_is_shown_with_its_reasons_and_nothing_is_stored(village, system, clerk):
    held_for = makers.organisation(village.parent, "street_office")
    post = {"role": "street", "place": village.parent.pk, "organisation": held_for.pk, "starts_on": str(clock.today())}
    page = makers.client(system).post(reverse("person_appoint", args=[clerk.pk]), post).content.decode()
    assert "不能由一人兼任" in page
    assert Appointment.objects.filter(account=clerk).count() == 1


def test_the_security_administrator_shuts_opens_and_ends_sessions(village, security, clerk):
    theirs, browser = makers.client(clerk), makers.client(security)
    assert theirs.get(reverse("inbox")).status_code == 200
    browser.post(reverse("person_end_sessions", args=[clerk.pk]))
    assert theirs.get(reverse("inbox")).status_code == 302
    browser.post(reverse("person_disable", args=[clerk.pk]), {"reason": "调离"})
    assert not Account.objects.get(pk=clerk.pk).is_active
    browser.post(reverse("person_enable", args=[clerk.pk]), {"reason": "调回"})
    assert Account.objects.get(pk=clerk.pk).is_active
    refused = browser.post(reverse("person_reset_factor", args=[clerk.pk]), follow=True)
    assert "没有绑定动态口令" in refused.content.decode()
    assert browser.post(reverse("person_clear_lockout", args=[clerk.pk])).status_code == 302


def test_each_administrator_is_offered_only_the_own_acts(village, system, security, clerk):
    page = reverse("person", args=[clerk.pk])
    keeping, securing = (makers.client(person).get(page).content.decode() for person in (system, security))
    assert "登记任职</a>" in keeping
    assert "停用账号" not in keeping
    assert "停用账号" in securing
    assert "登记任职</a>" not in securing
    assert makers.client(system).get(reverse("person_disable", args=[clerk.pk])).status_code == 403
    assert makers.client(security).get(reverse("person_appoint", args=[clerk.pk])).status_code == 403


def test_a_person_of_another_district_answers_as_an_absent_one(system, security, village):
    stranger = makers.account(Role.CLERK, makers.community(makers.street(makers.district("邻区", "990102"))))
    names = ["person", "person_change", "person_password", "person_appoint"]
    for name in names:
        foreign = makers.client(system).get(reverse(name, args=[stranger.pk]))
        absent = makers.client(system).get(reverse(name, args=[uuid4()]))
        assert foreign.status_code == absent.status_code == 404
    assert makers.client(security).post(reverse("person_end_sessions", args=[stranger.pk])).status_code == 404
    post = stranger.appointments.get()
    assert makers.client(system).get(reverse("post_end", args=[post.pk])).status_code == 404


def test_a_person_without_the_verb_gets_a_sentence(clerk):
    answer = makers.client(clerk).get(reverse("people"))
    assert answer.status_code == 403
    assert "您的任职不包含这项操作" in answer.content.decode()


def test_the_inbox_shows_ones_own_messages_and_marks_them_read(village, clerk):
    other = makers.account(Role.SECRETARY, village)
    messages.tell([clerk], "第3步已退回，请补充会议记录。", reverse("inbox"))
    messages.tell([other], "别人的消息")
    browser = makers.client(clerk)
    page = browser.get(reverse("inbox")).content.decode()
    assert "第3步已退回" in page
    assert "别人的消息" not in page
    assert "1 条未读" in page
    assert browser.get(reverse("inbox_read")).status_code == 405
    browser.post(reverse("inbox_read"))
    assert messages.unread(clerk) == 0
    assert Message.objects.get(to=other).read_at is None


def test_a_post_that_begins_tomorrow_gives_no_right_today(village):
    person = makers.account(Role.OFFICE, village.district, starts_on=clock.today() + timedelta(days=1))
    assert makers.client(person).get(reverse("office_settings")).status_code == 403
