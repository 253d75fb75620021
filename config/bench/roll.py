"""The member roll itself, 68,000 persons: workbook to register beside the bare work, register to workbook likewise."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from communities.access import Role
from communities.lib import clock
from communities.lib.bulk import copy_rows, next_ids
from communities.lib.idcards import check_resident_id
from communities.models import Account, Appointment, Household, Organisation, Person, Place, Residence
from communities.rules.households import relation_of
from communities.rules.intakes import State
from communities.services.intake import take
from communities.services.recording import SYSTEM
from config.bench import clocks
from config.bench.line import Line
from config.bench.measured_roll import ROWS, id_number, workbook
from shareholders.intake import BOOK, REGISTER, ROLL
from shareholders.models import Member, MemberEvent, MemberRoll
from shareholders.services import begin_roll, importing

KEYS = (
    "household", "head", "relation", "name", "sex", "id_number", "phone", "address", "number", "category", "people",
    "remarks",
)  # fmt: skip
TITLES = [ROLL.column(key).title for key in KEYS]
FAMILY = (("户主", "男"), ("妻", "女"), ("长子", "男"), ("女儿", "女"))
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "国志强秀英桂兰淑珍玉梅春花丽娟海燕晓东伟明军平红霞建华文"


def typed(number: int) -> list:
    """A row as a village types it: four to a household."""
    household, at = divmod(number, 4)
    (relation, sex), head = FAMILY[at], name_of(number - at)
    day = date(1940 + number // 12_000, 1 + number // 1000 % 12, 1 + number % 28)
    card = id_number(day, number // 4 * 4 + (1, 0, 3, 2)[at])
    told = f"{household:05d}", head, relation, name_of(number), sex, card, f"139{number:08d}"
    return [*told, f"文登路{household % 900}号", f"{number:06d}", "一般人员", 4, "备注"]


def name_of(number: int) -> str:
    rest, first = divmod(number, len(SURNAMES))
    last, middle = divmod(rest, len(GIVEN))
    return SURNAMES[first] + GIVEN[middle] + GIVEN[last % len(GIVEN)]


def measure(place: Place, beside: Place) -> Iterator[Line]:
    """The import into one place's cooperative, the bare work into another's."""
    content = workbook(BOOK, place, TITLES, map(typed, range(ROWS)))
    cooperative = lay_down_roll(place)
    with clocks.Peak() as peak:
        taken, intake = clocks.timed(
            lambda: take(REGISTER, place, "名册.xlsx", content, organisation=cooperative, by=SYSTEM)
        )
    if intake.state != State.STORED or intake.rows_stored != ROWS:
        raise RuntimeError(str(intake.report)[:500])
    parts = _plainly(content, lay_down_roll(beside))
    floor = sum(parts.values())
    what = f"成员名册，{ROWS:,} 人 × {len(KEYS)} 列，从工作簿到户、人员、居住、成员、事项五张表"
    yield Line(what, f"{taken:.1f} 秒", "≤ 2 倍", clocks.in_parts(parts), taken / floor)
    yield Line("同上，内存最大值", peak.told(), "各 ≤ 400 MB")
    yield from export(Account.objects.get(username=f"clerk{place.code}"))


def export(clerk: Account) -> Iterator[Line]:
    """The list of members as a workbook, beside the bare library writing the very cells it holds."""
    client = Client()
    client.force_login(clerk)
    client.get(reverse("members"))  # the first page loads the addresses and the templates
    with clocks.Peak() as peak:
        taken, answer = clocks.timed(lambda: client.get(reverse("members_export")))
    cells = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    floor, _ = clocks.timed(lambda: _write_plainly(cells))
    if len(cells) < ROWS:
        raise RuntimeError(f"{len(cells)} rows in the workbook")
    what = f"成员名册页导出工作簿，{ROWS:,} 行 × {len(cells[-1])} 列"
    yield Line(what, f"{taken:.1f} 秒", "≤ 1.5 倍", f"openpyxl 只写 {floor:.1f} 秒", taken / floor)
    yield Line("同上，本进程内存最大值", f"{peak.own} MB", "≤ 400 MB", f"导出前 {peak.before} MB")


def _write_plainly(cells: list[list]) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in cells:
        page.append(row)
    book.save(BytesIO())


def lay_down_roll(place: Place) -> Organisation:
    """A cooperative with an open roll, begun by its clerk."""
    since = date(2018, 5, 1)
    cooperative = Organisation.objects.create(
        kind=Organisation.Kind.COOPERATIVE, name=f"{place.name}股份经济合作社", place=place, starts_on=since
    )
    clerk = Account(username=f"clerk{place.code}", name="经办人", district=place.district)
    clerk.set_unusable_password()
    clerk.save()
    Appointment.objects.create(
        account=clerk, role=Role.COOP_CLERK, organisation=cooperative, place=place, starts_on=since
    )
    reference = datetime(2026, 1, 1, tzinfo=clock.SHANGHAI)
    facts = {"mode": MemberRoll.Mode.VERIFY, "reference_at": reference, "confirmed_on": since, "basis": "测量"}
    begin_roll(cooperative, **facts, by=clerk)
    return cooperative


def _plainly(content: bytes, cooperative: Organisation) -> dict[str, float]:
    """What any import must do: read the file, look at every cell, copy finished lines into the register's tables."""
    read, rows = clocks.timed(
        lambda: CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    )
    looked, rows = clocks.timed(lambda: _checked(rows))
    lines = _lines(rows, cooperative)
    copied, _ = clocks.timed(lambda: _copy(lines))
    return {"calamine": read, "逐格核对": looked, "COPY 五张表": copied}


