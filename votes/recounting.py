"""Counts every sealed result again, from the stored rows and by arithmetic of its own, and names what differs.

Deliberately shares no code with the services and rules that sealed it: SQL for the figures, integers for the marks.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

SEALED = """
SELECT r.id, r.passed, r.figures, r.verdict, r.fingerprint, r.first_by_id, r.second_by_id,
       m.id AS motion, m.matter, m.title, m.previous_id, m.rule,
       g.id AS meeting, g.held_on, g.notice_on, g.authorisation_id, g.reform_done, g.status, b.body, o.name
FROM votes_result r JOIN votes_motion m ON m.id = r.motion_id JOIN votes_meeting g ON g.id = m.meeting_id
JOIN votes_decidingbody b ON b.id = g.body_id JOIN communities_organisation o ON o.id = b.organisation_id
ORDER BY r.id
"""
ROLL = """
SELECT e.seat_id, e.household_id, e.is_woman, e.attendance, h.seat_id AS holder, e.written, e.voted,
       h.household_id AS holder_household
FROM votes_rollentry e LEFT JOIN votes_rollentry h ON h.id = e.represented_by_id WHERE e.meeting_id = %s ORDER BY e.id
"""
COUNTED = """
SELECT c.in_favour, c.against, c.abstained, c.invalid, c.counted_by_id FROM votes_count c
WHERE c.motion_id = %s AND NOT EXISTS (SELECT FROM votes_count n WHERE n.corrects_id = c.id) ORDER BY c.id
"""
MARK = re.compile(r"(超过)?(\d+)/(\d+)(以上)?")


@dataclass(frozen=True, slots=True)
class Recount:
    """One sealed result counted again; `differences` in Chinese, empty where all agrees."""

    result: int
    label: str
    differences: tuple[str, ...]


def recount_all() -> Iterator[Recount]:
    """Every sealed result, oldest first."""
    for row in _rows(SEALED):
        label = f"{row['name']}{row['held_on']}：{row['title']}"
        yield Recount(row["id"], label, tuple(_differences(row)))


def _differences(row: dict[str, Any]) -> Iterator[str]:
    roll, counted = _rows(ROLL, row["meeting"]), _rows(COUNTED, row["motion"])
    ballots = [tuple(list(count.values())[:4]) for count in counted]
    if len({count["counted_by_id"] for count in counted}) < 2 or len(set(ballots)) != 1:
        yield f"计票不是两人一致：{ballots}"
        return
    figures = _figures(roll, ballots[0])
    for name, value in figures.items():
        if _json(row["figures"]).get(name) != value:
            yield f"{name} 封存为{_json(row['figures']).get(name)}，重新清点为{value}"
    if sum(ballots[0]) != sum(line["voted"] for line in roll):
        yield f"票数{sum(ballots[0])}与交票{sum(line['voted'] for line in roll)}不符"
    verdict, rule = _json(row["verdict"]), _json(row["rule"])
    for name, value in _judged(row, rule, figures, verdict).items():
        sealed = row["passed"] if name == "passed" else verdict.get(name)
        if sealed != value:
            yield f"{name} 封存为{sealed}，重新计算为{value}"
    if row["fingerprint"] != _fingerprint(row, rule, verdict, roll, ballots[0]):
        yield "指纹不符：封存后有内容被改动"


def _figures(roll: list[dict], ballots: tuple[int, ...]) -> dict[str, int]:
    """Who was entitled, came and was represented, counted line by line."""
    came = [line for line in roll if line["attendance"] in ("on_site", "on_line")]
    proxies = [line for line in roll if line["attendance"] == "proxy"]
    lawful = [
        line
        for line in proxies
        if line["written"] and line["household_id"] and line["household_id"] == line["holder_household"]
    ]
    return {
        "entitled": len(roll),
        "present": len(came),
        "proxies": len(proxies),
        "unlawful_proxies": len(proxies) - len(lawful),
        "women_entitled": sum(line["is_woman"] for line in roll),
        "women_present": sum(line["is_woman"] for line in came),
        "in_favour": ballots[0],
        "against": ballots[1],
        "abstained": ballots[2] + len(came) + len(proxies) - sum(ballots),
        "invalid": ballots[3],
    }


def _judged(row: dict, rule: dict, told: dict[str, int], verdict: dict) -> dict[str, Any]:
    """The marks and the conclusion by whole numbers; whether the body may decide is taken as sealed."""
    by_proxy = bool(rule["body"]["proxies"])
    came = told["present"] + (told["proxies"] - told["unlawful_proxies"] if by_proxy else 0)
    base = came if rule["of"] == "到会" else told["entitled"]
    needed_present, needed_for = _least(rule["quorum"], told["entitled"]), _least(rule["majority"], base)
    quorate = came >= (needed_present or 0)
    if rule["women"]:
        quorate = quorate and told["women_present"] >= _least(rule["women"], told["women_entitled"])
    carried = needed_for is not None and told["in_favour"] >= needed_for
    days = (row["held_on"] - row["notice_on"]).days - 1
    in_time = rule["notice_days"] is None or days >= rule["notice_days"]
    fair = told["proxies"] == 0 or (by_proxy and told["unlawful_proxies"] == 0)
    return {
        "needed_present": needed_present,
        "needed_for": needed_for,
        "quorum_met": quorate,
        "carried": carried,
        "notice_ok": in_time,
        "passed": verdict["competent"] and quorate and carried and in_time and fair,
    }


def _least(mark: str | None, of: int) -> int | None:
    """The least whole number that reaches 2/3以上 or 超过1/2 of `of`, found by trying the inequality itself."""
    if mark is None:
        return None
    over, part, whole, _ = MARK.fullmatch(mark).groups()
    guess = of * int(part) // int(whole)
    while not (guess * int(whole) > of * int(part) if over else guess * int(whole) >= of * int(part)):
        guess += 1
    return guess


def _fingerprint(row: dict, rule: dict, verdict: dict, roll: list[dict], ballots: tuple[int, ...]) -> str:
    lines = [list(line.values())[:7] for line in roll]
    notice = row["notice_on"].isoformat() if row["notice_on"] else None
    paper = str(row["authorisation_id"]) if row["authorisation_id"] else None
    terms = [row["body"], row["held_on"].isoformat(), notice, paper, row["reform_done"]]
    motion = [row["motion"], row["matter"], row["title"], row["previous_id"], rule]
    told = [motion, terms, lines, list(ballots), [row["first_by_id"], row["second_by_id"], row["passed"], verdict]]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(query: str, *given: object) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]


def _json(value: object) -> Any:
    """A raw cursor hands JSON over as text."""
    return json.loads(value) if isinstance(value, str) else value
