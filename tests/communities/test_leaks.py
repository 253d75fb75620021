"""No personal number may slip into what is published or logged; no official number may be mistaken for one."""

import io
import json
import logging
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.idcards import resident_check_character
from communities.lib.leaks import find_personal_numbers, redact
from communities.lib.logs import JsonFormatter, bound

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
MATHEMATICAL = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
RESIDENT = "371102198001011238"
CARD = "6222021001116245702"


def luhn_completed(head):
    total = sum(d - 9 if d > 9 else d for d in (int(c) * 2 for c in head[::-2])) + sum(int(c) for c in head[-2::-2])
    return head + str(-total % 10)


residents = st.builds(
    lambda region, born, serial: (head := f"{region}{born:%Y%m%d}{serial:03d}") + resident_check_character(head),
    st.sampled_from(["371102", "110105", "650102", "440300", "520181"]),
    st.dates(date(1900, 1, 1), date(2026, 11, 22)),
    st.integers(0, 999),
)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
cards = st.builds(
    lambda prefix, length, seed: luhn_completed((prefix + f"{seed:018d}"[::-1])[: length - 1]),
    st.sampled_from(["6222", "6217", "6228"]),
    st.integers(16, 19),
    st.integers(0, 10**18 - 1),
)
# Words around the number: whatever a notice says, but no digits, which would make another number of it.
words = st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="XxＸｘⅩⅹХх"), max_size=20)
widths = st.sampled_from([str, lambda n: n.translate(FULL_WIDTH), lambda n: n.translate(MATHEMATICAL), str.lower])
gaps = st.sampled_from([" ", "-", "\u3000", "－", " - ", "\u200b", "—", "\xa0", "\n"])


def kinds(text):
    return [found.kind for found in find_personal_numbers(text)]


@given(words, residents, widths, words)
def test_an_id_number_in_any_width_is_found_where_it_stands(before, number, width, after):
    found = find_personal_numbers(before + width(number) + after)
    assert [(f.kind, f.start, f.end) for f in found] == [("id", len(before), len(before) + 18)]


@given(words, residents, st.sets(st.integers(1, 17)), gaps, widths, words)
def test_an_id_number_with_gaps_anywhere_is_found(before, number, cuts, gap, width, after):
    spaced = "".join((gap if i in cuts else "") + c for i, c in enumerate(width(number)))
    assert "id" in kinds(before + spaced + after)


@given(st.integers(0, 10**9), residents, st.integers(0, 10**6))
def test_an_id_number_glued_to_other_digits_is_found(before, number, after):
    assert "id" in kinds(f"户号{before}{number.rstrip('X')}{'X' if number.endswith('X') else after}")


@given(words, mobiles, widths, words)
def test_a_mobile_number_is_found(before, number, width, after):
    assert kinds(before + width(number) + after) == ["phone"]


@pytest.mark.parametrize(
    "written",
    ["138 1234 5678", "138-1234-5678", "138－1234－5678", "+86 138 1234 5678", "+8613812345678", "0086-13812345678",
     "1 3 8 1 2 3 4 5 6 7 8", "13812345678/13912345678", "tel13812345678", "13812345678X", "138 1234 5678 3号楼",
     "138 1234 5678\n139 1234 5678\n137 1234 5678\n136 1234 5678", "138-1234-5678 2026-11-19 10"],
)  # fmt: skip
def test_the_ways_a_mobile_number_is_written(written):
    assert set(kinds("电话：" + written)) == {"phone"}
    assert "1234" not in redact(written)


@given(words, cards, widths, words)
def test_a_bank_card_is_found(before, number, width, after):
    assert kinds(before + width(number) + after) == ["bank"]


@given(cards, st.sampled_from([" ", "-", "\u3000"]))
def test_a_bank_card_printed_in_fours_is_found(number, gap):
    printed = gap.join(number[i : i + 4] for i in range(0, len(number), 4))
    assert kinds(f"开户行账号 {printed}（农商行）") == ["bank"]


