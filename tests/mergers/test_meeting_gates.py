"""Where a community keeps its meetings in the portal, steps 9 and 11 ask the sealed results and the dissent."""

from datetime import timedelta

import pytest

from communities.lib import clock
from mergers import gates
from mergers.gates.asked import Asked
from mergers.models import StepFiling
from tests import makers
from tests.votes.makers import hall
from votes import services

pytestmark = pytest.mark.django_db


def said(case, gate: str = "motion_passed", step: int = 11) -> tuple[str, ...]:
    filing = StepFiling.objects.get(case=case, step=step)
    return gates.ANSWERS[gate](Asked(case, filing, case.step_view(step))).reasons


def test_a_failed_motion_stops_the_step_until_it_passes_again_and_dissent_is_answered():
    here = hall()
    case = makers.merger_case(here.place)
    body = here.body("residents_meeting", 5)
    assert said(case) == ("尚未填写会议的应到、实到和票数。",)
    failed = here.sat(body, came=5, days_ago=40)
    here.counted(failed, 2, 3)
    assert "须赞成3票，实得2票，未通过" in said(case)[0]
    again = here.sat(body, came=5, previous=failed)
    here.counted(again, 4, 1)
    assert said(case) == ("有反对票1张，请在“会议和表决”中归纳不同意见（不记名）并答复。",)
    point = services.gather(again.meeting, "担心服务点太远", by=here.clerk)
    assert said(case) == ("不同意见归纳有1条还没有答复，请在“会议和表决”中答复。",)
    services.answer_point(point, "原地保留便民服务点", by=here.clerk)
    assert said(case) == ()


def test_a_result_of_an_earlier_meeting_does_not_serve_the_one_that_was_called_anew():
    here = hall()
    case = makers.merger_case(here.place)
    sealed = here.counted(here.sat(here.body("residents_meeting", 5), came=5, days_ago=20), 5)
    held_on = sealed.motion.meeting.held_on
    filing = StepFiling.objects.get(case=case, step=11)
    filing.facts = {"held_on": held_on.isoformat()}
    filing.save()
    assert said(case) == ()
    for facts in (
        {"notice_posted_on": (held_on + timedelta(days=3)).isoformat()},
        {"held_on": clock.today().isoformat()},
    ):
        filing.facts = facts
        filing.save()
        assert f"登记簿中最近封存的是{held_on}的会议，不是本步填报的会议" in said(case)[0]


def test_the_two_committees_are_asked_in_the_register_or_by_the_figures_of_the_minutes():
    here = hall()
    case = makers.merger_case(here.place)
    assert said(case, "committees_met", 8) == ("尚未填写两委商议的日期、应到、实到和同意人数。",)
    filing = StepFiling.objects.get(case=case, step=8)
    filing.facts = {"discussed_on": clock.today().isoformat(), "entitled": 7, "present": 3, "in_favour": 3}
    filing.save()
    assert "应到7人，须到4人，实到3人" in said(case, "committees_met", 8)[0]
    filing.facts |= {"present": 6, "in_favour": 3}
    filing.save()
    assert "须赞成4票，实得3票" in said(case, "committees_met", 8)[0]
    filing.facts |= {"in_favour": 4}
    filing.save()
    assert said(case, "committees_met", 8) == ()
    motion = here.sat(here.body("two_committees", 7), came=7, matter="party_deliberation", days_ago=0)
    here.counted(motion, 3, 4)
    assert "须赞成4票，实得3票" in said(case, "committees_met", 8)[0]
    assert said(case, "party_meeting_met", 9) == ("尚未填写会议的应到、实到和票数。",), "not the party's meeting"


def test_the_party_meeting_is_asked_for_its_result_alone():
    here = hall()
    case = makers.merger_case(here.place)
    body = here.body("party_members", 10, kind="party")
    here.counted(here.sat(body, came=8, matter="party_deliberation"), 6, 2)
    assert said(case, "party_meeting_met", 9) == ()
