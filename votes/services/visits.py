"""A visit at the door: kept once whatever the line does, the household's standing position moved with it."""

from datetime import date, datetime
from pathlib import PurePath
from uuid import UUID

from django.core.files import File
from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.leaks import find_personal_numbers
from communities.models import Document
from communities.services.documents import store_document
from communities.services.recording import record
from communities.services.saving import NUMBERS, stored
from votes.models import Canvass, CanvassHousehold, Visit
from votes.rules.canvass import MOVES, SIGNERS, Position

from .canvass import locked

PICTURES = (".jpg", ".jpeg", ".png")
PHOTO = "入户征求意见签字表"


@transaction.atomic
def enter_visit(
    household: CanvassHousehold, *, key: UUID, position: str, visited_on: date, signer: str = "", relation: str = "",
    reason: str = "", revisit: str = "", photo: File | None = None, by,
) -> Visit:  # fmt: skip
    """Keep what a household said, by its assigned visitor. The same key again is the same visit. Raises Refused.

    `key` is made where the entry is made; sent twice, or fifty times at once, the visit is one.
    """
    canvass = locked(household.canvass_id)
    if earlier := Visit.objects.filter(pk=key).first():
        return _same(earlier, household, by)
    household = canvass.households.select_related("household__place").get(pk=household.pk)
    told = {"position": position, "signer": signer.strip(), "relation": relation, "reason": reason.strip()}
    if reasons := faults_of(canvass, household, visited_on, told, photo, by):
        raise Refused(*reasons)
    paper = _keep(canvass, photo, visited_on, by) if photo else None
    visit = Visit(pk=key, household=household, canvass=canvass, number=household.visits.count() + 1)
    visit.revisit, visit.photo = revisit, paper
    stored(fill(visit, visited_on, told, by))
    _stand(canvass, household, visit)
    record("登记入户", visit, by=by, place=canvass.place, changes={"入户日期": [None, visited_on]})
    return visit


def standing(household: CanvassHousehold) -> str:
    """The last position the household took, by the day of the visit; 未联系上 where it has never taken one."""
    visits = household.visits.order_by("-visited_on", "-number").values_list("position", flat=True)
    return visits.exclude(position=Position.NOT_MET).first() or visits.first() or ""


def fill(visit: Visit, visited_on: date, told: dict[str, str], by) -> Visit:
    """What was said, as far as it belongs to the position taken: nobody signs who was not met."""
    met, against = told["position"] != Position.NOT_MET, told["position"] == Position.AGAINST
    visit.visited_on, visit.position, visit.relation = visited_on, told["position"], told["relation"] if met else ""
    visit.signer, visit.reason = told["signer"] if met else "", told["reason"] if against else ""
    visit.at, visit.by_id = clock.now(), by.pk
    return visit


def keep_counts(canvass: Canvass, visited_on: date, at: datetime) -> None:
    """Keep the counts that were moved, with the newest day of a visit and the moment of the entry."""
    canvass.last_on, canvass.last_at = max(canvass.last_on or visited_on, visited_on), at
    canvass.save(update_fields=[*Position, "last_on", "last_at"])


def _stand(canvass: Canvass, household: CanvassHousehold, visit: Visit) -> None:
    """Move the household, and the counts of the canvass with it, to what stands now."""
    now = standing(household)
    if now != household.position:
        if household.position:
            setattr(canvass, household.position, getattr(canvass, household.position) - 1)
        setattr(canvass, now, getattr(canvass, now) + 1)
        household.position = now
        household.save(update_fields=["position"])
    keep_counts(canvass, visit.visited_on, visit.at)


def _same(earlier: Visit, household: CanvassHousehold, by) -> Visit:
    if earlier.household_id != household.pk or earlier.by_id != by.pk:
        raise Refused("这份登记的编号已经用于另一次入户，请刷新页面后重新填写。")
    return earlier


def faults_of(canvass: Canvass, household: CanvassHousehold, day: date, told: dict, photo, by) -> list[str]:
    """Why the visit cannot be kept; a closed canvass says so first and alone."""
    try:
        MOVES.find("visit", canvass.status)
    except Refused:
        return [f"入户征求意见已经{canvass.get_status_display().removeprefix('已')}，这次登记没有计入。"]
    met, suffix = told["position"] != Position.NOT_MET, PurePath(getattr(photo, "name", "") or "").suffix.lower()
    checks = (
        ("这一户不是分派给您走访的，请由走访人登记。", household.visitor_id == by.pk),
        ("请选择户内意见。", told["position"] in list(Position)),
        (f"入户日期应在{canvass.opened_on}之后、今天之前。", canvass.opened_on <= day <= clock.today()),
        (f"征求意见截止日期是{canvass.closes_on}，其后的入户不计入。", day <= canvass.closes_on),
        ("请填写签字人。", told["signer"] or not met),
        ("请选择签字人与户主关系。", told["relation"] in SIGNERS or not met),
        ("不同意的，请记下理由；没有说明的写“未说明理由”。", told["reason"] or told["position"] != Position.AGAINST),
        ("签字人不超过40个字，理由不超过500个字。", len(told["signer"]) <= 40 and len(told["reason"]) <= 500),
        ("签字表须是 JPG 或 PNG 照片。", photo is None or suffix in PICTURES),
    )
    found = [sentence for sentence, holds in checks if not holds]
    kinds = {NUMBERS[each.kind] for name in ("signer", "reason") for each in find_personal_numbers(told[name])}
    return [*found, *(f"签字人和理由中不能登记{kind}。" for kind in sorted(kinds))]


def _keep(canvass: Canvass, photo: File, day: date, by) -> Document:
    """The photograph without what the phone wrote into it, on no list, under a name that tells nothing."""
    photo.name = f"{PHOTO}{PurePath(photo.name).suffix.lower()}"
    return store_document(
        place=canvass.place, kind=PHOTO, title=PHOTO, upload=photo, written_on=day, restricted=True, by=by
    )
