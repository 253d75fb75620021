"""Legal numbers follow the date of the event, even for a case pinned to an old rulebook."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.rules import notice_texts
from communities.rules.legal_numbers import TITLES, lookup, parse, shipped

ROW = """
[[number]]
key = "display.affairs"
value = 15
unit = "natural"
kind = "display"
article = "第三十五条"
in_force_from = {start}
in_force_to = {end}
"""


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ("display.affairs", date(2025, 12, 31), 5),
        ("display.affairs", date(2026, 1, 1), 15),
        ("size.community_max", date(2025, 12, 31), 700),
        ("size.community_max", date(2026, 1, 1), 3000),
        ("notice.villagers_meeting", date(2026, 11, 19), 10),
        ("notice.members_assembly", date(2025, 5, 1), 10),
        ("creditors.notice", date(2026, 6, 1), 10),
        ("audit.publication", date(2026, 6, 1), 30),
    ],
)
def test_the_number_is_that_of_the_day(key, day, value):
    assert lookup(key, day).value == value


def test_the_article_changes_with_the_law_where_the_number_does_not():
    before, after = (lookup("notice.villagers_meeting", date(2026, 1, 1) - timedelta(days=n)) for n in (1, 0))
    assert before.value == after.value
    assert ("第二十一条" in before.article, "第二十五条" in after.article) == (True, True)


def test_every_number_has_a_name_for_the_screen():
    assert set(TITLES) == set(shipped().keys())


def test_before_the_law_was_in_force_the_answer_is_a_sentence():
    with pytest.raises(KeyError) as caught:
        lookup("notice.members_assembly", date(2025, 4, 30))
    said = "规则 notice.members_assembly 在 2025-04-30 没有有效的规定，请在法律数字中补充当时的条文"
    assert str(caught.value) == said


def test_an_unknown_rule_is_a_sentence_too():
    with pytest.raises(KeyError, match=r"没有名为 notice\.ten 的规则"):
        lookup("notice.ten", date(2026, 1, 1))


def test_local_practice_says_that_it_is_a_default():
    assert str(lookup("posting.result", date(2026, 3, 2))) == "7个自然日（参照表决结果公示的通行做法，默认）"
    assert not lookup("display.affairs", date(2026, 3, 2)).default


@given(st.sampled_from(sorted(shipped().keys())), st.dates(date(2026, 1, 1), date(2036, 1, 1)))
def test_every_rule_has_exactly_one_number_on_every_day_since_the_revision(key, day):
    assert [row.holds_on(day) for row in shipped().history(key)].count(True) == 1


def test_two_rows_in_force_on_one_day_are_refused():
    first = ROW.format(start="2025-01-01", end="2026-01-01")
    with pytest.raises(ValueError, match="两行同时有效"):
        parse(first + ROW.format(start="2026-01-01", end="2026-12-31"))
    assert len(parse(first + ROW.format(start="2026-01-02", end="2026-12-31")).rows) == 2


def test_a_row_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="失效日早于施行日"):
        parse(ROW.format(start="2026-01-02", end="2026-01-01"))


@pytest.mark.parametrize(
    ("key", "day", "days"),
    [
        ("general:posting.result", date(2025, 12, 31), (7, None, 5)),
        ("general:posting.result", date(2026, 1, 1), (7, None, 15)),
        ("general:posting.roll", date(2026, 1, 1), (7, None, None)),
        ("meeting:notice.residents_meeting", date(2026, 1, 1), (None, 10, None)),
        ("meeting:notice.members_assembly", date(2025, 4, 30), (None, None, None)),
        ("general", date(2026, 1, 1), (7, None, None)),
    ],
)
def test_a_paper_for_the_board_takes_its_days_from_the_law_of_the_day(key, day, days):
    text = notice_texts.shipped().find(key, day)
    assert (text.objection_days, text.notice_days, text.display_days) == days


def test_no_number_of_the_law_is_written_a_second_time_beside_a_text():
    known = shipped().keys()
    twice = [text.key for text in notice_texts.shipped().papers if text.purpose in known and text.days_basis]
    assert twice == []


def test_a_rule_whose_first_day_is_known_by_its_year_only_says_so():
    vague = [row for row in shipped().rows if row.article.startswith("山东省")]
    assert vague
    assert all(row.default and "施行日只查到" in row.note for row in vague)
