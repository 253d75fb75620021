"""Posts: a role held for an organisation in a place, from–to; some pairs of them are not for one person."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from communities.access import ADMINS, INCOMPATIBLE, LEVELS, Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Appointment, Organisation, Place
from communities.services.permission import require
from communities.services.recording import record

from .accounts import locked

Kind = Organisation.Kind
# Roles that mean nothing without an organisation of this kind.
ORGANISATIONS = {Role.COOP_CLERK: Kind.COOPERATIVE, Role.DEPARTMENT: Kind.DEPARTMENT, Role.AGENCY: Kind.AGENCY}


@transaction.atomic
def appoint(
    account: Account,
    role: str,
    organisation: Organisation,
    place: Place,
    *,
    starts_on: date,
    ends_on: date | None = None,
    by,
) -> Appointment:
    """Give the person a post, both days included; it holds for everything below the place.

    Raises Refused for a role at the wrong level, for another district, and beside a post that one person may not hold
    together with it where the places touch and the days overlap.
    """
    require(by, Verb.PEOPLE, place)
    person = locked(account)  # two appointments at once must see each other
    post = Appointment(
        account=person,
        role=Role(role),
        organisation=organisation,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if reasons := [*_misfits(post), *_conflicts(post)]:
        raise Refused(*reasons)
    post.save(force_insert=True)
    account.forget_posts()
    record("任职", person, by=by, place=place, changes={"任职": [None, describe(post)]})
    return post


@transaction.atomic
def end_appointment(post: Appointment, ends_on: date, *, by) -> Appointment:
    """Let a post end with this day; yesterday ends it at once. Raises Refused."""
    held = Appointment.objects.select_for_update(of=("self",)).select_related("place", "organisation", "account")
    held = held.get(pk=post.pk)
    require(by, Verb.PEOPLE, held.place)
    reasons = []
    if held.account_id == by.pk:
        reasons.append("不能结束本人的任职，请由另一位系统管理员办理。")
    if ends_on < held.starts_on:
        reasons.append(f"结束日期不能早于任职起始日期{held.starts_on}。")
    if ends_on < clock.today() - timedelta(days=1):
        reasons.append("结束日期最早为昨天：此前已办的事项以当时的任职为准。")
    if held.ends_on and held.ends_on < clock.today():
        reasons.append(f"该任职已于{held.ends_on}结束。")
    if reasons:
        raise Refused(*reasons)
    before, held.ends_on = describe(held), ends_on
    if _conflicts(held):
        raise Refused(*_conflicts(held))
    held.save(update_fields=["ends_on"])
    held.account.forget_posts()
    post.account.forget_posts()
    record("结束任职", held.account, by=by, place=held.place, changes={"任职": [before, describe(held)]})
    return held


def describe(post: Appointment) -> str:
    """“大窑 · 社区书记（大窑社区居民委员会），2026-01-01起”, as the record book and refusals write it."""
    until = f"至{post.ends_on}" if post.ends_on else "起"
    return f"{post}（{post.organisation.short_name}），{post.starts_on}{until}"


def _misfits(post: Appointment) -> list[str]:
    reasons, person, place, organisation = [], post.account, post.place, post.organisation
    role, district = Role(post.role), post.place.district_or_self
    if not person.is_active:
        reasons.append(f"{person.name}的账号已停用，请先由安全管理员启用。")
    if place.level not in LEVELS[role]:
        fit = "或".join(Place.Level(level).label for level in LEVELS[role])
        reasons.append(f"“{role.label}”须在{fit}任职，“{place.name}”是{place.get_level_display()}。")
    if person.district_id != district.pk:
        reasons.append(f"{person.name}的账号不属于{district.name}，任职不能跨区。")
    if organisation.place.district_or_self.pk != district.pk:
        reasons.append(f"“{organisation.name}”不在{district.name}，请选择本区的机构。")
    if role in ORGANISATIONS and organisation.kind != ORGANISATIONS[role]:
        reasons.append(f"“{role.label}”须代表{ORGANISATIONS[role].label}任职，“{organisation.name}”不是。")
    if organisation.ends_on and organisation.ends_on < post.starts_on:
        reasons.append(f"“{organisation.name}”已于{organisation.ends_on}终止。")
    if place.closed_on and place.closed_on <= post.starts_on:
        reasons.append(f"“{place.name}”已于{place.closed_on}撤销。")
    if post.ends_on and post.ends_on < post.starts_on:
        reasons.append("任职的截止日期不能早于起始日期。")
    return reasons


def _conflicts(post: Appointment) -> list[str]:
    """Sentences naming both posts, for every other post of the person that may not stand beside this one."""
    others = Appointment.objects.filter(account=post.account_id).exclude(pk=post.pk).exclude(ends_on__lt=post.starts_on)
    if post.ends_on:
        others = others.filter(starts_on__lte=post.ends_on)
    others = others.filter(_touching(post.place)).select_related("place", "organisation", "account")
    return [sentence for other in others if (sentence := _conflict(post, other))]


def _touching(place: Place) -> Q:
    """Posts in the place, below it or above it."""
    above = [key for key in (place.pk, place.parent_id, place.district_id) if key]
    return Q(place__in=above) | Q(place__parent=place.pk) | Q(place__district=place.pk)


def _conflict(post: Appointment, other: Appointment) -> str:
    if (other.role, other.place_id, other.organisation_id) == (post.role, post.place_id, post.organisation_id):
        return f"{post.account.name}在这段时间已有任职“{describe(other)}”。"
    if frozenset({Role(post.role), Role(other.role)}) not in INCOMPATIBLE:
        return ""
    why = (
        "管理员、审计员不承办业务，也不互兼" if {post.role, other.role} & ADMINS else "填报、审核、确认须由不同的人办理"
    )
    return f"“{describe(post)}”与{post.account.name}现有的“{describe(other)}”不能由一人兼任：{why}。"
