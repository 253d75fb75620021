"""The twenty-six invented communities: how large they are and how far each has come at the end of the story."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from communities.models import LegalBody, Place

DISTRICT, DISTRICT_NAME = "990101", "示范区"
STREETS = ("云河街道", "松山街道", "海棠街道")
# The urban communities that receive, two in each street, with their households.
RECEIVERS = {
    "云河街道": (("云河", 1480), ("滨河", 1210)),
    "松山街道": (("松山", 1360), ("青松", 1105)),
    "海棠街道": (("海棠", 1520), ("海滨", 1180)),
}
RESIDENTS, VILLAGERS = LegalBody.RESIDENTS_COMMITTEE, LegalBody.VILLAGERS_COMMITTEE
UNREFORMED = LegalBody.UNREFORMED_COMMITTEE
CONVERTED, URBAN_VILLAGE = Place.Kind.CONVERTED, Place.Kind.URBAN_VILLAGE
AFTER_THE_LAST = 17


class Halt(StrEnum):
    """What a unit is doing in its last step when the story ends."""

    FINISHED = auto()
    STARTED = auto()  # begun, nothing offered yet
    SUBMITTED = auto()  # offered, waiting for the street
    POSTED = auto()  # its result hangs, objections may still come
    REQUESTED = auto()  # the request is with the district government
    SUSPENDED = auto()  # 稳评 says 暂缓
    REOPENED = auto()  # the step after it was done when the district found a fault


@dataclass(frozen=True, slots=True)
class Unit:
    """`left`: days from the end of the story to the planned day of `step` (negative: it has passed).

    `opened` is how many days before the end the case was opened; None: such that the usual days of the rulebook put
    the plan there. Where it is given, plans are moved to fit, with a reason (`replans` times).
    """

    name: str
    street: str
    step: int
    halt: Halt
    left: int
    households: int
    agree: int = 0
    risk: str = "low"
    petitions: int = 0
    body: str = RESIDENTS
    kind: str = CONVERTED
    reformed: bool = True
    opened: int | None = None
    replans: int = 1
    converts: bool = False  # 撤改 into a community of its own instead of 撤并
    roll: int | None = None  # members of its cooperative, where they are not the usual part of its people

    @property
    def number(self) -> int:
        """Its place on the list, from 0; spreads hours and persons."""
        return UNITS.index(self)

    @property
    def population(self) -> int:
        return self.households * 29 // 10

    @property
    def members(self) -> int:
        """On the roll of its cooperative."""
        return self.roll or self.population - self.households // 5

    @property
    def adults(self) -> int:
        return self.households * 22 // 10

    @property
    def party_members(self) -> int:
        return 24 + self.households // 14

    @property
    def receiver(self) -> str:
        """The urban community that receives it."""
        return RECEIVERS[self.street][self.number % 2][0]

    @property
    def full_name(self) -> str:
        """As the register writes it."""
        return f"{self.name}{'村民委员会' if self.body == VILLAGERS else '社区居民委员会'}"

    def opening(self, until: date) -> date | None:
        return None if self.opened is None else date.fromordinal(until.toordinal() - self.opened)


YUNHE, SONGSHAN, HAITANG = STREETS
DONE = AFTER_THE_LAST
# fmt: off
UNITS = (
    Unit("槐里",   YUNHE,    DONE, Halt.FINISHED,     0, 742, 742),
    Unit("东湾",   YUNHE,    DONE, Halt.FINISHED,  -118, 908, 896, petitions=1, roll=4000),
    Unit("柳溪",   YUNHE,      12, Halt.SUBMITTED,   11, 372, 372),
    Unit("南仓",   YUNHE,       8, Halt.SUBMITTED,    2, 455),
    Unit("新桥",   YUNHE,       5, Halt.STARTED,     13, 610, opened=54),
    Unit("石榴园", YUNHE,       8, Halt.STARTED,     12, 388, kind=URBAN_VILLAGE),
    Unit("上泊",   YUNHE,       9, Halt.STARTED,     12, 527, risk="medium"),
    Unit("下泊",   YUNHE,      10, Halt.STARTED,     12, 493),
    Unit("前岭",   SONGSHAN,    6, Halt.STARTED,     13, 431, body=VILLAGERS, reformed=False),
    Unit("后岭",   SONGSHAN,   16, Halt.STARTED,     16, 856, 856, risk="medium"),
    Unit("大窑",   SONGSHAN,   11, Halt.REOPENED,    -3, 612, 598, body=VILLAGERS, opened=122),
    Unit("小窑",   SONGSHAN,   13, Halt.STARTED,     18, 333, 333, petitions=1),
    Unit("西坡",   SONGSHAN,   10, Halt.STARTED,     12, 402),
    Unit("松涛",   SONGSHAN,   11, Halt.SUBMITTED,   12, 598, 598, risk="medium", petitions=1),
    Unit("杏林",   SONGSHAN,    6, Halt.STARTED,     13, 377, body=UNREFORMED, reformed=False),
    Unit("塘头",   SONGSHAN,   16, Halt.SUBMITTED,    2, 461, 451, petitions=1, kind=URBAN_VILLAGE),
    Unit("沙岗",   SONGSHAN,    9, Halt.STARTED,     12, 349),
    Unit("北港",   HAITANG,  DONE, Halt.FINISHED,  -160, 497, 497, kind=URBAN_VILLAGE, converts=True),
    Unit("南港",   HAITANG,    16, Halt.STARTED,     17, 471, 471, kind=URBAN_VILLAGE, converts=True),
    Unit("渔湾",   HAITANG,    12, Halt.POSTED,       9, 498, 498, body=VILLAGERS),
    Unit("盐场",   HAITANG,     5, Halt.STARTED,     -9, 566, risk="medium", opened=68, replans=2),
    Unit("望楼",   HAITANG,    13, Halt.REQUESTED,   12, 295, 286, petitions=1),
    Unit("五里",   HAITANG,     4, Halt.SUSPENDED,    6, 508, risk="medium", petitions=1),
    Unit("十里",   HAITANG,    14, Halt.STARTED,     12, 598, 584),
    Unit("高桥",   HAITANG,     6, Halt.STARTED,     13, 446, opened=58),
    Unit("麦田",   HAITANG,     7, Halt.SUBMITTED,    2, 419, body=VILLAGERS, reformed=False, opened=104),
)
# fmt: on
