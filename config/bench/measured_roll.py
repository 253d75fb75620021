"""The measured workbook and the table it goes into: invented people, 12 columns of every kind."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from django.db import connection
from openpyxl import Workbook

from communities.lib.idcards import resident_check_character
from communities.lib.intake import blank
from communities.lib.intake.schema import Book, Column, Sheet
from communities.models import Place

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


def workbook(book: Book, place: Place, titles: list[str], rows: Iterable[list]) -> bytes:
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


def make_table() -> None:
    kinds = {"date": "date", "share": "numeric(14,4)", "money": "numeric(18,2)", "int": "int"}
    columns = ", ".join(f"{column.key} {kinds.get(column.kind, 'text')}" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} ({columns}, PRIMARY KEY (id_number))")