def _checked(rows: list[list]) -> list[list]:
    today, seen, sexes = clock.today(), set(), dict(Person.Sex.choices)
    for row in rows:
        household, head, relation, name, sex, card, phone, address, number, _, people, remarks = row
        right = check_resident_id(card, today=today).ok and card not in seen and relation_of(relation)
        right = right and sex in sexes.values() and (int(card[16]) % 2 == 1) == (sex == "男") and int(people) > 0
        right = right and household and head and number and len(phone) == 11 and phone.isdecimal()
        if not right or any(map(str.isdigit, name)) or max(map(len, (name, address, remarks))) > 200:
            raise RuntimeError(number)
        seen.add(card)
    return rows


def _lines(rows: list[list], cooperative: Organisation) -> dict[type, tuple]:
    """The finished lines of the five tables; making them belongs to no floor."""
    place, today, moment, sealed = cooperative.place, clock.today(), clock.now(), "v1|2026|" + "x" * 60
    numbers = [*dict.fromkeys(row[0] for row in rows)]
    houses = dict(zip(numbers, next_ids(Household, len(numbers)), strict=True))
    found = [(row, uuid4(), key) for row, key in zip(rows, next_ids(Member, len(rows)), strict=True)]
    people = [
        (pk, place.district_id, row[3], "wang guo qiang", "male", today, sealed, uuid4().hex * 2, "", sealed, moment)
        for row, pk, _ in found
    ]
    member = "member", "ordinary", "listed", today, "备注"
    homes = [(pk, houses[row[0]], relation_of(row[2]).value, today) for row, pk, _ in found]
    return {
        Household: (importing.HOUSEHOLD, [(houses[n], place.pk, n, "文登路1号", today, moment) for n in numbers]),
        Person: (importing.PERSON, people),
        Residence: (importing.RESIDENCE, homes),
        Member: (importing.MEMBER, [(key, cooperative.pk, pk, houses[r[0]], r[8], *member) for r, pk, key in found]),
        MemberEvent: (importing.EVENT, [(key, "listed", today, moment, "测量", "member", "", "") for *_, key in found]),
    }


@transaction.atomic
def _copy(lines: dict[type, tuple]) -> None:
    for model, (fields, rows) in lines.items():
        copy_rows(model, fields, rows)
