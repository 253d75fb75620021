"""The rulebook editor: a version never changes, an edit makes the next one, faults are named by step and key."""

import re
from html import unescape

import pytest
from django.urls import reverse

from communities.access import Role
from mergers.models import MergerCase, RulebookVersion
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return makers.district()


@pytest.fixture
def version(district):
    return makers.rulebook(district)


@pytest.fixture
def office(district):
    return makers.client(makers.account(Role.OFFICE, district))


def fields(html: str) -> dict[str, list[str]]:
    """What a browser would send of the page's big form, left as it stands."""
    form = html[html.index('<form class="stack"') :]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        box = found.get("type") == "checkbox"
        if found.get("name") and ("checked" in tag or not box):
            sent.setdefault(found["name"], []).append(unescape(found.get("value", "on" if box else "")))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.S):
        sent[name] = re.findall(r'value="([^"]*)" selected', options) or [""]
    return sent


def edit(office, version, step: int, **changed):
    address = reverse("rulebook_step", args=[version.pk, step])
    sent = fields(office.get(address).content.decode()) | {"note": "按会议纪要修改"} | changed
    return office.post(address, sent)


def test_the_version_page_shows_every_step_and_its_gates_in_words(office, version):
    html = office.get(reverse("rulebook", args=[version.pk])).content.decode()
    for step in version.rulebook.steps:
        assert f"第{step.number}步 {step.title}" in html
    for word in ("默认规程", "通知日与会议日均不计", "区领导小组办公室", "《致居民的一封信》", "修改本步"):
        assert word in html


def test_an_edit_publishes_the_next_version_and_leaves_the_first_as_it_was(office, version):
    answer = edit(office, version, 1, title="成立专班、全面摸底", days="20", label="2026.2")
    newest = RulebookVersion.objects.first()
    assert answer.headers["Location"] == reverse("rulebook", args=[newest.pk])
    assert (newest.number, newest.is_default, newest.note) == (2, False, "按会议纪要修改")
    assert (newest.rulebook.step(1).title, newest.rulebook.step(1).days) == ("成立专班、全面摸底", 20)
    assert version.rulebook.step(1).title == "成立专班、摸底研判"
    assert newest.rulebook.steps[1:] == version.rulebook.steps[1:]


def test_a_case_under_way_stays_on_its_own_version(office, version, district):
    case = makers.merger_case(makers.community(makers.street(district)))
    edit(office, version, 1, title="成立专班、全面摸底")
    assert MergerCase.objects.get(pk=case.pk).rulebook_version == version
    later = makers.merger_case(makers.community(case.place.parent, "柳溪"))
    assert later.rulebook_version.number == 2
    assert "大窑" in office.get(reverse("rulebook", args=[version.pk])).content.decode()


def test_evidence_is_added_changed_and_removed(office, version):
    kinds = version.rulebook.step(1).evidence
    last = len(kinds) - 1
    changed = {
        "evidence-0-minimum": "2",
        f"evidence-{last}-remove": "on",
        f"evidence-{last + 1}-title": "街道核查意见",
    }
    edit(office, version, 1, **changed)
    new = RulebookVersion.objects.first().rulebook.step(1).evidence
    assert [kind.title for kind in new] == [*(kind.title for kind in kinds[:-1]), "街道核查意见"]
    assert (new[0].minimum, new[-1].kind) == (2, "added_1")


def test_a_fault_is_named_by_step_and_key_and_nothing_is_published(office, version):
    html = edit(office, version, 2, reviews="street", files=["street"], after=["3"]).content.decode()
    assert "第2步 reviews: 填报方不能审核自己的填报" in html
    assert "前置步骤成环" in html
    assert RulebookVersion.objects.count() == 1


def test_an_unchanged_form_makes_no_version(office, version):
    assert "内容与第1版相同，未产生新版本" in edit(office, version, 1).content.decode()
    assert RulebookVersion.objects.count() == 1


def test_who_was_slower_is_told_so(office, version):
    sent = fields(office.get(reverse("rulebook_step", args=[version.pk, 2])).content.decode())
    edit(office, version, 1, title="成立专班、全面摸底")
    answer = office.post(reverse("rulebook_step", args=[version.pk, 2]), sent | {"note": "晚了", "title": "方案"})
    assert "第1版已不是最新的规程" in answer.content.decode()
    assert RulebookVersion.objects.count() == 2


def test_two_versions_are_compared_value_by_value(office, version):
    edit(office, version, 1, title="成立专班、全面摸底")
    newest = RulebookVersion.objects.first()
    html = office.get(reverse("rulebook_diff", args=[newest.pk])).content.decode()
    assert "成立专班、摸底研判" in html
    assert "成立专班、全面摸底" in html
    assert office.get(reverse("rulebook_diff", args=[version.pk])).status_code == 404


def test_only_the_office_edits_and_a_foreign_version_answers_as_an_absent_one(version, district):
    leader = makers.client(makers.account(Role.LEADER, district))
    assert leader.get(reverse("rulebook_step", args=[version.pk, 1])).status_code == 403
    stranger = makers.client(makers.account(Role.OFFICE, makers.district("海岸区", "990102")))
    assert stranger.get(reverse("rulebook", args=[version.pk])).status_code == 404


def test_the_legal_numbers_are_shown_with_article_and_date(office):
    html = office.get(reverse("legal_numbers")).content.decode()
    assert "居民委员会组织法" in html
    assert "默认" in html
