"""政策问答 told at the end of the story: what the office answered for all, a few units' own, one on paper, two open."""

from datetime import timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from votes import services

from .timeline import Story, workday_back, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

OFFICE = "槐里"  # in whose story the office answers for every community
COMMON = (
    ("unchanged", "撤并以后集体资产归谁", "仍归合作社全体成员，不平调到并入的社区。", "农村集体经济组织法第二十三条"),
    ("shares", "股权和分红会不会变", "股权、分红不变，仍按合作社章程办理。", "合作社章程"),
    ("service", "身份证、不动产权证要不要换", "证照在有效期内继续有效，到期换发时再更新地址。", ""),
)
# unit → days before the end of the story, topic, source, question, answer (none: still open), asked for on paper
OWN = {
    "槐里": (21, "service", "visit", "原来的便民服务点还开不开", "原处保留服务点，办理事项和时间不变。", False),
    "大窑": (15, "assets", "petition", "沿街房的租期没到，合同还算不算", "合同继续履行，由合作社作为出租方。", True),
    "石榴园": (16, "other", "telephone", "门牌号要不要换", "门牌号由公安机关统一编制，撤并不单独更换。", False),
    "塘头": (2, "cadres", "talk", "社区工作人员以后在哪里上班", "", False),
    "盐场": (12, "shares", "counter", "外嫁女的股权怎样确认", "", False),
}


def asked(story: "UnitStory") -> Story:
    """Asked on one day, answered the next, public the day after by another person."""
    if story.unit.name not in OWN:
        return
    before, topic, source, question, answer, written = OWN[story.unit.name]
    yield story.hour(workday_back(story.timeline.until - timedelta(days=before)), 10)
    if story.unit.name == OFFICE:
        _told_to_all(story)
    committee, by = story.ground.committees[story.unit.name], story.clerk
    told = {"topic": topic, "source": source, "question": question, "written": written}
    this = services.ask(committee, asked_on=clock.today(), **told, by=by)
    if not answer:
        return
    yield story.hour(workdays_later(clock.today(), 1), 15)
    this = services.answer_question(this, answer=answer, basis="", answered_on=clock.today(), by=by)
    if written:
        services.write_reply(this, by=by)
    yield story.hour(workdays_later(clock.today(), 1), 9)
    services.release(this, by=story.secretary)


def _told_to_all(story: "UnitStory") -> None:
    office, today = story.office.posts()[0].organisation, clock.today()
    for topic, question, answer, basis in COMMON:
        told = {"topic": topic, "source": "talk", "question": question}
        this = services.ask(office, asked_on=today, **told, by=story.office)
        services.answer_question(this, answer=answer, basis=basis, answered_on=today, by=story.office)
        services.release(this, by=story.second_office)
