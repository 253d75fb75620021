import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from communities.access import Role
from communities.services import holidays
from config.bootstrap import _is_bare
from tests import makers

SPRING = ("--kind", "objection", "--from", "2026-03-02", "--days", "7", "--unit", "natural")


@pytest.fixture
def no_database(monkeypatch):
    def fail() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", fail)


@pytest.fixture
def edited(db):
    """A district whose office has entered the day on which the period would end as a day of rest."""
    district = makers.district()
    office = makers.account(Role.OFFICE, district)
    rest = holidays.Day(date(2026, 3, 9), False, "临时放假")
    holidays.save_table(district, [rest], known_through=date(2026, 12, 31), basis="区政府通知", by=office)
    return district


def ask(capsys, *arguments):
    call_command("rule", "period", *arguments)
    return json.loads(capsys.readouterr().out)


def test_the_command_answers_a_period_in_json_without_a_database(capsys, no_database):
    answer = ask(capsys, "--kind", "objection", "--from", "2026-02-12", "--days", "7", "--unit", "natural")
    assert answer["end"] == "2026-02-24"
    assert answer["counted"][0] == "2026-02-13"
    assert {"date": "2026-02-19", "reason": "春节"} in answer["skipped"]
    assert answer["warning"] == ""


def test_the_command_names_the_first_lawful_meeting_day_of_a_notice(capsys, no_database):
    answer = ask(capsys, "--kind", "notice", "--from", "2026-11-19", "--days", "10", "--unit", "natural")
    assert (answer["end"], answer["earliest"]) == ("2026-11-29", "2026-11-30")


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--kind", "poster", "期间种类“poster”无法识别"),
        ("--from", "2026-02-30", "日期“2026-02-30”无法识别"),
        ("--days", "seven", "天数“seven”不是整数"),
        ("--days", "0", "期间天数为 0"),
        ("--unit", "weeks", "计日单位“weeks”无法识别"),
    ],
)
def test_faulty_input_is_told_in_a_chinese_sentence_with_exit_code_2(option, value, says, no_database):
    asked = {"--kind": "display", "--from": "2026-02-12", "--days": "7", "--unit": "natural", option: value}
    with pytest.raises(CommandError, match=says) as fault:
        call_command("rule", "period", *(word for pair in asked.items() for word in pair))
    assert fault.value.returncode == 2


def test_the_table_of_the_only_district_is_taken_by_itself_and_of_a_named_one_by_its_code(capsys, edited):
    assert ask(capsys, *SPRING)["end"] == "2026-03-10"
    makers.district("邻区", "990102")
    assert ask(capsys, *SPRING)["end"] == "2026-03-09"
    answer = ask(capsys, *SPRING, "--district", edited.code)
    assert (answer["end"], answer["calendar_version"]) == ("2026-03-10", "1号表")
    assert {"date": "2026-03-09", "reason": "临时放假"} in answer["skipped"]


def test_a_district_that_is_not_there_is_refused(edited):
    with pytest.raises(CommandError, match="没有代码为 371102 的区"):
        call_command("rule", "period", *SPRING, "--district", "371102")


def test_a_named_district_is_not_answered_for_without_a_database(no_database):
    with pytest.raises(CommandError, match="数据库连接不上"):
        call_command("rule", "period", *SPRING, "--district", "990101")


@pytest.mark.parametrize(
    ("arguments", "bare"),
    [
        (["rule", "period"], True),
        (["rule", "period", "--district", "990101"], False),
        (["rule", "--district=1"], False),
    ],
)
def test_only_a_named_district_makes_the_command_start_a_database(arguments, bare):
    assert _is_bare("rule", arguments) is bare


VOTE = {
    "--body": "residents_representatives", "--matter": "abolish_committee", "--date": "2026-11-30",
    "--entitled": "57", "--present": "53", "--for": "49", "--against": "3", "--abstain": "1", "--invalid": "0",
}  # fmt: skip


def judge(*flags, **changes):
    asked = VOTE | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    call_command("rule", "verdict", *(word for pair in asked.items() for word in pair), *flags)


def test_the_command_answers_a_verdict_in_json_without_a_database(capsys, no_database):
    judge("--authorized", "--reform-done", notice_date="2026-11-20")
    answer = json.loads(capsys.readouterr().out)
    told = ("competent", "notice_ok", "quorum_met", "needed_present", "passed", "needed_for", "reasons")
    assert [answer[name] for name in told] == [True, True, True, 38, True, 27, []]
    assert answer["article"] == "居民委员会组织法第二十九条、居民委员会组织法第三条、第三十条"
    assert "占到会53人的92.4%" in answer["explanation"]


def test_the_command_says_what_stands_against_a_motion(capsys, no_database):
    judge(notice_date="2026-11-25", proxies="1", against="4")
    answer = json.loads(capsys.readouterr().out)
    assert not answer["passed"]
    for reason, words in zip(answer["reasons"], ("授权", "执行村规", "须提前5日", "不得委托"), strict=True):
        assert words in reason


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("body", "parish", "会议“parish”无法识别"),
        ("matter", "tax", "事项“tax”无法识别"),
        ("date", "2026-02-30", "日期“2026-02-30”无法识别"),
        ("for", "most", "“most”不是整数"),
        ("present", "58", "实到58多于应到57"),
        ("for", "50", "合计54，实到53，两数须相等"),
        ("invalid", "-1", "无效为-1"),
        ("notice_date", "9999-12-31", "超出范围"),
    ],
)
def test_an_impossible_vote_is_told_in_a_chinese_sentence_with_exit_code_2(option, value, says, no_database):
    with pytest.raises(CommandError, match=says) as fault:
        judge(**{option: value})
    assert fault.value.returncode == 2
