"""The roll page and its searches among millions: one city of ten districts, through the views, in process.

Persons, households, members and certificates are laid down in bulk, with all their indexes; residences are not asked by
these pages. The sealed numbers are of one make: a page that shows fifty of them opens fifty, as any other.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date
from unittest import mock

from django.db import connection
from django.test import Client

from communities.access import Role
from communities.lib import clock
from communities.lib.idcards import resident_check_character
from communities.lib.sealed import blind_index
from communities.models import Account, Appointment, Household, Organisation, Person, Place
from communities.services import health, jobs
from config.bench.district import Measured, lay_down
from config.bench.line import Line
from config.bench.web import percentile
from shareholders.models import Certificate, Member

DISTRICTS, UNITS = 10, 100
A_HOME = 3
TIMES = 40
SINCE = date(2020, 1, 1)
SURNAMES = "王王王李李李张张张刘刘陈陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕欧钱"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国志鹏梅玲辉鑫玉红波斌宇浩轩子涵梓萱一诺晨曦雨泽嘉怡"
FLOOR = "/inbox/"
REACH = "p95 ≤ 200 毫秒"
PEOPLE = """
INSERT INTO communities_person (id, district_id, name, pinyin, sex, born_on, id_number, id_index, no_id_reason, phone,
    created_at)
SELECT md5('person' || n)::uuid, (%(districts)s::bigint[])[n / %(a_district)s + 1],
    substr(%(surnames)s, 1 + (n * 7919 %% length(%(surnames)s))::int, 1)
        || substr(%(given)s, 1 + (n * 104729 / 13 %% length(%(given)s))::int, 1)
        || CASE WHEN n %% 4 = 0 THEN '' ELSE substr(%(given)s, 1 + (n * 15485863 / 7 %% length(%(given)s))::int, 1) END,
    '', CASE WHEN n %% 2 = 0 THEN 'female' ELSE 'male' END, date '1945-01-01' + (n * 31 %% 25000)::int,
    repeat('k', 96), md5('id' || n) || md5('di' || n), '', '', now()
FROM generate_series(0, %(people)s::bigint - 1) n"""
HOMES = """
INSERT INTO communities_household (place_id, number, address, registered_on, created_at)
SELECT (%(places)s::bigint[])[g / %(a_unit)s + 1], lpad((g %% %(a_unit)s + 1)::text, 5, '0'), '', %(since)s, now()
FROM generate_series(0, %(homes)s::bigint - 1) g ORDER BY g"""
MEMBERS = """
INSERT INTO shareholders_member (organisation_id, person_id, household_id, number, status, category, entered_as, since,
    remarks)
SELECT (%(organisations)s::bigint[])[n / (%(a_unit)s * 3) + 1], md5('person' || n)::uuid, %(first_home)s + n / 3,
    lpad((n %% (%(a_unit)s * 3) + 1)::text, 5, '0'), 'member', 'ordinary', 'listed', %(since)s, ''
FROM generate_series(0, %(people)s::bigint - 1) n"""
CERTIFICATES = """
INSERT INTO shareholders_certificate (organisation_id, household_id, number, issued_on, at, by_name)
SELECT (%(organisations)s::bigint[])[g / %(a_unit)s + 1], %(first_home)s + g, g %% %(a_unit)s + 1, %(since)s,
    now(), '测量'
