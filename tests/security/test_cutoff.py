"""At the cut-off itself: what was sent in time is in the ledger, however long it took to be written."""

import pytest

from communities.models import Job
from mergers import tasks
from mergers.models import Ledger
from mergers.services import ticking
from tests.cases import opened
from tests.weeks import at

pytestmark = pytest.mark.django_db


def test_the_week_is_frozen_only_when_no_request_of_before_the_cut_off_can_still_run():
    with at("2026-11-16"):
        case, _ = opened()
    with at("2026-11-23", 8):
        ticking.tick()
        job = Job.objects.get(key=f"ledger:{case.place.district_id}:2026-W47")
        tasks.freeze_week(job.pk)
        assert not Ledger.objects.exists()
    with at("2026-11-23", 8, 2):
        tasks.freeze_week(job.pk)
        assert Ledger.objects.get().week == 47
