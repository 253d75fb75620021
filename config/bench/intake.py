"""A roll of 68,000 × 12 from workbook to table; the floor reads, checks and copies the same rows and does no more."""

import os
import resource
import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

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


def measure(place: Place) -> Iterator[Line]:
    """The seconds of both, and the memory of the worker and of its largest child."""
    content = _workbook(place)
    _make_table()
    floor = _seconds(lambda: _plainly(content))
    _make_table()
    register = Register(BOOK, _compare, lambda intake, rows: (), _store, "", "")
    began = time.perf_counter()
    intake = take(register, place, "花名册.xlsx", content, by=SYSTEM)
    taken = time.perf_counter() - began
    if intake.state != State.STORED or intake.rows_stored != ROWS:
        raise RuntimeError(str(intake.report)[:500])
    told = f"calamine、核对、COPY {floor:.1f} 秒"
    yield Line(f"导入花名册，{ROWS:,} 行 × 12 列", f"{taken:.1f} 秒", "≤ 60 秒", told, taken / floor)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    yield Line("同上，读取子进程内存最大值", f"{child} MB", "≤ 512 MB", f"本进程 {_own_mb()} MB")


def _workbook(place: Place) -> bytes:
    """As a clerk's program writes it: streamed, with the label of the community's template."""
    book = Workbook(write_only=True)
    page = book.create_sheet(SHEET.title)
    page.append([column.title for column in COLUMNS])
    for number in range(ROWS):
        page.append(_row(number))
    label = book.create_sheet(blank.LABEL)
    for line in blank.Label(BOOK.kind, BOOK.version, place.code).rows():
        label.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _row(number: int) -> list:
    day = date(1940 + number // 12_000, 1 + number // 1000 % 12, 1 + number % 28)
    seventeen = f"990101{day:%Y%m%d}{number % 1000:03d}"
    card, sex = seventeen + resident_check_character(seventeen), "男" if number % 2 else "女"
    codes = f"{number:06d}", f"张{number}", card, sex, f"139{number:08d}", f"{day}", "2001-02-03"
    return [*codes, 1.5, 100 + number / 100, number % 4, f"6228{number:015d}", "备注"]


def _plainly(content: bytes) -> None:
    """Read, look at each row, copy: what any import must do."""
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    today, seen = clock.today(), set()
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
        for row in rows:
            if not row[1] or row[2] in seen or not check_resident_id(row[2], today=today).ok:
                raise RuntimeError(f"row {row[0]}")
            seen.add(row[2])
            copy.write_row([str(value) for value in row])


def _compare(intake, rows: Rows) -> Changes:
    return Changes(new=rows.count("roll"))


def _store(intake, rows: Rows, *, by) -> dict[str, int]:
    count = 0
    for portion in rows.portions("roll"):
        with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
            for row in portion:
                copy.write_row([str(row[column.key]) for column in COLUMNS])
        count += len(portion)
    return {"roll": count}


def _make_table() -> None:
    columns = ", ".join(f"{column.key} text" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} ({columns})")


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _own_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024 // 1024
