"""How a person is shown: no digit of an identity number, and a child's name to those only who may read it."""

from communities.access import Verb, may
from communities.lib import clock
from communities.models import Household, Person, Place, Residence
from communities.services.residents import whereabouts


def name_shown(person: Person, account, place: Place) -> str:
    """The name, or 未满十四周岁儿童 where the viewer may not read it (个人信息保护法第二十八条)."""
    if person.is_child() and not may(account, Verb.CHILDREN, place):
        return str(person)
    return person.name


def id_shown(person: Person) -> str:
    return person.id_number.masked() if person.id_number else f"无（{person.no_id_reason}）"


def phone_shown(person: Person, account, place: Place) -> str:
    """138****5678, for those who may ask for the whole number; others read 已登记."""
    if not person.phone:
        return "未登记"
    return person.phone.masked() if may(account, Verb.REVEAL, place) else "已登记"


def age_shown(person: Person) -> str:
    if person.died_on:
        return f"已故（{person.died_on}）"
    return f"{person.age_on(clock.today())}周岁"


def seen_place(person: Person, account) -> Place | None:
    """The newest place of the person that the viewer may see: there rights are asked."""
    residences = (
        Residence.objects.visible_to(account).filter(person=person).select_related("household__place__district")
    )
    newest = residences.order_by("-valid_from", "-pk").first()
    return newest.household.place if newest else None


def residence_rows(person: Person, account) -> list[tuple]:
    """Where the person lived, newest first; a community the viewer may not see is 本区其他社区 without a number."""
    seen = set(Place.objects.visible_to(account).values_list("pk", flat=True))
    rows = []
    for each in person.residences.select_related("household__place").order_by("-valid_from", "-pk"):
        own = each.household.place_id in seen
        where = household_words(each.household) if own else "本区其他社区"
        rows.append((where, each.get_relation_display() if own else "", each.valid_from, each.valid_to or "至今"))
    return rows


def household_words(household: Household) -> str:
    return f"{household.place.name} {household.number}号户"


def where_now(person: Person, account) -> str:
    return whereabouts(person, account) or "不在册"
