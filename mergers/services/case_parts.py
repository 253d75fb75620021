"""What belongs to a case beside its steps: who receives it, who takes over what it owes, its cadres and their pay.

Receivers and liabilities are told as case events too, so that the ledger reads them by date.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction

from communities.access import Role, Verb, may
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation, Place
from communities.services import messages
from communities.services.recording import differences, record
from mergers.models import Cadre, CaseEvent, Liability, MergerCase, Receiver
from mergers.services.cases import note_event, under_way

NOT_HERE = "只有本社区的填报人员和所在街道可以登记{what}，您的任职不在其中。"


def may_keep(account, place: Place) -> bool:
    """The community itself and its street enter what belongs to the case."""
    return may(account, Verb.FILE, place)


def _kept(case: MergerCase, what: str, by) -> MergerCase:
    if not may_keep(by, case.place):
        raise Refused(NOT_HERE.format(what=what))
    return under_way(case)


@transaction.atomic
def set_arrangement(case: MergerCase, *, has_agency: bool, cooperatives_merge: bool, by) -> MergerCase:
    """Whether a third party counts the assets and whether the cooperatives merge too: both add evidence to steps."""
    case = _kept(case, "办理安排", by)
    labels = {True: "是", False: "否"}
    before = {"委托第三方清查": labels[case.has_agency], "合作社同时合并": labels[case.cooperatives_merge]}
    case.has_agency, case.cooperatives_merge = has_agency, cooperatives_merge
    case.save(update_fields=["has_agency", "cooperatives_merge"])
    after = {"委托第三方清查": labels[has_agency], "合作社同时合并": labels[cooperatives_merge]}
    record("登记办理安排", case, by=by, place=case.place, changes=differences(before, after))
    return case


@transaction.atomic
def add_receiver(
    case: MergerCase,
    place: Place,
    *,
    households_after: int | None = None,
    population_after: int | None = None,
    size_note: str = "",
    by,
) -> Receiver:
    """Name a receiving community with its size after the merger (户, 人); its people are asked for their opinion."""
    case = _kept(case, "接收社区", by)
    if place.pk == case.place_id and case.mode != MergerCase.Mode.CONVERT:
        raise Refused("撤并的接收社区不能是本社区自己。")
    if place.level != Place.Level.COMMUNITY or place.district_id != case.place.district_id or place.closed_on:
        raise Refused("接收社区须是本区现存或拟设的社区。")
    if case.receivers.filter(place=place).exists():
        raise Refused(f"{place.name}已经登记为接收社区。")
    receiver = Receiver.objects.create(
        case=case,
        place=place,
        households_after=households_after,
        population_after=population_after,
        size_note=size_note.strip(),
    )
    _note_receivers(case, by=by)
    changes = {place.name: [None, _size(receiver)]}
    record("登记接收社区", case, by=by, place=case.place, changes=changes)
    text = f"{case.place.name}拟并入{place.name}，请表示接收意见。"
    messages.tell(messages.holders([Role.SECRETARY, Role.CLERK], place), text, f"/receivers/{receiver.pk}/")
    return receiver


def _still_named(receiver: Receiver) -> Receiver:
    """The receiver as it stands under the case's lock; another may have withdrawn it meanwhile."""
    found = Receiver.objects.select_related("place").filter(pk=receiver.pk).first()
    if found is None:
        raise Refused("这个接收社区已被取消，请刷新页面后查看。")
    return found


@transaction.atomic
def resize_receiver(
    receiver: Receiver, *, households_after: int | None, population_after: int | None, size_note: str, by
) -> Receiver:
    """Correct the size after the merger, and say why where it is not between the law's limits."""
    case = _kept(receiver.case, "接收社区", by)
    receiver = _still_named(receiver)
    before = _size(receiver)
    receiver.households_after, receiver.population_after = households_after, population_after
    receiver.size_note = size_note.strip()
    receiver.save(update_fields=["households_after", "population_after", "size_note"])
    changes = {receiver.place.name: [before, _size(receiver)]}
    record("核对接收社区规模", case, by=by, place=case.place, changes=changes)
    return receiver


@transaction.atomic
def state_opinion(receiver: Receiver, opinion: str, *, opinion_on: date, text: str = "", by) -> Receiver:
    """The receiving community's own opinion, entered by its people or by the street above it."""
    case = under_way(receiver.case)
    receiver = _still_named(receiver)
    if not may(by, Verb.FILE, receiver.place):
        raise Refused(f"接收意见由{receiver.place.name}或其所在街道登记，您的任职不在其中。")
    if opinion not in dict(Receiver._meta.get_field("opinion").choices):
        raise Refused("接收意见只能是同意、有条件同意或不同意。")
    if opinion != "agree" and not text.strip():
        raise Refused("有条件同意或不同意的，请写明条件或理由。")
    if opinion_on > clock.today():
        raise Refused("意见日期不能晚于今天。")
    before = receiver.get_opinion_display()
    receiver.opinion, receiver.opinion_on, receiver.opinion_text = opinion, opinion_on, text.strip()
    receiver.save(update_fields=["opinion", "opinion_on", "opinion_text"])
    _note_receivers(case, by=by)
    changes = {receiver.place.name: [before or None, receiver.get_opinion_display()]}
    record("登记接收意见", case, by=by, place=case.place, changes=changes, reason=text)
    return receiver


