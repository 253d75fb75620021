"""A roll of 68,000 × 12 from workbook to table, beside the same rows read, checked and copied by straight code."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.db import connection
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from communities.lib import clock
from communities.lib.idcards import check_resident_id, resident_check_character
from communities.lib.intake import blank
from communities.lib.intake.schema import Book, Column, Rows, Sheet
from communities.models import Place
from communities.rules.intakes import State
from communities.services.intake import Changes, Register, take
from communities.services.recording import SYSTEM
from config.bench import clocks
from config.bench.line import Line

ROWS = 68_000
TABLE = "bench_roll"
COLUMNS = (
    Column("number", "户号", "code", required=True),
    Column("name", "姓名", required=True),
    Column("id_number", "身份证号码", "id_card", required=True, unique=True),
    Column("sex", "性别", "choice", choices=(("m", "男"), ("f", "女"))),
    Column("phone", "联系电话", "phone"),
    Column("born", "出生日期", "date"),
    Column("joined", "加入日期", "date"),
    Column("shares", "股数", "share"),
    Column("money", "股金（元）", "money"),
    Column("children", "子女数", "int"),
    Column("account", "银行账号", "bank"),
    Column("note", "备注"),
)
SHEET = Sheet("roll", "花名册", COLUMNS, max_rows=ROWS, totals=("money",))
BOOK = Book("bench", "测量用花名册", "1", (SHEET,), max_inflated=128 * 1024 * 1024)
CENT, SHARE = Decimal("0.01"), Decimal("0.0001")
PHONE, ACCOUNT = re.compile(r"1\d{10}"), re.compile(r"\d{8,30}")
SEXES = {"男": "m", "女": "f"}


def measure(place: Place) -> Iterator[Line]:
    """The seconds of both, and the memory of the worker and of its largest child."""
    content = workbook(BOOK, place, [column.title for column in COLUMNS], map(typed, range(ROWS)))
    _make_table()
    register = Register(BOOK, _compare, lambda intake, rows: (), _store, "", "")
    with clocks.Peak() as peak:
        taken, intake = clocks.timed(lambda: take(register, place, "花名册.xlsx", content, by=SYSTEM))
    if intake.state != State.STORED or intake.rows_stored != ROWS:
        raise RuntimeError(str(intake.report)[:500])
    _make_table()
    parts = _plainly(content)
    floor = sum(parts.values())
    what = f"花名册，{ROWS:,} 行 × 12 列，从工作簿到数据表（核对、密封、暂存、写入）"
    yield Line(what, f"{taken:.1f} 秒", "≤ 2 倍", clocks.in_parts(parts), taken / floor)
    yield Line("同上，内存最大值", peak.told(), "各 ≤ 400 MB")


def workbook(book: Book, place: Place, titles: list[str], rows: Iterator[list]) -> bytes:
    """As a clerk's program writes it: streamed, with the label of the community's template."""
    made = Workbook(write_only=True)
    page = made.create_sheet(book.sheets[0].title)
    page.append(titles)
    for row in rows:
        page.append(row)
    label = made.create_sheet(blank.LABEL)
    for line in blank.Label(book.kind, book.version, place.code).rows():
        label.append(line)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def typed(number: int) -> list:
    day = date(1940 + number // 12_000, 1 + number // 1000 % 12, 1 + number % 28)
    sex = "男" if number % 2 else "女"
    codes = f"{number:06d}", f"张{number}", id_number(day, number), sex, f"139{number:08d}", f"{day}", "2001-02-03"
    return [*codes, 1.5, 100 + number / 100, number % 4, f"6228{number:015d}", "备注"]


def id_number(day: date, number: int) -> str:
    """An invented number of a region that is none; odd numbers are men's."""
    seventeen = f"990101{day:%Y%m%d}{number % 1000:03d}"
    return seventeen + resident_check_character(seventeen)


def _plainly(content: bytes) -> dict[str, float]:
    """What any import must do: read the file, look at every cell, copy. The seconds of each."""
    read, rows = clocks.timed(
        lambda: CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    )
    looked, rows = clocks.timed(lambda: _checked(rows))
    copied, _ = clocks.timed(lambda: _copy(rows))
    return {"calamine": read, "逐格核对": looked, "COPY": copied}


def _checked(rows: list[list]) -> list[tuple]:
    today, seen, found = clock.today(), set(), []
    for number, name, card, sex, phone, born, joined, shares, money, children, account, note in rows:
        if not number or not name or card in seen or not check_resident_id(card, today=today).ok:
            raise RuntimeError(number)
        seen.add(card)
        if not PHONE.fullmatch(phone) or not ACCOUNT.fullmatch(account) or len(name) > 200 or len(note) > 200:
            raise RuntimeError(number)
        days = date.fromisoformat(born), date.fromisoformat(joined)
        sums = Decimal(f"{shares:.15g}").quantize(SHARE), Decimal(f"{money:.15g}").quantize(CENT)
        found.append((number, name, card, SEXES[sex], phone, *days, *sums, int(children), account, note))
    return found


def _copy(rows: Iterable[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _compare(intake, rows: Rows) -> Changes:
    return Changes(new=rows.count("roll"))


def _store(intake, rows: Rows, *, by) -> dict[str, int]:
    for block in rows.blocks("roll"):
        _copy(zip(*(block.columns[column.key] for column in COLUMNS), strict=True))
    return {"roll": rows.count("roll")}


def _make_table() -> None:
    kinds = {"date": "date", "share": "numeric(14,4)", "money": "numeric(18,2)", "int": "int"}
    columns = ", ".join(f"{column.key} {kinds.get(column.kind, 'text')}" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} ({columns})")
