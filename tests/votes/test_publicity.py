"""A letter household by household, a questionnaire without names, and what step 3 and the ledger read of them."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice
from mergers import gates
from mergers.gates.asked import Asked
from mergers.ledger import Reading, compile_sheet
from mergers.models import StepFiling
from mergers.presenters.step_registers import figures
from tests import makers
from tests.votes.canvass_makers import village
from votes import services
from votes.models import AnswerSheet, Letter, Questionnaire
from votes.rules.publicity import Letters, questions_of

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=clock.SHANGHAI)
SUNDAY, CUTOFF = date(2026, 3, 8), datetime(2026, 3, 9, 8, tzinfo=clock.SHANGHAI)
YES, NO = (0, 0), (1, 2)


@pytest.fixture
def here():
    with clock.set_to(MONDAY):
        here = village()
        here.households(10)
        yield here


def letter(here) -> Letter:
    return services.start_letter(here.committee, title="致居民的一封信", by=here.clerk)


def told(letter: Letter) -> Letters:
    return Letter.objects.with_counts().get(pk=letter.pk).letters


def asked(here, sent: int = 10, back: tuple = ()) -> Questionnaire:
    found = services.start_questionnaire(here.committee, title="问卷", more="去向：赞成/不赞成", by=here.clerk)
    services.hand_out(found, sent, clock.today(), by=here.clerk)
    services.enter_answers(found, [(uuid4(), (*each, 0)) for each in back], clock.today(), by=here.clerk)
    return found


def test_every_household_has_its_row_and_the_rate_is_of_all(here):
    this = letter(here)
    services.mark_letters(this, "delivered", clock.today(), first="0001", last="0008", by=here.clerk)
    services.mark_letters(this, "refused", clock.today(), first="0009", last="0009", by=here.clerk)
    assert told(this) == Letters(10, delivered=8, refused=1)
    assert (told(this).rate, told(this).left) == ("80.0%", 1)
    assert services.mark_letters(this, "absent", clock.today(), by=here.clerk) == 1
    with pytest.raises(Refused, match="没有符合条件的户"):
        services.mark_letters(this, "delivered", clock.today(), by=here.clerk)
    assert services.mark_letters(this, "delivered", clock.today(), only_open=False, last="0009", by=here.clerk) == 9


def test_a_letter_is_marked_in_the_browser_by_the_committee_and_read_as_sums_by_others(here):
    this, clerk = letter(here), makers.client(here.clerk)
    form = {"outcome": "delivered", "on": clock.today().isoformat(), "last": "0003", "form_key": "1"}
    assert clerk.post(f"/publicity/letters/{this.pk}/mark/", form).status_code == 302
    page = clerk.get(f"/publicity/letters/{this.pk}/?outcome=delivered").content.decode()
    assert page.count('data-label="住址"') == 3
    leader = makers.client(makers.account("leader", here.place.district))
    page = leader.get(f"/publicity/letters/{this.pk}/").content.decode()
    assert "送达率30.0%" in page
    assert "大窑1号" not in page


def test_the_letters_text_is_a_letter_of_the_place(here):
    other = Notice(place=here.place, kind="general")
    with pytest.raises(Refused, match="须是大窑的"):
        services.start_letter(here.committee, title="信", notice=other, by=here.clerk)


def test_answers_carry_no_name_and_a_paper_sent_twice_is_one(here):
    this, key = asked(here), uuid4()
    for _ in range(2):
        services.enter_answers(this, [(key, (0, 1, 1))], clock.today(), by=here.clerk)
    sheet = AnswerSheet.objects.get()
    assert (sheet.aware, sheet.supportive, sheet.answers) == (True, False, [0, 1, 1])
    with pytest.raises(Refused, match="每题选一项"):
        services.enter_answers(this, [(uuid4(), (0, 0))], clock.today(), by=here.clerk)


def test_no_more_come_back_than_were_handed_out(here):
    this = asked(here, sent=1, back=(YES,))
    with pytest.raises(Refused, match="不能多于发放"):
        services.enter_answers(this, [(uuid4(), (0, 0, 0))], clock.today(), by=here.clerk)


def test_a_paper_is_entered_in_the_browser_and_the_three_rates_are_shown_with_their_denominators(here):
    this, clerk = asked(here, sent=3, back=(YES, NO)), makers.client(here.clerk)
    form = {"answer_0": "0", "answer_1": "1", "answer_2": "0", "on": clock.today().isoformat()}
    for _ in range(2):
        key = form.setdefault("form_key", str(uuid4()))
        assert clerk.post(f"/publicity/questionnaires/{this.pk}/back/", form).status_code == 302, key
    page = clerk.get(f"/publicity/questionnaires/{this.pk}/").content.decode()
    for words in ("收回3÷发放3", "知晓2÷收回3", "66.6%", "支持1÷收回3"):
        assert words in page


def test_questions_are_written_one_a_line():
    assert questions_of("")[0] == {"text": "是否知晓社区撤改撤并工作", "options": ["知晓", "不知晓"]}
    assert questions_of("担心什么：出租／停车/其他")[2]["options"] == ["出租", "停车", "其他"]
    for wrong in ("没有选项", "题目：只有一个", "\n".join(["多：一/二"] * 7)):
        with pytest.raises(ValueError, match=r"应写成|不超过"):
            questions_of(wrong)


def test_step_three_reads_the_registers_and_without_them_the_filed_figures(here):
    case = makers.merger_case(here.place)
    filing = StepFiling.objects.get(case=case, step=3)

    def gate() -> tuple[str, ...]:
        return gates.ANSWERS["letters_delivered"](Asked(case, filing, case.step_view(3))).reasons

    assert "尚未填写" in gate()[0]
    this = letter(here)
    services.mark_letters(this, "delivered", clock.today(), last="0009", by=here.clerk)
    assert "尚差1户" in gate()[0]
    services.mark_letters(this, "absent", clock.today(), by=here.clerk)
    assert gate() == ()
    asked(here, sent=10, back=(YES, YES, NO))
    shown = figures("mobilisation", here.place)
    assert shown == {
        "questionnaires_sent": 10, "questionnaires_back": 3, "aware": 2, "supportive": 2,
        "letters_due": 10, "letters_delivered": 9, "letters_attempted": 1,
    }  # fmt: skip


def test_the_ledger_reads_the_rates_by_both_dates(here):
    makers.merger_case(here.place)
    this = asked(here, sent=10, back=(YES, NO))
    with clock.set_to(MONDAY + timedelta(days=8)):
        services.enter_answers(this, [(uuid4(), (0, 0, 0))], SUNDAY, by=here.clerk)  # entered after the cut-off
    row = compile_sheet(Reading(here.place.district, SUNDAY, CUTOFF)).rows[0]
    assert row.figures["participation"] == "20.0%（2/10）"
    assert row.figures["support"] == "50.0%（1/2）"
    assert row.sources["support"] == [["questionnaire", this.pk]]
    later = compile_sheet(Reading(here.place.district, SUNDAY, MONDAY + timedelta(days=9))).rows[0]
    assert later.figures["awareness"] == "66.6%（2/3）"
