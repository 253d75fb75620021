"""The component gallery: every component once, with invented facts, so that one can look before one builds."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.access import page
from communities.lib.charts import Series, bar_chart, line_chart, share_bar
from communities.lib.matrix import matrix

LIGHTS = [
    {"tone": "done", "word": "已完成"},
    {"tone": "going", "word": "按期"},
    {"tone": "due", "word": "临期"},
    {"tone": "late", "word": "超期"},
    {"tone": "wait", "word": "法定等待"},
    {"tone": "hold", "word": "暂缓"},
    {"tone": "again", "word": "待复核"},
    {"tone": "idle", "word": "未启动"},
]
STAGES = [
    ("一 摸底动员", [(1, "摸底"), (2, "方案"), (3, "动员会"), (4, "稳评")]),
    ("二 清资确权", [(5, "清资"), (6, "清资公示"), (7, "确权")]),
    ("三 民主决策", [(8, "提议商议"), (9, "党员会"), (10, "入户"), (11, "表决"), (12, "结果公示")]),
    ("四 报批衔接", [(13, "请示批复"), (14, "党组织"), (15, "移交"), (16, "归档")]),
]
KEY_STEPS = {3, 10, 12, 13}
LOW_TO_HIGH = ("低", "中", "高")
RISK_TONES = {
    (row, column): tone
    for row, tones in enumerate((("due", "late", "late"), ("done", "due", "late"), ("done", "done", "due")))
    for column, tone in enumerate(tones)
}
RISKS = {(0, 1): ["①"], (1, 1): ["②", "④"], (2, 0): ["③"]}
WEEKS = [f"第{week}周" for week in range(40, 48)]


@page("GET")
def gallery(request: HttpRequest) -> HttpResponse:
    """Draw every component; links lead to places on the same page."""
    numbers = Paginator(range(1, 61), 20).get_page(request.GET.get("page"))
    tones = [light["tone"] for light in LIGHTS]
    return render(
        request,
        "communities/gallery.html",
        {
            "trail": [{"label": "首页", "url": "/"}, {"label": "组件陈列"}],
            "lights": LIGHTS,
            "numbers": numbers,
            "sample": SAMPLE,
            "form": SampleForm(request.GET if "title" in request.GET else None),
            "filters": FilterForm(request.GET or None),
            "rail": rail(current=11),
            "wall": wall(tones),
            "line": line_chart("各周完成步数", WEEKS, PROGRESS, unit="步"),
            "risks": matrix("措施后", LOW_TO_HIGH, LOW_TO_HIGH[::-1], RISK_TONES, RISKS, across="影响", down="概率"),
            "bars": bar_chart("各周事项状态", WEEKS, STATUSES, unit="个"),
            "share": share_bar([("done", "已落实", 21), ("due", "推进中", 3), ("late", "未落实", 2)]),
        },
    )


class FilterForm(forms.Form):
    street = forms.ChoiceField(
        label="街道", required=False, choices=[("", "全部"), ("云河", "云河街道"), ("松山", "松山街道")]
    )
    q = forms.CharField(label="名称", required=False)


class SampleForm(forms.Form):
    title = forms.CharField(label="会议名称", help_text="与会议通知上的名称一致")
    held_on = forms.DateField(label="会议日期", widget=forms.DateInput(attrs={"type": "date"}))
    body = forms.ChoiceField(
        label="会议形式", widget=forms.RadioSelect, choices=[("all", "居民会议"), ("reps", "居民代表会议")]
    )
    heard = forms.MultipleChoiceField(
        label="列席",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("street", "街道"), ("office", "区办")],
    )
    note = forms.CharField(label="情况说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    secret = forms.BooleanField(label="以无记名投票方式表决")


def rail(current: int) -> list[dict]:
    """The sixteen steps as the step rail wants them, the current one still lacking two things."""
    return [
        {"title": title, "steps": [rail_step(number, short, current) for number, short in steps]}
        for title, steps in STAGES
    ]


def rail_step(number: int, title: str, current: int) -> dict:
    state, short = ("done", f"0{number % 9 + 1}-16") if number < current else ("idle", "")
    if number == current:
        state, short = "going", "还差 2 项"
    if number == current + 1:
        state, short = "again", "待复核"
    return {
        "number": number,
        "title": title,
        "state": state,
        "short": short,
        "url": "#step_rail",
        "current": number == current,
        "key": number in KEY_STEPS,
    }


def wall(tones: list[str]) -> dict:
    """A wall chart of four units, one for every second light."""
    units = [("槐里", "居委会", 16), ("柳溪", "居委会", 11), ("大窑", "村委会", 10), ("五里", "居委会", 3)]
    words = {"done": "✓", "going": "进行", "late": "+3日", "hold": "暂缓", "idle": "·"}
    lights = {"槐里": "done", "柳溪": "going", "大窑": "late", "五里": "hold"}
    rows = []
    for name, note, done in units:
        states = ["done"] * done + [lights[name]] * (done < 16) + ["idle"] * (15 - done)
        cells = [
            {
                "tone": tone,
                "word": words[tone],
                "url": "#wall",
                "key": number in KEY_STEPS,
                "title": f"{name} 第 {number} 步 {words[tone]}",
            }
            for number, tone in enumerate(states, start=1)
        ]
        light = next(each for each in LIGHTS if each["tone"] == lights[name])
        extras = [{"word": "598/612", "url": "#wall"}, {"word": "低"}, light]
        rows.append({"name": name, "url": "#wall", "note": note, "cells": cells, "extras": extras})
    heads = [
        {
            "title": title,
            "steps": [{"number": n, "short": short, "title": short, "key": n in KEY_STEPS} for n, short in steps],
        }
        for title, steps in STAGES
    ]
    return {
        "stages": heads,
        "streets": [{"title": "云河街道 · 2", "rows": rows[:2]}, {"title": "松山街道 · 2", "rows": rows[2:]}],
        "extra_heads": ["同意户", "风险", "状态"],
        "span": 20,
    }


PROGRESS = [
    Series("已完成", "done", [96, 110, 123, 140, None, 178, 201, 233]),
    Series("计划", "going", [100, 118, 135, 150, 168, 186, 205, 230]),
]
STATUSES = [
    Series("已完成", "done", [0, 0, 0, 1, 1, 2, 2, 3]),
    Series("按期", "going", [22, 22, 21, 20, 19, 19, 18, 18]),
    Series("法定等待", "wait", [1, 1, 2, 2, 3, 2, 3, 3]),
    Series("超期", "late", [3, 3, 3, 3, 3, 3, 3, 2]),
]
SAMPLE = {
    "tiles": [
        {"label": "纳入计划", "value": 26, "note": "22 居委会 · 4 村委会", "url": "#wall"},
        {"label": "已完成", "value": 3, "note": "本周 +1", "tone": "done", "url": "#wall"},
        {"label": "超期", "value": 2, "note": "最长 9 日", "tone": "late", "url": "#wall"},
        {"label": "临期", "value": 3, "tone": "due"},
        {"label": "待复核", "value": 1, "tone": "again"},
    ],
    "checks": [
        {
            "ok": True,
            "text": "第 9 步 党员大会已审议",
            "detail": "应到 46、到会 41、赞成 41（须过应到半数，24）",
            "action_url": "#check_list",
            "action_label": "查看",
        },
        {
            "ok": False,
            "text": "通知期未满：11-19 张贴，最早 11-30 可开会",
            "detail": "提前 10 日：张贴日与会议日均不计，11-20 至 11-29",
            "action_url": "#deadline",
            "action_label": "如何计算",
        },
        {"ok": False, "text": "缺会议记录、签到表（各至少 1 份）"},
    ],
    "returned": ["街道 11-17 退回：会议通知 11-08 张贴、11-16 开会，不足 10 日。请另行通知，依法重新召开。"],
    "refused": ["通知期未满，最早 11-30 可开会。", "缺会议记录 1 份，请上传后再提交。"],
    "items": [
        {"text": "槐里", "word": "已完成", "tone": "done", "detail": "16 步齐备，过渡期至 2031-12", "url": "#wall"},
        {"text": "盐场：清查报告 11-20 前报送", "word": "未落实", "tone": "late", "detail": "卡在：第三方机构"},
    ],
    "files": [
        {
            "name": "会议通知.pdf",
            "url": "#file_list",
            "meta": "成文 11-19 · 上传 11-19 · 档号 990101-2026-0413",
            "remove_url": "#file_list",
        },
        {"name": "张贴照片或见证人证明", "meta": "上传 11-19 09:12", "word": "待检", "tone": "due"},
    ],
    "events": [
        {
            "when": "11-17 16:20",
            "who": "张某",
            "organisation": "松山街道",
            "act": "退回",
            "was": "待街道审核",
            "now": "已退回",
            "tone": "late",
            "text": "通知不足 10 日，请依法重新召开。",
        },
        {
            "when": "11-16 09:05",
            "who": "李某",
            "organisation": "大窑",
            "act": "提交",
            "was": "填报中",
            "now": "待街道审核",
            "tone": "going",
        },
    ],
    "counted": [
        "提前 10 日：张贴日与会议日均不计。",
        "11-19 张贴，计 11-20 至 11-29 共 10 日。",
        "最早 11-30 可开会。",
    ],
    "pairs": [
        {"label": "法律主体", "value": "村民委员会"},
        {"label": "路径", "value": "A"},
        {"label": "规程", "value": "2026.1", "url": "#key_values"},
    ],
    "tabs": [
        {"label": "办理", "url": "#tabs", "current": True},
        {"label": "证据材料", "url": "#tabs", "count": 4},
        {"label": "时间线", "url": "#timeline", "count": 12},
    ],
    "heads": [{"label": "社区（村）"}, {"label": "应征求", "num": True}, {"label": "状态"}],
    "rows": [
        [
            {"text": "槐里", "url": "#data_table", "label": "社区（村）"},
            {"text": 742, "num": True, "label": "应征求"},
            {"text": "已完成", "tone": "done", "label": "状态"},
        ],
        [
            {"text": "大窑", "url": "#data_table", "label": "社区（村）"},
            {"text": 612, "num": True, "label": "应征求"},
            {"text": "超期 3 日", "tone": "late", "label": "状态"},
        ],
    ],
}
