"""What a gate is asked about, and how it answers."""

from dataclasses import dataclass
from functools import cached_property

from mergers.models import Evidence, MergerCase, StepFiling
from mergers.rules.rulebook import StepView


@dataclass(frozen=True, slots=True)
class Answer:
    """Reasons in Chinese, each saying what is missing and what to do; `detail` tells how an open gate was met."""

    reasons: tuple[str, ...] = ()
    detail: str = ""

    @property
    def open(self) -> bool:
        return not self.reasons


OPEN = Answer()


def closed(*reasons: str) -> Answer:
    return Answer(tuple(reasons))


@dataclass
class Asked:
    """One case, one filing, its step as it applies; what gates read of them is fetched once."""

    case: MergerCase
    filing: StepFiling
    view: StepView

    @property
    def facts(self) -> dict:
        return self.filing.facts

    @cached_property
    def filings(self) -> dict[int, StepFiling]:
        """Every filing of the case by step number."""
        return {filing.step: filing for filing in self.case.filings.all()}

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The papers offered now."""
        return list(self.filing.evidence.filter(removed_at=None).select_related("document", "version"))

    @cached_property
    def waived_kinds(self) -> set[str]:
        """Kinds of evidence that another person has allowed as not applicable."""
        return set(self.filing.evidence_waivers.exclude(allowed_at=None).values_list("kind", flat=True))

    def papers(self, kind: str) -> list[Evidence]:
        return [item for item in self.evidence if item.kind == kind]
