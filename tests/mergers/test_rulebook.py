"""The shipped rulebook, and the reader that refuses a faulty one with every fault named."""

import copy
import json
import random
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.rules.legal_numbers import shipped
from mergers.rules import rulebook
from mergers.rules.blank_forms import BLANK_FORMS
from mergers.rules.gate_names import GATES, GATES_EVERYWHERE
from mergers.rules.rulebook import CaseFacts, RulebookFault
from mergers.rules.rulebook.vocabulary import DECISION_RULES
from mergers.rules.rulebook_page import render
from mergers.rules.transitions import STEP_FILING

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "mergers/rulebook/donggang.toml").read_text(encoding="utf-8")
DATA = tomllib.loads(TEXT)
BOOK = rulebook.parse(TEXT)
NUMBERS = st.sampled_from([step.number for step in BOOK.steps])


def faults_of(data):
    with pytest.raises(RulebookFault) as caught:
        rulebook.build(data)
    return caught.value.faults


def changed(number, **values):
    """The shipped data with these keys of one step replaced."""
    data = copy.deepcopy(DATA)
    next(step for step in data["step"] if step["number"] == number).update(values)
    return data


def assert_one_fault(data, where, key, words):
    faults = faults_of(data)
    assert [(fault.where, fault.key) for fault in faults] == [(where, key)]
    assert words in faults[0].sentence


class TestTheShippedRulebook:
    def test_four_stages_hold_four_three_five_and_four_steps(self):
        assert [len(BOOK.steps_of(stage.number)) for stage in BOOK.stages] == [4, 3, 5, 4]
        assert [step.number for step in BOOK.steps] == list(range(1, 17))

    def test_the_key_nodes_are_the_meeting_the_canvass_the_posting_and_the_request(self):
        assert {step.number: step.node for step in BOOK.steps if step.node} == {
            3: "mobilisation",
            10: "canvass",
            12: "posting",
            13: "request",
        }

    def test_who_files_reviews_and_confirms_each_step(self):
        chains = {step.number: ("·".join(step.files), step.reviews, step.confirms) for step in BOOK.steps}
        village, both = "community", "community·cooperative"
        assert chains == {
            1: (village, "street", "office"),
            2: (village, "street", ""),
            3: (village, "street", ""),
            4: ("street", "office", ""),
            5: (both, "street", ""),
            6: (both, "street", ""),
            7: (both, "street", "office"),
            8: (village, "street", ""),
            9: (village, "street", ""),
            10: (village, "street", ""),
            11: (village, "street", ""),
            12: (village, "street", ""),
            13: ("street", "office", ""),
            14: ("street", "office", ""),
            15: (village, "street", "office"),
            16: (village, "street", "office"),
        }

    def test_the_street_only_checks_procedure_on_the_steps_of_decision(self):
        assert [step.number for step in BOOK.steps if step.review_label == "程序核验"] == [8, 9, 10, 11, 12]

    def test_every_step_waits_for_the_steps_the_list_names(self):
        assert {step.number: step.after for step in BOOK.steps} == {
            1: (),
            2: (1,),
            3: (2,),
            4: (2, 3),
            5: (1,),
            6: (5,),
            7: (1,),
            8: (4,),
            9: (8,),
            10: (9,),
            11: (9, 10),
            12: (11,),
            13: (4, 6, 7, 12),
            14: (13,),
            15: (13, 14),
            16: (15,),
        }

    def test_no_step_of_decision_approval_or_handover_may_be_waived(self):
        waivable = {step.number for step in BOOK.steps if step.waivable_step}
        assert waivable.isdisjoint({4, 8, 9, 10, 11, 12, 13, 15, 16})

    def test_each_of_the_five_uniform_matters_is_served_by_a_step(self):
        served = {number for step in BOOK.steps for number in step.uniform}
        assert served == {uniform.number for uniform in BOOK.uniforms} == {1, 2, 3, 4, 5}

    def test_eighteen_departments_and_four_and_six_functions_are_the_default(self):
        assert len(BOOK.departments) == 18
        assert (len(BOOK.community_functions), len(BOOK.cooperative_functions)) == (4, 6)

    def test_every_gate_known_is_used_by_some_step(self):
        used = {gate for step in BOOK.steps for gate in step.gates}
        used |= {gate for step in BOOK.steps for override in step.when for gate in override.gates}
        assert used | set(GATES_EVERYWHERE) == set(GATES)

    def test_every_blank_form_serves_some_evidence_and_asks_for_no_identity_number(self):
        assert {kind.blank for step in BOOK.steps for kind in step.evidence} - {""} == set(BLANK_FORMS)
        for form in BLANK_FORMS.values():
            words = "".join((*form.fields, *form.columns, *form.items))
            assert not any(word in words for word in ("身份证", "电话", "账号")), form.slug
            assert form.columns or form.fields

    def test_no_step_writes_a_legal_number_for_itself(self):
        named = {key for step in BOOK.steps for key in step.rule_keys}
        named |= {key for step in BOOK.steps for override in step.when for key in override.rule_keys}
        assert named <= shipped().keys() | set(DECISION_RULES)
        assert {"notice.villagers_meeting", "display.affairs", "decision.party_meeting"} <= named


