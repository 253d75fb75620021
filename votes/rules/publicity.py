"""三个先行: how a letter reached a household, and what a short questionnaire asks. Answers carry no name."""

from dataclasses import dataclass
from enum import StrEnum

from votes.rules.shares import percent_cut


class Outcome(StrEnum):
    DELIVERED = "delivered"
    REFUSED = "refused"
    ABSENT = "absent"


OUTCOMES = {"delivered": "送达", "refused": "拒收", "absent": "不在，已登记经过"}
AWARE = ("是否知晓社区撤改撤并工作", ("知晓", "不知晓"))
SUPPORTIVE = ("是否支持社区撤改撤并工作", ("支持", "不支持", "说不清"))
MOST_QUESTIONS, MOST_OPTIONS = 8, 6


@dataclass(frozen=True, slots=True)
class Letters:
    """The households of a letter by what became of it."""

    due: int
    delivered: int = 0
    refused: int = 0
    absent: int = 0

    @property
    def attempted(self) -> int:
        """登记送达经过: somebody went there, the letter was not taken."""
        return self.refused + self.absent

    @property
    def left(self) -> int:
        return self.due - self.delivered - self.attempted

    @property
    def rate(self) -> str:
        """送达率 of all households, cut to a tenth of a percent."""
        return percent_cut(self.delivered, self.due)


def questions_of(text: str) -> list[dict]:
    """The two questions every questionnaire asks, then one for each line “题目：选项/选项”; ValueError in words."""
    found = [AWARE, SUPPORTIVE]
    for line in filter(None, map(str.strip, text.splitlines())):
        title, _, rest = line.replace(":", "：").partition("：")
        options = [each.strip() for each in rest.replace("／", "/").split("/") if each.strip()]
        if not title.strip() or not 2 <= len(options) <= MOST_OPTIONS or len(line) > 200:
            raise ValueError(f"“{line[:40]}”应写成“题目：选项/选项”，选项2至{MOST_OPTIONS}个。")
        found.append((title.strip(), tuple(options)))
    if len(found) > MOST_QUESTIONS:
        raise ValueError(f"题目连同前两题不超过{MOST_QUESTIONS}题。")
    return [{"text": title, "options": list(options)} for title, options in found]
