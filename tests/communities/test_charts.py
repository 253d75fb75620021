import pytest
from defusedxml import ElementTree
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.charts import BOTTOM, TOP, Series, bar_chart, line_chart, share_bar, whole_ticks

WEEKS = ["第45周", "第46周", "第47周"]


@pytest.mark.parametrize(
    ("top", "ticks"),
    [(0, [0, 1]), (1, [0, 1]), (5, [0, 1, 2, 3, 4, 5]), (7, [0, 2, 4, 6, 8]), (26, [0, 10, 20, 30])],
)
def test_ticks_are_round_whole_numbers(top, ticks):
    assert whole_ticks(top) == ticks


@given(st.integers(0, 10**7))
def test_ticks_reach_the_top_and_stay_few(top):
    ticks = whole_ticks(top)
    assert ticks[-1] >= top
    assert 2 <= len(ticks) <= 6


def test_the_highest_value_on_the_last_tick_touches_the_top_and_nought_the_axis():
    chart = line_chart("完成步数", WEEKS, [Series("已完成", "done", [0, 5, 10])])
    assert [dot.y for dot in chart.lines[0].dots][0::2] == [str(BOTTOM), str(TOP)]


def test_a_week_without_a_figure_is_a_gap_and_not_nought():
    chart = line_chart("完成步数", ["1", "2", "3", "4", "5"], [Series("已完成", "done", [1, 2, None, 3, 4])])
    line = chart.lines[0]
    assert len(line.paths) == 2
    assert len(line.dots) == 4
    assert chart.rows[2] == ("3", "—")


def test_stacked_bars_stand_on_one_another():
    chart = bar_chart("各周", ["第47周"], [Series("完成", "done", [3]), Series("超期", "late", [2])])
    lower, upper = chart.bars
    assert int(lower.y) + int(lower.height) == BOTTOM
    assert int(upper.y) + int(upper.height) == int(lower.y)
    assert chart.totals[0].label == "5"


def test_a_full_year_of_weeks_shows_few_labels_and_always_the_newest():
    weeks = [f"{n}周" for n in range(1, 54)]
    chart = line_chart("完成步数", weeks, [Series("已完成", "done", list(range(53)))])
    assert len(chart.x_ticks) <= 8
    assert chart.x_ticks[-1].label == "53周"
    assert len(chart.rows) == 53


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6).filter(any))
def test_the_parts_of_a_share_bar_fill_it_exactly(counts):
    bar = share_bar([("done", "已落实", count) for count in counts])
    assert sum(int(part.width) for part in bar.parts) == 100
    assert all(int(part.width) >= 0 for part in bar.parts)


@pytest.mark.parametrize("labels", [[], ["只有一周"]])
def test_a_series_that_does_not_fit_its_labels_is_refused(labels):
    with pytest.raises(ValueError, match=r"a chart needs|has 2 values for 1"):
        line_chart("完成步数", labels, [Series("已完成", "done", [1, 2])])


@pytest.mark.parametrize(("template", "make"), [("line_chart", line_chart), ("bar_chart", bar_chart)])
def test_the_drawing_is_well_formed_and_every_figure_is_also_in_the_table(template, make):
    chart = make("完成步数", WEEKS, [Series("已完成", "done", [3, 8, 21])], unit="步")
    page = render_to_string(f"components/{template}.svg.html", {"chart": chart, "id": "steps"})
    figure = ElementTree.fromstring(page)
    assert [cell.text for cell in figure.iter("td")] == ["3", "8", "21"]
    assert figure.find("div/svg/title").text == "完成步数"
    assert "第45周至第47周" in figure.find("div/svg/desc").text
