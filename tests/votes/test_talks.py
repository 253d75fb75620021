"""A talk: by its form and rule, without names, final and then kept; what was not answered is followed until it is."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, Organisation, RecordEntry
from mergers.presenters.home import decisions
from mergers.presenters.step_registers import registers
from tests import makers
from tests.communities.notice_makers import photo
from tests.votes.makers import SINCE, hall
from votes import services, talk_papers
from votes.models import Talk, TalkPoint
from votes.talk_questions import talks_of

pytestmark = pytest.mark.django_db
ENDED = {"attended": 31, "attenders": ["residents", "party"], "conclusion": "多数居民认为可行"}
BY_RULE = {"rule_name": "大窑议事会议事规则", "rule_clause": "第五条", "notice_on": SINCE}


@pytest.fixture
def here():
    return hall()


def talk(here, form: str = "forum", **facts) -> Talk:
    told = {
        "topic": "撤并后在哪里办事",
        "venue": "会议室",
        "chair": "书记",
        "recorder": "经办",
        "held_on": clock.today(),
    }
    committee = makers.organisation(here.place, Organisation.Kind.RESIDENTS_COMMITTEE)
    return services.draft_talk(committee, form=form, by=here.clerk, **told | ENDED | facts)


def waiting(here, talk: Talk, days: int = 5, owner: Organisation | None = None) -> TalkPoint:
    owner = owner or makers.organisation(here.place, Organisation.Kind.COOPERATIVE)
    due_on = clock.today() + timedelta(days=days)
    return services.add_point(talk, "租金什么时候分", owner=owner, due_on=due_on, by=here.clerk)


def final(here, **facts) -> TalkPoint:
    """The waiting point of a final talk."""
    this = talk(here, **facts)
    point = waiting(here, this)
    services.finalise(this, by=here.clerk)
    return TalkPoint.objects.get(pk=point.pk)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def read(answer) -> str:
    return answer.content.decode()


def test_a_talk_goes_from_its_form_to_a_final_record_in_the_browser(here):
    clerk = makers.client(here.clerk)
    committee = makers.organisation(here.place, Organisation.Kind.RESIDENTS_COMMITTEE)
    day = clock.today()
    sent = {
        "organisation": committee.pk, "form": "hearing", "topic": "集体资产怎样管", "about_merger": "on",
        "held_on": day, "begins_at": "09:00", "venue": "会议室", "chair": "书记", "recorder": "经办",
        "attended": 12, "outcome": "none",
        "attenders": ["members"], "conclusion": "意见不一",
        "rule_name": "听证规则", "rule_clause": "第三条",
    }  # fmt: skip
    page = read(clerk.post("/talks/new/", sent))
    assert "请填写通报日期" in page
    assert "须填写陈述人人数" in page
    clerk.post("/talks/new/", sent | {"notice_on": day - timedelta(days=7), "speakers": 4})
    this = Talk.objects.get()
    address = f"/talks/{this.pk}/"
    clerk.post(f"{address}points/new/", {"text": "由合作社管", "answer": "集体资产仍归合作社"})
    assert clerk.post(f"{address}act/finalise/", {}).status_code == 302
    page = read(clerk.get(address))
    for words in ("已定稿", "不代替会议表决", "由合作社管", "应当提交有权的会议讨论决定", "存入签名件"):
        assert words in page
    clerk.post(f"{address}act/amend/", {"text": "到会应为11人"})
    assert "到会应为11人" in read(clerk.get(address))
    assert "集体资产怎样管" in read(clerk.get("/talks/?form=hearing&status=final&q=资产"))
    assert "没有符合条件的座谈记录" in read(clerk.get("/talks/?form=board"))


@pytest.mark.parametrize("form", ["council", "board", "hearing", "review"])
def test_deliberation_follows_a_rule_of_the_community_and_is_made_known_before(here, form):
    more = {"hearing": {"speakers": 3}, "review": {"subject": "物业服务"}}.get(form, {})
    with pytest.raises(Refused, match="协商规则") as refusal:
        talk(here, form, outcome="agreed", **more)
    assert any("提前向参加人通报" in reason for reason in refusal.value.reasons)
    with pytest.raises(Refused, match="早于召开日期"):
        talk(here, form, outcome="agreed", **more | BY_RULE | {"notice_on": clock.today()})
    this = talk(here, form, **more | BY_RULE)
    waiting(here, this)
    with pytest.raises(Refused, match="请选择协商结果"):
        services.finalise(this, by=here.clerk)
    services.change_talk(this, outcome="agreed", by=here.clerk)
    assert services.finalise(this, by=here.clerk).status == "final"


def test_a_plain_talk_needs_no_rule_and_only_a_hearing_has_speakers(here):
    assert talk(here).rule_name == ""
    for wrong, words in (
        ({"speakers": 3}, "只有听证会"),
        ({"subject": "物业"}, "只有民主评议会"),
        ({"invited": 30}, "不能多于邀请人数"),
        ({"form": "hearing", **BY_RULE}, "陈述人人数"),
        ({"form": "review", **BY_RULE}, "评议对象"),
    ):
        with pytest.raises(Refused, match=words):
            talk(here, **wrong)


def test_before_it_is_held_a_record_is_neither_filled_nor_final(here):
    this = talk(here, held_on=clock.today() + timedelta(days=3), attended=None, attenders=[], conclusion="")
    with pytest.raises(Refused, match="会还没有开"):
        waiting(here, this)
    with pytest.raises(Refused) as refusal:
        services.finalise(this, by=here.clerk)
    assert len(refusal.value.reasons) == 5
    assert "签到表" in text_of(talk_papers.sign_in(this).pdf)


def test_a_point_is_answered_on_the_spot_or_has_an_owner_and_a_day(here):
    this, owner = talk(here), makers.organisation(here.place, Organisation.Kind.COOPERATIVE)
    for given in ({}, {"owner": owner}, {"answer": "可以", "owner": owner, "due_on": clock.today()}):
        with pytest.raises(Refused, match="当场答复"):
            services.add_point(this, "问", by=here.clerk, **given)
    with pytest.raises(Refused, match="早于今天"):
        waiting(here, this, days=-1)
    abroad = makers.organisation(makers.district("邻区", "990199"), Organisation.Kind.DEPARTMENT, "邻区民政局")
    with pytest.raises(Refused, match="不属于本区"):
        waiting(here, this, owner=abroad)


def test_nobody_of_the_registers_is_named_and_no_number_is_kept(here):
    here.body("residents_representatives", 3)
    this = talk(here)
    with pytest.raises(Refused, match="“代表2”是户册或名册上的姓名"):
        services.add_point(this, "代表2说太远", answer="知道了", by=here.clerk)
    with pytest.raises(Refused, match="手机号"):
        services.add_point(this, "请打13905330127", answer="知道了", by=here.clerk)
    with pytest.raises(Refused, match="姓名"):
        services.change_talk(this, conclusion="代表1不同意", by=here.clerk)
    department = makers.organisation(here.place.district, Organisation.Kind.DEPARTMENT, "示范区民政局")
    point = waiting(here, this, owner=department)
    services.finalise(this, by=here.clerk)
    official = makers.account(Role.DEPARTMENT, here.place.district, held_for=department)
    with pytest.raises(Refused, match="有的字是") as refusal:
        services.answer_talk_point(point, "已告知代表3", by=official)
    assert "代表3" not in str(refusal.value.reasons)


def test_a_final_record_stands_whoever_asks_the_database(here):
    point = final(here)
    this = point.talk
    with pytest.raises(Refused, match="不能改动"):
        services.change_talk(this, topic="别的", by=here.clerk)
    with pytest.raises(Refused, match="不能改动"):
        services.remove_point(point, by=here.clerk)
    writes = (
        lambda: Talk.objects.filter(pk=this.pk).update(attended=99),
        lambda: Talk.objects.filter(pk=this.pk).delete(),
        lambda: TalkPoint.objects.filter(pk=point.pk).update(text="别的"),
        lambda: TalkPoint.objects.filter(pk=point.pk).delete(),
    )
    for write in writes:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    services.answer_talk_point(point, "年底分", by=here.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        TalkPoint.objects.filter(pk=point.pk).update(answer="明年分")


def test_what_waits_for_an_answer_is_on_the_list_and_the_homes_until_it_is_answered(here):
    point, clerk = final(here), makers.client(here.clerk)
    address = f"/talks/points/{point.pk}/"
    assert "租金什么时候分" in read(clerk.get("/talks/points/"))
    assert decisions.cards(here.secretary)[0].title == "座谈意见答复"
    later = clock.today() + timedelta(days=9)
    clerk.post(f"{address}move/", {"due_on": later, "reason": "账目未核"})
    point.refresh_from_db()
    assert point.due_on == later
    assert clerk.post(f"{address}answer/", {"answer": "年底前分"}).status_code == 302
    assert "没有符合条件的意见" in read(clerk.get("/talks/points/"))
    assert "年底前分" in read(clerk.get("/talks/points/?state=answered"))
    assert decisions.cards(here.secretary) == []
    with pytest.raises(Refused, match="已经答复"):
        services.answer_talk_point(point, "再答", by=here.clerk)


def test_only_the_owner_and_the_unit_answer(here):
    point = final(here)
    for stranger in (makers.account(Role.STREET, here.place.parent), here.stranger):
        with pytest.raises(Refused):
            services.answer_talk_point(point, "答", by=stranger)
        with pytest.raises(Refused):
            services.withdraw(point.talk, "误", by=stranger)
    assert services.answer_talk_point(point, "答", by=makers.account(Role.COOP_CLERK, here.place)).answer == "答"


def test_an_overdue_point_is_told_once(here):
    point = final(here)
    with clock.set_to(clock.now() + timedelta(days=6)):
        assert services.remind_points(here.place.district) > 0
        before = Message.objects.count()
        assert services.remind_points(here.place.district) == 0
        assert Message.objects.count() == before
        (card,) = decisions.cards(makers.account(Role.STREET, here.place.parent))
        assert (card.tone, card.entries[0]["word"]) == ("late", "超期1日")
        assert talks_of(here.place).late == 1
    assert RecordEntry.objects.filter(action="提醒座谈意见超期").get().subject_id == str(point.pk)


def test_steps_three_and_four_count_final_records_and_a_withdrawn_one_counts_nowhere(here):
    def told(key: str) -> dict:
        return next(row for row in registers(key, here.place, here.clerk) if row["text"] == "座谈与协商")

    assert told("mobilisation")["word"] == "未登记"
    point = final(here)
    assert (told("mobilisation")["word"], told("risk_assessment")["detail"]) == ("已定稿1次", "待答复意见1条，超期0条")
    talk(here, about_merger=False)
    assert told("mobilisation")["word"] == "已定稿1次"
    services.withdraw(point.talk, "与另一份重复", by=here.clerk)
    assert told("mobilisation")["word"] == "未登记"
    assert TalkPoint.objects.waiting().count() == 0
    with pytest.raises(Refused, match="已撤销"):
        services.amend(point.talk, "更正", by=here.clerk)


def test_the_signed_paper_is_kept_once_among_the_documents_of_the_place(here):
    this, clerk = final(here).talk, makers.client(here.clerk)
    address = f"/talks/{this.pk}/"
    clerk.post(f"{address}scan/", {"upload": ContentFile(photo().read(), name="签名.png")})
    this.refresh_from_db()
    assert (this.scan.kind, this.scan.written_on, this.scan.place) == ("座谈记录", this.held_on, here.place)
    assert this.scan.archive_number in read(clerk.get(address))
    with pytest.raises(Refused, match="已经存入"):
        services.keep_scan(this, ContentFile(photo().read(), name="又一份.png"), by=here.clerk)
    assert talks_of(here.place).signed == 1


def test_the_record_is_printed_filled_in_and_names_nobody_who_spoke(here):
    point = final(here, form="council", outcome="none", **BY_RULE)
    services.amend(point.talk, "到会应为30人", by=here.clerk)
    text = text_of(talk_papers.record(Talk.objects.get(pk=point.talk_id)).pdf)
    for words in ("协商记录", "第五条", "租金什么时候分", "待答复", "未形成一致意见", "到会应为30人", "不代替会议表决"):
        assert words in text
    services.withdraw(point.talk, "误", by=here.clerk)
    with pytest.raises(Refused, match="不再打印"):
        talk_papers.record(Talk.objects.get(pk=point.talk_id))