class TestWhatACaseChanges:
    def test_unfinished_reform_makes_the_proposal_wait_for_inventory_and_membership(self):
        done = BOOK.step(8).for_case(CaseFacts("B", "merge", verification=True))
        unfinished = BOOK.step(8).for_case(CaseFacts("B", "merge", verification=False))
        assert (done.after, unfinished.after) == ((4,), (4, 6, 7))

    def test_verification_shortens_inventory_and_membership(self):
        short = CaseFacts("B", "merge", verification=True)
        assert [BOOK.step(number).for_case(short).days for number in (5, 7)] == [10, 10]
        full = CaseFacts("B", "merge", verification=False)
        assert [BOOK.step(number).for_case(full).days for number in (5, 7)] == [30, 45]

    def test_a_village_is_put_to_the_villagers_meeting_and_never_to_representatives(self):
        view = BOOK.step(11).for_case(CaseFacts("A", "merge"))
        assert view.title == "村民会议表决"
        assert view.rule_keys == ("notice.villagers_meeting", "decision.villagers_meeting")
        assert "authorisation" not in {kind.kind for kind in view.evidence}

    def test_an_agency_brings_its_contract_and_its_signatures(self):
        without = BOOK.step(5).for_case(CaseFacts("A", "merge"))
        with_one = BOOK.step(5).for_case(CaseFacts("A", "merge", has_agency=True))
        assert {kind.kind for kind in with_one.evidence} - {kind.kind for kind in without.evidence} == {
            "agency_contract"
        }
        assert set(with_one.gates) - set(without.gates) == {"agency_signed"}

    def test_conversion_in_place_needs_no_receiving_community(self):
        view = BOOK.step(2).for_case(CaseFacts("A", "convert"))
        assert "receiving_named" not in view.gates
        assert "receiving_opinion" not in {kind.kind for kind in view.evidence}

    def test_every_step_of_every_case_keeps_the_common_gates_and_some_evidence(self):
        for route in "AB":
            for mode in ("merge", "convert"):
                for verification in (False, True):
                    for view in BOOK.for_case(CaseFacts(route, mode, verification)):
                        assert view.gates[: len(GATES_EVERYWHERE)] == GATES_EVERYWHERE
                        assert view.evidence

    def test_a_case_without_a_lawful_route_is_refused(self):
        with pytest.raises(ValueError, match="no such route"):
            CaseFacts("C", "merge")


class TestStorage:
    def test_a_version_reads_back_equal(self):
        assert rulebook.from_json(rulebook.to_json(BOOK)) == BOOK
        assert rulebook.build(rulebook.to_data(BOOK)) == BOOK

    @settings(max_examples=30)
    @given(st.randoms(use_true_random=False))
    def test_the_order_of_keys_and_blocks_leaves_the_digest_alone(self, order):
        assert rulebook.digest(rulebook.build(_shuffled(DATA, order))) == rulebook.digest(BOOK)

    def test_comments_leave_the_digest_alone(self):
        assert rulebook.digest(rulebook.parse(f"# 说明\n{TEXT}\n# 完")) == rulebook.digest(BOOK)

    def test_a_default_written_out_leaves_the_digest_alone(self):
        data = copy.deepcopy(DATA)
        data["step"][0]["evidence"][0] |= {"minimum": 1, "blank": "", "when": []}
        assert rulebook.digest(rulebook.build(data)) == rulebook.digest(BOOK)

    @settings(max_examples=30)
    @given(NUMBERS, st.integers(46, 9999))
    def test_a_changed_value_changes_the_digest_and_is_the_only_difference(self, number, days):
        edited = rulebook.build(changed(number, days=days))
        assert rulebook.digest(edited) != rulebook.digest(BOOK)
        before = BOOK.step(number).days
        assert [str(change) for change in rulebook.diff(BOOK, edited)] == [f"第{number}步 工作天数：{before} → {days}"]

    def test_a_removed_kind_of_evidence_shows_as_removed(self):
        evidence = [kind for kind in DATA["step"][7]["evidence"] if kind["kind"] != "motion_text"]
        changes = rulebook.diff(BOOK, rulebook.build(changed(8, evidence=evidence)))
        assert ("第8步", "材料“motion_text”名称", "议案", "（无）") in [
            (change.where, change.what, change.before, change.after) for change in changes
        ]

    def test_equal_versions_do_not_differ(self):
        assert rulebook.diff(BOOK, BOOK) == []


