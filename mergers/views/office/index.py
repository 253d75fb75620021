"""The office's index, and the legal numbers as they are dated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.lib import clock
from communities.lib.tables import table
from communities.rules.legal_numbers import KINDS, TITLES, UNITS, shipped

PAGES = (
    ("规程", "rulebooks", "四个阶段、各步骤的填报审核方、材料、关口和天数；修改即发布新的一版"),
    ("节假日表", "office_holidays", "放假和调休上班日期；期限按它计算"),
    ("设置", "office_settings", "调度日、截止时刻、审核时限等可以调整的数字"),
    ("计划与批次", "programmes", "工作计划、批次和列入决定"),
    ("法律数字", "legal_numbers", "天数、规模和任期，按施行日期和条文；只读"),
)


@page("GET", may=Verb.OFFICE)
def office(request: HttpRequest) -> HttpResponse:
    items = [{"text": label, "url": reverse(name), "detail": words} for label, name, words in PAGES]
    return render(request, "mergers/office/index.html", {"trail": [{"label": "规程与设置"}], "items": items})


def to_index(account) -> list[dict]:
    """The way back to the office's index; to those who only read its pages the index is closed."""
    return [{"label": "规程与设置", "url": reverse("office")}] if has_verb(account, Verb.OFFICE) else []


@page("GET", may=Verb.VIEW)
def legal_numbers(request: HttpRequest) -> HttpResponse:
    """Every dated number with its article; which row holds is decided by the day of the event, never chosen here."""
    today = clock.today()
    rows = [
        [
            TITLES[number.key],
            f"{number.value} {UNITS[number.unit]}",
            KINDS[number.kind],
            number.article,
            number.in_force_from,
            number.in_force_to or "",
            {"text": "现行", "tone": "done"} if number.holds_on(today) else {"text": "非现行", "tone": "idle"},
            {"text": "默认", "tone": "wait"} if number.default else "法定",
            number.note,
        ]
        for key in sorted(shipped().keys())
        for number in shipped().history(key)
    ]
    heads = ("规则", "数值", "类别", "条文", "施行", "失效", "今日", "性质", "说明")
    trail = [*to_index(request.user), {"label": "法律数字"}]
    return render(request, "mergers/office/legal_numbers.html", {"trail": trail, "table": table(*heads, rows=rows)})
