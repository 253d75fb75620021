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
TOLD = 6  # units named in a list beside it
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
    """A ledger, and the street to which the page is narrowed, if any."""

    account: object
    ledger: Ledger
    street: int | None = None

    @cached_property
    def whole(self) -> bool:
        """Whether the viewer sees the district as a whole."""
        return any(
            post.place.level == Place.Level.DISTRICT for post in self.account.posts() if post.role in BUSINESS_ROLES
        )

    @cached_property
    def large(self) -> bool:
        """Too many units for one chart, and no street chosen: the streets are told instead."""
        return self.whole and self.street is None and self.ledger.totals["tiles"][0]["value"] > MOST_DRAWN

    @property
    def everything(self) -> bool:
        """Whether the figures of the whole district are shown, not those of the rows."""
        return self.whole and self.street is None

    @cached_property
    def rows(self) -> list[LedgerRow]:
        """The rows to draw; in a large district those that the lists beside the chart name."""
        found = LedgerRow.objects.visible_to(self.account).filter(ledger=self.ledger)
        if self.street is not None:
            found = found.filter(street=self.street)
        if self.large:
            totals = self.ledger.totals
            found = found.filter(case__in=[*self.missed[:TOLD], *totals["changed"][:TOLD]])
        return list(found.defer("sources").order_by("position")[:MOST_DRAWN])

    @property
    def missed(self) -> list[int]:
        """Cases whose commitment of the last round was not kept."""
        return self.ledger.totals["commitments"][commitments.MISSED]

    def url(self, street: int | None = None) -> str:
        """The address of the page for the same week, of a street or of all."""
        week = f"?week={self.ledger.iso}"
        return f"{week}&street={street}" if street else week
