"""A version of the rulebook as its page shows it: every stage and step readable; what two versions differ in."""

import re

from django.urls import reverse

from communities.lib.tables import table
from mergers.models import RulebookVersion
from mergers.presenters.words import moment
from mergers.rules.gate_names import GATES, GATES_EVERYWHERE
from mergers.rules.rulebook import Rulebook, Step, diff
from mergers.rules.rulebook.vocabulary import CONDITIONS
from mergers.rules.rulebook_page import blank_title, evidence_remarks, override_words, step_facts

KEY_AND_NAME = re.compile(r"`[^`]+`（([^）]+)）")
NUMERALS = "一二三四五六七八九十"


def versions_table(versions: list[RulebookVersion]) -> dict:
    """One row per version, newest first; each carries `running`, the number of cases on it."""
    rows = []
    for version in versions:
        mark = {"text": "默认规程", "tone": "wait"} if version.is_default else {"text": "本区修订", "tone": "going"}
        name = {"text": f"第{version.number}版 {version.label}", "url": reverse("rulebook", args=[version.pk])}
        who = f"{moment(version.created_at)} {version.created_by_name}"
        rows.append([name, mark, version.running, version.digest[:16], who, version.note])
    return table("版本", "来源", "在办事项", "摘要", "发布", "说明", rows=rows)


def stages(version: RulebookVersion, *, may_edit: bool) -> list[dict]:
    """Stages with their steps, each drawn from the data alone."""
    book = version.rulebook
    return [
        {
            "title": f"{NUMERALS[stage.number - 1]} {stage.title}",
            "steps": [_step(version, book, step, may_edit) for step in book.steps_of(stage.number)],
        }
        for stage in book.stages
    ]


def _step(version: RulebookVersion, book: Rulebook, step: Step, may_edit: bool) -> dict:
    kinds = [[kind.title, kind.minimum, blank_title(kind), evidence_remarks(kind, step)] for kind in step.evidence]
    return {
        "id": f"step-{step.number}",
        "title": f"第{step.number}步 {step.title}",
        "node": bool(step.node),
        "edit_url": reverse("rulebook_step", args=[version.pk, step.number]) if may_edit else "",
        "facts": [{"label": label, "value": _named(words)} for label, words in step_facts(step, book)],
        "gates": _gates(step.gates),
        "evidence": table("材料", "最少份数", "空白表样", "说明", rows=kinds),
        "overrides": [
            {"text": CONDITIONS[override.condition], "detail": _named(override_words(override))}
            for override in step.when
        ],
    }


def _named(words: str) -> str:
    """The rules by their names; the printed rulebook has their keys too."""
    return KEY_AND_NAME.sub(r"\1", words).replace("`", "")


def gates_everywhere() -> list[dict]:
    return _gates(GATES_EVERYWHERE)


def _gates(names) -> list[dict]:
    notes = {True: "（只提示）", False: ""}
    return [
        {"text": GATES[name].label, "detail": GATES[name].explanation + notes[GATES[name].warns_only]} for name in names
    ]


def changes_table(old: RulebookVersion, new: RulebookVersion) -> dict:
    """What was changed from the older to the newer version, value by value."""
    rows = [[change.where, change.what, change.before, change.after] for change in diff(old.rulebook, new.rulebook)]
    return table("位置", "项目", f"第{old.number}版", f"第{new.number}版", rows=rows)
