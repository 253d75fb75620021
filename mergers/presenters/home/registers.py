"""What of the registers waits for one: the street's review, the unit's next move, a workbook to mend, a signature."""

from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse

from assets.accounting import Standing
from assets.models import CommitmentCheck, CommitmentRegister, Contract, Inventory, WriteOff
from communities.access import FILERS, Role
from communities.models import Intake, ResidentChange
from communities.rules.intakes import STATE_LABELS, TONES, State
from mergers.presenters.home.card import Card
from shareholders.models import Candidate, SharePlan, ShareTicket
from shareholders.rules.officers import Status as Candidacy

SHOWN = 12
NAMED = 3
Status = Inventory.Status
# Whose turn an inventory is, and what the next move is called.
STREETS_TURN = {Status.VERIFYING: "待核实", Status.CONFIRMED: "待审核备案并锁定"}
UNITS_TURN = {Status.COUNTING: "清查中，待提交核实", Status.POSTING: "待公示、待成员（代表）大会确认"}
UNSIGNED = (Status.COUNTING, Status.VERIFYING, Status.POSTING)
# The page of a workbook by its kind, and the states in which it waits for a person.
BOOKS = {
    "assets": "assets_intake",
    "contracts": "contracts_intake",
    "roll": "roll_intake",
    "share_ledger": "share_intake",
}
WAITING = (State.COLUMNS, State.REFUSED, State.READY, State.FAILED)


@dataclass(frozen=True)
class Kind:
    """Pieces that wait for the street: what they are called, which of the model's rows, the page of one of them."""

    label: str
    model: type
    waiting: Q
    page: str
    args: tuple[str, ...] = ("pk",)
    oldest: str = "pk"

    def entry(self, account) -> list[dict]:
        """How many and of whom, with the way to the oldest; nothing where none waits."""
        found = self.model.objects.visible_to(account).filter(self.waiting)
        name = f"{self.model.place_path}__name"
        places = found.order_by().values(name).annotate(count=Count("pk"), first=Min(self.oldest)).order_by("first")
        counted = dict(places.values_list(name, "count"))
        if not counted:
            return []
        detail = "、".join(islice(counted, NAMED)) + ("等" if len(counted) > NAMED else "")
        url = reverse(self.page, args=found.order_by(self.oldest).values_list(*self.args)[0])
        word = f"{sum(counted.values())} 件"
        return [{"text": self.label, "url": url, "tone": "due", "word": word, "detail": detail}]


STREETS = (
    Kind("核销待审核", WriteOff, Q(reviewed_at=None), "line", ("line__inventory", "line")),
    Kind("合同待核对", Contract, Q(review=Contract.Review.ENTERED), "contract"),
    Kind("“四个不变”台账待冻结", CommitmentRegister, Q(frozen_at=None), "commitment"),
    Kind("“四个不变”核对待核定", CommitmentCheck, Q(closed_at=None), "commitment_check"),
    Kind("户与居民变更单待审批", ResidentChange, Q(decided_at=None), "resident_change", oldest="asked_at"),
    Kind("股权变更单待审核", ShareTicket, Q(status=ShareTicket.Status.FILED), "share_ticket"),
    Kind("股份量化方案待固化", SharePlan, Q(status=SharePlan.Status.DECIDED), "share_plan"),
    Kind("三会人选待资格联审", Candidate, Q(status=Candidacy.NOMINATED), "candidate"),
)


def cards(account) -> list[Card]:
    """One card where anything waits; for any number of units a constant number of queries."""
    roles, entries = account.roles(), []
    if Role.STREET in roles:
        entries += _inventories(account, STREETS_TURN)
        entries += [entry for kind in STREETS for entry in kind.entry(account)]
    if roles & FILERS:
        entries += _workbooks(account) + _inventories(account, UNITS_TURN)
    if Role.AGENCY in roles:
        entries += _to_sign(account)
    if not entries:
        return []
    return [Card(title="登记簿", tone="due", word=f"{len(entries)} 项待办", entries=entries)]


def _inventories(account, turns: dict[str, str]) -> list[dict]:
    found = Inventory.objects.visible_to(account).filter(status__in=turns).order_by("status", "base_date")
    return [_inventory(each, turns[each.status]) for each in found.select_related("organisation")[:SHOWN]]


def _inventory(each: Inventory, word: str, page: str = "inventory") -> dict:
    words = {"text": f"{each.organisation.name}清产核资", "word": word, "detail": f"登记时点{each.base_date}"}
    return words | {"url": reverse(page, args=[each.pk]), "tone": "due"}


def _to_sign(account) -> list[dict]:
    """The few inventories under contract of which a class is unsigned, or has changed since its signature."""
    found = Inventory.objects.visible_to(account).filter(status__in=UNSIGNED).select_related("organisation")[:SHOWN]
    open_ones = [each for each in found if Standing(each).signed().faults]
    return [_inventory(each, "待逐类签章", "inventory_agency") for each in open_ones]


def _workbooks(account) -> list[dict]:
    """The newest workbook of each register that waits for a person: to be mended, confirmed, or told its columns."""
    later = Intake.objects.filter(
        kind=OuterRef("kind"), place=OuterRef("place"), uploaded_at__gt=OuterRef("uploaded_at")
    ).exclude(state=State.CANCELLED)
    found = Intake.objects.visible_to(account).filter(state__in=WAITING, kind__in=BOOKS).exclude(Exists(later))
    return [
        {
            "text": f"{each.place.name}{each.title}：{each.file_name}",
            "url": reverse(BOOKS[each.kind], args=[each.pk]),
            "tone": TONES[each.state],
            "word": STATE_LABELS[each.state],
            "detail": f"{each.fault_count} 处错误" if each.state == State.REFUSED else "",
        }
        for each in found.select_related("place")[:SHOWN]
    ]
