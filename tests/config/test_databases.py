"""What the tests themselves stand on."""

import threading

import pytest
from django.db import connection

SEEN = []


def count_marks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'mark'")
        return cursor.fetchone()[0]


def count_marks_in_a_thread() -> None:
    SEEN.append(count_marks())
    connection.close()


@pytest.mark.parametrize("turn", [1, 2])
def test_a_commit_is_seen_by_other_threads_and_gone_in_the_next_test(committed_db, turn):
    assert count_marks() == 0
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mark ()")
    SEEN.clear()
    thread = threading.Thread(target=count_marks_in_a_thread)
    thread.start()
    thread.join()
    assert SEEN == [1]


@pytest.mark.django_db
def test_tests_run_as_the_owner_who_may_become_the_web_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('synchronous_commit')")
        assert cursor.fetchone() == ("portal_owner", "on")
        cursor.execute("SET ROLE portal_app")
        cursor.execute("SELECT current_user, has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == ("portal_app", False)
        cursor.execute("RESET ROLE")


@pytest.mark.browser
def test_a_browser_error_in_a_page_is_noticed(portal):
    page = portal.open("/static/no-such-file.css")
    assert page.evaluate("screen.width") > 0
    assert any("404" in complaint for complaint in portal.complaints)
    portal.complaints.clear()