@given(cards, st.integers(0, 14), st.sampled_from("123456789"))
def test_a_number_that_fails_luhn_is_no_bank_card(number, place, step):
    place = min(place + 4, len(number) - 1)
    changed = number[:place] + str((int(number[place]) + int(step)) % 10) + number[place + 1 :]
    assert "bank" not in kinds(f"账号{changed}")


@pytest.mark.parametrize(
    "text",
    [
        "统计代码 371102001001、371102001002",
        "371102001001 371102001002 371102001003",
        "统一社会信用代码 N2371102MF0000013A，另 91371102MA3C5A7B2X",
        "代码 913711027286380151 与 5237110249571234X6",
        "2026年11月19日至2026年11月30日，即 2026-11-19 2026-11-30",
        "20261119 20261130 2026.11.19 2026/11/19 10:30",
        "档号 990101-2026-0012-003，文号 示范政〔2026〕12号",
        "摘要 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "编号 371102198001-0101-1238-0000-446655440000",
        "550e8400-e29b-41d4-a716-446655440000",
        "第2026-W53周 26个单位 16个步骤",
        "156 2345 1234 4500 1200 3300 5600 88",
        "资产 1,234,567.89 元，面积 12345.6789 平方米",
        "电话 138****5678，账号 **** 6789",
        "0633-8281234",
        "371102198001011237",  # the check digit is wrong
        "371102198013011238",  # there is no 13th month
    ],
)
def test_official_numbers_are_left_alone(text):
    assert find_personal_numbers(text) == []


@given(st.binary(min_size=32, max_size=32), st.uuids())
def test_a_digest_and_a_uuid_are_never_personal(digest, uuid):
    assert kinds(f"{digest.hex()} {uuid}") == []


def test_redacting_leaves_nothing_to_find_and_the_rest_as_it_was():
    text = f"张三 {RESIDENT} 电话13812345678 卡{CARD}。"
    assert redact(text) == "张三 [已隐去] 电话[已隐去] 卡[已隐去]。"


@given(words, residents, mobiles)
def test_redacting_twice_changes_nothing_more(between, number, mobile):
    once = redact(f"{number}{between}、{mobile}")
    assert number not in once
    assert mobile not in once
    assert redact(once) == once


def test_a_thousand_notices_with_planted_ids_are_all_stopped():
    chance = random.Random(20261122)
    for _ in range(1000):
        head = f"371102{chance.randint(1930, 2020)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
        head += f"{chance.randint(0, 999):03d}"
        number = head + resident_check_character(head)
        written = chance.choice([number, number.translate(FULL_WIDTH), f"{head[:6]} {head[6:14]} {number[14:]}"])
        assert "id" in kinds(
            f"示范村第{chance.randint(1, 26)}户 入户照片_{written}.jpg 2026-11-{chance.randint(1, 28)}"
        )


# -- log lines


def logged(*args, **kwargs):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("portal.test")
    logger.addHandler(handler)
    logger.error(*args, **kwargs)
    return stream.getvalue()


def test_a_log_line_is_json_with_who_and_when():
    with bound(request_id="r-1", user_id=42):
        entry = json.loads(logged("收到 %s", "上报"))
    assert (entry["request"], entry["user"], entry["message"]) == ("r-1", "42", "收到 上报")
    assert (entry["level"], entry["logger"]) == ("ERROR", "portal.test")
    assert entry["time"].endswith("+08:00")
    assert json.loads(logged("其后"))["request"] == ""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_a_newline_in_a_message_cannot_forge_a_second_line(newline):
    line = logged("name=%s", f"a{newline}" + '{"level": "INFO"}')
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == f"name=a{newline}" + '{"level": "INFO"}'


def test_no_personal_number_reaches_the_log_not_even_in_a_traceback():
    try:
        raise ValueError(f"duplicate {RESIDENT}")
    except ValueError:
        line = logged("failed for %s", "13812345678", exc_info=True)
    assert find_personal_numbers(line) == []
    assert "ValueError" in json.loads(line)["traceback"]


def test_a_letter_behind_a_card_of_seventeen_digits_does_not_make_it_a_credit_code():
    assert kinds(luhn_completed("6222000000000000") + "A") == ["bank"]
