"""The ground the story stands on: the district with its places, organisations, people, rulebook and programme."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from communities.access import Role
from communities.models import Board, LegalBody, Organisation, Place
from communities.services import notices, places
from communities.services.invented import mark_invented
from communities.services.organisations import establish
from communities.services.recording import SYSTEM
from communities.services.registers import import_register
from mergers.models import Batch, Programme
from mergers.rules.rulebook import Rulebook
from mergers.services import programmes, rulebooks

from .cast import Cast, short
from .units import DISTRICT, DISTRICT_NAME, RECEIVERS, STREETS, UNITS, Unit

Kind = Organisation.Kind
RULEBOOK = Path(rulebooks.__file__).parent.parent / "rulebook" / "donggang.toml"
BATCHES = ("第一批（成熟先行）", "第二批", "第三批")
SOURCE = "示范区社区基本情况统计（演示数据）"
# The communities whose persons may sign in; hashing a password is slow on purpose.
SHOWN = ("槐里", "柳溪", "石榴园", "下泊", "大窑", "塘头", "渔湾", "盐场", "望楼")


@dataclass
class Ground:
    """What the stories look up by name."""

    district: Place
    cast: Cast
    since: date
    book: Rulebook
    places: dict[str, Place] = field(default_factory=dict)
    committees: dict[str, Organisation] = field(default_factory=dict)
    cooperatives: dict[str, Organisation] = field(default_factory=dict)
    offices: dict[str, Organisation] = field(default_factory=dict)
    departments: dict[str, Organisation] = field(default_factory=dict)
    boards: dict[str, list[Board]] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    programme: Programme | None = None

    @property
    def office(self):
        return self.cast.of(Role.OFFICE, DISTRICT_NAME)


def lay(units: tuple[Unit, ...], since: date) -> Ground:
    """Everything that is there on the first day."""
    district = import_register(_register(), since, "示范区演示名册.csv", by=SYSTEM).register.district
    mark_invented(district, by=SYSTEM)
    district.refresh_from_db()
    version, _ = rulebooks.load(
        RULEBOOK.read_text(encoding="utf-8"), district, by=SYSTEM, note="随系统提供的默认规程", is_default=True
    )
    ground = Ground(district, Cast(district, since), since, version.rulebook)
    for place in Place.objects.filter(district=district).select_related("parent", "district"):
        ground.places[place.name] = place
    _district_level(ground)
    for street in STREETS:
        _street_level(ground, ground.places[street])
    for name, households in (pair for pairs in RECEIVERS.values() for pair in pairs):
        _receiver(ground, name, households)
    for unit in units:
        _community_level(ground, unit)
    _programme(ground)
    return ground


def _register() -> str:
    """All 26 units and the receivers as an official register would list them."""
    lines = ["district_code,district,street_code,street,community_code,community"]
    for number, street in enumerate(STREETS, 1):
        code = f"{DISTRICT}{number:03d}"
        names = [unit.full_name for unit in UNITS if unit.street == street]
        names += [f"{name}社区居民委员会" for name, _ in RECEIVERS[street]]
        lines += [
            f"{DISTRICT},{DISTRICT_NAME},{code}000,{street},{code}{nth:03d},{name}" for nth, name in enumerate(names, 1)
        ]
    return "\n".join(lines)


def _district_level(ground: Ground) -> None:
    district, cast = ground.district, ground.cast
    government = _establish(ground, district, Kind.GOVERNMENT, "示范区人民政府")
    office = _establish(ground, district, Kind.OFFICE, "示范区村改社区撤改撤并工作领导小组办公室", "区领导小组办公室")
    ground.offices[district.name] = office
    admin = cast.engage(Role.SYSTEM_ADMIN, district, government, username="xitong", by=SYSTEM)
    cast.engage(Role.SECURITY_ADMIN, district, government, username="anquan", by=SYSTEM)
    cast.engage(Role.AUDITOR, district, government, username="shenji", by=SYSTEM)
    cast.engage(Role.LEADER, district, government, username="lingdao", by=admin)
    cast.engage(Role.OFFICE, district, office, username="quban", by=admin)
    cast.engage(Role.OFFICE, district, office, username="quban2", which=1, by=admin)
    for term in ground.book.departments:
        department = _establish(ground, district, Kind.DEPARTMENT, f"示范区{term.title}", term.title, term.key)
        ground.departments[term.key] = department
        name = f"bumen.{short(term.title)}"
        cast.engage(Role.DEPARTMENT, district, department, username=name, key=term.key, by=admin)
    agency = _establish(ground, district, Kind.AGENCY, "示范区诚信会计师事务所", "诚信会计师事务所")
    cast.engage(Role.AGENCY, district, agency, username="disanfang", by=admin)


def _street_level(ground: Ground, street: Place) -> None:
    office = ground.offices[street.name] = _establish(ground, street, Kind.STREET_OFFICE, f"{street.name}办事处")
    admin = ground.cast.of(Role.SYSTEM_ADMIN, DISTRICT_NAME)
    for which in (0, 1):
        username = f"{short(street.name)}.jiedao{which + 1}"
        ground.cast.engage(Role.STREET, street, office, username=username, which=which, by=admin)


def _receiver(ground: Ground, name: str, households: int) -> None:
    place = _rename(ground, f"{name}社区居民委员会", name, Place.Kind.URBAN, LegalBody.RESIDENTS_COMMITTEE)
    _establish(ground, place, Kind.RESIDENTS_COMMITTEE, f"{name}社区居民委员会", f"{name}居委会")
    _figures(ground, place, households, households * 28 // 10, households // 12)


def _community_level(ground: Ground, unit: Unit) -> None:
    place = _rename(ground, unit.full_name, unit.name, unit.kind, unit.body)
    villagers = unit.body == LegalBody.VILLAGERS_COMMITTEE
    kind = Kind.VILLAGERS_COMMITTEE if villagers else Kind.RESIDENTS_COMMITTEE
    body = f"{unit.name}{'村委会' if villagers else '居委会'}"
    committee = ground.committees[unit.name] = _establish(ground, place, kind, unit.full_name, body)
    cooperative = _establish(ground, place, Kind.COOPERATIVE, f"{unit.name}股份经济合作社", f"{unit.name}合作社")
    ground.cooperatives[unit.name] = cooperative
    party = _establish(ground, place, Kind.PARTY, f"中共{unit.name}党支部委员会", f"{unit.name}党支部")
    _figures(ground, place, unit.households, unit.population, unit.party_members)
    admin, shown, word = ground.cast.of(Role.SYSTEM_ADMIN, DISTRICT_NAME), unit.name in SHOWN, short(unit.name)
    people = (
        (Role.SECRETARY, party, "shuji"),
        (Role.CLERK, committee, "jingban"),
        (Role.COOP_CLERK, cooperative, "hezuoshe"),
    )
    for role, organisation, post in people:
        ground.cast.engage(role, place, organisation, username=f"{word}.{post}", by=admin, signs_in=shown)
    secretary = ground.cast.of(Role.SECRETARY, unit.name)
    ground.boards[unit.name] = [
        notices.add_board(place, "党务村务公开栏", f"{unit.name}便民服务中心门前", by=secretary),
        notices.add_board(place, "小区出入口公告栏", f"{unit.name}主路南侧", by=secretary),
    ]


def _rename(ground: Ground, listed: str, name: str, kind: str, body: str) -> Place:
    """The register tells the committee; what kind of community it is, a person has to say."""
    place = ground.places.pop(listed)
    ground.places[name] = places.amend_place(
        place, since=ground.since, source=SOURCE, by=SYSTEM, name=name, kind=kind, legal_body=body
    )
    return ground.places[name]


def _figures(ground: Ground, place: Place, households: int, population: int, party_members: int) -> None:
    places.record_figures(
        place,
        as_at=ground.since,
        source=SOURCE,
        by=SYSTEM,
        households=households,
        population=population,
        area_km2=Decimal(households) / 500,
        party_members=party_members,
        service_radius_m=400 + households // 2,
    )


def _establish(ground: Ground, place: Place, kind: str, name: str, short_name: str = "", key: str = "") -> Organisation:
    return establish(place, kind, name, short_name=short_name, key=key, starts_on=ground.since, by=SYSTEM)


def _programme(ground: Ground) -> None:
    office = ground.office
    ground.programme = programmes.create_programme(
        ground.district,
        title="城中村（村改社区）撤改撤并工作三年行动",
        year=ground.since.year,
        target=len(UNITS),
        deadline=ground.since + timedelta(days=3 * 365),
        document_number=f"示发〔{ground.since.year}〕12号",
        by=office,
    )
    ground.batches = [programmes.add_batch(ground.programme, title, by=office) for title in BATCHES]
