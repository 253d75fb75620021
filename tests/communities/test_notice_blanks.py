"""A paper whose default text still keeps a place free is not published; the sentence names the section."""

from collections.abc import Iterator

import pytest

from communities.forms.notices import initial_of_text
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice
from communities.rules.notice_blanks import blanks
from communities.rules.notice_texts import shipped
from communities.services import notices
from tests.communities.notice_makers import Office, at, content

# Every default text with what it leaves to be filled in.
OPEN = {
    "general": ["一、公示事项", "二、公示内容"],
    "general:posting.inventory": ["一、清查基准日和范围", "三、债权债务情况"],
    "general:posting.roll": ["一、基准日", "二、认定情况", "三、榜次"],
    "general:posting.shares": ["一、基准日和依据", "二、持股情况", "三、榜次"],
    "general:posting.dividend": ["一、分配依据", "二、收益和提取", "三、分配办法", "四、名单"],
    "general:posting.result": ["一、会议召开情况", "二、表决结果"],
    "letter": [],
    "meeting:notice.residents_meeting": ["会议地点"],
    "meeting:notice.villagers_meeting": ["会议地点"],
    "meeting:notice.members_assembly": ["会议地点"],
}


@pytest.fixture
def office(db, settings, tmp_path) -> Iterator[Office]:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-02 08:00")):
        yield Office()


def as_shipped(office: Office, key: str, **changes) -> Notice:
    """A draft exactly as its form first stands, but for what the form itself demands."""
    text = shipped().find(key)
    given = initial_of_text(text, office.place, office.clerk)
    own = {name: given[name] for name in ("title", "body", "objection_days", "display_days", "notice_days")}
    meeting = {"meeting_at": at("2026-03-20 09:00")} if text.kind == "meeting" else {}
    details = {name: given[name] for name in text.details}
    given = {"kind": text.kind, "purpose": text.purpose, "details": details, **own, **meeting, **changes}
    return notices.draft(office.place, office.committee, content(**given), office.boards, by=office.clerk)


def test_every_default_text_is_tried():
    assert set(OPEN) == {text.key for text in shipped().papers}


@pytest.mark.parametrize("key", OPEN)
def test_a_default_text_as_shipped_names_each_place_left_free(office, key):
    notice = as_shipped(office, key)
    if not OPEN[key]:
        assert notices.publish(notice, by=office.clerk).number
        return
    with pytest.raises(Refused) as refusal:
        notices.publish(notice, by=office.clerk)
    assert [reason.split("“")[1].split("”")[0] for reason in refusal.value.reasons] == OPEN[key]
    notice.refresh_from_db()
    assert notice.status == Notice.Status.DRAFT


@pytest.mark.parametrize("key", OPEN)
def test_filled_in_it_goes_out(office, key):
    body = as_shipped(office, key).body
    for section in OPEN[key]:
        body = body.replace(section, f"{section}\n已按实际情况写明。")
    text = shipped().find(key)
    place = {"meeting_place": "社区会议室"} if text.kind == "meeting" else {}
    details = {name: value.replace("{place}", "大窑社区") for name, value in text.details.items()} | place
    assert notices.publish(as_shipped(office, key, body=body, details=details), by=office.clerk).number


def faults(body: str, kind: str = "general", title: str = "关于大窑的公示", **details) -> list[str]:
    return blanks(kind, title, body, details)


def test_a_heading_numbered_otherwise_is_known_too():
    assert faults("现公示如下。\n（二）表决结果：\n三、下一步安排\n报区政府批准。")
    assert faults("现公示如下。\n2. 表决结果\n\n")


def test_words_on_the_line_of_the_heading_fill_it():
    assert faults("一、会议召开情况：3月1日召开。\n二、表决结果 赞成611票。\n三、下一步安排\n报区政府批准。") == []


def test_headings_of_the_writers_own_are_statements():
    assert faults("现公示如下：\n一、资产总额三千万元\n二、负债二百万元") == []


@pytest.mark.parametrize("sign", ["{place}", "____", "＿＿", "（请填写人数）"])
def test_a_sign_that_keeps_a_place_free_is_named(sign):
    assert faults(f"应到{sign}人，实到611人。") == [f"正文还留有待填写的“{sign.rstrip('）')}”，请填实后再发布。"]


def test_crosses_before_a_unit_are_a_place_left_free_and_a_hidden_name_is_not():
    assert faults("应到××人，于×月×日召开。") == [
        "正文还留有待填写的“××”，请填实后再发布。",
        "正文还留有待填写的“×”，请填实后再发布。",
    ]
    assert faults("经办：王××。") == []


@pytest.mark.parametrize("name", ["salutation", "meeting_place", "attendance", "agenda"])
def test_a_line_that_a_meeting_notice_prints_empty_is_named(name):
    lines = dict.fromkeys(("salutation", "meeting_place", "attendance", "agenda"), "已写明") | {name: " "}
    (found,) = faults("现通知如下：", "meeting", "关于召开居民会议的通知", **lines)
    assert "还没有填写" in found


def test_a_letter_without_its_salutation_is_not_sent():
    assert faults("您好！", "letter", "致大窑社区居民的一封信") == ["“称呼”还没有填写，请补写后再发布。"]
