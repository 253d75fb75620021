"""Steps under recheck in a queue: whose turn it really is, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from mergers.models import StepEvent, StepFiling
from mergers.rules.transitions import SETTLED, Status

Step = tuple[int, int]  # case, number


@dataclass(frozen=True, slots=True)
class Rechecks:
    """Of the cases concerned: the status of each step, when it was last settled, when it was put under recheck."""

    statuses: dict[Step, str]
    settled: dict[Step, datetime]
    marked: dict[Step, datetime]

    @classmethod
    def of(cls, filings: Iterable[StepFiling]) -> "Rechecks":
        """Three queries for any number of filings, none where no step is under recheck."""
        cases = {filing.case_id for filing in filings if filing.status == Status.RECHECK}
        if not cases:
            return cls({}, {}, {})
        steps = StepFiling.objects.filter(case__in=cases).values_list("case_id", "step", "status")
        events = StepEvent.objects.filter(case__in=cases)
        return cls(
            {(case, step): status for case, step, status in steps},
            _last(events.filter(to_status__in=SETTLED)),
            _last(events.filter(to_status=Status.RECHECK)),
        )

    def first_unsettled(self, filing: StepFiling) -> int | None:
        """The earlier step that a step under recheck still waits for; the gate refuses its reconfirmation till then."""
        case = filing.case_id
        return min((n for n in _before(filing) if self.statuses.get((case, n)) not in SETTLED), default=None)

    def since(self, filing: StepFiling) -> datetime:
        """When its turn came: it was put under recheck, and the last step before it was settled again."""
        settled = [self.settled[filing.case_id, number] for number in _before(filing)]
        return max([self.marked[filing.case_id, filing.step], *settled])


def _before(filing: StepFiling) -> Iterable[int]:
    """The steps whose settling its gates ask for."""
    if filing.status != Status.RECHECK:
        return ()
    view = filing.case.step_view(filing.step)
    return range(1, filing.step) if "all_steps_done" in view.gates else view.after


def _last(events: QuerySet[StepEvent]) -> dict[Step, datetime]:
    rows = events.order_by().values("case_id", "step").annotate(last=Max("at"))
    return {(row["case_id"], row["step"]): row["last"] for row in rows}
