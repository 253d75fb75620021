"""Many at once: fifty entries make one count, fifty marks one person present, and nothing comes after the close."""

import threading

from django.db import connection

from communities.lib.errors import Refused
from communities.models import RecordEntry
from config.bench import voting
from tests.votes.makers import hall
from votes import services
from votes.models import Count, Result
from votes.recounting import recount_all

FIFTY = 50
FIGURES = {"in_favour": 5, "against": 0, "abstained": 0, "invalid": 0}


def at_once(*works) -> list[str]:
    """What each answered; all begin together."""
    answers, gate = [], threading.Barrier(len(works))

    def one(work) -> None:
        gate.wait()
        try:
            work()
            answers.append("done")
        except Refused as refused:
            answers.append(refused.reasons[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_fifty_entries_of_one_count_at_once_make_one(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        here = hall()
        motion = here.sat(here.body("residents_meeting", 5), came=5)
        lines = RecordEntry.objects.count()
        answers = at_once(*[lambda: services.enter_count(motion, **FIGURES, by=here.clerk)] * FIFTY)
        assert answers.count("done") == Count.objects.count() == 1
        assert {answer for answer in answers if answer != "done"} == {"您已登记过这项计票，请用更正。"}
        assert RecordEntry.objects.count() == lines + 1


def test_one_person_marked_fifty_times_at_once_is_counted_once(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        here = hall()
        meeting = here.meeting(here.body("residents_meeting", 5), days_ago=0)
        here.put(meeting)
        here.called(meeting)
        key = meeting.roll.first().pk
        ways = ["on_site", "on_line"] * (FIFTY // 2)
        at_once(*[lambda way=way: services.attend_many(meeting, [key], way, by=here.clerk) for way in ways])
        assert meeting.roll.in_person().count() == meeting.roll.filter(voted=True).count() == 1


def test_what_is_entered_while_meetings_close_is_all_there_and_nothing_after(committed_db, django_db_blocker):
    """A short run of what `bench votes` does for ten minutes."""
    with django_db_blocker.unblock():
        found = voting.rush(hall().place, seconds=6)
        assert found.entries > 0
        assert found.refused > 0
        assert (found.lost, found.double, found.after, found.differing) == (0, 0, 0, 0)
        assert Result.objects.count() == voting.MEETINGS
        assert [each.differences for each in recount_all()] == [()] * voting.MEETINGS
