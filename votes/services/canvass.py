"""入户征求意见 from opening to close: households frozen, shared out among visitors, the deadline, a changed plan."""

from datetime import date

from django.db import transaction

from communities.access import FILERS, Role, post_as
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Appointment, Document, Organisation
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import Canvass, CanvassHousehold
from votes.rules.canvass import LABELS, MOVES, Status

UNIT = ("community",)
VISITORS = FILERS | {Role.STREET}
LEAST_TEXT = 10


@transaction.atomic
def open_canvass(
    organisation: Organisation, *, plan_title: str, plan_text: str, closes_on: date, officer: Account,
    plan: Document | None = None, by,
) -> Canvass:  # fmt: skip
    """Put a version of the plan to every household on the register of today. A changed plan starts at zero.

    What still runs on the version before it ends here; grids and visitors are taken over from it. Raises Refused.
    """
    place = organisation.place
    require_unit(by, place)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    today, before = clock.today(), organisation.canvasses.order_by("-version").first()
    households = list(place.households.on(today).order_by("number"))
    checks = (
        ("户册里还没有户，请先登记户册，再开始入户征求意见。", households),
        (f"请写明征求意见的内容，不少于{LEAST_TEXT}个字，走访人照此向住户说明。", len(plan_text.strip()) >= LEAST_TEXT),
        (f"截止日期{closes_on}早于今天，请核对。", closes_on >= today),
        (f"方案文件不是{place.name}的，请另选。", plan is None or plan.place_id == place.pk),
        *_officer_checks(officer, place),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    if before and before.is_open:
        _end(before, "supersede", by=by)
    canvass = Canvass(organisation=organisation, version=before.version + 1 if before else 1, plan=plan)
    canvass.plan_title, canvass.plan_text, canvass.officer = plan_title.strip(), plan_text.strip(), officer
    canvass.opened_on, canvass.closes_on, canvass.due = today, closes_on, len(households)
    canvass.opened_at, canvass.opened_by_id = clock.now(), by.pk
    stored(canvass, ["plan_title", "plan_text"])
    _freeze(canvass, households, before)
    told = {"方案": canvass.plan_title, "应征求": canvass.due, "截止": closes_on, "街道联系人": officer.name}
    record("开始入户征求意见", canvass, by=by, place=place, changes={key: [None, told[key]] for key in told})
    return canvass


def _freeze(canvass: Canvass, households: list, before: Canvass | None) -> None:
    """One row a household; its grid and visitor as they were in the version before."""
    earlier = {}
    if before:
        in_post = {account.pk for account in visitors_for(canvass)}
        for household, grid, visitor in before.households.values_list("household", "grid", "visitor"):
            earlier[household] = {"grid": grid, "visitor_id": visitor if visitor in in_post else None}
    CanvassHousehold.objects.bulk_create(
        (
            CanvassHousehold(
                canvass=canvass, household=each, number=each.number, address=each.address, **earlier.get(each.pk, {})
            )
            for each in households
        ),
        batch_size=1000,
    )


@transaction.atomic
def assign(
    canvass: Canvass, visitor: Account, *, grid: str = "", first: str = "", last: str = "", address: str = "",
    only_free: bool = False, by,
) -> int:  # fmt: skip
    """Give households to a visitor, and to a grid where one is named; how many. Raises Refused where none fits.

    They are taken by number from `first` to `last`, by a piece of the address, or by the grid they already belong to.
    """
    canvass = held(canvass, "assign", by=by)
    grid, first, last, address = grid.strip(), first.strip(), last.strip(), address.strip()
    if visitor not in visitors_for(canvass):
        raise Refused("走访人须是本社区或所属街道现任职的人员，请另选。")
    found = canvass.households.all()
    if first or last or address:
        found = found.filter(number__gte=first) if first else found
        found = found.filter(number__lte=last) if last else found
        found = found.filter(address__icontains=address) if address else found
    elif grid:
        found = found.filter(grid=grid)
    if only_free:
        found = found.filter(visitor=None)
    told = found.update(visitor=visitor, **({"grid": grid} if grid else {}))
    if not told:
        raise Refused("没有符合条件的户，请核对户编号、住址或网格。")
    changes = {"走访人": [None, visitor.name], "户数": [None, told], "网格": [None, grid or "不变"]}
    record("分派走访", canvass, by=by, place=canvass.place, changes=changes)
    return told


@transaction.atomic
def name_officer(canvass: Canvass, officer: Account, *, by) -> Canvass:
    """Name another street officer, who from now on reads who is against; the one before no longer does."""
    canvass = held(canvass, "name", by=by)
    if reasons := [sentence for sentence, holds in _officer_checks(officer, canvass.place) if not holds]:
        raise Refused(*reasons)
    before, canvass.officer = canvass.officer.name, officer
    stored(canvass)
    record("指定街道联系人", canvass, by=by, place=canvass.place, changes={"街道联系人": [before, officer.name]})
    return canvass


@transaction.atomic
def extend(canvass: Canvass, closes_on: date, reason: str, *, by) -> Canvass:
    """Let visits go on to a later day. Raises Refused for an earlier one, or without a reason."""
    canvass = held(canvass, "extend", by=by)
    if closes_on <= canvass.closes_on:
        raise Refused(f"新的截止日期须晚于{canvass.closes_on}。")
    if not reason.strip():
        raise Refused("请写明延长的原因。")
    before, canvass.closes_on = canvass.closes_on, closes_on
    stored(canvass)
    changes = {"截止日期": [before, closes_on]}
    record("延长入户征求意见", canvass, by=by, place=canvass.place, changes=changes, reason=reason.strip())
    return canvass


@transaction.atomic
def close_canvass(canvass: Canvass, *, by) -> Canvass:
    """End it: what stands now stands for good. Raises Refused while there is a door nobody has knocked at."""
    canvass = held(canvass, "close", by=by)
    if canvass.opinions.left:
        raise Refused(f"还有{canvass.opinions.left}户没有走访，请走访或登记“未联系上”后再结束。")
    return _end(canvass, "close", by=by)


def _end(canvass: Canvass, move: str, *, by) -> Canvass:
    canvass = held(canvass, move, by=by)
    canvass.status = MOVES.target(move, canvass.status)
    canvass.closed_at, canvass.closed_by_id = clock.now(), by.pk
    stored(canvass)
    told = canvass.opinions
    changes = {
        "状态": [LABELS[Status.OPEN], canvass.get_status_display()],
        "应征求、同意、不同意、弃权、未联系上": [
            None, [told.due, told.agree, told.against, told.abstain, told.not_met],
        ],
    }  # fmt: skip
    record(LABELS[move], canvass, by=by, place=canvass.place, changes=changes)
    return canvass


def visitors_for(canvass: Canvass) -> list[Account]:
    """Who may be sent to the doors: those in post today at the community or its street."""
    place = canvass.place
    posts = Appointment.objects.held_on(clock.today()).filter(role__in=VISITORS, place__in=[place.pk, place.parent_id])
    return list(Account.objects.filter(is_active=True, appointments__in=posts).distinct().order_by("name", "pk"))


def officers_for(place) -> list[Account]:
    """The street's people of today, of whom one is named."""
    posts = Appointment.objects.held_on(clock.today()).filter(role=Role.STREET, place=place.parent_id)
    return list(Account.objects.filter(is_active=True, appointments__in=posts).distinct().order_by("name", "pk"))


def held(canvass: Canvass, move: str, *, by) -> Canvass:
    """The canvass with its row locked, for a move of the unit that its status allows. Raises Refused."""
    found = locked(canvass.pk)
    require_unit(by, found.place)
    MOVES.find(move, found.status)
    return found


def locked(pk: int) -> Canvass:
    """Every entry and the close queue here, so that a count never misses one."""
    rows = Canvass.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation__place__parent", "organisation__place__district", "officer").get(pk=pk)


def require_unit(by, place) -> None:
    if post_as(by, UNIT, place) is None:
        raise Refused("入户征求意见由该社区书记或经办人员组织，您的任职不包含此项。")


def _officer_checks(officer: Account, place) -> tuple[tuple[str, bool], ...]:
    return ((f"街道联系人须是{place.parent.name}现任职的人员。", officer in officers_for(place)),)
