"""领导批示 → 转办 → 反馈 → 办结, the 审签 of a bulletin, and the node dispatch."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Message, Organisation, RecordEntry
from mergers.models import Bulletin, Instruction, NodeDispatch
from mergers.presenters import sources
from mergers.services import bulletins, freezing, instructions, nodes
from tests import cases, makers

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 10, tzinfo=clock.SHANGHAI)
MONDAY = datetime(2026, 11, 23, 10, tzinfo=clock.SHANGHAI)
WEEK = Week(2026, 47)


@pytest.fixture
def opened():
    with clock.set_to(FRIDAY):
        return cases.opened()


@pytest.fixture
def monday():
    with clock.set_to(MONDAY):
        yield


@pytest.fixture
def ledger(opened, monday):
    return freezing.freeze(opened[0].place.district, WEEK)


@pytest.fixture
def department(opened):
    return makers.organisation(opened[0].place.district, Organisation.Kind.DEPARTMENT, "农业农村局", "agriculture")


@pytest.fixture
def clerk(opened, department):
    return makers.account(Role.DEPARTMENT, opened[0].place.district, held_for=department)


@pytest.fixture
def instruction(opened, ledger):
    return instructions.write(ledger, "表决程序务必合法，材料逐户归档。", by=opened[1].leader)


def test_the_chain_runs_from_the_leader_to_the_closing(opened, instruction, department, clerk):
    _, people = opened
    assert Message.objects.filter(to=people.office, text__contains="作出批示").exists()
    task = instructions.forward(instruction, department, by=people.office)
    assert Message.objects.filter(to=clerk, text__contains="转办农业农村局").exists()
    with pytest.raises(Refused, match="农业农村局尚未反馈"):
        instructions.close(instruction, by=people.office)
    instructions.receive(task, by=clerk)
    instructions.feed_back(task, "已逐户核对", by=clerk)
    assert Message.objects.filter(to=people.leader, text__contains="已反馈批示").exists()
    assert instructions.close(instruction, by=people.office).closed_by == people.office
    lines = RecordEntry.objects.of("mergers.instruction", str(instruction.pk)).values_list("action", flat=True)
    assert list(lines) == ["作出批示", "转办批示", "签收批示", "反馈批示", "办结批示"]


def test_behind_a_units_figure_the_street_s_share_is_named_to_the_unit_and_read_by_the_street(opened, instruction):
    case, people = opened
    street = makers.organisation(case.place.parent, Organisation.Kind.STREET_OFFICE, "示范街道办事处")
    task = instructions.forward(instruction, street, by=people.office)
    (read,) = sources.events([["instruction", task.pk]], people.street)
    assert read["act"] == "批示“表决程序务必合法，材料逐户归档。”转办"
    assert read["url"] == reverse("instruction", args=[instruction.pk])
    (named,) = sources.events([["instruction", task.pk]], people.secretary)
    assert (named["act"], named["who"], named["text"], named["url"]) == ("批示转办", "示范街道办事处", "", "")


def test_feedback_is_due_by_the_offices_setting_in_working_days(opened, instruction, department):
    task = instructions.forward(instruction, department, by=opened[1].office)
    assert f"{task.due_on}" == "2026-11-30"  # five working days from Tuesday the 24th


def test_only_a_leader_writes_and_only_the_office_forwards(opened, ledger, instruction, department):
    _, people = opened
    with pytest.raises(Refused, match="批示"):
        instructions.write(ledger, "请抓紧", by=people.office)
    with pytest.raises(Refused, match="组织调度"):
        instructions.forward(instruction, department, by=people.leader)


def test_only_the_body_it_went_to_answers_and_only_once(opened, instruction, department, clerk):
    _, people = opened
    task = instructions.forward(instruction, department, by=people.office)
    with pytest.raises(Refused, match="已经转办"):
        instructions.forward(instruction, department, by=people.office)
    with pytest.raises(Refused, match="由该单位的人员"):
        instructions.feed_back(task, "已办", by=people.office)
    answered = instructions.feed_back(task, "已办", by=clerk)
    assert answered.received_by == clerk
    with pytest.raises(Refused, match="已经反馈"):
        instructions.feed_back(task, "再办", by=clerk)


def test_a_street_sees_what_was_forwarded_to_it_and_no_other(opened, instruction):
    case, people = opened
    street = makers.client(people.street)
    address = reverse("instruction", args=[instruction.pk])
    assert street.get(address).status_code == 404
    body = people.street.posts()[0].organisation
    instructions.forward(instruction, body, by=people.office)
    html = street.get(address).content.decode()
    assert "逐户归档" in html
    assert "反馈内容" in html
    beside = makers.account(Role.STREET, makers.street(case.place.district, "松山街道"))
    assert makers.client(beside).get(address).status_code == 404


def test_the_pages_carry_the_chain_and_a_form_sent_twice_counts_once(opened, ledger, department, clerk):
    _, people = opened
    leader, office, own = (makers.client(person) for person in (people.leader, people.office, clerk))
    said = {"text": "请抓紧清查", "form_key": "k1"}
    first = leader.post(reverse("instruction_new", args=[ledger.pk]), said)
    assert leader.post(reverse("instruction_new", args=[ledger.pk]), said).headers["Location"] == first["Location"]
    instruction = Instruction.objects.get()
    due = clock.today() + timedelta(days=3)
    given = {"organisation": department.pk, "due_on": due.isoformat()}
    office.post(reverse("instruction_forward", args=[instruction.pk]), given)
    task = instruction.tasks.get()
    assert own.post(reverse("task_feed_back", args=[task.pk]), {"text": ""}).status_code == 409
    own.post(reverse("task_receive", args=[task.pk]))
    own.post(reverse("task_feed_back", args=[task.pk]), {"text": "已完成清查"})
    assert "已完成清查" in leader.get(first["Location"]).content.decode()
    office.post(reverse("instruction_close", args=[instruction.pk]))
    instruction.refresh_from_db()
    assert instruction.closed_at


def test_a_bulletin_exists_only_after_a_leader_has_signed_and_is_numbered_by_the_year(opened, ledger):
    case, people = opened
    with pytest.raises(Refused, match="批示"):
        bulletins.sign(ledger, by=people.office)
    assert not Bulletin.objects.exists()
    assert bulletins.sign(ledger, note="同意印发", by=people.leader).number == 1
    with pytest.raises(Refused, match="已经审签"):
        bulletins.sign(ledger, by=people.leader)
    with clock.set_to(MONDAY + timedelta(days=7)):
        following = freezing.freeze(case.place.district, WEEK.next())
        assert bulletins.sign(following, by=people.leader).number == 2


def test_the_leader_signs_on_the_page_and_the_office_cannot(opened, ledger):
    _, people = opened
    leader, office = makers.client(people.leader), makers.client(people.office)
    sign = reverse("bulletin_sign", args=[ledger.pk])
    assert office.post(sign, {"text": ""}).status_code == 403
    assert "审签</button>" in leader.get(reverse("bulletins")).content.decode()
    leader.post(sign, {"text": "同意"})
    html = office.get(reverse("bulletins")).content.decode()
    assert "2026年第1期" in html
    assert "审签</button>" not in html


def _reached(case, people, step: int) -> NodeDispatch:
    event = case.filings.get(step=step).events.create(
        case=case, step=step, move="start", to_status="drafting", from_status="idle", round=1, at=clock.now(),
        occurred_on=clock.today(), by=people.secretary, by_name="社区书记", party="filer", organisation="", role="",
    )  # fmt: skip
    return NodeDispatch.objects.create(case=case, step=step, node="mobilisation", event=event, opened_at=clock.now())


def test_a_node_dispatch_is_noted_once_by_the_office_and_told_to_the_street(opened):
    case, people = opened
    office, street = makers.client(people.office), makers.client(people.street)
    node, later = (_reached(case, people, step) for step in (3, 10))
    assert street.post(reverse("node_note", args=[node.pk]), {"text": "x"}).status_code == 403
    office.post(reverse("node_note", args=[node.pk]), {"text": "动员会程序规范，可转入稳评"})
    html = street.get(reverse("nodes")).content.decode()
    assert html.index(f'id="node-{later.pk}"') < html.index(f'id="node-{node.pk}"')  # what waits stands first
    assert "动员会程序规范" in html
    assert Message.objects.filter(to=people.street, text__contains="节点调度意见").exists()
    with pytest.raises(Refused, match="已经登记意见"):
        nodes.note(node, "再议", by=people.office)


def test_what_waits_for_the_office_and_for_a_street_stands_on_their_homes(opened, instruction):
    _, people = opened
    office, street = makers.client(people.office), makers.client(people.street)
    told = instruction.text
    assert "批示待转办" in (html := office.get(reverse("home")).content.decode())
    assert html.index(told) < html.index("待审核、待确认")
    instructions.forward(instruction, people.street.posts()[0].organisation, by=people.office)
    assert told not in office.get(reverse("home")).content.decode()
    html = street.get(reverse("home")).content.decode()
    assert "待反馈批示" in html
    assert told in html