@transaction.atomic
def withdraw_receiver(receiver: Receiver, *, reason: str, by) -> None:
    """Take a receiving community back; the event and the record line keep that it was named."""
    case = _kept(receiver.case, "接收社区", by)
    if not reason.strip():
        raise Refused("取消接收社区须写明理由。")
    receiver = _still_named(receiver)
    name = receiver.place.name
    receiver.delete()
    _note_receivers(case, by=by, reason=reason)
    record("取消接收社区", case, by=by, place=case.place, changes={name: ["接收社区", None]}, reason=reason)


@transaction.atomic
def add_liability(
    case: MergerCase, *, kind: str, title: str, amount: Decimal | None = None, taker: Organisation | None = None, by
) -> Liability:
    """A debt, lawsuit or guarantee (元) and, once settled, who takes it over."""
    case = _kept(case, "债务、诉讼、担保", by)
    row = Liability.objects.create(case=case, kind=kind, title=title.strip(), amount=amount, taker=taker)
    _note_liabilities(case, by=by)
    told = f"{row.get_kind_display()} {amount if amount is not None else '金额未定'}，承继：{taker or '未定'}"
    record("登记债权债务承继", case, by=by, place=case.place, changes={row.title: [None, told]})
    return row


@transaction.atomic
def settle_liability(row: Liability, *, taker: Organisation | None, taken_over_on: date | None, by) -> Liability:
    """Say who takes it over, and from which day it has done so."""
    case = _kept(row.case, "债务、诉讼、担保", by)
    if taken_over_on and taker is None:
        raise Refused(f"“{row.title}”须先写明承接主体，再登记承接日期。")
    if taken_over_on and taken_over_on > clock.today():
        raise Refused("承接日期不能晚于今天。")
    before = {"承接主体": row.taker and row.taker.name, "承接日期": row.taken_over_on}
    row.taker, row.taken_over_on = taker, taken_over_on
    row.save(update_fields=["taker", "taken_over_on"])
    _note_liabilities(case, by=by)
    changes = differences(before, {"承接主体": taker and taker.name, "承接日期": taken_over_on})
    record("登记债权债务承继", case, by=by, place=case.place, changes=changes, reason=row.title)
    return row


@transaction.atomic
def add_cadre(
    case: MergerCase, *, name: str, post: str, pay: Decimal, pay_basis: str, transition_ends_on: date | None, by
) -> Cadre:
    """A cadre's pay (元 a month) before the merger and the end of the transition (R24)."""
    case = _kept(case, "干部待遇", by)
    row = Cadre.objects.create(
        case=case,
        name=name.strip(),
        post=post.strip(),
        pay=pay,
        pay_basis=pay_basis.strip(),
        transition_ends_on=transition_ends_on,
    )
    record("登记干部待遇", case, by=by, place=case.place, changes={row.name: [None, f"{row.post} {pay}元/月"]})
    return row


@transaction.atomic
def change_cadre(
    row: Cadre, *, pay: Decimal, pay_basis: str, transition_ends_on: date | None, reason: str, by
) -> Cadre:
    """Correct a pay or a date; the record book keeps what stood there."""
    case = _kept(row.case, "干部待遇", by)
    if not reason.strip():
        raise Refused("更正干部待遇须写明理由。")
    before = {"月报酬": row.pay, "依据": row.pay_basis, "过渡期至": row.transition_ends_on}
    row.pay, row.pay_basis, row.transition_ends_on = pay, pay_basis.strip(), transition_ends_on
    row.save(update_fields=["pay", "pay_basis", "transition_ends_on"])
    after = {"月报酬": pay, "依据": row.pay_basis, "过渡期至": transition_ends_on}
    changes = {f"{row.name} {label}": change for label, change in differences(before, after).items()}
    record("更正干部待遇", case, by=by, place=case.place, changes=changes, reason=reason)
    return row


def _size(receiver: Receiver) -> str:
    size = f"并入后{receiver.households_after}户" if receiver.households_after is not None else "户数未核对"
    return f"{size}；{receiver.size_note}" if receiver.size_note else size


def _note_receivers(case: MergerCase, *, by, reason: str = "") -> None:
    rows = case.receivers.select_related("place").order_by("pk")
    told = [[row.place.name, row.opinion, f"{row.opinion_on or ''}"] for row in rows]
    note_event(case, CaseEvent.Kind.RECEIVERS_SET, by=by, reason=reason, data={"receivers": told})


def _note_liabilities(case: MergerCase, *, by) -> None:
    rows = list(case.liabilities.all())
    told = [len(rows), sum(bool(row.taker_id) for row in rows), sum(bool(row.taken_over_on) for row in rows)]
    note_event(case, CaseEvent.Kind.LIABILITIES_SET, by=by, data={"liabilities": told})
