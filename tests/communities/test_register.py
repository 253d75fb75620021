"""The official register: what is read, what is refused, what two registers show, how many there were when."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.rules.register import (
    Committee,
    CountEvent,
    Exact,
    Range,
    Snapshot,
    add_counts,
    base_name,
    compare,
    count_between,
    legal_body,
    parse,
    questions,
)

FILES = Path(__file__).parents[2] / "communities" / "registers"
TEXT_2017 = (FILES / "donggang_register_2017.csv").read_bytes().decode("utf-8-sig")
TEXT_2023 = (FILES / "donggang_register_2023.csv").read_bytes().decode("utf-8-sig")
HEADING = "street_code,street,community_code,community"
GOOD = "990101001000,东街街道,990101001001,朝阳社区居委会"


@pytest.fixture(scope="module")
def registers():
    return parse(TEXT_2017, district="东港区"), parse(TEXT_2023)


@pytest.fixture(scope="module")
def comparison(registers):
    return compare(*registers)


def file_of(*lines: str) -> str:
    return "\n".join((HEADING, *lines)) + "\n"


def sentences(*lines: str) -> list[str]:
    register = parse(file_of(*lines))
    assert register.rows == register.excluded == ()
    return [fault.sentence for fault in register.faults]


def test_both_real_registers_are_read_and_the_lookalike_committee_is_listed_but_not_counted(registers):
    assert [(register.read, len(register.rows)) for register in registers] == [(601, 600), (616, 615)]
    for register in registers:
        assert register.faults == ()
        assert [row.name for row in register.excluded] == ["鲁南监狱类似居委会"]


def test_the_district_is_derived_from_the_codes_where_the_file_has_no_column_for_it(registers):
    assert [(register.district_code, register.district) for register in registers] == [("371102", "东港区")] * 2


def test_the_two_registers_show_what_was_measured(comparison):
    assert (comparison.codes_gone, comparison.codes_new) == (120, 135)
    assert (len(comparison.vanished), len(comparison.appeared)) == (119, 134)
    assert (len(comparison.unchanged), len(comparison.restyled), len(comparison.moved)) == (474, 0, 0)


def test_six_communities_kept_their_code_under_another_name(comparison):
    assert [(pair.before.name, pair.after.name) for pair in comparison.renamed] == [
        ("利群社会区居委会", "利群社区居委会"),
        ("历家庄子村村委会", "厉家庄子村村委会"),
        ("山海天花园社区居委会", "碧海路社区居委会"),
        ("东代家沟村委会", "东代家河村委会"),
        ("西代家沟村委会", "西代家河村委会"),
        ("向阳村村村委会", "向阳村村委会"),
    ]


def test_one_village_kept_its_name_under_another_code(comparison):
    (pair,) = comparison.recoded
    assert (pair.before.name, pair.before.code, pair.after.code) == ("西沈马庄村委会", "371102108220", "371102108283")


def test_the_streets_show_the_real_mergers_and_the_new_street_is_to_be_confirmed(comparison):
    counts = {street.name: (street.before, street.after) for street in comparison.streets}
    assert counts["石臼街道"] == (22, 14)
    assert counts["河山镇"] == (48, 7)
    assert counts["西湖镇"] == (40, 9)
    assert [street.name for street in comparison.new_streets] == ["涛雒镇"]


def test_a_likely_succession_is_asked_and_never_stated(comparison):
    asked = {question.after.name: question for question in questions(comparison)}
    mingzhao = asked["明照新村村委会"]
    assert [row.name for row in mingzhao.before] == ["西明照村委会", "东明照村委会"]
    assert mingzhao.sentence.count("是否") == 1
    assert set(mingzhao.before) <= set(comparison.vanished)


@given(seed=st.integers(0, 10**6))
def test_the_order_of_the_lines_changes_nothing(seed, registers, comparison):
    shuffler = random.Random(seed)
    shuffled = []
    for text in (TEXT_2017, TEXT_2023):
        heading, *lines = text.splitlines()
        shuffler.shuffle(lines)
        shuffled.append(parse("\n".join((heading, *lines)), district="东港区"))
    assert tuple(shuffled) == registers
    assert compare(*shuffled) == comparison


def test_a_register_compared_with_itself_shows_no_change(registers):
    same = compare(registers[1], registers[1])
    assert len(same.unchanged) == 615
    assert same.codes_gone == same.codes_new == 0
    assert questions(same) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_all_read(encoding):
    assert parse(TEXT_2023.encode(encoding)) == parse(TEXT_2023)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_the_line_endings_of_other_systems_are_read(newline):
    assert parse(TEXT_2023.replace("\r\n", "\n").replace("\n", newline).encode()) == parse(TEXT_2023)


@pytest.mark.parametrize("data", [TEXT_2023.encode("utf-16"), TEXT_2023.encode("utf-16-le"), b"a,b\n\xff\xff,1\n"])
def test_any_other_encoding_is_refused_with_the_way_out(data):
    (fault,) = parse(data).faults
    assert "编码" in fault.sentence
    assert "UTF-8" in fault.sentence


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("990101001000,东街街道,99010100100,向阳社区居委会", "社区代码“99010100100”应为 12 位数字"),
        ("990101001000,东街街道,9.90101E+11,向阳社区居委会", "社区代码“9.90101E+11”应为 12 位数字"),
        ("990101001000,东街街道,９９０１０１００１００２,向阳社区居委会", "应为 12 位数字"),
        ("99010100100,东街街道,990101001002,向阳社区居委会", "街道代码“99010100100”应为 12 位数字"),
        ("990101001000,东街街道,,向阳社区居委会", "社区代码为空"),
        ("990101001000,东街街道,990101001001,向阳社区居委会", "社区代码 990101001001 与第2行重复"),
        ("990101001000,东街街道,990101002002,向阳社区居委会", "前九位与所属街道代码 990101001000 不一致"),
        ("990101001000,西街街道,990101001002,向阳社区居委会", "街道代码 990101001000 有两个名称"),
        ("990101001000,东街街道,990101001000,向阳社区居委会", "末三位不得为 000"),
        ("990101001001,东街街道,990101001002,向阳社区居委会", "末三位应为 000"),
        ("990101001000,,990101001002,向阳社区居委会", "街道名称为空"),
        ("990101001000,东街街道,990101001002,", "社区名称为空"),
        ("990101001000,东街街道,990101001002,向阳管理站", "看不出是居民委员会还是村民委员会"),
        (f"990101001000,东街街道,990101001002,{'长' * 58}村委会", "名称超过 60 个字"),
        ("990102001000,北街街道,990102001002,向阳社区居委会", "一份名册只含一个区县"),
        ("990101001000,东街街道,990101001002", "应有 4 列，实有 3 列"),
        ('990101001000,东街街道,990101001002,"向阳社区居委会', "引号不成对"),
    ],
)
def test_a_faulty_line_refuses_the_whole_file_and_is_named(line, reason):
    (sentence,) = sentences(GOOD, line)
    assert sentence.startswith("第3行：")
    assert reason in sentence
    assert sentence.endswith("。")


@given(faulty=st.sets(st.integers(0, 39), min_size=1), blanks=st.integers(0, 3))
def test_every_faulty_line_is_named_by_its_number_in_the_file(faulty, blanks):
    lines = [f"990101001000,东街街道,990101001{number:03},第{number}社区居委会" for number in range(1, 41)]
    for position in faulty:
        lines[position] = lines[position].replace("990101001000", "99010100100")
    register = parse("\n".join((HEADING, *[""] * blanks, *lines)))
    assert [fault.line for fault in register.faults] == sorted(position + 2 + blanks for position in faulty)
    assert register.rows == ()


def test_a_missing_column_is_named():
    (fault,) = parse("street_code,street,community_code\n990101001000,东街街道,990101001001\n").faults
    assert fault.sentence.startswith("第1行：缺少列 community")


def test_an_empty_file_is_no_register():
    assert [fault.line for fault in parse(b"").faults] == [1]
    assert "没有任何社区" in sentences()[0]


def test_a_district_column_that_contradicts_the_codes_is_refused():
    text = f"district_code,{HEADING}\n990102,{GOOD}\n"
    assert "不在区县代码 990102 之下" in parse(text).faults[0].sentence


@pytest.mark.parametrize(
    ("name", "bare", "body"),
    [
        ("明照新村村委会", "明照新村", Committee.VILLAGERS),
        ("明照新村村民委员会", "明照新村", Committee.VILLAGERS),
        ("桥东头村民委员会", "桥东头", Committee.VILLAGERS),
        ("日升社区居委会", "日升", Committee.RESIDENTS),
        ("日升社区居民委员会", "日升", Committee.RESIDENTS),
        ("日升居民委员会", "日升", Committee.RESIDENTS),
        ("日升社区", "日升", Committee.RESIDENTS),
        ("花园村", "花园村", Committee.VILLAGERS),
        ("村委会", "村委会", None),
    ],
)
def test_the_suffix_tells_the_legal_person_and_the_rest_is_the_name(name, bare, body):
    assert (base_name(name), legal_body(name)) == (bare, body)


def two_registers(old: list[tuple[str, str]], new: list[tuple[str, str]]):
    def register(rows):
        return parse(file_of(*(f"{code[:9]}000,街道{code[6:9]},{code},{name}" for code, name in rows)))

    return compare(register(old), register(new))


def test_another_spelling_of_the_committee_is_not_a_new_name():
    found = two_registers([("990101001201", "柳河村村委会")], [("990101001201", "柳河村村民委员会")])
    assert [len(part) for part in (found.restyled, found.renamed, found.unchanged)] == [1, 0, 0]


def test_a_unique_name_in_another_street_has_moved():
    found = two_registers([("990101001201", "柳河村村委会")], [("990101002207", "柳河村村委会")])
    assert [(pair.before.street, pair.after.street) for pair in found.moved] == [("街道001", "街道002")]
    assert found.appeared == found.vanished == ()


def test_a_common_name_in_another_street_is_left_open():
    old = [("990101001201", "王家村村委会"), ("990101003201", "王家村村委会")]
    found = two_registers(old, [("990101003201", "王家村村委会"), ("990101002201", "王家村村委会")])
    assert found.moved == ()
    assert [row.code for row in found.vanished] == ["990101001201"]
    assert [row.code for row in found.appeared] == ["990101002201"]


def test_a_village_and_a_residents_community_of_one_name_are_two_units():
    found = two_registers([("990101001201", "沙墩村委会")], [("990101001001", "沙墩社区居委会")])
    assert found.recoded == ()
    assert [question.after.code for question in questions(found)] == ["990101001001"]


def test_a_street_under_another_name_is_shown_with_its_former_one():
    old = parse(file_of("990101001000,东街镇,990101001001,朝阳社区居委会"))
    (street,) = compare(old, parse(file_of(GOOD))).streets
    assert (street.name, street.former_name, street.is_new, street.change) == ("东街街道", "东街镇", False, 0)


FIRST, SECOND = date(2017, 10, 31), date(2023, 6, 30)
BEFORE = Snapshot(FIRST, frozenset("abc"))
AFTER = Snapshot(SECOND, frozenset("cz"))
MERGER = CountEvent(date(2020, 1, 1), ended=frozenset("ab"), began=frozenset("z"))


def test_at_a_register_date_and_after_the_last_register_the_count_is_exact():
    assert count_between([AFTER, BEFORE], [], FIRST) == Exact(3)
    assert count_between([BEFORE, AFTER], [], SECOND) == Exact(2)
    assert count_between([BEFORE, AFTER], [], date(2026, 1, 1)) == Exact(2)


def test_between_two_registers_the_count_is_a_range_until_the_events_are_recorded():
    assert count_between([BEFORE, AFTER], [], date(2020, 6, 1)) == Range(2, 3)
    assert count_between([BEFORE, AFTER], [MERGER], date(2019, 12, 31)) == Exact(3)
    assert count_between([BEFORE, AFTER], [MERGER], date(2020, 1, 1)) == Exact(2)


def test_an_event_that_explains_a_part_narrows_the_range_only():
    wider = Snapshot(FIRST, frozenset("abcdef"))
    assert count_between([wider, AFTER], [MERGER], date(2019, 1, 1)) == Range(3, 6)
    assert count_between([wider, AFTER], [MERGER], date(2021, 1, 1)) == Range(2, 5)


def test_one_gone_and_one_new_without_an_event_stay_uncertain_though_the_numbers_agree():
    later = Snapshot(SECOND, frozenset("abz"))
    assert count_between([BEFORE, later], [], date(2020, 1, 1)) == Range(3, 3)


def test_an_event_after_the_last_register_counts_at_once():
    event = CountEvent(date(2026, 2, 1), ended=frozenset("cz"), began=frozenset("y"))
    assert count_between([BEFORE, AFTER], [MERGER, event], date(2026, 1, 31)) == Exact(2)
    assert count_between([BEFORE, AFTER], [MERGER, event], date(2026, 2, 1)) == Exact(1)


def test_before_the_first_register_nothing_is_known():
    assert count_between([BEFORE, AFTER], [MERGER], FIRST - timedelta(days=1)) is None


def test_a_district_is_the_sum_of_its_streets_and_exact_only_if_all_are():
    assert add_counts([Exact(3), Exact(4)]) == Exact(7)
    assert add_counts([Exact(3), Range(2, 5)]) == Range(5, 8)
    assert add_counts([Exact(3), None]) is None
    assert add_counts([]) is None


@given(
    old=st.frozensets(st.integers(0, 9)),
    new=st.frozensets(st.integers(0, 9)),
    days=st.integers(0, (SECOND - FIRST).days),
    merged_on=st.integers(1, (SECOND - FIRST).days),
)
def test_a_fully_recorded_change_is_exact_on_every_day_and_never_outside_the_range(old, new, days, merged_on):
    at, on = FIRST + timedelta(days=days), FIRST + timedelta(days=merged_on)
    snapshots = [Snapshot(FIRST, old), Snapshot(SECOND, new)]
    exact = count_between(snapshots, [CountEvent(on, ended=old - new, began=new - old)], at)
    assert exact == Exact(len(new) if at >= on or at == SECOND else len(old))
    match count_between(snapshots, [], at):
        case Exact(count):
            assert count == exact.count
        case Range(low, high):
            assert low <= exact.count <= high
