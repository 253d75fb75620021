"""入户征求意见: a plan version's own households, the last position before the deadline, nothing after the close."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document, RecordEntry
from communities.services import residents
from tests import makers
from tests.communities.notice_makers import photo
from tests.votes.canvass_makers import homes, now, village
from votes import services
from votes.models import CanvassHousehold, Visit
from votes.presenters.canvass import may_read
from votes.rules.canvass import Opinions
from votes.services.visits import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    return village()


def test_the_households_of_the_day_are_frozen_as_the_denominator(here):
    here.households(3)
    canvass = here.opened()
    residents.open_household(here.place, "9999", registered_on=clock.today(), by=here.clerk)
    assert (canvass.due, canvass.households.count()) == (3, 3)


def test_without_households_or_without_a_text_nothing_is_opened(here):
    with pytest.raises(Refused) as refused:
        here.opened(plan_text="短")
    assert len(refused.value.reasons) == 2


def test_the_last_position_counts_and_not_meeting_anybody_changes_none(here):
    canvass = here.assigned(1)
    home = homes(canvass)[0]
    with clock.set_to(clock.now() + timedelta(days=3)):
        for position, days_ago in (("against", 2), ("agree", 1), ("not_met", 0), ("abstain", 2)):
            here.entry(home, position, days_ago=days_ago)
        home.refresh_from_db()
        assert home.position == standing(home) == "agree"
        assert now(canvass).opinions == Opinions(1, agree=1)


def test_a_door_nobody_opened_is_attempted_and_not_asked(here):
    canvass = here.assigned(2)
    here.entry(homes(canvass)[0], "not_met")
    told = now(canvass).opinions
    assert (told.met, told.not_met, told.left) == (0, 1, 1)


def test_the_rate_is_of_all_households_and_cut_not_rounded():
    assert Opinions(57, agree=53, against=1).agreed == "92.9%"
    assert Opinions(3000, agree=2999).agreed == "99.9%"
    assert Opinions(15, agree=15).agreed == "100.0%"


def test_a_changed_plan_starts_at_zero_and_ends_the_one_before(here):
    first = here.assigned(2)
    here.entry(homes(first)[0])
    second = here.opened(plan_title="大窑撤并方案（修改）")
    assert (second.version, second.opinions) == (2, Opinions(2))
    assert now(first).status == "superseded"
    assert [each.visitor for each in homes(second)] == [here.clerk, here.clerk]
    with pytest.raises(Refused, match="没有计入"):
        here.entry(homes(first)[1])


def test_after_the_close_and_after_the_deadline_nothing_is_taken(here):
    canvass = here.assigned(1, days=2)
    home = homes(canvass)[0]
    with clock.set_to(clock.now() + timedelta(days=3)):
        with pytest.raises(Refused, match="其后的入户不计入"):
            here.entry(home)
        here.entry(home, days_ago=1)  # made in time at the door, sent when the line was back
        services.close_canvass(canvass, by=here.secretary)
        with pytest.raises(Refused, match="没有计入"):
            here.entry(home, days_ago=1)
    assert now(canvass).opinions == Opinions(1, agree=1)


def test_it_cannot_be_closed_while_a_door_was_not_knocked_at(here):
    canvass = here.assigned(2)
    here.entry(homes(canvass)[0])
    with pytest.raises(Refused, match="还有1户没有走访"):
        services.close_canvass(canvass, by=here.secretary)


def test_only_the_assigned_visitor_enters_and_says_who_signed_and_why(here):
    canvass = here.assigned(1)
    home = homes(canvass)[0]
    with pytest.raises(Refused, match="不是分派给您"):
        here.entry(home, by=here.secretary)
    with pytest.raises(Refused, match="签字人"):
        here.entry(home, signer="", relation="")
    with pytest.raises(Refused, match="理由"):
        here.entry(home, "against", reason="")
    assert now(canvass).opinions == Opinions(1)


def test_households_are_shared_out_by_number_by_address_and_by_grid(here):
    here.households(30)
    canvass = here.opened()
    assert services.assign(canvass, here.clerk, grid="一网格", first="0001", last="0010", by=here.secretary) == 10
    assert services.assign(canvass, here.secretary, grid="二网格", address="大窑2", by=here.clerk) == 11
    assert services.assign(canvass, here.officer, grid="二网格", by=here.clerk) == 11
    assert services.assign(canvass, here.clerk, only_free=True, by=here.clerk) == 10
    assert not canvass.households.filter(visitor=None).exists()
    stranger = makers.account(Role.CLERK, makers.community(here.place.parent, "小窑"))
    with pytest.raises(Refused, match="走访人须是"):
        services.assign(canvass, stranger, by=here.clerk)


def test_the_deadline_moves_later_only_and_with_a_reason(here):
    canvass = here.assigned(1)
    with pytest.raises(Refused, match="须晚于"):
        services.extend(canvass, canvass.closes_on, "外出户多", by=here.clerk)
    later = services.extend(canvass, canvass.closes_on + timedelta(days=3), "外出户多", by=here.clerk)
    assert later.closes_on == canvass.closes_on + timedelta(days=3)


def test_a_visit_is_never_changed(here):
    visit = here.entry(homes(here.assigned(1))[0])
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(position="against")


def test_the_photograph_is_kept_without_its_place_and_on_no_list(here):
    home = homes(here.assigned(1))[0]
    visit = here.entry(home, photo=photo())
    assert (visit.photo.restricted, visit.photo.title) == (True, "入户征求意见签字表")
    for reader in (here.clerk, here.officer, makers.account(Role.LEADER, here.place.district)):
        assert not Document.objects.visible_to(reader).filter(pk=visit.photo.pk).exists()


def reads(home: CanvassHousehold, account) -> bool:
    """Whether the page of a door tells the account what was said there."""
    found = CanvassHousehold.objects.visible_to(account).with_hearers().filter(pk=home.pk).first()
    return found is not None and may_read(found, account)


def test_who_is_against_and_why_is_read_by_the_visitor_and_the_officer_named_alone(here):
    home = homes(here.assigned(1))[0]
    visit = here.entry(home, "against")
    others = [here.secretary, here.other_officer, makers.account(Role.LEADER, here.place.district)]
    readers = [here.clerk, here.officer]
    for people, told in ((readers, True), (others, False)):
        for person in people:
            assert Visit.objects.told_to(person).filter(pk=visit.pk).exists() is told
            assert reads(home, person) is told
    assert visit.reason.reveal() == "担心租金"


def test_a_household_given_to_another_visitor_tells_them_nothing_of_what_was_said_before(here):
    canvass = here.assigned(1)
    home, reader = homes(canvass)[0], here.secretary
    visit = here.entry(home, "against", days_ago=0)
    services.assign(canvass, reader, by=reader)
    assert not reads(home, reader)
    assert not Visit.objects.told_to(reader).exists()
    assert not reads(home, here.clerk), "a door that is no longer theirs"
    here.entry(home, "not_met", by=reader)
    assert not reads(home, reader), "nobody has told them anything yet"
    own = here.entry(home, "agree", by=reader)
    assert reads(home, reader)
    assert list(Visit.objects.told_to(reader).exclude(position="not_met")) == [own]
    assert {visit, own} <= set(Visit.objects.told_to(here.officer))


def test_no_line_of_the_record_book_says_which_door_was_visited_again(here):
    home = homes(here.assigned(1))[0]
    here.entry(home, "against")
    here.entry(home, "against", revisit="held")
    lines = RecordEntry.objects.filter(action="登记入户")
    assert len(lines) == 2
    for line in lines:
        assert home.number not in f"{line.subject_label}{line.changes}"
        assert line.subject_id != str(home.pk)
    assert not RecordEntry.objects.of("votes.canvasshousehold", str(home.pk)).exists()


def test_the_record_book_says_that_a_door_was_visited_and_not_what_was_said(here):
    visit = here.entry(homes(here.assigned(1))[0], "against", photo=photo())
    lines = "".join(
        f"{line.action}{line.subject_label}{line.changes}{line.reason}" for line in RecordEntry.objects.all()
    )
    assert "登记入户" in lines
    for word in ("against", "担心租金", "王某", f"{visit.household.number}号户"):
        assert word not in lines
    assert "不同意" not in "".join(str(line.changes) for line in RecordEntry.objects.filter(action="登记入户"))


def test_another_officer_named_reads_and_the_one_before_no_longer_does(here):
    canvass = here.assigned(1)
    visit = here.entry(homes(canvass)[0], "against")
    services.name_officer(canvass, here.other_officer, by=here.clerk)
    assert Visit.objects.told_to(here.other_officer).filter(pk=visit.pk).exists()
    assert not Visit.objects.told_to(here.officer).filter(pk=visit.pk).exists()


def test_the_same_entry_sent_again_is_the_same_visit_and_another_households_is_refused(here):
    one, other = homes(here.assigned(2))
    key = uuid4()
    assert here.entry(one, key=key) == here.entry(one, "against", key=key)
    with pytest.raises(Refused, match="另一次入户"):
        here.entry(other, key=key)
    assert Visit.objects.count() == 1


def test_signed_sheets_of_a_day_are_entered_together_or_not_at_all(here):
    canvass = here.assigned(3)
    first, second, third = (home.pk for home in homes(canvass))
    agreed = services.SignedSheet(first, "agree", "王某", "head")
    absent = services.SignedSheet(second, "not_met")
    unsigned = services.SignedSheet(third, "agree")
    with pytest.raises(Refused, match="0003号户：请填写签字人"):
        services.enter_sheets(canvass, [agreed, unsigned], clock.today(), by=here.clerk)
    assert Visit.objects.count() == 0
    assert services.enter_sheets(canvass, [agreed, absent], clock.today(), by=here.clerk) == 2
    with pytest.raises(Refused, match="已经入户"):
        services.enter_sheets(canvass, [agreed], clock.today(), by=here.clerk)
    assert now(canvass).opinions == Opinions(3, agree=1, not_met=1)
    assert [standing(home) for home in homes(canvass)] == [home.position for home in homes(canvass)]
