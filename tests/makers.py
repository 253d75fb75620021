"""Makers reach a state through the services, so that no test starts from an unlawful one.

Places are laid down as a register import would: row and dated row together.
"""

from datetime import date
from itertools import count

from django.conf import settings
from django.test import Client

from communities.access import LEVELS, Role
from communities.lib import clock
from communities.lib.pinyin import pinyin
from communities.models import Account, LegalBody, Organisation, Place, PlaceVersion
from communities.services import people
from communities.services.recording import SYSTEM
from mergers.models import Batch, MergerCase, Programme, RulebookVersion
from mergers.services import cases, rulebooks

SINCE = date(2020, 1, 1)
PASSWORD = "Hu0-Zhong-Ren!"
_numbers = count(1)

Kind, Level = Place.Kind, Place.Level
# The kind of organisation a role is held for, and the word that ends its name.
HELD_FOR = {
    Role.OFFICE: (Organisation.Kind.OFFICE, "撤改撤并领导小组办公室"),
    Role.LEADER: (Organisation.Kind.GOVERNMENT, "人民政府"),
    Role.DEPARTMENT: (Organisation.Kind.DEPARTMENT, "民政局"),
    Role.STREET: (Organisation.Kind.STREET_OFFICE, "办事处"),
    Role.SECRETARY: (Organisation.Kind.PARTY, "党总支"),
    Role.CLERK: (Organisation.Kind.RESIDENTS_COMMITTEE, "居民委员会"),
    Role.COOP_CLERK: (Organisation.Kind.COOPERATIVE, "股份经济合作社"),
    Role.AGENCY: (Organisation.Kind.AGENCY, "会计师事务所"),
}


def district(name: str = "示范区", code: str = "990101") -> Place:
    return _place(Level.DISTRICT, Kind.DISTRICT, name, code, None)


def street(of: Place, name: str = "云河街道", code: str = "") -> Place:
    return _place(Level.STREET, Kind.STREET, name, code or f"{of.code}{_nth(of):03d}000", of)


def community(
    of: Place,
    name: str = "大窑",
    code: str = "",
    *,
    kind: str = Kind.CONVERTED,
    body: str = LegalBody.RESIDENTS_COMMITTEE,
) -> Place:
    return _place(Level.COMMUNITY, kind, name, code or f"{of.code[:9]}{_nth(of):03d}", of, body)


def organisation(place: Place, kind: str, name: str = "", key: str = "") -> Organisation:
    name = name or f"{place.name}{Organisation.Kind(kind).label}"
    found, _ = Organisation.objects.get_or_create(
        place=place, kind=kind, name=name, defaults={"short_name": name[:20], "key": key, "starts_on": SINCE}
    )
    return found


def account(
    role: str,
    place: Place,
    *,
    username: str = "",
    name: str = "",
    password: str = "",
    starts_on: date = SINCE,
    ends_on: date | None = None,
    held_for: Organisation | None = None,
) -> Account:
    """A person who holds the role in the place; without a password only `client` signs them in."""
    username = username or f"{Role(role).value}{next(_numbers)}"
    person = people.create_account(
        username,
        name or f"{Role(role).label}{username[-2:]}",
        district=place.district_or_self,
        password=password,
        must_change=False,
        by=SYSTEM,
    )
    kind, word = HELD_FOR.get(Role(role), (Organisation.Kind.GOVERNMENT, "人民政府"))
    held_for = held_for or organisation(place, kind, f"{place.name}{word}")
    people.appoint(person, role, held_for, place, starts_on=starts_on, ends_on=ends_on, by=SYSTEM)
    return person


def one_of_each(community_: Place) -> dict[Role, Account]:
    """One person for every role, each at its own level above or in the community."""
    at = {Level.COMMUNITY: community_, Level.STREET: community_.parent, Level.DISTRICT: community_.district}
    return {role: account(role, at[LEVELS[role][-1]]) for role in Role}


def client(person: Account) -> Client:
    """A browser in which the person has signed in."""
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def rulebook(of: Place) -> RulebookVersion:
    """The shipped rulebook as the district's first version."""
    text = (settings.BASE_DIR / "mergers/rulebook/donggang.toml").read_text(encoding="utf-8")
    return rulebooks.load(text, of, by=SYSTEM, is_default=True)[0]


def batch(of: Place) -> Batch:
    """The first batch of the district's programme."""
    rulebook(of)
    programme, _ = Programme.objects.get_or_create(
        district=of, title="村改社区撤改撤并", defaults={"year": 2026, "target": 26, "deadline": date(2026, 12, 31)}
    )
    return Batch.objects.get_or_create(programme=programme, number=1, defaults={"title": "第一批"})[0]


def merger_case(place: Place, *, reform_done: bool = True, by=SYSTEM) -> MergerCase:
    """An open case of the community, every step idle."""
    return cases.open_case(place, batch(place.district), reform_done=reform_done, by=by)


def _nth(parent: Place) -> int:
    return Place.objects.filter(parent=parent).count() + 1


def _place(level: str, kind: str, name: str, code: str, parent: Place | None, body: str = "") -> Place:
    """A place with its dated row, as a register import would make it."""
    place = Place.objects.create(
        level=level,
        kind=kind,
        code=code,
        name=name,
        pinyin=pinyin(name),
        legal_body=body,
        parent=parent,
        district=parent.district_or_self if parent else None,
        demo=True,
        opened_on=SINCE,
    )
    PlaceVersion.objects.create(
        place=place,
        code=code,
        name=name,
        kind=kind,
        legal_body=body,
        parent=parent,
        valid_from=SINCE,
        source="测试用登记",
        recorded_at=clock.end_of_day(SINCE),
    )
    return place
