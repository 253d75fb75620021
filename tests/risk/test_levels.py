"""How high a risk is, typed from the rule: points, opposition; when a measure moves up."""

from datetime import date, timedelta

import pytest

from risk.rules import assessments, levels, schemes

RULE = levels.LevelRule(1, 2, 10, 33, schemes.shipped(date(2026, 3, 2)).grades)
DUE = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("probability", "impact", "grade"),
    [
        (1, 1, "slight"), (1, 2, "slight"), (1, 3, "small"), (2, 2, "small"), (1, 5, "ordinary"), (3, 3, "ordinary"),
        (2, 5, "serious"), (3, 4, "serious"), (3, 5, "serious"), (4, 4, "major"), (5, 4, "major"), (5, 5, "major"),
    ],
)  # fmt: skip
def test_a_point_is_graded_by_probability_times_impact(probability, impact, grade):
    assert RULE.grade(probability, impact) == grade
    assert RULE.grade(impact, probability) == grade


@pytest.mark.parametrize(("probability", "impact"), [(0, 3), (6, 1), (3, 6)])
def test_a_scale_runs_from_one_to_five(probability, impact):
    with pytest.raises(ValueError, match="from 1 to 5"):
        RULE.grade(probability, impact)


@pytest.mark.parametrize(("majors", "level"), [(0, "low"), (1, "medium"), (2, "high"), (3, "high")])
def test_one_major_point_is_at_least_medium_and_two_are_high(majors, level):
    assert RULE.by_points(["serious"] * 5 + ["major"] * majors) == level


@pytest.mark.parametrize(
    ("opposed", "asked", "level"),
    [
        (0, 0, "low"), (0, 300, "low"), (29, 300, "low"), (30, 300, "medium"), (99, 300, "medium"), (100, 300, "high"),
        (1, 3, "high"), (33, 100, "medium"), (34, 100, "high"),
    ],
)  # fmt: skip
def test_the_opposed_count_exactly_at_the_lines(opposed, asked, level):
    assert RULE.by_opposition(opposed, asked) == level


def test_the_level_is_the_higher_of_the_two():
    assert RULE.level(["major"], 0, 100) == "medium"
    assert RULE.level(["slight"], 50, 100) == "high"
    assert RULE.level([], 1, 100) == "low"


@pytest.mark.parametrize(
    ("opposed", "asked", "words"), [(53, 57, "92.9%"), (1, 3, "33.3%"), (0, 5, "0.0%"), (0, 0, "")]
)
def test_a_share_is_cut_never_rounded_up(opposed, asked, words):
    assert levels.percent(opposed, asked) == words


def test_people_may_go_below_the_computed_level_only_with_a_reason():
    assert "须写明理由" in levels.conclusion_faults("medium", "low", " ", "proceed", "")[0]
    assert levels.conclusion_faults("medium", "low", "措施已落实", "proceed", "") == []
    assert levels.conclusion_faults("low", "medium", "", "proceed", "") == []


def test_a_high_risk_does_not_go_on_and_a_part_names_the_rest():
    assert "不能直接实施" in levels.conclusion_faults("high", "high", "", "partial", "名称")[0]
    assert levels.conclusion_faults("high", "high", "", "suspend", "") == []
    assert "哪些部分不实施" in levels.conclusion_faults("low", "low", "", "partial", "")[0]


@pytest.mark.parametrize(
    ("days", "tier"),
    [(-5, "owner"), (0, "owner"), (1, "street"), (7, "street"), (8, "district"), (14, "district"), (15, "leaders"),
     (400, "leaders")],
)  # fmt: skip
def test_a_late_measure_stands_a_tier_higher_the_longer_it_is_late(days, tier):
    assert assessments.tier_on(DUE, DUE + timedelta(days=days), 7) == tier


def test_a_late_look_finds_every_tier_between():
    assert assessments.steps_up("owner", "leaders") == ("street", "district", "leaders")
    assert assessments.steps_up("district", "street") == ()


def test_the_shipped_lists_hold_all_four_sides_and_are_marked():
    scheme = schemes.shipped(date(2026, 3, 2))
    assert scheme.default
    assert "默认" in scheme.label
    assert [len(scheme.indicators[side]) for side in schemes.SIDES] == [3, 6, 6, 5]
    with pytest.raises(LookupError, match="还没有"):
        schemes.shipped(date(2011, 12, 31))


def test_no_side_may_be_left_without_an_indicator():
    lists = {side: ["一项"] for side in schemes.SIDES} | {"feasibility": []}
    assert schemes.list_faults(lists, needed=True) == ["可行性至少要有一项指标，四性一项也不能少。"]
    assert schemes.list_faults({"legality": ["同", "同"]}, needed=False) == ["合法性“同”写了两遍。"]
