"""The matrix of one assessment and of all, and the levels over the months: drawn from rows already read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from communities.lib.charts import BarChart, Series, bar_chart
from communities.lib.matrix import Matrix, matrix
from risk.models import RiskPoint
from risk.presenters.assessments import GRADE_TONES, LEVEL_TONES, mark
from risk.rules.levels import IMPACTS, LEVELS, PROBABILITIES, LevelRule
from risk.services.judging import after_of

ROWS = tuple(sorted(PROBABILITIES, reverse=True))
COLUMNS = tuple(sorted(IMPACTS))
MONTHS = 12
Stood = tuple[int, date, str]  # place, day, level


def of_one(points: list[RiskPoint], rule: LevelRule) -> list[Matrix]:
    """Before and after the measures; each point by its number in the list."""
    before, after = defaultdict(list), defaultdict(list)
    for position, each in enumerate(points):
        before[each.probability, each.impact].append(mark(position))
        after[after_of(each)].append(mark(position))
    return [_drawn("措施前", before, rule), _drawn("措施后", after, rule)]


def of_all(scales: Iterable[tuple[int, int]], rule: LevelRule) -> Matrix:
    """How many risk points of all assessments stand where, after their measures."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for each in scales:
        counts[each] += 1
    return _drawn("各社区风险点（措施后）", {key: [f"{count}个"] for key, count in counts.items()}, rule)


def _drawn(title: str, found: dict, rule: LevelRule) -> Matrix:
    tones, words = {}, {}
    for row, probability in enumerate(ROWS):
        for column, impact in enumerate(COLUMNS):
            tones[row, column] = GRADE_TONES[rule.grade(probability, impact)]
            words[row, column] = found.get((probability, impact), ())
    lines, heads = [PROBABILITIES[each] for each in ROWS], [IMPACTS[each] for each in COLUMNS]
    return matrix(title, heads, lines, tones, words, across="影响", down="概率")


def trend(stood: list[Stood], today: date) -> BarChart | None:
    """Of how many units the level was what at the end of each of the last months; `stood` in the order of the days."""
    if not stood:
        return None
    ends = _month_ends(today)
    counted = {level: [] for level in LEVELS}
    for end in ends:
        last = {place: level for place, day, level in stood if day <= end}
        for level, counts in counted.items():
            counts.append(sum(each == level for each in last.values()))
    series = [Series(LEVELS[level], LEVEL_TONES[level], counts) for level, counts in counted.items()]
    labels = [f"{end.month}月" for end in ends]
    return bar_chart("风险等级变化", labels, series, unit="个")


def _month_ends(today: date) -> list[date]:
    """Today, and the last days of the months before."""
    ends = [today]
    while len(ends) < MONTHS:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]
