"""What changed between two versions of a rulebook, in the officials' words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mergers.rules.rulebook.model import Rulebook
from mergers.rules.rulebook.reading import HEADER, step_name
from mergers.rules.rulebook.storage import to_data
from mergers.rules.rulebook.vocabulary import CONDITIONS, FIELD_LABELS

_ABSENT = "（无）"


@dataclass(frozen=True, slots=True)
class Change:
    """One changed value: where (规程 or 第7步), what (in Chinese), before and after as words."""

    where: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.where} {self.what}：{self.before} → {self.after}"


def diff(old: Rulebook, new: Rulebook) -> list[Change]:
    """Every value in which the versions differ: the header first, then the steps in order of their numbers."""
    before, after = to_data(old), to_data(new)
    old_steps = {step["number"]: step for step in before.pop("step")}
    new_steps = {step["number"]: step for step in after.pop("step")}
    changes = list(_changes(HEADER, before, after))
    for number in sorted(old_steps.keys() | new_steps.keys()):
        changes += _changes(step_name(number), old_steps.get(number, {}), new_steps.get(number, {}))
    return changes


def _changes(where: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            yield Change(where, path, old.get(path, _ABSENT), new.get(path, _ABSENT))


def _flat(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Paths in words and values as words; a member of a list of tables is told by its own key, not its position."""
    for key, value in data.items():
        label = FIELD_LABELS.get(key) or CONDITIONS.get(key, key)
        if isinstance(value, dict):
            yield from ((f"{label}·{path}", words) for path, words in _flat(value))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{label}顺序", "、".join(_name(member) for member in value)
            for member in value:
                yield from ((f"{label}“{_name(member)}”{path}", words) for path, words in _flat(member))
        else:
            yield label, _words(value)


def _name(member: dict[str, Any]) -> str:
    return str(member.get("kind") or member.get("key") or member["number"])


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value)) or _ABSENT
    return str(value) if value else _ABSENT
