"""The rulebook: stages and steps as data, read from TOML or JSON with every fault named, and stored by digest."""

from mergers.rules.rulebook.diff import Change, diff
from mergers.rules.rulebook.faults import Fault, RulebookFault
from mergers.rules.rulebook.model import (
    CaseFacts,
    EvidenceKind,
    Override,
    Rulebook,
    Stage,
    Step,
    StepView,
    Term,
    Uniform,
)
from mergers.rules.rulebook.storage import build, digest, from_json, parse, to_data, to_json

__all__ = [
    "CaseFacts",
    "Change",
    "EvidenceKind",
    "Fault",
    "Override",
    "Rulebook",
    "RulebookFault",
    "Stage",
    "Step",
    "StepView",
    "Term",
    "Uniform",
    "build",
    "diff",
    "digest",
    "from_json",
    "parse",
    "to_data",
    "to_json",
]
