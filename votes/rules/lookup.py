"""Which rule holds: of one body, for one matter, on the day of the meeting, under its own charters."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from votes.rules.charters import Charter, laid_over
from votes.rules.law import GENERAL, Matter, Rule, holds_on, notice_number, shipped


def rule_for(body: str, on: date, matter: str = GENERAL, charters: Iterable[Charter] = ()) -> Rule | None:
    """The rule in force for the body on the day of its meeting; None where that body had no rule that day.

    A matter that asks for more votes raises the mark; so does each charter in force, and none lowers it.
    """
    rule = _lawful_rule(body, on, matter)
    for charter in sorted(charters, key=lambda each: each.in_force_from):
        if rule is not None and charter.in_force_from <= on:
            rule = laid_over(rule, charter)
    return rule


@lru_cache(maxsize=1024)
def matters_on(key: str, on: date) -> tuple[Matter, ...]:
    """The rows of a matter in force on the day, each for other bodies; none where no law said who decides it."""
    return tuple(row for row in shipped().matters_of(key) if holds_on(row, on))


def matter_on(key: str, body: str, on: date) -> Matter | None:
    """The row under which the body may decide the matter on the day; None where it may not."""
    return next((row for row in matters_on(key, on) if body in row.bodies), None)


@lru_cache(maxsize=1024)
def _lawful_rule(body: str, on: date, matter: str) -> Rule | None:
    found = next((row for row in shipped().rules_of(body) if holds_on(row, on)), None)
    if found is None:
        return None
    days, row = notice_number(found.notice, on), matter_on(matter, body, on)
    rule = replace(found, notice_days=days.value if days else None)
    if row is None or row.majority is None:
        return rule
    sources = rule.sources | {"majority": row.source}
    return replace(rule, majority=row.majority, article=f"{row.article}、{rule.article}", sources=sources)
