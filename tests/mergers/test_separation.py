"""财事两清: the hand-over is complete only when committee and cooperative stand apart, each with what is its own."""

import pytest

from communities.models import Organisation
from mergers import gates
from mergers.forms.facts import facts_form
from mergers.gates.asked import Asked
from mergers.models import StepFiling
from mergers.rules.separation import ITEMS
from tests import makers

pytestmark = pytest.mark.django_db
SIGNED = {"handover_on": "2026-03-02"}


@pytest.fixture
def place():
    return makers.community(makers.street(makers.district()))


def reasons(place, **facts) -> tuple[str, ...]:
    case = makers.merger_case(place)
    StepFiling.objects.filter(case=case, step=15).update(facts=SIGNED | facts)
    filing = StepFiling.objects.get(case=case, step=15)
    return gates.ANSWERS["handover_complete"](Asked(case, filing, case.step_view(15))).reasons


def test_each_item_that_is_not_yet_apart_is_named(place):
    makers.organisation(place, Organisation.Kind.COOPERATIVE)
    told = reasons(place, **dict.fromkeys(list(ITEMS)[1:], True))
    assert told == ("财事两清尚未核对：印章分设，合作社与居（村）委会各用各章。",)


def test_with_all_of_them_apart_the_gate_opens(place):
    makers.organisation(place, Organisation.Kind.COOPERATIVE)
    assert reasons(place, **dict.fromkeys(ITEMS, True)) == ()


def test_a_place_without_a_cooperative_has_nothing_to_part(place):
    assert reasons(place) == ()


def test_the_step_s_form_asks_for_each_item(place):
    case = makers.merger_case(place)
    form = facts_form(case, case.step_view(15), data={"apart_seals": "on"})
    assert form.is_valid()
    assert set(ITEMS) <= set(form.fields)
    assert (form.facts()["apart_seals"], form.facts()["apart_books"]) == (True, False)
