"""A register invented for the tests of the intake: people and what they paid."""

from datetime import date
from io import BytesIO

import openpyxl
from django.core.files.base import ContentFile

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.idcards import resident_check_character
from communities.lib.intake import blank
from communities.lib.intake.checking import Checking
from communities.lib.intake.mapping import Layout, find_header, find_tab, match
from communities.lib.intake.reading import open_workbook
from communities.lib.intake.schema import Book, Column, Fault, Row, Rows, Sheet
from communities.models import Heartbeat
from communities.services.intake import Changes, Duplicate, Register

TODAY = date(2026, 11, 20)
CODE, NAME = "990101001001", "大窑"
SEX = (("m", "男"), ("f", "女"))


def id_number(number: int) -> str:
    """An invented ID card: of no real region, with its right check character."""
    seventeen = f"990101{19800101 + number % 28}{number % 1000:03d}"
    return seventeen + resident_check_character(seventeen)


def check_row(row: Row):
    if row["joined"] and row["born"] and row["joined"] < row["born"]:
        yield row.fault("joined", "加入日期早于出生日期；请核对。")


def check_book(rows: Rows):
    names = {row["name"] for row in rows.of("people")}
    for row in rows.of("paid") if rows.count("paid") else ():
        if row["name"] not in names:
            yield Fault(row.sheet, row.number, "name", "花名册中没有这个人；请核对姓名。")


PEOPLE = Sheet(
    "people",
    "花名册",
    (
        Column("number", "户号", "code", required=True),
        Column("name", "姓名", required=True, aliases=("名字", "社员姓名")),
        Column("id_number", "身份证号码", "id_card", required=True, unique=True, aliases=("证件号码",)),
        Column("sex", "性别", "choice", choices=SEX),
        Column("phone", "联系电话", "phone"),
        Column("born", "出生日期", "date"),
        Column("joined", "加入日期", "date"),
        Column("shares", "股数", "share", minimum=0),
        Column("money", "股金（元）", "money"),
        Column("children", "子女数", "int", maximum=20),
        Column("account", "银行账号", "bank"),
        Column("note", "备注", longest=50),
    ),
    totals=("shares", "money"),
    max_rows=70_000,
)
PAID = Sheet(
    "paid",
    "缴款",
    (Column("name", "姓名", required=True), Column("sum", "金额", "money", required=True)),
    optional=True,
)
BOOK = Book("people", "测试花名册", "2026-1", (PEOPLE, PAID), check_row, check_book, max_inflated=128 * 1024 * 1024)


def person(nth: int, /, **changes) -> dict:
    """A lawful row by column key, as a clerk types it."""
    typed = {
        "number": f"{nth:04d}",
        "name": f"张{nth}",
        "id_number": id_number(nth),
        "sex": "女",
        "phone": "13905330127",
        "born": "1980-01-02",
        "shares": 1.5,
        "money": 100.25,
    }
    return typed | changes


def template(book: Book = BOOK, code: str = CODE) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(blank.blank_workbook(book, code, NAME)))


def filled(*rows: dict, totals: dict | None = None, paid=(), workbook=None) -> bytes:
    """The template with these rows typed in."""
    workbook = workbook or template()
    page = workbook["花名册"]
    for number, row in enumerate(rows, blank.first_row(PEOPLE)):
        for place, column in enumerate(PEOPLE.columns, 1):
            if row.get(column.key) is not None:
                page.cell(number, place, row[column.key])
    for place, column in enumerate(PEOPLE.columns, 1):
        if column.key in (totals or {}):
            page.cell(blank.HEADER_ROW + 1, place, totals[column.key])
    for line in paid:
        workbook["缴款"].append(line)
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def checked(content: bytes, book: Book = BOOK, sheet: Sheet = PEOPLE) -> tuple[Checking, list[Row]]:
    """One sheet of a workbook, read in a child and checked."""
    found = []
    checking = Checking(book, today=TODAY)
    with open_workbook(content, book) as opened:
        portions = list(opened.rows(find_tab(sheet, opened.names, only=True), sheet.max_rows + 100))
        header = find_header(sheet, portions[0].rows)
        layout = Layout(sheet, find_tab(sheet, opened.names, only=True), header, match(sheet, header.titles))
        checking.open(layout)
        for portion in portions:
            found += checking.take(layout, portion).rows()
        checking.close(layout)
    return checking, found


def stored_names() -> list[str]:
    """What the invented register holds; its table is borrowed."""
    return sorted(Heartbeat.objects.filter(name__startswith="人:").values_list("name", flat=True))


def compare(intake, rows: Rows) -> Changes:
    if any(row["name"] == "闭册" for row in rows.of("people")):
        raise Refused("花名册已经锁定，不能导入；请逐人办理。")
    known = set(stored_names())
    names = {f"人:{row['number']}" for row in rows.of("people")}
    return Changes(len(names - known), 0, len(names & known), len(known - names), samples=sorted(names - known)[:3])


def duplicates(intake, rows: Rows):
    for row in rows.of("people"):
        if row["name"] == "双栖":
            yield Duplicate(row, "name", "这个人在别的社区也有登记；请核对。")


def store(intake, rows: Rows, *, by):
    found = [Heartbeat(name=f"人:{row['number']}", at=clock.now()) for each in rows.portions("people") for row in each]
    if any(each.name == "人:9999" for each in found):
        raise RuntimeError("the machine stops in the middle")
    Heartbeat.objects.bulk_create(found, ignore_conflicts=True)
    return {"people": len(found)}


REGISTER = Register(BOOK, compare, duplicates, store, "tests.check", "tests.store")


def uploaded(content: bytes, name: str = "花名册.xlsx") -> ContentFile:
    return ContentFile(content, name=name)
