"""A step that came back is not sent again as it was: something on it is new, or its filer answers in writing."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from communities.lib import clock
from communities.lib.errors import Refused
from mergers import gates
from mergers.models import StepEvent
from mergers.services import evidence, moves
from tests import makers
from tests.mergers import journey
from tests.mergers.journey import REASON, Status

pytestmark = pytest.mark.django_db
UNCHANGED = "第1步退回后没有任何改动"


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@pytest.fixture(autouse=True)
def open_gates(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def cast() -> journey.Cast:
    """Step 1 was filed with one paper and came back."""
    cast = journey.cast()
    filer, reviewer, _ = cast.parties(1)
    evidence.save_facts(cast.case, 1, {"households": 320}, by=filer)
    offer(cast, "red")
    moves.perform(cast.case, 1, "submit", by=filer)
    moves.perform(cast.case, 1, "return", by=reviewer, ask=REASON)
    return cast


def offer(cast: journey.Cast, colour: str, written_on=None):
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    file, day = ContentFile(out.getvalue(), name="a.jpg"), written_on or clock.today()
    filer = cast.people["community"]
    return evidence.upload(cast.case, 1, "survey_report", file, title="研判报告", written_on=day, by=filer)


def submit(cast: journey.Cast, answer: str = "", **more):
    return moves.perform(cast.case, 1, "submit", by=cast.people["community"], ask=moves.Ask(answer, **more))


def refused(cast: journey.Cast) -> bool:
    with pytest.raises(Refused, match=UNCHANGED):
        submit(cast)
    return cast.filing(1).status == Status.RETURNED


def test_an_unchanged_step_is_refused_with_what_to_do(cast):
    with pytest.raises(Refused) as refusal:
        submit(cast, "  ")
    assert refusal.value.reasons == (
        "第1步退回后没有任何改动：请按退回意见补正填报内容或材料；"
        "确实不需要改动的，请在“回复说明”中逐条答复退回意见后再提交。",
    )
    assert cast.filing(1).status == Status.RETURNED


def test_saving_the_same_facts_again_is_no_change(cast):
    evidence.save_facts(cast.case, 1, {"households": 320}, by=cast.people["community"])
    assert refused(cast)


def test_the_same_file_taken_out_and_offered_anew_is_no_change(cast):
    evidence.detach(cast.filing(1).evidence.get(), by=cast.people["community"])
    offer(cast, "red")
    assert refused(cast)


def test_a_changed_fact_may_be_sent(cast):
    evidence.save_facts(cast.case, 1, {"households": 321}, by=cast.people["community"])
    assert submit(cast).to_status == Status.SUBMITTED


def test_another_paper_may_be_sent(cast):
    offer(cast, "blue")
    assert submit(cast).to_status == Status.SUBMITTED


def test_the_same_scan_under_its_right_date_may_be_sent(cast):
    evidence.detach(cast.filing(1).evidence.get(), by=cast.people["community"])
    offer(cast, "red", clock.today() - timedelta(days=3))
    assert submit(cast).to_status == Status.SUBMITTED


def test_a_kind_of_paper_asked_to_be_left_out_may_be_sent():
    cast = journey.cast()
    cast.reach(10, Status.RETURNED)
    filer = cast.people["community"]
    with pytest.raises(Refused, match="第10步退回后没有任何改动"):
        moves.perform(cast.case, 10, "submit", by=filer)
    evidence.ask_waiver(cast.case, 10, "return_visits", "没有不同意的户", by=filer)
    assert moves.perform(cast.case, 10, "submit", by=filer).to_status == Status.SUBMITTED


def test_a_written_answer_may_be_sent_and_is_kept_with_the_submission(cast):
    assert submit(cast, "户数以公安口径为准，附说明").text == "户数以公安口径为准，附说明"


def test_an_answer_taken_back_with_its_submission_answers_nothing(cast):
    submit(cast, "户数以公安口径为准")
    moves.perform(cast.case, 1, "withdraw", by=cast.people["community"])
    with pytest.raises(Refused, match=UNCHANGED):
        submit(cast)
    assert cast.filing(1).status == Status.DRAFTING


def test_each_return_is_answered_anew(cast):
    submit(cast, "户数以公安口径为准")
    moves.perform(cast.case, 1, "return", by=cast.people["street"], ask=REASON)
    assert refused(cast)


def test_a_reopened_step_too_must_be_changed_or_answered(cast):
    submit(cast, "已核对")
    moves.perform(cast.case, 1, "approve", by=cast.people["street"])
    moves.perform(cast.case, 1, "confirm", by=cast.people["office"])
    moves.perform(cast.case, 1, "reopen", by=cast.people["office"], ask=REASON)
    assert refused(cast)


def test_a_first_submission_owes_no_answer():
    cast = journey.cast()
    cast.reach(1, Status.SUBMITTED)
    moves.perform(cast.case, 1, "withdraw", by=cast.people["community"])
    assert submit(cast).to_status == Status.SUBMITTED


def page(cast: journey.Cast, party: str) -> str:
    return makers.client(cast.people[party]).get(f"/cases/{cast.case.pk}/steps/1/").content.decode()


def test_the_filer_is_asked_for_a_change_or_an_answer(cast):
    shown = page(cast, "community")
    assert "退回后还没有改动" in shown
    assert "回复说明" in shown
    evidence.save_facts(cast.case, 1, {"households": 321}, by=cast.people["community"])
    shown = page(cast, "community")
    assert "退回后已改动：填报内容。" in shown


def test_an_unchanged_form_sent_from_the_page_is_refused_there_and_an_answer_carries_it(cast):
    filer, address = makers.client(cast.people["community"]), f"/cases/{cast.case.pk}/steps/1/moves/submit/"
    answer = filer.post(address, {"text": ""})
    assert answer.status_code == 409
    assert UNCHANGED in answer.content.decode()
    assert filer.post(address, {"text": "户数以公安口径为准"}).status_code == 302
    assert StepEvent.objects.filter(case=cast.case, move="submit").count() == 2


def test_the_reviewer_reads_the_answer_beside_the_reason(cast):
    offer(cast, "blue")
    submit(cast, "户数以公安口径为准")
    box = page(cast, "street").split('<div class="notice tone--due">')[1].split("</div>")[0]
    for words in (REASON.text, "回复说明：户数以公安口径为准", "退回后改动：证据材料", "退回（"):
        assert words in box


def test_once_approved_the_confirmer_still_reads_both(cast):
    submit(cast, "户数以公安口径为准")
    moves.perform(cast.case, 1, "approve", by=cast.people["street"])
    shown = page(cast, "office")
    assert shown.index(REASON.text) < shown.index("回复说明：户数以公安口径为准") < shown.index('id="facts"')


def test_a_settled_step_no_longer_speaks_of_its_return(cast):
    submit(cast, "户数以公安口径为准")
    moves.perform(cast.case, 1, "approve", by=cast.people["street"])
    moves.perform(cast.case, 1, "confirm", by=cast.people["office"])
    assert "上一轮：" not in page(cast, "office")
