"""An assessment from its opening to the receipt: what it lacks, who does what, what is frozen, who reads it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, RecordEntry
from risk import questions
from risk.models import Assessment, AssessmentEvent, OpinionEntry
from risk.rules.schemes import SIDES
from risk.services import assessments, judging, petitions, points, schemes
from tests import makers
from tests.risk.assessing import CONCLUSION, FACTS, POINT, at, concluded, examined, opened, written

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday():
    with clock.set_to(at(TODAY)):
        yield


def petition(place, street, **other):
    facts = {
        "received_on": clock.today(), "channel": "visit", "kind": "appeal", "matter": "dividend", "people": 2,
        "about_merger": True, "timed": True, "summary": "担心分红", "handler": "街道办事处", "petitioner": "高山军",
    }  # fmt: skip
    return petitions.enter(place, by=street, **facts | other)


def test_an_assessment_goes_its_way_and_every_act_stands_in_the_record(place, street, office):
    this = concluded(place, street, office)
    this = assessments.perform(this, "file", receipt_number="云政法备〔2026〕1号", by=street)
    assert (this.number, this.status, this.passed) == ("990101稳评〔2026〕1号", "filed", True)
    assert (this.computed_before, this.computed, this.final_level) == ("medium", "low", "low")
    assert "33%" in this.rule["words"]
    moves = list(AssessmentEvent.objects.filter(assessment=this).values_list("move", flat=True))
    assert moves == ["open", "submit", "examine", "conclude", "file"]
    assert RecordEntry.objects.filter(subject_type="risk.assessment").count() == len(moves) + 2  # written, judged


def test_it_cannot_be_sent_in_while_a_side_a_measure_or_a_contingency_is_missing(place, street):
    this = opened(place, street)
    points.add_point(this, by=street, **POINT | {"contingency": "", "probability_after": None, "impact_after": None})
    with pytest.raises(Refused) as refused:
        assessments.perform(this, "submit", by=street)
    assert list(refused.value.reasons) == judging.missing(this)
    told = str(refused.value)
    for words in (
        "利益相关者",
        "应急预案",
        "合法性还有3项",
        "可控性还没有分析结论",
        "缺防范化解措施、措施后的概率和影响、应急处置",
    ):
        assert words in told


def test_no_level_is_told_before_there_is_a_risk_point(place, street):
    this = opened(place, street)
    page = makers.client(street).get(f"/assessments/{this.pk}/").content.decode()
    assert page.count("还没有登记风险点，不计算") == 3
    points.add_point(this, by=street, **POINT)
    assert "不计算" not in makers.client(street).get(f"/assessments/{this.pk}/").content.decode()


def test_an_indicator_not_met_says_what_is_the_matter_and_names_nobody(place, street):
    this = opened(place, street)
    first = this.findings.first()
    for found, told in ((("not", " "), "须写明情况"), (("met", "见13905331234"), "手机号"), (("lost", ""), "不是有效")):
        with pytest.raises(Refused, match=told):
            assessments.find(this, {first.pk: found}, {}, by=street)
    with pytest.raises(Refused, match="不属于这份评估"):
        assessments.find(this, {0: ("met", "")}, {}, by=street)
    assessments.find(this, {first.pk: ("not", "征求意见不足")}, {}, by=street)
    assert this.findings.get(pk=first.pk).note == "征求意见不足"


def test_opposition_is_taken_as_it_is_and_raises_the_level(place, street):
    this = written(place, street, asked=300, opposed=100)
    found = judging.judged(this)
    assert (found.by_points, found.by_opposition, found.after, found.share) == ("low", "high", "high", "33.3%")
    with pytest.raises(Refused, match="不能大于调查数"):
        assessments.write(this, by=street, opposed=301)


def test_the_examiner_is_not_who_sent_it_in_and_a_return_thaws_it(place, street, office):
    this = assessments.perform(written(place, street), "submit", by=street)
    with pytest.raises(Refused, match="内容不再改动"):
        assessments.write(this, by=street, method="改")
    with pytest.raises(Refused, match="须写明意见"):
        assessments.perform(this, "return", by=office)
    this = assessments.perform(this, "return", text="座谈记录不全", by=office)
    assert (this.status, this.computed, this.submitted_by) == ("drafting", "", None)
    with pytest.raises(Refused, match="不包含"):
        assessments.perform(assessments.perform(this, "submit", by=street), "examine", text="同意", by=street)
    assert Message.objects.filter(to=office).count() == 2


def test_below_the_computed_level_only_with_a_reason_and_never_on_with_a_high_one(place, street, office):
    this = examined(place, street, office, opposed=60)  # 20 %
    with pytest.raises(Refused, match="低于计算等级"):
        assessments.perform(this, "conclude", by=office, **CONCLUSION)
    with pytest.raises(Refused, match="不能直接实施"):
        assessments.perform(this, "conclude", by=office, **CONCLUSION | {"final_level": "high"})
    reason = {"final_reason": "反对集中在更名，方案已保留原名"}
    assert assessments.perform(this, "conclude", by=office, **CONCLUSION | reason).final_level == "low"


def test_the_gate_is_locked_until_the_assessment_has_passed(place, street, office):
    assert questions.assessment_passed(place) is None
    this = written(place, street)
    assert "还没有作出结论" in questions.assessment_passed(place).reasons[0]
    this = assessments.perform(this, "submit", by=street)
    this = assessments.perform(this, "examine", text="同意", by=office)
    this = assessments.perform(this, "conclude", by=office, **CONCLUSION | {"conclusion": "suspend"})
    assert "依法暂缓" in questions.assessment_passed(place).reasons[0]
    with clock.set_to(at(date(2026, 4, 1))):
        again = concluded(place, street, office)
    assert questions.assessment_passed(place).reasons == ()
    assert questions.assessment_of(place) == again


def test_a_petition_after_the_conclusion_calls_for_a_new_look_and_locks_nothing(place, street, office):
    petition(place, street)
    with clock.set_to(at(date(2026, 3, 3))):
        this = concluded(place, street, office)
        petition(place, street, about_merger=False)
    assert "重新研判" not in questions.assessment_passed(place).detail
    with clock.set_to(at(date(2026, 3, 10))):
        petition(place, street)
        passed = questions.assessment_passed(place)
        assert (passed.reasons, passed.level) == ((), "low")
        assert "1件，须重新研判" in passed.detail
        page = makers.client(street).get(f"/assessments/{this.pk}/").content.decode()
        assert "登记了1件与本次撤改撤并有关的信访事项" in page
    with clock.set_to(at(date(2026, 3, 11))):
        this = assessments.perform(this, "reconsider", text="诉求已解释，维持原结论", by=street)
    assert (this.status, this.final_level) == ("concluded", "low")
    assert "重新研判" not in questions.assessment_passed(place).detail


def test_only_one_runs_at_a_time_and_a_void_one_stands_in_nobodys_way(place, street):
    this = opened(place, street)
    with pytest.raises(Refused, match="正在办理"):
        opened(place, street)
    assessments.perform(this, "void", text="立项有误", by=street)
    assert opened(place, street).number.endswith("2号")
    assert Assessment.objects.newest().get().number.endswith("2号")


def test_each_risk_carries_its_contingency_and_dated_opinion_watch_in_the_report(place, street):
    this = written(place, street)
    seen = {"seen_on": date(2026, 3, 1), "channel": "online", "gist": "担心更名", "handling": "公开答复"}
    entry = points.enter_opinion(this.points.get(), by=street, **seen)
    assert (entry.at, OpinionEntry.objects.count()) == (clock.now(), 1)
    with pytest.raises(Refused, match="手机号"):
        points.enter_opinion(this.points.get(), by=street, **seen | {"gist": "网民13905331234称"})
    paper = makers.client(street).get(f"/assessments/{this.pk}/report/")
    assert paper["Content-Type"] == "application/pdf"
    words = report_words(paper.content)
    for told in ("合作社当日说明", "担心更名", "2026-03-01", "云办发〔2026〕9号", "逐户说明收益分配办法", "送审稿"):
        assert told in words


def report_words(pdf: bytes) -> str:
    import io
    import re

    import pypdf

    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def test_the_office_puts_its_own_indicators_in_force_and_older_assessments_keep_theirs(place, street, office):
    before = opened(place, street)
    lists = {side: [f"{word}一项"] for side, word in SIDES.items()}
    asked = {"basis": "示办〔2026〕5号", "indicators": lists, "points": lists}
    with pytest.raises(Refused, match="不能早于今天"):
        schemes.set_scheme(place.district, in_force_from=date(2026, 3, 1), by=office, **asked)
    schemes.set_scheme(place.district, in_force_from=TODAY, by=office, **asked)
    assert before.findings.count() == 20
    assessments.perform(before, "void", text="按新指标重新立项", by=street)
    assert opened(place, street).findings.count() == 4
    page = makers.client(office).get("/assessments/scheme/").content.decode()
    assert "示办〔2026〕5号" in page


def test_a_district_s_numbers_are_chosen_by_the_day_of_the_assessment(place, street, office):
    from communities.services import settings

    this = written(place, street, opposed=15)  # 5 %
    asked = {"in_force_from": date(2026, 3, 3), "basis": "示办〔2026〕6号", "by": office}
    settings.set_value("risk.opposed_medium", 5, place.district, **asked)
    assert judging.judged(this).after == "low"
    with clock.set_to(at(date(2026, 3, 4))):
        assert schemes.rule_on(place.district, clock.today()).by_opposition(15, 300) == "medium"


@pytest.mark.parametrize("role", [Role.AGENCY, Role.SYSTEM_ADMIN])
def test_others_do_not_read_assessments(place, street, role):
    this = opened(place, street)
    person = makers.one_of_each(place)[role]
    assert makers.client(person).get(f"/assessments/{this.pk}/").status_code == 403


def test_the_pages_lead_from_a_draft_to_its_conclusion(place, street, office):
    browser, desk = makers.client(street), makers.client(office)
    made = browser.post("/assessments/new/", {"place": place.pk, "based_on": "2026-03-02", "form_key": "a"})
    address = made["Location"]
    facts = FACTS | {"unit": "households", "plan_on": "2026-03-01", "form_key": "b"}
    assert browser.post(f"{address}write/", facts).status_code == 302
    this = Assessment.objects.get()
    found = {f"verdict_{row.pk}": "met" for row in this.findings.all()}
    sides = {f"side_{side}": "符合要求" for side in SIDES}
    assert browser.post(f"{address}findings/", found | sides | {"form_key": "c"}).status_code == 302
    point = browser.post(f"{address}points/new/", POINT | {"form_key": "d"})["Location"]
    owner = street.posts()[0].organisation_id
    measure = {"text": "逐户说明", "owner": owner, "due_on": "2026-03-20", "form_key": "e"}
    assert browser.post(f"{point}measures/new/", measure).status_code == 302
    assert browser.post(f"{address}submit/", {"on": "2026-03-02", "text": "", "form_key": "f"}).status_code == 302
    assert desk.post(f"{address}conclude/", {"form_key": "g"}).status_code == 409
    assert desk.post(f"{address}examine/", {"on": "2026-03-02", "text": "同意", "form_key": "h"}).status_code == 302
    asked = CONCLUSION | {"on": "2026-03-02", "form_key": "i"}
    assert desk.post(f"{address}conclude/", asked).status_code == 302
    page = browser.get(address).content.decode()
    assert "担忧分红减少" in page
    assert "可实施" in page
    assert "高×" not in browser.get("/assessments/").content.decode()


def test_the_hot_spots_of_petitions_stand_in_the_assessment_as_numbers(place, street):
    this = opened(place, street)
    petition(place, street)
    petition(place, street, matter="contract")
    petition(place, street, about_merger=False, matter="land")
    page = makers.client(street).get(f"/assessments/{this.pk}/").content.decode()
    assert "共3件，在办3件，超期0件，与撤改撤并有关2件（收益分配1件、承包和经济合同1件）" in page
    assert "高山军" not in page


def test_the_list_asks_as_many_queries_for_many_units_as_for_one(place, street, office, django_assert_max_num_queries):
    browser = makers.client(office)
    concluded(place, street, office)
    browser.get("/assessments/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/assessments/")
    for name in ("甲庄", "乙庄", "丙庄"):
        concluded(makers.community(place.parent, name), street, office)
    with django_assert_max_num_queries(len(few)):
        page = browser.get("/assessments/").content.decode()
    assert "各社区风险点（措施后）" in page
