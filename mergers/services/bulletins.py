"""The job makes 调度情况(送审稿); a 通报 exists after a leader's 审签."""

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Place
from communities.services import messages
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import record
from mergers.models import Bulletin, Ledger


@transaction.atomic
def sign(ledger: Ledger, *, note: str = "", by) -> Bulletin:
    """审签: the ledger's report becomes the next numbered 通报 of the year. Only a leader signs. Raises Refused."""
    require(by, Verb.INSTRUCT, ledger.district)
    # Of two signatures at once the later one is refused.
    Place.objects.select_for_update(no_key=True).get(pk=ledger.district_id)
    if Bulletin.objects.filter(ledger=ledger).exists():
        raise Refused(f"{ledger}的调度情况已经审签。")
    bulletin = Bulletin.objects.create(
        ledger=ledger,
        number=next_number(f"bulletin:{ledger.district_id}:{ledger.year}"),
        signed_by=by,
        signed_at=clock.now(),
        note=note.strip(),
    )
    changes = {"通报": [None, f"{ledger.year}年第{bulletin.number}期"]}
    record("审签调度情况", bulletin, by=by, place=ledger.district, changes=changes, reason=note)
    people = messages.holders([Role.OFFICE], ledger.district)
    messages.tell(people, f"{by.name}已审签{ledger}，列为第{bulletin.number}期通报。", reverse("bulletins"))
    return bulletin
