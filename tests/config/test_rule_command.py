import json

import pytest
from django.core.management import CommandError, call_command


def ask(capsys, *arguments):
    call_command("rule", "period", *arguments)
    return json.loads(capsys.readouterr().out)


def test_the_command_answers_a_period_in_json_without_a_database(capsys):
    answer = ask(capsys, "--kind", "objection", "--from", "2026-02-12", "--days", "7", "--unit", "natural")
    assert answer["end"] == "2026-02-24"
    assert answer["counted"][0] == "2026-02-13"
    assert {"date": "2026-02-19", "reason": "春节"} in answer["skipped"]
    assert answer["warning"] == ""


def test_the_command_names_the_first_lawful_meeting_day_of_a_notice(capsys):
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
def test_faulty_input_is_told_in_a_chinese_sentence_with_exit_code_2(option, value, says):
    asked = {"--kind": "display", "--from": "2026-02-12", "--days": "7", "--unit": "natural", option: value}
    with pytest.raises(CommandError, match=says) as fault:
        call_command("rule", "period", *(word for pair in asked.items() for word in pair))
    assert fault.value.returncode == 2
