"""After the meeting: a decision is tracked until it is closed, what was said against is answered without a name."""

from datetime import timedelta

import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message, Organisation, RecordEntry
from mergers.presenters import step_registers
from mergers.presenters.home import decisions
from tests import makers
from tests.votes.makers import hall
from votes import services
from votes.models import DecisionEvent, DecisionItem, DissentPoint
from votes.questions import dissent_reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return hall()


@pytest.fixture
def passed(here):
    return here.counted(here.sat(here.body("residents_meeting", 5), came=5), 4, 1)


def given_out(here, passed, days: int = 10) -> DecisionItem:
    owner = makers.organisation(here.place, Organisation.Kind.COOPERATIVE)
    due_on = clock.today() + timedelta(days=days)
    return services.open_item(passed, "公布表决结果", owner, due_on=due_on, by=here.clerk)


def read(answer) -> str:
    return answer.content.decode()


def test_a_passed_motion_is_given_out_through_its_page_and_shows_until_closed(here, passed):
    browser = makers.client(here.clerk)
    page = f"/votes/motions/{passed.motion_id}/"
    assert "还没有交办落实" in read(browser.get(page))
    owner = makers.organisation(here.place, Organisation.Kind.RESIDENTS_COMMITTEE)
    due_on = clock.today() + timedelta(days=7)
    browser.post(f"{page}items/new/", {"text": "公布表决结果", "owner": owner.pk, "due_on": due_on})
    item = DecisionItem.objects.get()
    assert "公布表决结果" in read(browser.get("/votes/items/"))
    address = f"/votes/items/{item.pk}/"
    assert 'name="progress"' in read(browser.get(address)).split("公布表决结果</textarea>")[0], (
        "an empty field to write in"
    )
    browser.post(f"{address}report/", {"progress": "已上墙两处"})
    browser.post(f"{address}move/", {"due_on": due_on + timedelta(days=3), "reason": "公开栏维修"})
    shown = read(browser.get(address))
    assert "已上墙两处" in shown
    assert "公开栏维修" in shown
    assert "办结须同时" not in shown
    browser.post(f"{address}close/", {"outcome": "三处公开栏已张贴"})
    item.refresh_from_db()
    assert item.outcome == "三处公开栏已张贴"
    assert list(DecisionEvent.objects.values_list("kind", flat=True)) == ["opened", "reported", "moved", "closed"]
    assert "没有符合条件的事项" in read(browser.get("/votes/items/"))
    with pytest.raises(Refused, match="已经办结"):
        services.close_item(item, "再办", by=here.clerk)


def test_a_failed_motion_has_nothing_to_carry_out(here):
    failed = here.counted(here.sat(here.body("residents_meeting", 5), came=5), 2, 3)
    with pytest.raises(Refused, match="没有需要落实的决定"):
        given_out(here, failed)
    answer = makers.client(here.clerk).get(f"/votes/motions/{failed.motion_id}/items/new/")
    assert answer.status_code == 409


def test_an_overdue_decision_is_told_once_and_stands_on_the_homes(here, passed):
    item = given_out(here, passed)
    street = makers.account(Role.STREET, here.place.parent)
    assert decisions.cards(here.secretary)[0].tone == "due"
    assert decisions.cards(street) == []
    with clock.set_to(clock.now() + timedelta(days=11)):
        assert services.remind_overdue(here.place.district) > 0
        before = Message.objects.count()
        assert services.remind_overdue(here.place.district) == 0
        assert Message.objects.count() == before
        for person in (here.secretary, street):
            (card,) = decisions.cards(person)
            assert (card.tone, card.entries[0]["word"]) == ("late", "超期1日")
    assert Message.objects.filter(to=here.secretary, key__startswith=f"decision:{item.pk}").count() == 1


def test_only_the_owner_and_the_unit_report_and_only_the_unit_closes(here, passed):
    item = given_out(here, passed)
    street = makers.account(Role.STREET, here.place.parent)
    for act in (
        lambda by: services.report_on(item, "进展", by=by),
        lambda by: services.move_due(item, due_on=clock.today(), reason="某", by=by),
        lambda by: services.close_item(item, "某", by=by),
        lambda by: services.open_item(passed, "某", item.owner, due_on=item.due_on, by=by),
        lambda by: services.gather(passed.motion.meeting, "某", by=by),
    ):
        for stranger in (street, here.stranger):
            with pytest.raises(Refused):
                act(stranger)
    assert services.report_on(item, "已办一半", by=makers.account(Role.COOP_CLERK, here.place)).kind == "reported"


def test_dissent_is_gathered_without_names_and_answered_before_the_step_closes(here, passed):
    meeting = passed.motion.meeting
    assert "有反对票1张" in dissent_reasons(here.place, "abolish_committee")[0]
    browser = makers.client(here.clerk)
    refused = browser.post(f"/votes/meetings/{meeting.pk}/dissent/", {"text": "代表3说服务点太远"})
    assert "不写姓名" in read(refused)
    browser.post(f"/votes/meetings/{meeting.pk}/dissent/", {"text": "担心服务点太远"})
    point = DissentPoint.objects.get()
    assert "1条还没有答复" in dissent_reasons(here.place, "abolish_committee")[0]
    browser.post(f"/votes/dissent/{point.pk}/answer/", {"answer": "原地保留便民服务点"})
    assert dissent_reasons(here.place, "abolish_committee") == ()
    with pytest.raises(Refused, match="已经答复"):
        services.answer_point(point, "再答", by=here.clerk)


def test_leaders_see_how_many_points_and_nobody_is_named_in_the_record_book(here, passed):
    meeting = passed.motion.meeting
    services.gather(meeting, "担心服务点太远", by=here.clerk)
    leader = makers.account(Role.LEADER, here.place.district)
    page = read(makers.client(leader).get(f"/votes/meetings/{meeting.pk}/"))
    assert "已归纳1条" in page
    assert "担心服务点太远" not in page
    line = RecordEntry.objects.filter(action="归纳不同意见").get()
    assert "代表" not in line.subject_label.replace("居民代表", "")
    assert line.changes == {}


def test_no_table_of_votes_holds_whose_ballot_was_which():
    """A secret ballot: the roll knows who returned one, counts know figures, and nothing joins the two."""
    from votes.models import Count, Result, RollEntry

    for model in (Count, Result):
        targets = {field.related_model for field in model._meta.get_fields() if field.is_relation}
        assert RollEntry not in targets
    choices = {"in_favour", "against", "abstained", "invalid", "choice", "position", "ballot"}
    assert choices.isdisjoint({field.name for field in RollEntry._meta.get_fields()})


def test_the_step_of_the_vote_shows_the_sealed_result_and_fills_its_figures(here, passed):
    told = step_registers.registers("vote", here.place, here.clerk)
    assert (told[0]["word"], told[0]["url"]) == ("通过", f"/votes/motions/{passed.motion_id}/")
    figures = step_registers.figures("vote", here.place)
    assert (figures["entitled"], figures["present"], figures["in_favour"], figures["against"]) == (5, 5, 4, 1)
    assert step_registers.registers("party_meeting", here.place, here.clerk)[0]["word"] == "未登记"
    assert step_registers.figures("party_meeting", here.place) == {}
