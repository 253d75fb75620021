"""The verdicts against a second reading of the law: exhaustively for small meetings, at random for large ones."""

import random
from datetime import date

import pytest

from tests.votes.comparing import DAYS, differences, every_count, random_meetings
from tests.votes.oracle import Told, half, over_half, three_quarters, two_thirds
from votes.rules import BODIES, MATTERS, percent_cut, share

BEFORE, AFTER = date(2025, 12, 31), date(2026, 1, 1)
PHRASES = {"1/2以上": half, "超过1/2": over_half, "2/3以上": two_thirds, "3/4以上": three_quarters}
# 三人、四人、五人……须几人: typed from the table, not computed.
TYPED = {
    "1/2以上": {3: 2, 4: 2, 5: 3, 6: 3, 9: 5, 10: 5, 30: 15, 31: 16, 100: 50, 101: 51, 300: 150},
    "超过1/2": {3: 2, 4: 3, 5: 3, 6: 4, 9: 5, 10: 6, 30: 16, 31: 16, 100: 51, 101: 51, 300: 151},
    "2/3以上": {3: 2, 4: 3, 5: 4, 6: 4, 9: 6, 10: 7, 30: 20, 31: 21, 100: 67, 101: 68, 300: 200},
    "超过2/3": {3: 3, 4: 3, 5: 4, 6: 5, 9: 7, 10: 7, 30: 21, 31: 21, 100: 67, 101: 68, 300: 201},
    "3/4以上": {3: 3, 4: 3, 5: 4, 6: 5, 9: 7, 10: 8, 30: 23, 31: 24, 100: 75, 101: 76, 300: 225},
}


@pytest.mark.parametrize("phrase", TYPED)
def test_a_phrase_of_the_law_needs_the_number_of_the_table(phrase):
    assert {of: share(phrase).needed(of) for of in TYPED[phrase]} == TYPED[phrase]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_needs_the_same_number_by_both_readings(phrase):
    numbers = [*range(1, 5001), *(random.Random(phrase).randint(1, 10**9) for _ in range(2000))]
    assert [of for of in numbers if share(phrase).needed(of) != PHRASES[phrase](of)] == []


def test_a_percentage_is_cut_and_never_stands_above_its_line():
    assert percent_cut(53, 57) == "92.9%"
    assert (percent_cut(2, 3), percent_cut(1, 1), percent_cut(0, 7)) == ("66.6%", "100.0%", "0.0%")
    assert percent_cut(9999, 10_000) == "99.9%"
    assert percent_cut(0, 0) == "—"


@pytest.mark.parametrize("body", BODIES)
def test_every_count_of_a_small_meeting_is_judged_alike(body):
    compared, wrong = 0, []
    for day in (BEFORE, AFTER):
        found = differences(every_count(20, body, "general", day, authorized=True))
        compared, wrong = compared + found[0], wrong + found[1]
    assert (compared, wrong) == (2 * 1770, [])


@pytest.mark.parametrize("body", BODIES)
def test_random_meetings_are_judged_alike(body):
    compared, wrong = differences(random_meetings(random.Random(body), 800, body))
    assert (compared, wrong) == (800, [])


def test_every_body_matter_and_day_is_judged_alike():
    asked = (
        Told(body, matter, day, 60, 50, 45, authorized=authorized, reformed=reformed)
        for body in BODIES
        for matter in MATTERS
        for day in DAYS
        for authorized in (False, True)
        for reformed in (False, True)
    )
    assert differences(asked) == (len(BODIES) * len(MATTERS) * len(DAYS) * 4, [])


@pytest.mark.long
@pytest.mark.parametrize("body", BODIES)
def test_every_count_to_120_is_judged_alike(body):
    matters = ["general", "non_member_benefit"] if body == "members_assembly" else ["general"]
    for matter in matters:
        for day in (BEFORE, AFTER):
            assert differences(every_count(120, body, matter, day, authorized=True)) == (302_620, [])


@pytest.mark.long
@pytest.mark.parametrize("body", BODIES)
def test_ten_thousand_random_meetings_are_judged_alike(body):
    compared, wrong = differences(random_meetings(random.Random(f"{body} long"), 10_000, body))
    assert (compared, wrong) == (10_000, [])
