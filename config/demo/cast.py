"""Who acts in the demo: invented people with their accounts and posts, found again by what they are."""

from dataclasses import dataclass, field
from datetime import date

from communities.access import Role
from communities.lib.pinyin import pinyin
from communities.models import Account, Organisation, Place
from communities.services import people

PASSWORD = "Yanshi-2026"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹"
GIVEN = ("建国", "秀兰", "志强", "桂英", "永成", "丽华", "德福", "春梅", "立新", "玉珍", "长海", "爱民", "晓东", "红霞")


@dataclass
class Cast:
    """Everybody by (role, name of the place or key of the department, which one of several)."""

    district: Place
    since: date
    _people: dict[tuple[str, str, int], Account] = field(default_factory=dict)

    def of(self, role: Role, place: str, which: int = 0) -> Account:
        return self._people[role, place, which]

    def department(self, key: str) -> Account:
        return self._people[Role.DEPARTMENT, key, 0]

    def engage(
        self,
        role: Role,
        place: Place,
        organisation: Organisation,
        *,
        username: str,
        by,
        which: int = 0,
        signs_in: bool = True,
        key: str = "",
    ) -> Account:
        """A new person in the post; only those who sign in are given a password (hashing is slow on purpose)."""
        name = self._next_name()
        password = PASSWORD if signs_in else ""
        person = people.create_account(
            username, name, district=self.district, password=password, must_change=False, by=by
        )
        people.appoint(person, role, organisation, place, starts_on=self.since, by=by)
        self._people[role, key or place.name, which] = person
        return person

    def _next_name(self) -> str:
        number = len(self._people)
        return SURNAMES[number % len(SURNAMES)] + GIVEN[number * 5 % len(GIVEN)]


def short(name: str) -> str:
    """`云河街道` → `yunhe`: the start of a username."""
    return pinyin(name.removesuffix("街道")).replace(" ", "")
