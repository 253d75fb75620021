"""How a ledger is written out for people: its period, its digests, its bottom lines, the words of its chart."""

import re
from datetime import date
from typing import Any

from communities.lib.clock import SHANGHAI
from mergers.models import Ledger
from mergers.rules.lights import LIGHT_LABELS, Light

LEGEND = (
    ("done", "完成"),
    ("going", "进行"),
    ("due", "临期"),
    ("late", "超期"),
    ("wait", "法定等待"),
    ("hold", "暂缓"),
    ("again", "待复核"),
    ("idle", "未启动、不适用"),
)
TONES = {
    Light.DONE: "done",
    Light.ON_TIME: "going",
    Light.DUE_SOON: "due",
    Light.LATE: "late",
    Light.WAITING: "wait",
    Light.HELD: "hold",
    Light.IDLE: "idle",
}


def district(ledger: Ledger) -> str:
    """The district by its name of the week; by today's where a ledger was made before it kept one."""
    return ledger.totals.get("heading", {}).get("district") or ledger.district.name


def issuer(ledger: Ledger) -> str:
    """The office that issues the week's papers, by its name of the week."""
    return ledger.totals.get("heading", {}).get("issuer") or f"{district(ledger)}村改社区工作领导小组办公室"


def period(ledger: Ledger) -> str:
    first, last = ledger.iso.monday, ledger.iso.sunday
    return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"


def cutoff(ledger: Ledger) -> str:
    closes = ledger.cutoff_at.astimezone(SHANGHAI)
    return f"{closes.year}年{closes.month}月{closes.day}日{closes.hour}时"


def subtitle(ledger: Ledger) -> str:
    units = ledger.totals["tiles"][0]["value"]
    return f"{ledger.year}年第{ledger.week}周（{period(ledger)}）　数据截止{cutoff(ledger)}　纳入计划{units}个"


def short_digest(digest: str) -> str:
    """Sixteen characters in fours, to be read aloud and compared."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def bottom_lines(totals: dict[str, Any]) -> list[str]:
    """The bottom rows: 已完成 / 推进中 / 未启动 of the district, then each street."""
    progress = totals["progress"]
    lines = [
        f"全区：纳入计划{totals['tiles'][0]['value']}个，已完成{len(progress['done'])}个，"
        f"推进中{len(progress['going'])}个，未启动{len(progress['idle'])}个。"
    ]
    return lines + [street_line(street) for street in totals["streets"]]


def street_line(street: dict[str, Any]) -> str:
    lights = [f"{LIGHT_LABELS[light]}{len(cases)}" for light, cases in street["lights"].items() if cases]
    owing = f"，未报送{len(street['owing'])}" if street["owing"] else ""
    return f"{street['name']}：{len(street['cases'])}个，{'，'.join(lights)}{owing}。"


def body_word(figures: dict[str, Any]) -> str:
    """居委会 or 村委会, as the wall chart writes beside the name."""
    return "村委会" if (figures.get("legal_body") or "").startswith("村民") else "居委会"


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


FULL_WIDTH = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）"}
BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f])[,:;()]|\((?=[^\x00-\x7f])")


def on_paper(value: Any) -> Any:
    """A text with full-width punctuation beside Chinese, as an official paper has it; other values as they are."""
    return BESIDE_CHINESE.sub(lambda found: FULL_WIDTH[found[0]], value) if isinstance(value, str) else value


def shown(value: Any) -> str:
    return "—" if value in (None, "") else str(value)
