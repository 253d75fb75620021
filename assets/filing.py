"""From which amount a contract is to be filed: the office's dated figures by district, read once for many contracts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db.models import Q

from assets.rules.contracts import FilingRule
from communities.models import Place
from communities.services import settings

THRESHOLD, SPLIT = "contract.filing_yuan", "contract.split_days"


@dataclass(frozen=True)
class FilingRules:
    """`rows`: key of the setting → district → its figures with their first days, the earliest first."""

    rows: dict[str, dict[int, list[tuple[date, int]]]] = field(default_factory=dict)

    def rule(self, district: int, signed_on: date) -> FilingRule:
        """What held in a district on the day a contract was signed."""
        threshold, days = (self._value(key, district, signed_on) for key in (THRESHOLD, SPLIT))
        return FilingRule(Decimal(threshold), days)

    def reached(self) -> Q:
        """Contracts that reach the amount, “以上” including the amount itself."""
        own = self.rows.get(THRESHOLD, {})
        default = settings.DEFAULTS[THRESHOLD].default
        found = Q(worth__gte=default) & ~Q(organisation__place__district__in=list(own))
        for district, figures in own.items():
            spans = [(date.min, default), *figures, (date.max, default)]
            for (start, number), (end, _) in pairwise(spans):
                signed = Q(signed_on__gte=start, signed_on__lt=end)
                found |= Q(organisation__place__district=district, worth__gte=number) & signed
        return found

    def _value(self, key: str, district: int, day: date) -> int:
        held = [number for start, number in self.rows.get(key, {}).get(district, ()) if start <= day]
        return held[-1] if held else settings.DEFAULTS[key].default


def filing_rules(districts: Iterable[Place | int]) -> FilingRules:
    """The figures of the districts, in one statement."""
    rows: dict[str, dict[int, list[tuple[date, int]]]] = {key: defaultdict(list) for key in (THRESHOLD, SPLIT)}
    for row in settings.history((THRESHOLD, SPLIT), districts):
        rows[row.key][row.district_id].append((row.in_force_from, row.value))
    return FilingRules({key: dict(found) for key, found in rows.items()})
