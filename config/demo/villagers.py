"""The invented people of a unit: households of two or three generations, the same ones in every telling.

Their numbers begin with the code of the invented district, which no identity card bears; the check digits are right.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from communities.lib.idcards import resident_check_character

from .cast import SURNAMES
from .units import DISTRICT, Unit

FIRST = {"男": "国建志永德长立文明海军伟强平林生福山春东", "女": "秀桂玉丽春爱晓红美月凤英兰珍梅霞华芳燕敏"}
SECOND = {"男": "强明军华平林生杰宁涛峰刚辉东海", "女": "英兰芳萍娟琴云霞慧梅香玲丽华艳"}
LARGEST = 8
FULL_AGE = 18  # who sits in the members' assembly
YOUNGEST = date(2020, 5, 31)  # the reform confirmed whom it found
SAME_DAY = 19  # people of one unit, sex and birthday that the numbers have room for


@dataclass(frozen=True, slots=True)
class Villager:
    """One line of the roll. `household` counts from 1; `relation` is to the head; `id_number` has 18 characters."""

    household: int
    relation: str
    name: str
    sex: str
    born_on: date
    id_number: str

    @property
    def is_head(self) -> bool:
        return self.relation == "户主"


def villagers(unit: Unit, people: int | None = None) -> list[Villager]:
    """The people of the unit's households: exactly `people` of them (its population where not said)."""
    chance = Random(990101 + unit.number)  # noqa: S311 the same village in every telling
    numbers = _Numbers(unit.number)
    sizes = _sizes(unit.households, people or unit.population, chance)
    return [person for nth, size in enumerate(sizes, 1) for person in _household(nth, size, chance, numbers)]


def adults(unit: Unit, day: date) -> int:
    """Members of full age on the day: the whole of the members' assembly."""
    born_by = day.replace(year=day.year - FULL_AGE)
    return sum(person.born_on <= born_by for person in villagers(unit, unit.members))


def _sizes(households: int, people: int, chance: Random) -> list[int]:
    sizes = [1] * households
    while sum(sizes) < people:
        for nth in chance.choices(range(households), k=people - sum(sizes)):
            sizes[nth] += sizes[nth] < LARGEST
    return sizes


def _household(number: int, size: int, chance: Random, numbers: "_Numbers") -> list[Villager]:
    """The head, the spouse, up to two children, then grandchildren."""
    surname = chance.choice(SURNAMES)
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(38 * 365))
    members = [("户主", surname, "男", born)]
    members.append(("配偶", chance.choice(SURNAMES), "女", born + timedelta(days=chance.randrange(-900, 1500))))
    for nth in range(size - 2):
        sex = chance.choice("男女")
        years = 25 + 3 * nth if nth < 2 else 50 + 2 * nth
        relation = (("女", "子") if nth < 2 else ("孙女", "孙子"))[sex == "男"]
        day = born + timedelta(days=365 * years + chance.randrange(365))
        day = day if day <= YOUNGEST else YOUNGEST - timedelta(days=chance.randrange(10 * 365))
        members.append((relation, surname, sex, day))
    return [
        Villager(number, relation, family + _given(sex, chance), sex, day, numbers.of(day, sex))
        for relation, family, sex, day in members[:size]
    ]


def _given(sex: str, chance: Random) -> str:
    return chance.choice(FIRST[sex]) + (chance.choice(SECOND[sex]) if chance.random() < 0.8 else "")


class _Numbers:
    """Hands out numbers of which no two in the district are the same."""

    def __init__(self, unit: int) -> None:
        self.unit = unit
        self.given: Counter[tuple[date, str]] = Counter()

    def of(self, born: date, sex: str) -> str:
        self.given[born, sex] += 1
        order = self.unit * SAME_DAY + self.given[born, sex] - 1
        seventeen = f"{DISTRICT}{born:%Y%m%d}{2 * order + (sex == '男'):03d}"
        return seventeen + resident_check_character(seventeen)
