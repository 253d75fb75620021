"""A body may ask more of itself than the law does, never less; the rule it was judged by is kept as it was."""

import json
from datetime import date

import pytest

from communities.lib.errors import Refused
from communities.rules import legal_numbers
from tests.house.source import ROOT
from votes.rules import BODIES, Charter, Counts, Motion, frozen, raised, rule_for, share, shipped, thawed, verdict
from votes.rules.law import holds_on, parse

DAY = date(2026, 11, 30)
CITED = "张家村股份经济合作社章程第二十一条"


def charter(**asks):
    return Charter(**{"kind": "charter", "citation": CITED, "in_force_from": date(2026, 6, 1)} | asks)


def test_a_charter_raises_the_mark_as_a_new_dated_version():
    rule = rule_for("members_assembly", DAY)
    found = raised(rule, charter(majority=share("3/4以上"), notice_days=15))
    assert (str(found.majority), found.notice_days, found.version) == ("3/4以上", 15, 2)
    assert found.in_force_from == date(2026, 6, 1)
    assert found.basis == f"农村集体经济组织法第二十七条；{CITED}"
    assert found.sources["majority"] == "章程"
    again = raised(found, charter(quorum=share("4/5以上"), citation="议事规则第三条", kind="procedure"))
    assert (again.version, again.raised_by) == (3, (CITED, "议事规则第三条"))


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        ({"majority": share("超过1/2")}, "通过票数不得低于2/3以上（农村集体经济组织法第二十七条）"),
        ({"quorum": share("1/2以上")}, "到会人数不得低于2/3以上"),
        ({"notice_days": 9}, "通知天数不得少于10日"),
        ({"notice_days": 400}, "超过366日"),
        ({"majority": share("3/4以上"), "citation": " "}, "请写明所依据的章程"),
        ({"majority": share("3/4以上"), "kind": "district"}, "区、街道不得自行提高它的通过标准"),
        ({"majority": share("2/3以上")}, "没有高于现行规则的要求"),
        ({}, "没有高于现行规则的要求"),
    ],
)
def test_a_lowering_or_an_uncited_edit_is_refused_in_words(asks, says):
    with pytest.raises(Refused, match=says):
        raised(rule_for("members_assembly", DAY), charter(**asks))


def test_more_than_a_share_is_stricter_than_the_share_itself():
    rule = rule_for("party_members", DAY)
    assert str(raised(rule, charter(quorum=share("超过1/2"))).quorum) == "超过1/2"
    with pytest.raises(Refused, match="不得低于超过1/2"):
        raised(rule, charter(majority=share("1/2以上")))


def test_the_base_moves_from_those_present_to_all_and_never_back():
    found = raised(rule_for("residents_meeting", DAY), charter(of_all=True))
    assert (found.of, found.base(100, 60)) == ("全体", 100)
    with pytest.raises(Refused, match="没有高于现行规则的要求"):
        raised(found, charter(of_all=True))


def test_a_canvass_has_no_mark_to_raise():
    with pytest.raises(Refused, match="不作决定"):
        raised(rule_for("household_canvass", DAY), charter(majority=share("2/3以上")))


def test_a_charter_for_a_law_that_is_over_is_refused():
    with pytest.raises(Refused, match="到2025-12-31为止"):
        raised(rule_for("villagers_meeting", date(2025, 12, 31)), charter(quorum=share("2/3以上")))


def test_a_charter_holds_from_its_day_and_over_a_later_law_too():
    early = charter(in_force_from=date(2025, 6, 1), quorum=share("2/3以上"))
    quorums = [
        str(rule_for("villagers_meeting", day, charters=[early]).quorum)
        for day in (date(2025, 5, 31), date(2025, 6, 1), date(2026, 1, 1))
    ]
    assert quorums == ["超过1/2", "2/3以上", "2/3以上"]


def test_a_charter_weaker_than_a_matter_asks_leaves_the_law_standing():
    rule = rule_for("members_assembly", DAY, "non_member_benefit", [charter(majority=share("7/10以上"))])
    assert (str(rule.majority), rule.version) == ("3/4以上", 1)


@pytest.mark.parametrize("body", BODIES)
def test_a_frozen_rule_is_read_back_as_it_was(body):
    rule = rule_for(body, DAY, "non_member_benefit")
    assert thawed(json.loads(json.dumps(frozen(rule)))) == rule


def test_a_motion_is_judged_again_by_the_rule_in_its_record():
    rule = raised(rule_for("members_assembly", DAY), charter(majority=share("3/4以上")))
    record = json.loads(json.dumps(frozen(rule)))
    motion, counts = Motion("members_assembly", "general", DAY), Counts(300, 300, 220, against=80)
    assert verdict(motion, counts).passed
    found = verdict(motion, counts, thawed(record))
    assert (found.needed_for, found.passed) == (225, False)
    assert CITED in found.reasons[0]


def test_a_record_that_is_no_rule_is_not_read():
    record = frozen(rule_for("board", DAY))
    for name, wrong in (("quorum", "三分之二"), ("of", "户"), ("sources", {})):
        with pytest.raises(ValueError, match=r"比例|基数|出处"):
            thawed(record | {name: wrong})
    with pytest.raises(KeyError):
        thawed({})


def test_every_fact_of_the_shipped_law_has_its_source_and_every_notice_its_number():
    law = shipped()
    for rule in law.rules:
        assert rule.article
        assert not rule.notice or legal_numbers.find(rule.notice, rule.in_force_from), rule.body.key
    assert {rule.body.key for rule in law.rules} == set(law.bodies)
    assert {rule.body.key for rule in law.rules if holds_on(rule, DAY)} == set(law.bodies)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('quorum = "1/2以上"', 'quorum = "半数"', "应写成 2/3以上 或 超过1/2"),
        ('majority = "超过1/2"', 'majority = "3/2以上"', "不能达到"),
        ('of = "应到"', 'of = "户"', "计算基数应为"),
        ('quorum = "网页", ', "", "须写明出处"),
        ("in_force_to = 2025-12-31", "in_force_to = 2026-01-01", "有两行同时有效"),
        ("in_force_to = 2025-12-31", "in_force_to = 2017-12-31", "失效日早于施行日"),
        ('bodies = ["party_members",', 'bodies = ["parish",', "没有名为 parish 的会议"),
        ('effect = "决定"', 'effect = "命令"', "效力应为"),
    ],
)
def test_a_fault_in_the_data_is_named(old, new, says):
    text = (ROOT / "votes/rules/deciding.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=says):
        parse(text.replace(old, new, 1))