FROM generate_series(0, %(homes)s::bigint - 1) g"""


def measure(population: int, say: Callable[[str], object]) -> Iterator[Line]:
    """p50 and p95 of each page for the office of one district and for the clerk of one community."""
    began = time.perf_counter()
    districts = [lay_down(UNITS, f"9910{n:02d}", today=clock.today()) for n in range(DISTRICTS)]
    places = _lay_people(districts, population, say)
    taken = time.perf_counter() - began
    size = _scalar("SELECT pg_database_size(current_database())") / (1 << 30)
    told = f"{Person.objects.count():,}人"
    yield Line(f"铺设，{told}", f"{taken / 60:.1f} 分钟，{size:.1f} GB", "—")
    for leg in health.NAMES:
        jobs.beat(leg)
    cards = _cards(places[0])
    district = districts[0].district
    office, clerk = account_of(Role.OFFICE, district), account_of(Role.CLERK, places[0])
    for who, account in (("区办公室", office), ("社区经办", clerk)):
        client = Client()
        client.force_login(account)
        for what, asks in _questions(cards):
            yield _line(f"{what}，{who}", client, asks)


def _questions(cards: list[str]) -> Iterator[tuple[str, list[Callable[[Client], object]]]]:
    def search(text: str) -> Callable[[Client], object]:
        return lambda client: client.get("/members/", {"q": text})

    pairs = [(SURNAMES[n % len(SURNAMES)], GIVEN[n * 3 % len(GIVEN)], GIVEN[n * 5 % len(GIVEN)]) for n in range(TIMES)]
    yield "名册第一页", [lambda client: client.get("/members/")] * TIMES
    yield "按姓名，一个字", [search(one) for one, _, _ in pairs]
    yield "按姓名，两个字（姓和名）", [search(one + two) for one, two, _ in pairs]
    yield "按姓名，两个字（名）", [search(two + three) for _, two, three in pairs]
    yield "按姓名，三个字", [search(one + two + three) for one, two, three in pairs]
    yield "按股权证号", [search(str(n * 37 + 1)) for n in range(TIMES)]
    yield (
        "按身份证号",
        [lambda client, card=card: client.post("/members/by-number/", {"id_number": card}) for card in cards],
    )


def _line(what: str, client: Client, asks: list[Callable[[Client], object]]) -> Line:
    """The floor is a page of the same frame with hardly a row: the messages."""
    with mock.patch("communities.lib.sealed.unseal", return_value="990101198005060017"):
        floor = _times(client, [lambda client: client.get(FLOOR)] * TIMES)
        found = _times(client, asks)
    p50, p95, least = percentile(found, 0.5), percentile(found, 0.95), percentile(floor, 0.95)
    told = f"{FLOOR} p95 {least:.0f} 毫秒"
    return Line(what, f"p50 {p50:.0f} 毫秒，p95 {p95:.0f} 毫秒", REACH, told, p95 / least)


def _times(client: Client, asks: list[Callable[[Client], object]]) -> list[float]:
    """Milliseconds of each answer (200 only), sorted; the first asked is asked once before."""
    found = []
    asks[0](client)
    for ask in asks:
        began = time.perf_counter()
        answer = ask(client)
        found.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code}")
    return sorted(found)


def _lay_people(districts: list[Measured], population: int, say: Callable[[str], object]) -> list[Place]:
    places = [place for each in districts for place in each.district.all_places.communities().order_by("code")]
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="cooperative", name=f"{place.code}合作社", short_name="合作社", place=place, starts_on=SINCE)
        for place in places
    )
    a_unit = max(population // (A_HOME * len(places)), 1)
    homes = a_unit * len(places)
    given = {
        "districts": [each.district.pk for each in districts], "places": [place.pk for place in places],
        "organisations": [each.pk for each in organisations], "a_unit": a_unit, "homes": homes,
        "people": homes * A_HOME, "a_district": homes * A_HOME // len(districts), "since": SINCE,
        "surnames": SURNAMES, "given": GIVEN,
    }  # fmt: skip
    _run("SET statement_timeout = 0")
    indexes = _indexes(Person, Household, Member, Certificate)
    _run(*(f"DROP INDEX {name}" for name in indexes))
    for table, statement in (("户", HOMES), ("人", PEOPLE), ("成员", MEMBERS), ("股权证", CERTIFICATES)):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
        given["first_home"] = _scalar("SELECT min(id) FROM communities_household")
        say(f"{table} {time.perf_counter() - began:.0f} 秒")
    began = time.perf_counter()
    _run(*indexes.values())
    _run("VACUUM ANALYZE", "RESET statement_timeout")
    say(f"索引 {time.perf_counter() - began:.0f} 秒")
    return places


def _indexes(*models) -> dict[str, str]:
    """The plain indexes of the tables by name, as statements that make them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN"
            " (SELECT conname FROM pg_constraint)",
            [[model._meta.db_table for model in models]],
        )
        return dict(cursor.fetchall())


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _scalar(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _cards(place: Place) -> list[str]:
    """Whole numbers for some members of the place, as their blind index knows them."""
    cards = []
    people = Person.objects.filter(memberships__organisation__place=place).order_by("pk")[:TIMES]
    for n, person in enumerate(people):
        seventeen = f"99010119800506{n:03d}"
        cards.append(seventeen + resident_check_character(seventeen))
        Person.objects.filter(pk=person.pk).update(id_index=blind_index("id", cards[-1]))
    return cards


def account_of(role: Role, place: Place) -> Account:
    organisation = Organisation.objects.create(
        kind="government", name=f"{place.name}{role.label}", short_name=role.label, place=place, starts_on=SINCE
    )
    account = Account(username=f"{role.value}{place.pk}", name=role.label, district=place.district_or_self)
    account.set_unusable_password()
    account.save()
    Appointment.objects.create(account=account, role=role, organisation=organisation, place=place, starts_on=SINCE)
    return account
