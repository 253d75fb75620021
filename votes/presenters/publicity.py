"""Letters and questionnaires as lines, tiles and tables; of an answer nobody's name."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse

from communities.lib.tables import table
from votes.models import Letter, LetterDelivery, Questionnaire
from votes.publicity_questions import Asked, answers_now
from votes.rules import percent_cut

LETTER_HEADS = ("社区（村）", "标题", "开始", "应发户", "送达", "拒收", "不在", "未登记", "送达率")
ASKED_HEADS = ("社区（村）", "标题", "开始", "发放", "收回", "知晓", "支持", "参与率", "知晓率", "支持率")
DELIVERY_HEADS = ("户编号", "住址", "送达情况", "日期")


def letter_row(each: Letter) -> list:
    told, name = each.letters, {"text": each.place.name, "url": reverse("letter", args=[each.pk])}
    counts = [told.due, told.delivered, told.refused, told.absent, told.left]
    return [name, each.title, each.started_on, *counts, {"text": told.rate, "num": True}]


def letter_tiles(this: Letter) -> list[dict]:
    told = this.letters
    pairs = (
        ("应发户", told.due, ""),
        ("送达", told.delivered, f"送达率{told.rate}"),
        ("拒收", told.refused, ""),
        ("不在，已登记经过", told.absent, ""),
        ("未登记", told.left, ""),
    )
    return [{"label": label, "value": value, "note": note} for label, value, note in pairs]


def delivery_row(each: LetterDelivery) -> list:
    return [each.number, each.address, each.get_outcome_display() if each.outcome else "未登记", each.on]


def asked_rows(rows: Iterable[Questionnaire]) -> Iterator[list]:
    """The newest of each community, counted together."""
    found = {each.pk: each for each in rows}
    known = answers_now(Q(pk__in=found))
    for told in known.values():
        each = found[told.questionnaire]
        name = {"text": each.place.name, "url": reverse("questionnaire", args=[each.pk])}
        rates = [{"text": rate, "num": True} for _, rate, _ in rates_of(told)]
        yield [name, each.title, each.started_on, told.sent, told.back, told.aware, told.supportive, *rates]


def figures(this: Questionnaire) -> Asked:
    """What has come back so far."""
    return answers_now(Q(pk=this.pk))[this.place.pk]


def rates_of(told: Asked) -> list[tuple[str, str, str]]:
    """参与率, 知晓率, 支持率, each with its denominator."""
    return [
        ("参与率", percent_cut(told.back, told.sent), f"收回{told.back}÷发放{told.sent}"),
        ("知晓率", percent_cut(told.aware, told.back), f"知晓{told.aware}÷收回{told.back}"),
        ("支持率", percent_cut(told.supportive, told.back), f"支持{told.supportive}÷收回{told.back}"),
    ]


def asked_tiles(this: Questionnaire) -> list[dict]:
    told = figures(this)
    tiles = [{"label": "发放", "value": told.sent}, {"label": "收回", "value": told.back}]
    return tiles + [{"label": label, "value": rate, "note": source} for label, rate, source in rates_of(told)]


def answers(this: Questionnaire) -> dict:
    """Each option with how often it was chosen."""
    papers = list(this.sheets.values_list("answers", flat=True))
    rows = []
    for nth, question in enumerate(this.questions):
        chosen = Counter(paper[nth] for paper in papers)
        for place, option in enumerate(question["options"]):
            share = {"text": percent_cut(chosen[place], len(papers)), "num": True}
            rows.append([f"{nth + 1}. {question['text']}" if not place else "", option, chosen[place], share])
    return table("题目", "选项", "份数", "占收回", rows=rows)
