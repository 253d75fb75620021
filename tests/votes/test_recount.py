"""Every sealed result is counted again by other code; whatever was altered since is named."""

import json
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from communities.lib.errors import Refused
from communities.models import Organisation
from tests.votes.makers import entry, hall
from votes import services
from votes.models import Result
from votes.recounting import _least, recount_all
from votes.rules import share


def sealed_results(here):
    """One passed, one failed, one with lawful and unlawful proxies."""
    body = here.body("residents_meeting", 7)
    here.counted(here.sat(body, came=5, days_ago=60), 2, 2, 1)
    assembly = here.body("members_assembly", kind=Organisation.Kind.COOPERATIVE)
    home = here.household("0001")
    for name in ("父", "母", "子"):
        here.seat(assembly, name, household=home, is_woman=name == "母")
    here.seat(assembly, "邻", household=here.household("0002"))
    meeting = here.meeting(assembly)
    motion = here.put(meeting, "non_member_benefit")
    here.called(meeting)
    for name in ("母", "邻"):
        services.attend(entry(meeting, name), "on_site", by=here.clerk)
    services.represent(entry(meeting, "父"), entry(meeting, "母"), written=True, by=here.clerk)
    services.represent(entry(meeting, "子"), entry(meeting, "邻"), written=True, by=here.clerk)
    services.close(meeting, by=here.clerk)
    here.counted(motion, 4)
    here.counted(here.sat(here.body("two_committees", 5), came=4, matter="party_deliberation"), 3, 1)


@pytest.mark.django_db
def test_every_sealed_result_agrees_with_its_recount():
    sealed_results(hall())
    found = list(recount_all())
    assert [each.differences for each in found] == [(), (), ()]
    assert sorted(Result.objects.values_list("passed", flat=True)) == [False, False, True]
    out = StringIO()
    call_command("recount", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"recounted": 3, "wrong": []}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("altered", "says"),
    [
        ("UPDATE votes_result SET passed = NOT passed", "passed 封存为False，重新计算为True"),
        ("UPDATE votes_count SET in_favour = in_favour + 1, against = against - 1", "in_favour 封存为3"),
        ("UPDATE votes_rollentry SET attendance = 'on_site', voted = true", "present 封存为5，重新清点为7"),
        ("UPDATE votes_meeting SET notice_on = held_on - 1", "notice_ok 封存为True"),
        ("UPDATE votes_motion SET title = '别的'", "指纹不符"),
        ("UPDATE votes_count SET counted_by_id = (SELECT counted_by_id FROM votes_count LIMIT 1)", "计票不是两人一致"),
    ],
)
def test_an_alteration_past_the_triggers_is_named(altered, says):
    here = hall()
    here.counted(here.sat(here.body("residents_meeting", 7), came=5), 3, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("result", "count", "rollentry", "meeting", "motion"):
            cursor.execute(f"ALTER TABLE votes_{table} DISABLE TRIGGER USER")
        cursor.execute("DROP INDEX IF EXISTS count_first_once_a_person")
        cursor.execute(altered)
    out = StringIO()
    with pytest.raises(CommandError, match="1 项表决结果与封存的不符"):
        call_command("recount", stdout=out)
    assert says in out.getvalue()


def test_the_recounts_own_arithmetic_reaches_the_marks_of_the_law():
    for mark in ("1/2以上", "超过1/2", "2/3以上", "超过2/3", "3/4以上"):
        assert [_least(mark, of) for of in range(400)] == [share(mark).needed(of) for of in range(400)]


def test_of_many_who_count_and_seal_at_once_one_seals(committed_db, django_db_blocker):
    answers = []

    def work(motion, person):
        figures = {"in_favour": 5, "against": 0, "abstained": 0, "invalid": 0}
        for act in (
            lambda: services.enter_count(motion, **figures, by=person),
            lambda: services.seal(motion, by=person),
        ):
            try:
                answers.append(type(act()).__name__)
            except Refused:
                answers.append("refused")
        connection.close()

    with django_db_blocker.unblock():
        here = hall()
        motion = here.sat(here.body("residents_meeting", 5), came=5)
        people = [here.clerk, here.secretary] * 8
        threads = [threading.Thread(target=work, args=(motion, person)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if not Result.objects.exists():
            services.seal(motion, by=here.clerk)
            answers.append("Result")
        assert answers.count("Count") == 2
        assert answers.count("Result") == Result.objects.count() == 1
        assert [each.differences for each in recount_all()] == [()]
