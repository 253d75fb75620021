"""The rule a motion was judged by, frozen into its record: whatever the law becomes, it is read back as it was."""

from dataclasses import fields
from datetime import date
from typing import Any

from votes.rules.law import SHARES, Body, Rule
from votes.rules.shares import Share, share

_DATES = ("in_force_from", "in_force_to")


def frozen(rule: Rule) -> dict[str, Any]:
    """The whole rule in JSON's own types, its body with it."""
    return {each.name: _plain(getattr(rule, each.name)) for each in fields(Rule)}


def thawed(record: dict[str, Any]) -> Rule:
    """The rule as it was frozen; raises KeyError, TypeError or ValueError for a record that is none."""
    read = {each.name: record[each.name] for each in fields(Rule)}
    read |= {name: share(read[name]) if read[name] is not None else None for name in SHARES}
    read |= {name: date.fromisoformat(read[name]) if read[name] is not None else None for name in _DATES}
    return Rule(**read | {"body": Body(**read["body"]), "raised_by": tuple(read["raised_by"])})


def _plain(value: Any) -> Any:
    match value:
        case Share():
            return str(value)
        case date():
            return value.isoformat()
        case Body():
            return {each.name: getattr(value, each.name) for each in fields(Body)}
        case tuple():
            return list(value)
    return value
