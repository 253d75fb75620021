"""Where a cooperative keeps its roll in the portal, step 7 asks the roll and no longer the papers."""

import pytest

from mergers import gates
from mergers.gates.asked import Asked
from mergers.models import StepFiling
from tests import makers
from tests.shareholders.roll_makers import village

pytestmark = pytest.mark.django_db


def said(case) -> tuple[str, ...]:
    filing = StepFiling.objects.get(case=case, step=7)
    return gates.ANSWERS["nobody_pending"](Asked(case, filing, case.step_view(7))).reasons


def test_people_nobody_has_confirmed_hold_step_seven_open():
    here = village()
    case = makers.merger_case(here.place)
    assert said(case) == ("尚未填写成员、股东和待定人数。",)
    here.roll("verify")
    here.member("王一")
    assert said(case) == ()
    here.member("赵二", confirmed=False)
    assert said(case) == ("还有1人待定，须经有权的会议表决确认后才能固化股权。",)
