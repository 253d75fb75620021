"""Who moves an inventory: the unit (community or cooperative), the street above it, the agency under contract."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Model

from assets.models import Inventory
from assets.rules.inventory_moves import OPEN, STATUS_LABELS, STREET, UNIT
from communities.access import Role, post_as
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document
from communities.services import documents
from communities.services.recording import SYSTEM

PARTIES = {UNIT: ("community", "cooperative"), STREET: ("street",)}
WORDS = {UNIT: "该社区或其合作社的经办人员", STREET: "所在街道的经办人员"}


def is_party(account, party: str, inventory: Inventory) -> bool:
    return post_as(account, PARTIES[party], inventory.place) is not None


def require_party(by, party: str, inventory: Inventory) -> None:
    """Raise Refused unless the person holds a post of the party for the place; the system itself may always."""
    if by is not SYSTEM and not is_party(by, party, inventory):
        raise Refused(f"这一步由{WORDS[party]}办理，您的任职不包含此项。")


def person_of(by):
    """The key of the person who acts; None where it is the system."""
    return None if by is SYSTEM else by.pk


def signs_for(account, inventory: Inventory) -> bool:
    """Whether the person holds a post of the very agency that is under contract for the inventory."""
    engagement = getattr(inventory, "engagement", None)
    return engagement is not None and any(
        post.role == Role.AGENCY and post.organisation_id == engagement.agency_id for post in account.posts()
    )


def held(inventory: Inventory) -> Inventory:
    """The inventory with its row locked: every act on its lines queues here, so that a digest is of one moment."""
    locked = Inventory.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("organisation__place__parent", "organisation__place__district").get(pk=inventory.pk)


def require_open(inventory: Inventory) -> None:
    """Lines change freely only before the street has found the inventory right."""
    if inventory.status not in OPEN:
        state = STATUS_LABELS[inventory.status]
        raise Refused(f"清查已进入“{state}”，明细只能因公示异议成立而更正。")


def refuse_faults(row: Model) -> None:
    """Raise Refused with the faults of the row's fields, each with its label."""
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.is_relation])
    except ValidationError as faults:
        labels = {field.name: field.verbose_name for field in row._meta.fields}
        pairs = ((labels[name], text) for name, texts in faults.message_dict.items() for text in texts)
        raise Refused(*(f"{label}：{text}" for label, text in pairs)) from None


def keep(inventory: Inventory, kind: str, title: str, upload: File, written_on: date | None = None, *, by) -> Document:
    """Store a paper of the inventory; call it with the inventory held and before any line of the record book."""
    return documents.store_document(
        place=inventory.place, kind=kind, title=title, upload=upload, written_on=written_on or clock.today(), by=by
    )
