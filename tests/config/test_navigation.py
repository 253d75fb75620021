"""What stands in the masthead: only what the post may open, in groups where it would not fit in one line."""

import pytest

from communities.access import Role
from tests import makers

pytestmark = pytest.mark.django_db


def navigation(role: Role) -> dict[str, list[str]]:
    """The entries by label, with the labels of those below."""
    person = makers.one_of_each(makers.community(makers.street(makers.district())))[role]
    page = makers.client(person).get("/home/", follow=True)
    return {entry["label"]: [each["label"] for each in entry.get("entries", [])] for entry in page.context["nav"]}


def test_a_clerk_finds_the_registers_in_one_group_and_nothing_to_administer():
    found = navigation(Role.CLERK)
    names = ["资产", "户与居民", "成员名册", "股权", "一封信与问卷", "座谈与协商", "政策问答", "入户征求意见"]
    names += ["风险评估", "群众诉求", "会议和表决"]
    assert found["登记簿"] == names
    assert "管理" not in found
    assert "记录簿" not in found


def test_the_office_finds_what_it_administers_in_one_group():
    assert navigation(Role.OFFICE)["管理"] == ["规程与设置", "记录簿", "系统运行"]


def test_whoever_may_open_little_sees_it_side_by_side():
    assert navigation(Role.SYSTEM_ADMIN) == {"工作台": [], "人员任职": [], "系统运行": []}
