"""A receiving community that another has withdrawn meanwhile; who chooses the way."""

from datetime import date

import pytest

from communities.lib.errors import Refused
from communities.models import Place
from mergers.models import Receiver
from mergers.services import case_parts, cases
from tests import makers
from tests.cases import opened

pytestmark = pytest.mark.django_db


def test_a_withdrawn_receiver_is_told_of_instead_of_a_failure():
    case, staff = opened()
    urban = makers.community(case.place.parent, name="云河社区", kind=Place.Kind.URBAN)
    receiver = Receiver.objects.create(case=case, place=urban)
    stale = Receiver.objects.get(pk=receiver.pk)
    case_parts.withdraw_receiver(receiver, reason="另定", by=staff.street)
    with pytest.raises(Refused, match="已被取消"):
        case_parts.state_opinion(stale, "agree", opinion_on=date(2026, 1, 5), by=staff.street)
    with pytest.raises(Refused, match="已被取消"):
        case_parts.resize_receiver(stale, households_after=1200, population_after=None, size_note="", by=staff.street)


def test_the_cooperative_does_not_choose_the_way():
    case, staff = opened()
    with pytest.raises(Refused, match="由社区或街道选定"):
        cases.choose_mode(case, "merge", reason="相邻", by=staff.cooperative)
