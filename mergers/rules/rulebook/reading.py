"""From plain data (TOML or stored JSON) to a `Rulebook`; the shape of every value is checked here, and named."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from types import MappingProxyType
from typing import Any

from mergers.rules.rulebook.faults import Faults
from mergers.rules.rulebook.model import EvidenceKind, Override, Rulebook, Stage, Step, Term, Uniform

HEADER = "规程"
MAX_TEXT = 200
MAX_WHOLE = 9999
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, and the list its faults go to."""

    faults: Faults
    where: str
    key: str = ""

    def inside(self, key: str) -> "Place":
        """The place of `key` within this one; an index is written `[1]`."""
        dot = "." if self.key and not key.startswith("[") else ""
        return Place(self.faults, self.where, f"{self.key}{dot}{key}")

    def refuse(self, sentence: str) -> None:
        """Note a fault here."""
        self.faults.add(self.where, self.key, sentence)


# A reader gives the value in its final type; of an unreadable value it notes the fault and gives an empty one.
Reader = Callable[[Any, Place], Any]


def text(value: Any, place: Place) -> str:
    """One line of words, not empty; characters a page or a database cannot hold are refused."""
    if not isinstance(value, str):
        place.refuse("应为文字")
    elif not value.strip() or len(value) > MAX_TEXT:
        place.refuse(f"不能为空，最多{MAX_TEXT}字")
    elif any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in value):
        place.refuse("含有不可见字符")
    else:
        return value.strip()
    return ""


def text_or_empty(value: Any, place: Place) -> str:
    """As `text`, or the empty string."""
    return "" if value == "" else text(value, place)


def slug(value: Any, place: Place) -> str:
    """A key: small Latin letters, digits and underscores."""
    if isinstance(value, str) and _SLUG.fullmatch(value):
        return value
    place.refuse("应为小写英文字母、数字和下划线组成的代号")
    return ""


def slug_or_empty(value: Any, place: Place) -> str:
    """As `slug`, or the empty string."""
    return "" if value == "" else slug(value, place)


def whole(value: Any, place: Place) -> int:
    """A whole number from 1."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_WHOLE:
        return value
    place.refuse(f"应为1至{MAX_WHOLE}的整数")
    return 0


def whole_or_zero(value: Any, place: Place) -> int:
    """As `whole`, or 0."""
    return 0 if value == 0 and type(value) is int else whole(value, place)


def yes_or_no(value: Any, place: Place) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        place.refuse("应为 true 或 false")
        return False
    return value


def list_of(reader: Reader) -> Reader:
    """A list whose members `reader` reads."""

    def read(value: Any, place: Place) -> tuple[Any, ...]:
        if not isinstance(value, list):
            place.refuse("应为列表")
            return ()
        return tuple(reader(member, place.inside(f"[{index}]")) for index, member in enumerate(value, start=1))

    return read


def set_of(reader: Reader) -> Reader:
    """A list read as a set: no member twice, kept in order of size, so that the order written does not matter."""

    def read(value: Any, place: Place) -> tuple[Any, ...]:
        members = [member for member in list_of(reader)(value, place) if member]
        if len(set(members)) < len(members):
            place.refuse("有重复的项")
        return tuple(sorted(set(members)))

    return read


def record(kind: type, readers: Mapping[str, Reader], renamed: Mapping[str, str] = MappingProxyType({})) -> Reader:
    """A table read into the dataclass `kind`; keys it does not know and keys it misses are faults.

    `renamed` gives the attribute of a key that is written otherwise.
    """
    required = {field.name for field in fields(kind) if field.default is MISSING}

    def read(value: Any, place: Place) -> Any:
        if not isinstance(value, Mapping):
            place.refuse("应为表（键 = 值）")
            value = {}
        for key in value:
            if key not in readers:
                place.inside(str(key)).refuse("规程中没有这个键")
        given = {}
        for key, reader in readers.items():
            attribute = renamed.get(key, key)
            if key in value:
                given[attribute] = reader(value[key], place.inside(key))
            elif attribute in required:
                place.inside(key).refuse("缺少这个键")
                given[attribute] = reader(None, Place(Faults(), place.where))
        return kind(**given)

    return read


def overrides(value: Any, place: Place) -> tuple[Override, ...]:
    """The tables `[step.when.<condition>]`, in order of the condition's name."""
    if not isinstance(value, Mapping):
        place.refuse("应为 [step.when.情形] 表")
        return ()
    read = record(Override, {"condition": slug} | _OVERRIDE)
    return tuple(
        read({**table, "condition": condition} if isinstance(table, Mapping) else table, place.inside(condition))
        for condition, table in sorted(value.items())
    )


_STAGE = {"number": whole, "title": text}
_TERM = {"key": slug, "title": text}
_EVIDENCE = {
    "kind": slug,
    "title": text,
    "minimum": whole,
    "blank": slug_or_empty,
    "not_before": slug_or_empty,
    "number_only": yes_or_no,
    "waivable": yes_or_no,
    "when": set_of(text),
}
_OVERRIDE = {
    "title": text_or_empty,
    "days": whole_or_zero,
    "after": set_of(whole),
    "gates": list_of(text),
    "gates_dropped": list_of(text),
    "rule_keys": list_of(text),
}
_STEP = {
    "number": whole,
    "key": slug,
    "stage": whole,
    "title": text,
    "short": text,
    "files": list_of(text),
    "reviews": text,
    "review_label": text,
    "confirms": text_or_empty,
    "confirm_label": text_or_empty,
    "departments": list_of(text),
    "node": text_or_empty,
    "uniform": set_of(whole),
    "after": set_of(whole),
    "posting_after": set_of(whole),
    "days": whole,
    "waits": set_of(text),
    "gates": list_of(text),
    "basis": list_of(text),
    "evidence": list_of(record(EvidenceKind, _EVIDENCE)),
    "form": text,
    "rule_keys": list_of(text),
    "waivable_step": yes_or_no,
    "waivable_ground": text_or_empty,
    "when": overrides,
}
_HEADER = {
    "title": text,
    "label": text,
    "never_waivable": set_of(slug),
    "stages": list_of(record(Stage, _STAGE)),
    "uniforms": list_of(record(Uniform, _STAGE)),
    "nodes": list_of(record(Term, _TERM)),
    "departments": list_of(record(Term, _TERM)),
    "community_functions": list_of(text),
    "cooperative_functions": list_of(text),
    "return_reasons": list_of(record(Term, _TERM)),
}


def step_name(number: int) -> str:
    """How a fault names a step."""
    return f"第{number}步"


def _steps(value: Any, place: Place) -> tuple[Step, ...]:
    if not isinstance(value, list):
        place.refuse("应为 [[step]] 块")
        return ()
    read, steps = record(Step, _STEP), []
    for position, block in enumerate(value, start=1):
        number = block.get("number") if isinstance(block, Mapping) else None
        where = step_name(number) if type(number) is int else f"第{position}个步骤块"
        steps.append(read(block, Place(place.faults, where)))
    return tuple(sorted(steps, key=lambda step: step.number))


def read_rulebook(data: Mapping[str, Any], faults: Faults) -> Rulebook:
    """Read the whole rulebook; whatever is unreadable is noted in `faults` and left empty in the answer."""
    read = record(Rulebook, _HEADER | {"step": _steps}, renamed={"step": "steps"})
    return read(data, Place(faults, HEADER))
