"""How high a risk is: one point by probability × impact, the whole by its gravest points and by who is opposed.

Whole numbers and fractions only. The computed level binds nobody upward; people choose the final one, and below the
computed one they say why (重大行政决策程序暂行条例第二十三条、第二十四条).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

LEVELS = {"low": "低", "medium": "中", "high": "高"}
ORDER = tuple(LEVELS)
GRADES = {"slight": "微小", "small": "较小", "ordinary": "一般", "serious": "较大", "major": "重大"}
PROBABILITIES = {1: "很低", 2: "较低", 3: "中等", 4: "较高", 5: "很高"}
IMPACTS = {1: "可忽略", 2: "较小", 3: "中等", 4: "较大", 5: "严重"}
CONCLUSIONS = {"proceed": "可实施", "partial": "可部分实施", "suspend": "暂缓实施", "stop": "不实施"}
PASSING = ("proceed", "partial")


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The numbers in force on the day of an assessment.

    `majors_medium`, `majors_high`: from how many 重大 points on the whole is at least 中, 高. `opposed_medium` percent
    opposed and more is 中, more than `opposed_high` percent is 高.
    """

    majors_medium: int
    majors_high: int
    opposed_medium: int
    opposed_high: int
    grades: tuple[tuple[int, str], ...]

    def grade(self, probability: int, impact: int) -> str:
        """The grade of one point; both from 1 to 5, else ValueError."""
        if probability not in PROBABILITIES or impact not in IMPACTS:
            raise ValueError(f"probability and impact run from 1 to 5, not {probability} and {impact}")
        return next(grade for least, grade in self.grades if probability * impact >= least)

    def by_points(self, grades: Iterable[str]) -> str:
        majors = sum(grade == "major" for grade in grades)
        return "high" if majors >= self.majors_high else "medium" if majors >= self.majors_medium else "low"

    def by_opposition(self, opposed: int, asked: int) -> str:
        """10–33 % is 中, both ends included; nobody asked says nothing."""
        if not asked:
            return "low"
        share = Fraction(opposed, asked)
        if share > Fraction(self.opposed_high, 100):
            return "high"
        return "medium" if share >= Fraction(self.opposed_medium, 100) else "low"

    def level(self, grades: Iterable[str], opposed: int, asked: int) -> str:
        """The higher of the two."""
        return max(self.by_points(grades), self.by_opposition(opposed, asked), key=ORDER.index)

    @property
    def words(self) -> str:
        return (
            f"风险点有{self.majors_medium}个及以上“重大”的不低于中，{self.majors_high}个及以上的为高；"
            f"反对比例{self.opposed_medium}%以上的为中，超过{self.opposed_high}%的为高；两者取高"
        )


def percent(opposed: int, asked: int) -> str:
    """“7.1%”, cut, never rounded up over a line; nothing where nobody was asked."""
    if not asked:
        return ""
    tenths = 1000 * opposed // asked
    return f"{tenths // 10}.{tenths % 10}%"


def below(final: str, computed: str) -> bool:
    return ORDER.index(final) < ORDER.index(computed)


def conclusion_faults(computed: str, final: str, reason: str, conclusion: str, excluded: str) -> list[str]:
    """Why people may not conclude so."""
    faults = []
    if below(final, computed) and not reason.strip():
        faults.append(f"最终等级“{LEVELS[final]}”低于计算等级“{LEVELS[computed]}”，须写明理由。")
    if final == "high" and conclusion in PASSING:
        faults.append(
            "风险等级为高的不能直接实施：请调整方案、落实措施，把风险降到可控后再作结论"
            "（重大行政决策程序暂行条例第二十四条）。"
        )
    if conclusion == "partial" and not excluded.strip():
        faults.append("结论为“可部分实施”的，须写明哪些部分不实施。")
    return faults
