"""Whom the law itself decides about, and whom the members' body must: the categories of the household check.

Articles are 农村集体经济组织法 (in force 2025-05-01) and 妇女权益保障法; each carries the day it is in force from.
Paragraphs and items were read in the texts: the Act of 2024-06-28 (§8, 11, 12, 17, 18), the women's Act as revised on
2022-10-30 (§56) and as it stood from 2005 to 2022 (§33).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ALWAYS = date(1, 1, 1)
COLLECTIVES_ACT = date(2025, 5, 1)
WOMENS_ACT_2022 = date(2023, 1, 1)


class Outcome(StrEnum):
    INCLUDE = "include"
    EXCLUDE = "exclude"
    RETAIN = "retain"
    PENDING = "pending"


OUTCOME_LABELS = {"include": "认定", "exclude": "不认定", "retain": "保留资格", "pending": "待定"}


class Law(StrEnum):
    """What the law says of a category."""

    MUST = "must"  # 应当确认
    KEPT = "kept"  # not lost: leaving out is unlawful
    LOST = "lost"  # ended by law
    LOST_MAY_RETAIN = "lost_may_retain"  # ended, rights may be kept for a time by agreement
    BODY = "body"  # the competent body decides, whichever way


@dataclass(frozen=True, slots=True)
class Article:
    text: str
    in_force_from: date
    in_force_to: date | None = None


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    label: str
    law: Law
    articles: tuple[Article, ...] = ()

    def article_on(self, day: date) -> str:
        """The article in force on the day of the finding; empty where the law of that day was silent."""
        for article in self.articles:
            if article.in_force_from <= day and (article.in_force_to is None or day <= article.in_force_to):
                return article.text
        return ""


def _act(text: str) -> Article:
    return Article(f"农村集体经济组织法{text}", COLLECTIVES_ACT)


_WOMEN = (
    Article("妇女权益保障法（2005年修正）第三十三条第一款", ALWAYS, date(2022, 12, 31)),
    Article("妇女权益保障法第五十六条第一款", WOMENS_ACT_2022, date(2025, 4, 30)),
)
_MARRIED = (*_WOMEN, _act("第八条第三款、第十八条第二款"))
_PARTED = (*_WOMEN, _act("第十八条第一款"))
_STAYS = (_act("第十八条第一款"),)
_DEAD, _ABROAD = (_act("第十七条第一款第一项"),), (_act("第十七条第一款第二项"),)
_ELSEWHERE, _SERVANT = (_act("第十七条第一款第三项、第二款"),), (_act("第十七条第一款第四项、第二款"),)
_BIRTH, _JOINED = (_act("第十二条第二款"),), (_act("第十二条第二款"),)
_BODY = (_act("第十一条、第十二条第一款"),)
# fmt: off
CATEGORIES = (
    Category("ordinary",            "一般人员",                 Law.BODY, _BODY),
    Category("empty_registration",  "空挂户",                   Law.BODY, _BODY),
    Category("moved_away",          "外迁人员",                 Law.BODY, _BODY),
    Category("small_town",          "户口迁出小城镇",           Law.BODY, _BODY),
    Category("converted",           "“农转非”人员",             Law.BODY, _BODY),
    Category("returned_youth",      "回乡知青",                 Law.BODY, _BODY),
    Category("returned_retired",    "退休回村",                 Law.BODY, _BODY),
    Category("public_employee",     "事业在编或国企职工",       Law.BODY, _BODY),
    Category("veteran",             "复转军人",                 Law.BODY, _BODY),
    Category("missing",             "失踪",                     Law.BODY, _BODY),
    Category("stepchild",           "再婚随迁子女",             Law.BODY, _BODY),
    Category("daughter_married",    "外嫁女（未取得他处成员身份）", Law.KEPT, _MARRIED),
    Category("married_in",          "嫁入或入赘",               Law.MUST, _JOINED),
    Category("divorced",            "离婚",                     Law.KEPT, _PARTED),
    Category("widowed",             "丧偶",                     Law.KEPT, _PARTED),
    Category("student",             "在校学生（含未就业毕业生）", Law.KEPT, _STAYS),
    Category("soldier",             "现役义务兵、军士",         Law.KEPT, _STAYS),
    Category("prisoner",            "服刑人员",                 Law.KEPT, _STAYS),
    Category("migrant_worker",      "外出务工、经商",           Law.KEPT, _STAYS),
    Category("born_before",         "新生儿（基准日前出生）",   Law.MUST, _BIRTH),
    Category("born_after",          "新生儿（基准日后出生）",   Law.MUST, _BIRTH),
    Category("adopted",             "收养",                     Law.MUST, _JOINED),
    Category("policy_migrant",      "政策性移民",               Law.MUST, _JOINED),
    Category("dead_before",         "死亡（基准日前）",         Law.LOST, _DEAD),
    Category("dead_after",          "死亡（基准日后）",         Law.BODY, _BODY),
    Category("nationality",         "丧失国籍",                 Law.LOST, _ABROAD),
    Category("elsewhere",           "已取得他处成员身份（双重成员）", Law.LOST_MAY_RETAIN, _ELSEWHERE),
    Category("civil_servant",       "公务员（聘任制除外）",     Law.LOST_MAY_RETAIN, _SERVANT),
)
# fmt: on
BY_KEY = {each.key: each for each in CATEGORIES}
LABELS = {each.key: each.label for each in CATEGORIES}
# Never left to the village's own rule: without the competent body's passed decision they stay 待定.
NEEDS_DECISION = {
    "empty_registration", "moved_away", "small_town", "converted", "returned_youth", "returned_retired",
    "public_employee", "veteran", "missing", "stepchild", "dead_after",
}  # fmt: skip
# What excluding one of them would say.
_SENTENCES = {
    "daughter_married": "结婚后没有取得其他集体经济组织成员身份的，原组织不得取消其成员身份",
    "divorced": "成员不因离婚丧失成员身份",
    "widowed": "成员不因丧偶丧失成员身份",
    "student": "成员不因就学丧失成员身份",
    "soldier": "成员不因服役丧失成员身份",
    "prisoner": "成员不因服刑丧失成员身份",
    "migrant_worker": "成员不因务工、经商丧失成员身份",
}


def unlawful(key: str, outcome: str, day: date) -> list[str]:
    """Why the outcome may not be given to a person of the category, by the law of the day; an empty list: it may."""
    category = BY_KEY[key]
    article = category.article_on(day)
    if not article or outcome == Outcome.PENDING:
        return []
    match category.law, outcome:
        case Law.KEPT, Outcome.EXCLUDE | Outcome.RETAIN:
            return [f"“{category.label}”不能{OUTCOME_LABELS[outcome]}：{_SENTENCES[key]}（{article}）。"]
        case Law.MUST, Outcome.EXCLUDE | Outcome.RETAIN:
            word = "应当" if key.startswith("born") else "一般应当"
            return [f"“{category.label}”不能{OUTCOME_LABELS[outcome]}：{word}确认为成员（{article}）。"]
        case Law.LOST, Outcome.INCLUDE | Outcome.RETAIN:
            return [f"“{category.label}”不能{OUTCOME_LABELS[outcome]}：成员身份依法丧失（{article}）。"]
        case Law.LOST_MAY_RETAIN, Outcome.INCLUDE:
            return [f"“{category.label}”不能认定：成员身份依法丧失，可以协商在一定期限内保留有关权益（{article}）。"]
    return []


def needs_decision(key: str, outcome: str) -> bool:
    """Whether the finding holds only with a passed decision of the competent body (待定 until then)."""
    return outcome != Outcome.PENDING and (key in NEEDS_DECISION or outcome == Outcome.RETAIN)
