"""Inputs of papers that are mostly tables: holdings, a risk assessment, the canvass."""

from datetime import date

RARE = "龑𬭎㛃𬍛䶮喆堃赟玥㼆"
DIGEST = "7f3a 91c0 5b2e d814 c91e"

SHARE_LIST = {
    "title": f"柳溪{RARE}股份经济合作社\n股东及持股情况",
    "sub": "股权公示　基准日2026-03-01，持股截至2026-11-17",
    "continued": False,
    "classes": ["人口股", "农龄股"],
    "homes": [
        {
            "number": "0001",
            "certificate": "00001",
            "head": f"王{RARE}",
            "holders": [
                {"name": f"王{RARE}", "relation": "户主", "shares": ("10", "3.5"), "total": "13.5"},
            ],
            "total": "13.5",
        }
    ]
    * 20,
    "total": "合计20户、20人、270股",
    "issuer": "柳溪股份经济合作社",
    "date": date(2026, 11, 17),
    "digest": DIGEST[:16],
}
ASSESSMENT = {
    "title": f"柳溪{RARE}社区撤改撤并社会稳定风险评估报告",
    "number": "990101稳评〔2026〕1号",
    "draft": False,
    "printed_on": date(2026, 11, 17),
    "facts": [("评估事项", "柳溪社区撤改撤并"), ("评估基准日", "2026-11-02")],
    "method": "入户走访与座谈。",
    "survey": "征求意见372户，其中表示反对8户，反对比例2.1%。",
    "opinions": "居民提出就近办事，已采纳。",
    "sides": [
        {
            "word": word,
            "text": "符合要求。",
            "rows": [{"indicator": f"{word}指标", "verdict": "符合", "note": RARE}] * 5,
        }
        for word in ("合法性", "合理性", "可行性", "可控性")
    ],
    "points": [
        {
            "number": "①",
            "title": "担忧集体资产被平调",
            "side": "合理性",
            "text": "宣传不够",
            "before": "较高×较大 重大",
            "after": "较低×中等 一般",
        }
    ]
    * 12,
    "pictures": [
        {
            "title": title,
            "heads": ["可忽略", "较小", "中等", "较大", "严重"],
            "rows": [
                {"head": head, "cells": [{"grade": "ordinary", "text": "①⑳"}] * 5}
                for head in ("很高", "较高", "中等", "较低", "很低")
            ],
        }
        for title in ("措施前", "措施后")
    ],
    "levels": [("措施前等级", "中"), ("措施后等级", "低")],
    "measures": [
        {
            "point": "担忧集体资产被平调",
            "text": "逐户说明四个不变",
            "owner": "柳溪社区居民委员会",
            "due_on": date(2026, 12, 1),
            "state": "落实中",
        }
    ]
    * 12,
    "plan": "云办发〔2026〕9号（2026-11-03）",
    "contingencies": [{"title": "谣言", "text": "第一时间公开说明"}],
    "watch": [
        {
            "seen_on": date(2026, 11, 5),
            "point": "谣言",
            "channel": "网络平台",
            "gist": "担心分红取消",
            "handling": "公开答复",
            "paper": "",
        }
    ],
    "conclusion": [("最终等级", "低"), ("评估结论", "可实施")],
    "signatures": ("评估责任单位（盖章）", "初审（签字）"),
}

CANVASS_SHEET = {
    "title": f"柳溪{RARE}社区入户征求意见表",
    "plan": "撤改撤并方案（第1版）",
    "text": "撤销柳溪村民委员会。\n集体资产归股份经济合作社。",
    "closes_on": date(2026, 12, 1),
    "codes": {"door0": "https://portal.example/canvass/doors/1/"},
    "homes": [{"number": "0001", "address": f"柳溪{RARE}1号", "grid": "第一网格", "code": "asset:door0.svg"}],
}
