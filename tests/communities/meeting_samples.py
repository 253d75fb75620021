"""Inputs for the papers of a meeting, with rare characters."""

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
    }
