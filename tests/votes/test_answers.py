"""政策问答: taken down without who asked, answered in time, on paper under a number, public by another's hand."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, Organisation
from communities.services import documents, settings
from mergers.presenters.home import decisions
from mergers.presenters.step_registers import registers
from tests import makers
from tests.votes.makers import hall
from votes import answer_papers, services
from votes.answer_questions import published_for
from votes.models import PolicyQuestion, PublishedAnswer

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 9, tzinfo=clock.SHANGHAI)
GIVEN = {"answer": "合作社不撤，股权不变。", "basis": "农村集体经济组织法第二十三条"}


@pytest.fixture
def here():
    return hall()


def ask(here, question: str = "股权会不会变", **facts) -> PolicyQuestion:
    told = {"topic": "shares", "source": "talk", "asked_on": clock.today()}
    return services.ask(committee(here), question=question, by=here.clerk, **told | facts)


def committee(here) -> Organisation:
    return makers.organisation(here.place, Organisation.Kind.RESIDENTS_COMMITTEE)


def answered(here, **facts) -> PolicyQuestion:
    return services.answer_question(ask(here, **facts), **GIVEN, answered_on=clock.today(), by=here.clerk)


def released(here, **facts) -> PolicyQuestion:
    return services.release(answered(here, **facts), by=here.secretary)


def office_of(here) -> tuple:
    """The office and two of its people."""
    district = here.place.district
    office = makers.organisation(district, Organisation.Kind.OFFICE, "示范区领导小组办公室")
    return office, *(makers.account(Role.OFFICE, district, held_for=office) for _ in range(2))


def public(here, query: str = "") -> str:
    return read(Client().get(f"/public/answers/at/{here.place.pk}/{query}"))


def read(answer) -> str:
    return answer.content.decode()


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_a_question_goes_from_the_clerk_to_the_public_page_by_another_hand(here):
    clerk, secretary = makers.client(here.clerk), makers.client(here.secretary)
    day = clock.today()
    sent = {"organisation": committee(here).pk, "topic": "service", "source": "visit", "asked_on": day}
    clerk.post("/answers/new/", sent | {"question": "撤并后身份证要不要换"})
    this = PolicyQuestion.objects.get()
    address = f"/answers/{this.pk}/"
    assert "待答复，已0日" in read(clerk.get("/answers/?state=waiting"))
    clerk.post(f"{address}answer/", {"answer": "不用换，到期再换。", "basis": "", "answered_on": day})
    assert "没有符合条件的问答" in public(here)
    assert "公开由答复人以外的人员核定" in read(clerk.post(f"{address}release/", {}))
    assert secretary.post(f"{address}release/", {}).status_code == 302
    assert "不用换，到期再换。" in public(here)
    assert "撤并后身份证要不要换" in read(clerk.get("/answers/?state=released&topic=service&q=到期"))
    secretary.post(f"{address}hide/", {"reason": "补充依据"})
    assert "不用换" not in public(here)
    clerk.post(f"{address}answer/", {"answer": "不用换。", "basis": "居民身份证法", "answered_on": day})
    secretary.post(f"{address}release/", {})
    assert "依据：居民身份证法" in public(here)
    assert PublishedAnswer.objects.count() == 1


def test_the_public_page_is_found_by_name_and_narrowed_by_topic_and_words(here):
    released(here)
    released(here, topic="service", question="在哪里办老年证")
    assert here.place.name in read(Client().get(f"/public/answers/?q={here.place.name[:1]}"))
    whole = read(Client().get(f"/public/answers/?q={here.place.name}社区居委会"))
    assert f"/public/answers/at/{here.place.pk}/" in whole
    assert "没有找到" in read(Client().get("/public/answers/?q=没有的"))
    both = public(here)
    assert "股权会不会变" in both
    assert "在哪里办老年证" in both
    assert "股权会不会变" not in public(here, "?topic=service")
    assert "在哪里办老年证" not in public(here, "?q=股权会")
    assert "政策问答：不用登录" in read(Client().get("/login/"))


def test_the_days_run_by_the_setting_over_working_days(here):
    with clock.set_to(FRIDAY):
        assert ask(here).due_on == date(2026, 3, 13)
        _, office, _ = office_of(here)
        given = {"in_force_from": clock.today(), "basis": "专班会议纪要"}
        settings.set_value("policy_answer.workdays", 2, here.place.district, **given, by=office)
        assert ask(here).due_on == date(2026, 3, 10)
        with pytest.raises(Refused, match="晚于今天"):
            ask(here, asked_on=date(2026, 3, 7))


def test_nobody_is_named_in_question_or_answer(here):
    here.body("residents_representatives", 2)
    with pytest.raises(Refused, match="“代表1”是户册或名册上的姓名"):
        ask(here, "代表1家的股权会不会变")
    with pytest.raises(Refused, match="手机号"):
        ask(here, "请回电13905330127")
    this = ask(here)
    with pytest.raises(Refused, match="姓名"):
        services.answer_question(this, answer="代表2家不变", basis="", answered_on=clock.today(), by=here.clerk)


def test_a_written_reply_has_a_number_of_its_organisation_and_is_kept_and_then_stands(here):
    this = answered(here, written=True)
    assert decisions.cards(here.secretary)[0].entries[0]["word"] == "待出具书面答复"
    this = services.write_reply(this, by=here.clerk)
    assert this.letter_number == f"大窑答复〔{clock.today().year}〕1号"
    assert (this.letter.kind, this.letter.place) == ("书面答复", here.place)
    with documents.open_version(this.letter.latest) as file:
        text = text_of(file.read())
    for words in (this.letter_number, "股权会不会变", "股权不变", "农村集体经济组织法"):
        assert words in text
    for act in (
        lambda: services.write_reply(this, by=here.clerk),
        lambda: services.answer_question(this, **GIVEN, answered_on=clock.today(), by=here.clerk),
    ):
        with pytest.raises(Refused, match="已经出具"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyQuestion.objects.filter(pk=this.pk).update(answer="别的")
    assert services.write_reply(answered(here, written=True), by=here.clerk).letter_number.endswith("2号")
    with pytest.raises(Refused, match="没有要求书面答复"):
        services.write_reply(answered(here), by=here.clerk)
    assert decisions.cards(here.secretary) == []


def test_what_the_office_answers_holds_for_every_community_below(here):
    office, one, other = office_of(here)
    told = {"topic": "unchanged", "source": "online", "asked_on": clock.today(), "question": "福利会不会减少"}
    this = services.ask(office, **told, by=one)
    services.answer_question(this, answer="各项福利不变。", basis="", answered_on=clock.today(), by=one)
    services.release(this, by=other)
    assert "各项福利不变。" in public(here)
    clerk = makers.client(here.clerk)
    assert "示范区各社区" in read(clerk.get("/answers/"))
    page = read(clerk.get(f"/answers/{this.pk}/"))
    assert "撤下" not in page
    with pytest.raises(Refused, match="由该处的经办人员办理"):
        services.hide(this, "误", by=here.clerk)
    far = makers.community(makers.street(makers.district("邻区", "990199")), "远村")
    assert published_for(far).count() == 0
    abroad = makers.client(makers.account(Role.CLERK, far))
    assert abroad.get(f"/answers/{this.pk}/").status_code == 404


def test_only_the_place_s_own_people_answer(here):
    this = ask(here)
    _, office, _ = office_of(here)
    for stranger in (here.stranger, office, makers.account(Role.STREET, here.place.parent)):
        for act in (
            lambda by: services.answer_question(this, **GIVEN, answered_on=clock.today(), by=by),
            lambda by: services.withdraw_question(this, "误", by=by),
            lambda by: services.ask(
                committee(here), topic="other", source="talk", asked_on=clock.today(), question="问", by=by
            ),
        ):
            with pytest.raises(Refused, match="由该处的经办人员办理"):
                act(stranger)
    assert services.withdraw_question(this, "重复", by=here.clerk).status == "withdrawn"


def test_an_overdue_question_is_told_once_and_stands_on_the_homes_and_the_step(here):
    def step() -> dict:
        return next(row for row in registers("mobilisation", here.place, here.clerk) if row["text"] == "政策问答")

    assert step()["word"] == "未登记"
    released(here)
    this = ask(here)
    assert (step()["word"], step()["detail"]) == ("已答复1件", "公开1件；待答复1件，超期0件")
    with clock.set_to(clock.now() + timedelta(days=30)):
        assert services.remind_questions(here.place.district) == 2
        assert services.remind_questions(here.place.district) == 0
        assert Message.objects.filter(key__startswith=f"policy_question:{this.pk}").count() == 2
        assert step()["tone"] == "due"
        (card,) = decisions.cards(makers.account(Role.STREET, here.place.parent))
        assert (card.title, card.tone) == ("政策问答", "late")


def test_what_is_public_is_printed_by_topic_for_the_board(here):
    with pytest.raises(Refused, match="还没有公开"):
        answer_papers.posted(here.place, published_for(here.place), clock.today())
    released(here)
    released(here, topic="service", question="在哪里办老年证")
    answer = makers.client(here.clerk).get(f"/answers/paper/{here.place.pk}/")
    text = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    for words in ("撤改撤并政策问答", "一、", "二、", "股权分红", "在哪里办老年证", committee(here).name):
        assert words in text
