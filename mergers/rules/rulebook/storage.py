"""Reading a rulebook's text, storing a version as canonical JSON, and its digest."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mergers.rules.rulebook.checks import check
from mergers.rules.rulebook.faults import Fault, Faults, RulebookFault
from mergers.rules.rulebook.model import Rulebook
from mergers.rules.rulebook.reading import HEADER, read_rulebook


def build(data: Mapping[str, Any]) -> Rulebook:
    """A rulebook from plain data as TOML or JSON gives it; raises RulebookFault with every fault."""
    faults = Faults()
    book = read_rulebook(data, faults)
    check(book, faults)
    faults.raise_if_any()
    return book


def parse(text: str) -> Rulebook:
    """A rulebook from the text of a TOML file; raises RulebookFault with every fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookFault((Fault(HEADER, "TOML", f"文件格式有误：{error}"),)) from error
    return build(data)


def to_data(book: Rulebook) -> dict[str, Any]:
    """Plain data that `build` reads back to an equal rulebook; every key is there, defaults included."""
    data = {**asdict(book), "step": [asdict(step) for step in book.steps]}
    del data["steps"]
    for step in data["step"]:
        step["when"] = {override.pop("condition"): override for override in step["when"]}
    return json.loads(json.dumps(data))


def to_json(book: Rulebook) -> str:
    """The canonical JSON of a version: keys sorted, nothing between them, Chinese as it is."""
    return json.dumps(to_data(book), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Rulebook:
    """The rulebook stored as `text`; raises RulebookFault if it is none."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RulebookFault((Fault(HEADER, "JSON", f"文件格式有误：{error}"),)) from error
    return build(data)


def digest(book: Rulebook) -> str:
    """SHA-256 in hex over the canonical JSON: comments and the order of keys and blocks do not change it."""
    return hashlib.sha256(to_json(book).encode()).hexdigest()
