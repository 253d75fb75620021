"""A roll of 68,000 × 12 from workbook to table, beside the same rows read, checked and copied by straight code."""

import contextlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from communities.lib import clock
from communities.lib.idcards import check_resident_id
from communities.lib.intake.schema import Rows
from communities.models import Intake, Place
from communities.rules.intakes import State
from communities.services.intake import Changes, Register, take
from communities.services.recording import SYSTEM
from config.bench import clocks, peers
from config.bench.line import Line
from config.bench.measured_roll import BOOK, COLUMNS, ROWS, TABLE, make_table, typed, workbook

TIMES = 5
CENT, SHARE = Decimal("0.01"), Decimal("0.0001")
PHONE, ACCOUNT = re.compile(r"1\d{10}"), re.compile(r"\d{8,30}")
SEXES = {"男": "m", "女": "f"}


def measure(place: Place) -> Iterator[Line]:
    """Our way and the bare one, their memory; then what a well-known library takes for the same rows."""
    content = workbook(BOOK, place, [column.title for column in COLUMNS], map(typed, range(ROWS)))
    ours, bare, peaks = [], [], []
    for _ in range(TIMES):  # in turn, and the best of each: other work on the machine meets both alike
        with clocks.Peak() as peak:
            ours.append(_ours(place, content))
        bare.append(_plainly(content))
        peaks.append(peak)
    taken, parts = min(ours), min(bare, key=lambda each: sum(each.values()))
    what = f"花名册，{ROWS:,} 行 × 12 列，从工作簿到数据表（核对、密封暂存、写入）"
    yield Line(what, f"{taken:.1f} 秒", "≤ 2 倍", clocks.in_parts(parts), taken / sum(parts.values()))
    yield Line("同上，内存最大值", max(peaks, key=lambda each: each.own).told(), "各 ≤ 400 MB")
    yield from peers.measure(content, taken)


def _ours(place: Place, content: bytes) -> float:
    make_table()
    Intake.objects.filter(kind=BOOK.kind).delete()  # else the same workbook would not be taken again
    register = Register(BOOK, _compare, lambda intake, rows: (), _store, "", "")
    taken, intake = clocks.timed(lambda: take(register, place, "花名册.xlsx", content, by=SYSTEM))
    if intake.state != State.STORED or intake.rows_stored != ROWS:
        raise RuntimeError(str(intake.report)[:500])
    return taken


def _plainly(content: bytes) -> dict[str, float]:
    """What any import must do: read the file, look at every cell, copy. The seconds of each."""
    make_table()
    read, rows = clocks.timed(
        lambda: CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
    )
    looked, rows = clocks.timed(lambda: _checked(rows))
    copied, _ = clocks.timed(lambda: _merge(rows))
    return {"calamine": read, "逐格核对": looked, "COPY 与合并": copied}


def _merge(rows: list[tuple]) -> None:
    with _merging():
        _copy(rows)


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


def _compare(intake, rows: Rows) -> Changes:
    return Changes(new=rows.count("roll"))


def _store(intake, rows: Rows, *, by) -> dict[str, int]:
    with _merging():
        for block in rows.blocks("roll"):
            _copy(zip(*(block.columns[column.key] for column in COLUMNS), strict=True))
    return {"roll": rows.count("roll")}


def _copy(rows: Iterable[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY incoming FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextlib.contextmanager
def _merging() -> Iterator[None]:
    """What is copied into `incoming` meanwhile goes into the table, over what stands there under the same number."""
    told = ", ".join(f"{column.key} = excluded.{column.key}" for column in COLUMNS if not column.unique)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming (LIKE {TABLE}) ON COMMIT DROP")
        yield
        cursor.execute(f"INSERT INTO {TABLE} TABLE incoming ON CONFLICT (id_number) DO UPDATE SET {told}")
