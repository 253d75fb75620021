"""A rulebook as it stands: stages, steps, evidence, and what a case's own facts change in a step."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from mergers.rules.gate_names import GATES_EVERYWHERE


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the numbered stages."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Uniform:
    """One of the 五统一."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Term:
    """A key with the words shown for it: a key node, a department, a coded reason for a return."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of document a step requires.

    `minimum` counts documents; `blank` names a form of `blank_forms`; `not_before` names a kind of the same step whose
    date of signing may not be later; `number_only` takes a number and a date and no file; `when` lists conditions that
    must all hold for the kind to be required at all.
    """

    kind: str
    title: str
    minimum: int = 1
    blank: str = ""
    not_before: str = ""
    number_only: bool = False
    waivable: bool = False
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """What one condition changes in a step: words and days replace (empty and 0 change nothing), lists add or drop."""

    condition: str
    title: str = ""
    days: int = 0
    after: tuple[int, ...] = ()
    gates: tuple[str, ...] = ()
    gates_dropped: tuple[str, ...] = ()
    rule_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts of a case a rulebook looks at. `route` is "A" or "B", `mode` "merge" (撤并) or "convert" (撤改).

    `verification` is true where the reform of collective property is done, so that steps only verify changes.
    """

    route: str
    mode: str
    verification: bool = False
    has_agency: bool = False
    cooperatives_merge: bool = False

    def __post_init__(self) -> None:
        if self.route not in ("A", "B") or self.mode not in ("merge", "convert"):
            raise ValueError(f"no such route or mode: {self.route!r}, {self.mode!r}")

    def conditions(self) -> frozenset[str]:
        """The conditions of the rulebook's vocabulary that hold."""
        held = {f"route_{self.route.lower()}", self.mode, "verification" if self.verification else "unreformed"}
        if self.has_agency:
            held.add("agency")
        if self.cooperatives_merge:
            held.add("cooperatives_merge")
        return frozenset(held)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `days` are usual working figures, not law; `after` are numbers of steps to be done first.

    Every step is reviewed; `confirms` is a party, or empty where the review is the last word. What is written here
    does not all apply to every case: screens and gates work with `for_case`.
    """

    number: int
    key: str
    stage: int
    title: str
    short: str
    files: tuple[str, ...]
    days: int
    evidence: tuple[EvidenceKind, ...]
    reviews: str
    review_label: str
    confirms: str = ""
    confirm_label: str = ""
    departments: tuple[str, ...] = ()
    node: str = ""
    uniform: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    posting_after: tuple[int, ...] = ()
    gates: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    form: str = "event"
    rule_keys: tuple[str, ...] = ()
    waivable_step: bool = False
    waivable_ground: str = ""
    when: tuple[Override, ...] = ()

    def for_case(self, facts: CaseFacts) -> "StepView":
        """The step as it applies to a case with these facts."""
        held = facts.conditions()
        overrides = [override for override in self.when if override.condition in held]
        dropped = {gate for override in overrides for gate in override.gates_dropped}
        gates = (*GATES_EVERYWHERE, *self.gates, *(gate for override in overrides for gate in override.gates))
        return StepView(
            step=self,
            title=next((override.title for override in overrides if override.title), self.title),
            days=next((override.days for override in overrides if override.days), self.days),
            after=tuple(sorted({*self.after, *(number for override in overrides for number in override.after)})),
            gates=tuple(gate for gate in dict.fromkeys(gates) if gate not in dropped),
            rule_keys=(*self.rule_keys, *(key for override in overrides for key in override.rule_keys)),
            evidence=self._evidence(held),
        )

    def _evidence(self, held: Set[str]) -> tuple[EvidenceKind, ...]:
        return tuple(kind for kind in self.evidence if held.issuperset(kind.when))


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as it applies to one case; what no fact can change is read from `step`."""

    step: Step
    title: str
    days: int
    after: tuple[int, ...]
    gates: tuple[str, ...]
    rule_keys: tuple[str, ...]
    evidence: tuple[EvidenceKind, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One version of the rulebook, its steps in order of their numbers."""

    title: str
    label: str
    never_waivable: tuple[str, ...]
    stages: tuple[Stage, ...]
    uniforms: tuple[Uniform, ...]
    nodes: tuple[Term, ...]
    departments: tuple[Term, ...]
    community_functions: tuple[str, ...]
    cooperative_functions: tuple[str, ...]
    return_reasons: tuple[Term, ...]
    steps: tuple[Step, ...]

    def step(self, number: int) -> Step:
        """The step of that number; raises KeyError with a sentence."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(f"规程 {self.label} 没有第{number}步")

    def steps_of(self, stage: int) -> tuple[Step, ...]:
        """The steps of one stage, in order."""
        return tuple(step for step in self.steps if step.stage == stage)

    def return_words(self, codes: Iterable[str]) -> str:
        """The coded reasons of a return, in words."""
        titles = {reason.key: reason.title for reason in self.return_reasons}
        return "、".join(titles.get(code, code) for code in codes)

    def for_case(self, facts: CaseFacts) -> tuple[StepView, ...]:
        """Every step as it applies to a case with these facts."""
        return tuple(step.for_case(facts) for step in self.steps)

    def evidence_kind(self, number: int, kind: str) -> EvidenceKind:
        """The evidence of that kind in that step; raises KeyError with a sentence."""
        for evidence in self.step(number).evidence:
            if evidence.kind == kind:
                return evidence
        raise KeyError(f"规程 {self.label} 第{number}步没有材料 {kind}")
