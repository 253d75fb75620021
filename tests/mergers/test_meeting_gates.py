"""Where a community keeps its meetings in the portal, steps 9 and 11 ask the sealed results and the dissent."""

import pytest

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


def test_the_party_meeting_is_asked_for_its_result_alone():
    here = hall()
    case = makers.merger_case(here.place)
    body = here.body("party_members", 10, kind="party")
    here.counted(here.sat(body, came=8, matter="party_deliberation"), 6, 2)
    assert said(case, "party_meeting_met", 9) == ()
