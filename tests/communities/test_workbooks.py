"""Exported workbooks hold no formula, lose no digit, and are the same bytes for the same rows."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.workbooks import LONGEST_TEXT, STYLED_ROWS, Column, Sheet, Toned, as_text, write

FORMULA_STARTS = "=+-@\t\r＝＋－＠"
ONE = [Column("内容", 20)]


def written(*sheets):
    out = io.BytesIO()
    write(sheets, out)
    return out.getvalue()


def opened(*sheets):
    return openpyxl.load_workbook(io.BytesIO(written(*sheets)))


def cells(book):
    return [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]


def xml(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))


def ledger(rows=(("990101001001", 3, Decimal("1234.50"), date(2026, 11, 16)),), **options):
    columns = [
        Column("代码", 14),
        Column("户数", 8, "int"),
        Column("金额（元）", 14, "money"),
        Column("日期", 12, "date"),
    ]
    return Sheet("台账", columns, rows, ("进展台账", "2026-W47"), ("注：以工作台为准。",), **options)


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("rest", ["1+1", "", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example")'])
def test_text_that_begins_like_a_formula_is_stored_as_text_with_an_apostrophe(start, rest):
    nasty = start + rest
    sheet = Sheet("表", [Column(nasty, 9)], [[nasty], [Toned(nasty, "late")]], [nasty], [nasty], footer=nasty)
    content = written(sheet)
    assert b"<f>" not in xml(content)
    found = cells(openpyxl.load_workbook(io.BytesIO(content)))
    assert len(found) == 5
    assert all(cell.data_type == "s" and cell.value.startswith("'" + start.replace("\r", "\n")) for cell in found)


@given(st.lists(st.text(), min_size=1, max_size=8))
def test_no_text_whatever_becomes_a_formula_or_an_error(texts):
    book = opened(Sheet("表", ONE, [[text] for text in texts]))
    assert {cell.data_type for cell in cells(book)} <= {"s"}
    assert not any(cell.value[0] in FORMULA_STARTS for cell in cells(book))


@given(st.text())
def test_ordinary_text_is_written_as_it_stands(text):
    ordinary = "文" + "".join(character for character in text if character.isprintable())
    assert as_text(ordinary) == ordinary


def test_a_formula_hidden_behind_an_unprintable_character_is_noticed():
    assert as_text("\x00=1+1") == "'=1+1"
    assert as_text("\ufffe＝1") == "'＝1"


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\ufffe", "\x0b\x1f"])
def test_characters_no_workbook_can_hold_are_left_out(text):
    (cell,) = cells(opened(Sheet("表", [Column("", 9)], [["前" + text + "后"]], autofilter=False)))
    assert cell.value in ("前ab后", "前后")


def test_too_long_a_text_is_cut_and_says_so():
    text = as_text("长" * 40_000)
    assert len(text) == LONGEST_TEXT
    assert text.endswith("全文见工作台）")


@pytest.mark.parametrize("code", ["371102199001011264", "990101001001", "001", "1e5", "2026-11-19", "#N/A", "TRUE"])
def test_ids_and_codes_are_text_and_keep_every_character(code):
    cell = opened(Sheet("表", ONE, [[code]]))["表"]["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (code, "s", "@")


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text():
    page = opened(Sheet("表", [Column("号", 20, "int")], [[371102199001011264], [10**15 - 1]]))["表"]
    assert page["A2"].value == "371102199001011264"
    assert page["A3"].value == 10**15 - 1


def test_figures_and_dates_are_figures_and_dates():
    columns = [Column(kind, 12, kind) for kind in ("int", "money", "area", "percent", "date", "datetime")]
    moment = datetime(2026, 11, 15, 16, 30, 59, tzinfo=UTC)
    row = [26, Decimal("12345678901.23"), Decimal("0.1234"), Fraction(53, 57), date(2026, 11, 16), moment]
    page = opened(Sheet("表", columns, [row, [None] * 6, ["未填"] * 6]))["表"]
    assert [cell.value for cell in page[2]] == [
        26,
        12345678901.23,
        0.1234,
        0.929,
        datetime(2026, 11, 16),  # noqa: DTZ001
        datetime(2026, 11, 16, 0, 30),  # noqa: DTZ001
    ]
    assert [cell.number_format for cell in page[2]][:4] == ["0", "#,##0.00", "#,##0.00##", "0.0%"]
    assert [cell.value for cell in page[3]] == [None] * 6
    assert [cell.value for cell in page[4]] == ["未填"] * 6


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_percentage_is_never_rounded_up(part, whole):
    page = opened(Sheet("表", [Column("%", 8, "percent")], [[Fraction(part, whole)]]))["表"]
    shown = Fraction(str(page["A2"].value))
    assert shown <= Fraction(part, whole) < shown + Fraction(1, 1000)


def test_the_same_rows_give_the_same_bytes():
    content = written(ledger())
    assert written(ledger()) == content
    assert written(ledger([("990101001002", 3, Decimal(1), date(2026, 11, 16))])) != content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(ledger()).properties
    assert properties.created == properties.modified == datetime(2000, 1, 1)  # noqa: DTZ001


def test_the_file_names_the_portal_and_nobody_else():
    properties = opened(ledger()).properties
    assert properties.creator == properties.lastModifiedBy == "撤改撤并工作台"


def test_a_ledger_is_set_up_for_printing():
    page = opened(ledger(paper="a3", frozen_columns=1, footer="摘要 9f86 & 其他"))["台账"]
    assert page.freeze_panes == "B4"
    assert page.auto_filter.ref == "A3:D4"
    assert page.print_title_rows == "$3:$3"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.oddFooter.left.text == "摘要 9f86 && 其他"
    assert {str(area) for area in page.merged_cells.ranges} == {"A1:D1", "A2:D2", "A5:D5"}
    assert page.column_dimensions["A"].width == 14
    assert [page["A1"].value, page["A3"].value, page["A5"].value] == ["进展台账", "代码", "注：以工作台为准。"]


def test_a_tone_colours_its_cell_only():
    page = opened(Sheet("表", [*ONE, *ONE], [[Toned("超期", "late"), "按期"]]))["表"]
    assert page["A2"].fill.fgColor.rgb.endswith("FBE3E1")
    assert page["B2"].fill.fill_type is None


def test_forbidden_and_double_sheet_titles_are_made_lawful():
    book = opened(Sheet("a/b:[c]*?", ONE, []), Sheet("长" * 40, ONE, []), Sheet("长" * 40, ONE, []), Sheet("", ONE, []))
    assert len(set(book.sheetnames)) == 4
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_a_row_of_the_wrong_length_is_a_fault_and_not_a_shifted_column():
    with pytest.raises(ValueError, match="3 values for 1 columns"):
        written(Sheet("表", ONE, [["a", "b", "c"]]))


def test_a_long_register_is_streamed_with_the_same_cells(tmp_path):
    row = ("990101001001", 3, Decimal("1234.50"), Toned(date(2026, 11, 16), "late"))
    write([ledger(row for _ in range(STYLED_ROWS + 1))], tmp_path / "long.xlsx")
    page = openpyxl.load_workbook(tmp_path / "long.xlsx")["台账"]
    short = opened(ledger([row]))["台账"]
    for mine, other in zip(page[STYLED_ROWS + 4], short[4], strict=True):
        assert (mine.value, mine.number_format, mine.fill.fgColor.rgb) == (
            other.value,
            other.number_format,
            other.fill.fgColor.rgb,
        )
    assert page.max_row == STYLED_ROWS + 5
    assert (page.freeze_panes, page.print_title_rows) == (short.freeze_panes, short.print_title_rows)
    assert page.auto_filter.ref == f"A3:D{STYLED_ROWS + 4}"


def test_a_long_register_keeps_every_text_as_a_short_one_does(tmp_path):
    texts = ["a<b>&c;", " 两端 ", "一行\n两行", "=1+1", "#N/A", "", "\x07字", "_x000D_"]
    write([Sheet("表", ONE, [[text] for text in texts] * 1_000, notes=("注：<完>",))], tmp_path / "long.xlsx")
    page = openpyxl.load_workbook(tmp_path / "long.xlsx")["表"]
    short = opened(Sheet("表", ONE, [[text] for text in texts]))["表"]
    assert [page.cell(row, 1).value for row in range(2, 10)] == [short.cell(row, 1).value for row in range(2, 10)]
    assert {page.cell(row, 1).data_type for row in range(2, 10)} <= {"s", "n"}  # never a formula; n: empty
    assert page.cell(8_002, 1).value == "注：<完>"