class TestFaults:
    @given(NUMBERS, st.data())
    def test_a_value_of_the_wrong_type_is_named_with_its_step_and_key(self, number, draw):
        step = next(step for step in DATA["step"] if step["number"] == number)
        key = draw.draw(st.sampled_from(sorted(step.keys() - {"number"})))
        wrong = draw.draw(st.sampled_from([3.5, date(2026, 1, 1), [3.5], {"x": 3.5}]))
        named = [fault for fault in faults_of(changed(number, **{key: wrong})) if fault.where == f"第{number}步"]
        assert any(fault.key.startswith(key) for fault in named)

    @given(NUMBERS, st.from_regex(r"[a-z_]{1,12}", fullmatch=True))
    def test_an_unknown_key_is_refused_and_nothing_else_complained_of(self, number, key):
        known = {field for step in rulebook.to_data(BOOK)["step"] for field in step}
        if key not in known:
            assert_one_fault(changed(number, **{key: "x"}), f"第{number}步", key, "没有这个键")

    @given(NUMBERS, st.integers(17, 9999))
    def test_a_reference_to_a_missing_step_is_named(self, number, missing):
        assert_one_fault(changed(number, after=[missing]), f"第{number}步", "after", f"不存在的第{missing}步")

    @given(NUMBERS, st.data())
    def test_a_missing_required_key_is_named(self, number, draw):
        key = draw.draw(st.sampled_from(["title", "short", "files", "days", "evidence", "reviews", "review_label"]))
        data = copy.deepcopy(DATA)
        del data["step"][number - 1][key]
        assert_one_fault(data, f"第{number}步", key, "缺少这个键")

    @pytest.mark.parametrize(
        ("number", "values", "key", "words"),
        [
            (2, {"after": [1, 2]}, "after", "本步自己"),
            (2, {"after": [1, 16]}, "after", "成环"),
            (3, {"files": ["villagers"]}, "files", "villagers 不存在"),
            (3, {"files": []}, "files", "至少有一方"),
            (4, {"reviews": "street"}, "reviews", "不能审核自己"),
            (4, {"confirms": "office", "confirm_label": "备案"}, "confirms", "不能是同一方"),
            (3, {"confirms": "office"}, "confirm_label", "确认环节的名称"),
            (3, {"review_label": "批准"}, "review_label", "批准 不存在"),
            (3, {"gates": ["moon_phase"]}, "gates", "moon_phase 不存在"),
            (3, {"gates": ["earlier_steps"]}, "gates", "每一步都有"),
            (3, {"departments": ["navy"]}, "departments", "navy 不存在"),
            (3, {"uniform": [6]}, "uniform", "没有第6项"),
            (3, {"uniform": [1, 1]}, "uniform", "重复"),
            (3, {"node": "party"}, "node", "party 不存在"),
            (3, {"form": "poem"}, "form", "poem 不存在"),
            (3, {"short": "动员大会场"}, "short", "最多4字"),
            (3, {"rule_keys": ["notice.ten_days"]}, "rule_keys", "notice.ten_days 不存在"),
            (3, {"waits": ["weather"]}, "waits", "weather 不存在"),
            (3, {"key": "plan"}, "key", "plan 重复"),
            (3, {"days": True}, "days", "整数"),
            (3, {"days": 0}, "days", "整数"),
            (3, {"title": "动员\u0000"}, "title", "不可见"),
            (3, {"title": " "}, "title", "不能为空"),
            (3, {"stage": 5}, "stage", "没有第5阶段"),
            (6, {"stage": 1}, "stage", "早于前一步"),
            (11, {"waivable_step": True, "waivable_ground": "来不及"}, "waivable_step", "不得报不适用"),
            (3, {"waivable_step": True}, "waivable_ground", "在什么情形下"),
            (3, {"when": {"rain": {"days": 5}}}, "when.rain", "rain 不存在"),
            (3, {"when": {"merge": {"gates_dropped": ["risk_conclusion"]}}}, "when.merge.gates_dropped", "本步的关口"),
        ],
    )
    def test_a_contradiction_is_named_with_its_step_and_key(self, number, values, key, words):
        faults = faults_of(changed(number, **values))
        assert any(key == fault.key and words in fault.sentence for fault in faults), faults
        assert all(fault.where in (f"第{number}步", "规程") for fault in faults if "成环" not in fault.sentence)

    @pytest.mark.parametrize(
        ("evidence", "key", "words"),
        [
            ({"minimum": 0}, "evidence[1].minimum", "整数"),
            ({"blank": "napkin"}, "evidence[1].blank", "napkin 不存在"),
            ({"not_before": "receipt"}, "evidence[1].not_before", "receipt 不存在"),
            ({"not_before": "sign_in"}, "evidence[1].not_before", "引用了材料自己"),
            ({"when": ["rain"]}, "evidence[1].when", "rain 不存在"),
            ({"colour": "red"}, "evidence[1].colour", "没有这个键"),
            ({"kind": "签到"}, "evidence[1].kind", "代号"),
        ],
    )
    def test_a_fault_in_evidence_is_named_with_its_position(self, evidence, key, words):
        data = changed(9, evidence=[{"kind": "sign_in", "title": "签到表"} | evidence])
        assert_one_fault(data, "第9步", key, words)

    def test_one_kind_of_evidence_stands_once_in_a_step(self):
        kind = {"kind": "sign_in", "title": "签到表"}
        assert_one_fault(changed(9, evidence=[kind, kind]), "第9步", "evidence", "sign_in 重复")

    def test_numbers_run_from_one_without_gaps_or_doubles(self):
        gap = copy.deepcopy(DATA)
        gap["step"][15]["number"] = 18
        assert ("第18步", "number") in [(fault.where, fault.key) for fault in faults_of(gap)]
        double = copy.deepcopy(DATA)
        double["step"][15]["number"] = 15
        assert ("第15步", "number") in [(fault.where, fault.key) for fault in faults_of(double)]

    def test_an_unreadable_number_is_named_by_the_position_of_its_block(self):
        data = copy.deepcopy(DATA)
        data["step"][6]["number"] = "七"
        assert_one_fault(data, "第7个步骤块", "number", "整数")

    def test_a_stage_without_steps_is_refused(self):
        data = copy.deepcopy(DATA)
        data["stages"].append({"number": 5, "title": "回头看"})
        assert_one_fault(data, "规程", "stages", "第5阶段没有步骤")

    def test_all_faults_are_told_at_once(self):
        data = changed(7, days="很多", after=[19])
        data["step"][2]["files"] = []
        told = {(fault.where, fault.key) for fault in faults_of(data)}
        assert {("第7步", "days"), ("第7步", "after"), ("第3步", "files")} <= told

    def test_a_rulebook_may_have_any_number_of_steps(self):
        data = copy.deepcopy(DATA)
        data["step"].append({**data["step"][15], "number": 17, "key": "review_year", "after": [16]})
        assert len(rulebook.build(data).steps) == 17

    def test_text_that_is_no_toml_is_a_fault_like_any_other(self):
        with pytest.raises(RulebookFault, match="文件格式有误"):
            rulebook.parse("[[step]")
        with pytest.raises(RulebookFault, match="文件格式有误"):
            rulebook.from_json("{")

    @settings(max_examples=200)
    @given(
        st.dictionaries(
            st.sampled_from([*DATA, "other"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*DATA["step"][0]]), inner),
                max_leaves=12,
            ),
        )
    )
    def test_whatever_the_data_the_answer_is_a_list_of_faults(self, data):
        assert faults_of(data)


def test_the_page_of_the_rulebook_is_generated_from_the_data():
    page = (ROOT / "docs/rulebook.md").read_text(encoding="utf-8")
    assert page == render(BOOK, STEP_FILING), "run manage.py write_rulebook_page"
    assert Counter(page.splitlines())["### 第11步 村（居）民会议表决"] == 1


def test_the_command_that_writes_the_page_finds_it_up_to_date(capsys):
    call_command("write_rulebook_page", "--check")
    assert "一致" in capsys.readouterr().out


def _shuffled(value, order: random.Random):
    """The same data with the keys of tables and the step blocks in another order; other lists keep theirs."""
    if isinstance(value, list):
        return [_shuffled(member, order) for member in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    order.shuffle(keys)
    shuffled = {key: _shuffled(value[key], order) for key in keys}
    if "step" in shuffled:
        order.shuffle(shuffled["step"])
    return json.loads(json.dumps(shuffled))
