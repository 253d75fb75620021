"""Inputs for the papers of meetings, talks and answers, with rare characters."""

from datetime import date


def papers(rare: str) -> dict:
    """By kind."""
    return {
        "ballot": {
            "title": "表决票",
            "organisation": f"柳溪{rare}居民委员会居民代表会议",
            "day": "2026年11月17日",
            "motions": ["同意撤销柳溪居民委员会", f"同意{rare}方案"],
            "copies": range(2),
        },
        "agenda": {
            "title": f"柳溪{rare}居民代表会议\n会议议程",
            "facts": [{"label": "会议", "value": f"柳溪{rare}居民代表会议"}],
            "items": ["清点到会人数。", f"审议第一项议题：同意撤销{rare}。"],
            "note": "四项合计须等于收回的票数。",
        },
        "minutes": {
            "title": f"柳溪{rare}居民代表会议\n会议记录",
            "state": "会议尚未结束，到会人数以结束时为准。",
            "facts": [{"label": "会议", "value": f"柳溪{rare}居民代表会议"}, {"label": "到会", "value": "应到41人"}],
            "motions": [{"number": "一", "title": "同意撤销", "vote": "赞成38票。", "verdict": f"通过{rare}。"}],
            "space": range(8),
            "signatures": ["主持人", "记录人"],
        },
        "resolution": {
            "title": f"柳溪{rare}居民委员会\n居民代表会议决议",
            "body": f"会议就“同意撤销{rare}”进行表决。\n会议决定：\n同意撤销。",
            "seal_note": "结果已封存，指纹0123456789abcdef。",
            "issuer": "柳溪居民委员会",
            "date": date(2026, 11, 17),
            "qr": "",
            "digest": "",
        },
    } | _talks(rare)


def _talks(rare: str) -> dict:
    return {
        "talk": {
            "title": f"柳溪{rare}居民委员会\n座谈记录",
            "state": "草稿，定稿后打印签名",
            "facts": [{"label": "议题", "value": f"怎样撤并{rare}"}],
            "points": [{"number": "一", "text": f"盼望{rare}早日公示", "answer": "当场答复：本月公示。"}],
            "result": f"形成一致意见。{rare}",
            "amendments": [f"2026年11月18日更正：{rare}。"],
            "caveat": "座谈只听取意见。",
            "signatures": ("主持人", "记录人"),
        },
        "reply": {
            "title": f"关于{rare}股权的答复",
            "number": "柳溪答〔2026〕1号",
            "salutation": "居民",
            "body": f"您问的{rare}，答复如下。",
            "issuer": f"柳溪{rare}居民委员会",
            "date": date(2026, 11, 17),
        },
        "answers": {
            "title": f"柳溪{rare}\n撤改撤并政策问答",
            "groups": [
                {
                    "number": "一",
                    "label": "股权",
                    "answers": [
                        {
                            "question": f"{rare}还分红吗？",
                            "answer": "照旧分红。",
                            "basis": f"{rare}章程",
                            "by_name": "",
                        },
                    ],
                }
            ],
            "issuer": f"柳溪{rare}居民委员会",
            "date": date(2026, 11, 17),
        },
    }
