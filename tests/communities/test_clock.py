from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from communities.lib import clock

NOON = datetime(2026, 11, 19, 12, tzinfo=clock.SHANGHAI)


def test_now_is_aware_and_in_shanghai():
    assert clock.now().tzinfo is clock.SHANGHAI
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(seconds=5)


def test_a_clock_that_is_set_stands_still_and_runs_again_afterwards():
    with clock.set_to(NOON):
        assert clock.now() == clock.now() == NOON
        assert clock.today() == date(2026, 11, 19)
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(seconds=5)


def test_an_inner_setting_gives_way_to_the_outer_one_even_after_a_failure():
    with clock.set_to(NOON):
        with pytest.raises(ZeroDivisionError), clock.set_to(NOON + timedelta(days=1)):
            raise ZeroDivisionError
        assert clock.now() == NOON


def test_today_is_the_day_in_shanghai_not_the_day_in_greenwich():
    with clock.set_to(datetime(2026, 11, 19, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 20)
        assert clock.now().tzinfo is clock.SHANGHAI


def test_the_clock_cannot_be_set_to_a_moment_without_a_time_zone():
    with pytest.raises(ValueError, match="aware"), clock.set_to(NOON.replace(tzinfo=None)):
        pass


def in_a_thread(work):
    seen = []
    thread = Thread(target=lambda: seen.append(work()))
    thread.start()
    thread.join()
    return seen[0]


def test_threads_do_not_disturb_each_others_clocks():
    def set_its_own():
        with clock.set_to(NOON + timedelta(days=9)):
            return clock.today()

    with clock.set_to(NOON):
        assert in_a_thread(set_its_own) == date(2026, 11, 28)
        assert clock.now() == NOON


def test_a_thread_given_the_context_keeps_the_clock():
    with clock.set_to(NOON):
        context = copy_context()
        assert in_a_thread(lambda: context.run(clock.now)) == NOON


def test_a_day_ends_at_the_first_instant_of_the_next():
    end = clock.end_of_day(date(2026, 12, 31))
    assert end == datetime(2027, 1, 1, tzinfo=clock.SHANGHAI)
    with clock.set_to(end - timedelta(microseconds=1)):
        assert clock.today() == date(2026, 12, 31)
