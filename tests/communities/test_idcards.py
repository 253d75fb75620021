"""Resident IDs and unified credit codes: length, date, check digit; regions are not judged."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.idcards import (
    birth_date,
    check_credit_code,
    check_resident_id,
    resident_check_character,
    upgraded,
)

TODAY = date(2026, 11, 22)
digits = st.sampled_from("0123456789")


def resident_ids():
    """Any region, any birth date up to today, right check character."""
    return st.builds(
        lambda region, born, serial: (
            (head := f"{region:06d}{born:%Y%m%d}{serial:03d}") + resident_check_character(head)
        ),
        st.integers(110000, 659999),
        st.dates(date(1900, 1, 1), TODAY),
        st.integers(0, 999),
    )


@pytest.mark.parametrize("number", ["371102198001011238", "371102199206011236", "11010519491231002X"])
def test_a_holder_of_371102_born_before_the_district_existed_is_accepted(number):
    assert check_resident_id(number, today=TODAY).ok


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("37110219800101123", "18位"),
        ("37110219800101123x", "大写X"),
        ("3711021980O1011238", "18位"),
        ("３71102198001011238", "18位"),
        ("371102198002301238", "出生日期"),
        ("371102202611230015", "晚于今天"),
        ("371102198001011237", "校验码"),
    ],
)
def test_a_wrong_number_is_refused_with_a_sentence_that_does_not_repeat_it(number, said):
    verdict = check_resident_id(number, today=TODAY)
    assert not verdict.ok
    assert any(said in fault for fault in verdict.faults)
    assert number not in "".join(verdict.faults)


def test_a_child_born_today_is_accepted():
    head = "371102" + f"{TODAY:%Y%m%d}" + "001"
    assert check_resident_id(head + resident_check_character(head), today=TODAY).ok


@given(resident_ids(), st.integers(0, 17), digits)
def test_one_wrong_digit_is_always_noticed(number, place, digit):
    changed = number[:place] + digit + number[place + 1 :]
    assert check_resident_id(changed, today=TODAY).ok == (changed == number)


@given(resident_ids())
def test_the_birth_date_is_read_from_the_number(number):
    assert f"{birth_date(number):%Y%m%d}" == number[6:14]


def test_a_fifteen_digit_number_becomes_eighteen():
    assert upgraded("110105491231002") == "11010519491231002X"
    assert upgraded("11010519491231002X") == "11010519491231002X"


def test_an_n2_code_of_a_rural_collective_is_accepted_without_a_warning():
    verdict = check_credit_code("N2371102MF0000013A")
    assert verdict.ok
    assert not verdict.warnings


def test_a_wrong_check_character_of_a_credit_code_is_only_a_warning():
    verdict = check_credit_code("N2371102MF0000013B")
    assert verdict.ok
    assert "校验码" in verdict.warnings[0]


@pytest.mark.parametrize(
    "code", ["", "N2371102MF0000013", "N2371102MF0000013I", "N2 371102MF0000013", "N237110AMF0000013A"]
)
def test_what_is_not_a_credit_code_is_refused(code):
    assert not check_credit_code(code).ok
