"""What of which ledger the viewer asks for, and which of its rows are read: one query whatever the size."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from communities.access import BUSINESS_ROLES
from communities.lib.isoweek import Week
from communities.models import Place
from mergers.ledger import commitments
from mergers.models import Ledger, LedgerRow

MOST_DRAWN = 120  # units drawn in one chart
TOLD = 8  # units named in a list beside it
WEEKS_OFFERED = 60


def ledgers_for(account) -> QuerySet[Ledger]:
    """The ledgers of the districts in which one holds a business post; of their rows one sees one's own places'."""
    held = [post.place for post in account.posts() if post.role in BUSINESS_ROLES]
    return Ledger.objects.filter(district__in={place.district_id or place.pk for place in held})


def weeks_for(account) -> list[Week]:
    """The weeks that have a ledger, newest first."""
    return [Week(*pair) for pair in ledgers_for(account).values_list("year", "week")[:WEEKS_OFFERED]]


@dataclass(frozen=True)
class Asked:
    """`street` and `tile` narrow the chart to a street's units, or to those counted in a tile; both may be empty."""

    account: object
    ledger: Ledger
    street: int | None = None
    tile: str = ""

    @cached_property
    def whole(self) -> bool:
        """Whether the viewer sees the district as a whole."""
        return any(
            post.place.level == Place.Level.DISTRICT for post in self.account.posts() if post.role in BUSINESS_ROLES
        )

    @cached_property
    def large(self) -> bool:
        """Too many units for one chart, and none chosen: the streets are told instead."""
        return self.whole and not self.narrowed and self.ledger.totals["tiles"][0]["value"] > MOST_DRAWN

    @property
    def narrowed(self) -> bool:
        return self.street is not None or bool(self.tile)

    @cached_property
    def rows(self) -> list[LedgerRow]:
        """The rows to draw; in a large district those that the lists beside the chart name."""
        found = LedgerRow.objects.visible_to(self.account).filter(ledger=self.ledger)
        if self.street is not None:
            found = found.filter(street=self.street)
        if self.tile:
            found = found.filter(case__in=self._cases_of_tile())
        if self.large:
            totals = self.ledger.totals
            found = found.filter(case__in=[*self.missed[:TOLD], *totals["changed"][:TOLD]])
        return list(found.defer("sources").order_by("position")[:MOST_DRAWN])

    @property
    def missed(self) -> list[int]:
        """Cases whose commitment of the last round was not kept."""
        return self.ledger.totals["commitments"][commitments.MISSED]

    def _cases_of_tile(self) -> list[int]:
        tiles = {tile["key"]: tile["cases"] for tile in self.ledger.totals["tiles"]}
        return tiles.get(self.tile, [])

    def url(self, **query: object) -> str:
        """The address of the page for the same week with another choice."""
        pairs = {"week": str(self.ledger.iso), **query}
        return "?" + "&".join(f"{name}={value}" for name, value in pairs.items())
