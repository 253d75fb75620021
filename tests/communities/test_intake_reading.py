"""A register's workbook from blank to typed rows: exact values, every fault at its cell, no row lost in silence."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from communities.lib.intake import blank, marking
from communities.lib.intake.mapping import find_header, match
from communities.lib.intake.reading import open_workbook
from tests.communities.intake_books import BOOK, CODE, NAME, PEOPLE, checked, filled, id_number, person, saved, template


def messages(content: bytes) -> dict[str, str]:
    """Cell → message of every fault."""
    checking, _ = checked(content)
    return {fault["cell"]: fault["message"] for fault in checking.report.faults}


def test_a_filled_template_is_read_into_typed_values():
    checking, rows = checked(filled(person(1, joined="2001年3月4日", children=2, account="6228480000000000012")))
    assert checking.report.faults == []
    assert dict(rows[0].values) == {
        "number": "0001",
        "name": "张1",
        "id_number": id_number(1),
        "sex": "f",
        "phone": "13905330127",
        "born": date(1980, 1, 2),
        "joined": date(2001, 3, 4),
        "shares": Decimal("1.5000"),
        "money": Decimal("100.25"),
        "children": 2,
        "account": "6228480000000000012",
    }


def test_rows_read_are_the_accepted_the_rejected_and_the_blank_ones():
    checking, rows = checked(filled(person(1), {}, person(2, name=None), {}, person(3)))
    people = checking.report.sheets["people"]
    assert (people.read, people.accepted, people.rejected, people.blank) == (5, 2, 1, 2)
    assert [row.number for row in rows] == [5, 9]


@pytest.mark.parametrize(
    ("changes", "cell", "said"),
    [
        ({"id_number": 371102199206011236}, "C5", "数字单元格"),
        ({"id_number": "990101198001010012"}, "C5", "校验码"),
        ({"account": 6228480000000000012}, "K5", "数字单元格"),
        ({"number": 12}, "A5", "数字单元格"),
        ({"money": "=100+0.25"}, "I5", "公式"),
        ({"shares": "=1+1"}, "H5", "公式"),
        ({"id_number": '="990101"&"1"'}, "C5", "公式"),
        ({"money": "1.005"}, "I5", "最多 2 位小数"),
        ({"money": "3万"}, "I5", "应为数字"),
        ({"shares": -1}, "H5", "不能小于 0"),
        ({"children": 1.5}, "J5", "整数"),
        ({"born": "1980-02-30"}, "F5", "有效日期"),
        ({"sex": "不详"}, "D5", "只能填：男、女"),
        ({"phone": "12345"}, "E5", "11 位手机号"),
        ({"name": None}, "B5", "必填"),
        ({"note": "字" * 51}, "L5", "超过 50 个字"),
        ({"money": "#N/A"}, "I5", "错误值"),
        ({"joined": date(1970, 1, 1)}, "G5", "早于出生日期"),
    ],
)
def test_a_fault_names_its_cell_and_says_what_is_wrong(changes, cell, said):
    found = messages(filled(person(1, **changes)))
    assert list(found) == [cell]
    assert said in found[cell]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (0.1 + 0.2, "0.30"),
        ("1,234.50", "1234.50"),
        ("１２．５", "12.50"),
        (" ¥ 3 元", "3.00"),
        (99999999.99, "99999999.99"),
    ],
)
def test_money_is_exact_however_it_is_typed(typed, value):
    _, rows = checked(filled(person(1, money=typed)))
    assert str(rows[0]["money"]) == value


def test_a_sealed_value_is_not_repeated_in_the_list_of_faults():
    wrong = id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1")
    checking, _ = checked(filled(person(1, id_number=wrong, phone=139053301)))
    assert [fault["value"] for fault in checking.report.faults] == ["●●●●（18 位）", "●●●●（数字）"]


def test_the_same_id_twice_in_a_file_is_a_fault_at_the_second_one():
    spelled = id_number(1)[:6] + " " + id_number(1)[6:].lower()
    assert "与第 5 行重复" in messages(filled(person(1), person(2), person(3, id_number=spelled)))["C7"]


def test_the_sheets_own_totals_must_equal_the_sums():
    right = checked(filled(person(1), person(2), totals={"shares": 3, "money": "=SUM(I5:I9)"}))[0].report
    assert right.faults == []
    wrong = checked(filled(person(1), person(2), totals={"shares": 3, "money": 200}))[0].report
    told = "合计行写的“股金（元）”是 200.00，各行相加是 200.50，相差 -0.50；请核对。"
    assert wrong.faults == [{"sheet": "花名册", "cell": "I4", "value": "200.00", "message": told}]


def test_a_fault_whose_column_stands_nowhere_is_marked_at_the_head_of_its_row():
    fault = {"sheet": "花名册", "cell": "第5行", "value": "", "message": "须填写原值"}
    book = openpyxl.load_workbook(BytesIO(marking.mark(filled(person(1)), [fault], "花名册")))
    assert book["花名册"]["A5"].comment.text == "须填写原值"


def test_the_template_carries_its_label_its_drop_downs_and_text_formats():
    workbook = template()
    page = workbook["花名册"]
    assert [tuple(cell.value for cell in row) for row in workbook[blank.LABEL].rows] == [
        ("kind", "people"),
        ("version", "2026-1"),
        ("place", CODE),
    ]
    assert workbook[blank.LABEL].sheet_state == "veryHidden"
    assert workbook[blank.LISTS].sheet_state == "hidden"
    assert [each.formula1 for each in page.data_validations.dataValidation if each.type == "list"] == [
        "choices_people_sex"
    ]
    assert all(each.showErrorMessage for each in page.data_validations.dataValidation)  # else it refuses nothing
    assert page.column_dimensions["C"].number_format == "@"
    assert "身份证号码" in {cell.value for row in workbook[blank.GUIDE].rows for cell in row}


def test_what_the_register_already_says_is_filled_in_without_sealed_values():
    known = {
        "people": [{"number": "0007", "name": "=张", "id_number": id_number(7), "sex": "m", "money": Decimal("1.20")}]
    }
    workbook = openpyxl.load_workbook(BytesIO(blank.blank_workbook(BOOK, CODE, NAME, known)))
    assert [cell.value for cell in workbook["花名册"][5]][:4] == ["0007", "'=张", None, "男"]


def test_a_header_of_two_rows_and_other_words_is_recognised():
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = "花名册 "
    page.append(["某村社员名册"])
    page.append(["户号", "基本情况", None, None, "缴纳"])
    page.append([None, "名字", "证件号码", "性别", "股金(元)"])
    page.merge_cells("B2:D2")
    page.append(["0001", "张三", id_number(1), "男", "5"])
    checking, rows = checked(saved(workbook))
    assert checking.report.faults == []
    assert (rows[0].number, rows[0]["name"], rows[0]["money"]) == (4, "张三", Decimal("5.00"))


def test_a_title_that_is_unknown_is_told():
    header = find_header(PEOPLE, [["户号", "姓名", "身份证号码", "绰号"]])
    assert match(PEOPLE, header.titles) == {"number": 0, "name": 1, "id_number": 2}
    with open_workbook(filled(person(1)), BOOK) as opened:
        assert opened.names[:2] == ["花名册", "缴款"]
