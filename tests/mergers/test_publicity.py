"""The three indicators of the publicity are computed with their denominator, on the step and in the weekly ledger."""

import pytest
from django.urls import reverse

from communities.lib.isoweek import Week
from mergers import gates
from mergers.rules.publicity import BY_KEY, RATES
from mergers.services import freezing
from tests import makers
from tests.cases import opened
from tests.weeks import at, settle

FACTS = {"questionnaires_sent": 500, "questionnaires_back": 481, "aware": 480, "supportive": 470}


def test_a_rate_is_cut_never_rounded_up_and_stands_with_its_figures():
    assert [rate.words(FACTS) for rate in RATES] == ["96.2%（481/500）", "99.7%（480/481）", "97.7%（470/481）"]


@pytest.mark.parametrize("facts", [{}, {"aware": 3}, {"aware": 0, "questionnaires_back": 0}])
def test_without_a_denominator_there_is_no_rate(facts):
    assert BY_KEY["awareness"].words(facts) == ""


def test_the_filed_rates_stand_on_the_step_and_in_the_week_s_ledger(db, monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])
    with at("2026-11-10"):
        case, staff = opened()
    with at("2026-11-18"):
        settle(case, staff, 3, **FACTS)
        page = makers.client(staff.street).get(reverse("step", args=[case.pk, 3])).content.decode()
    assert "知晓率（答“知晓”÷收回问卷）" in page
    assert "99.7%（480/481）" in page
    with at("2026-11-23", 9):
        figures = freezing.freeze(case.place.district, Week(2026, 47)).rows.get().figures
    assert (figures["participation"], figures["support"]) == ("96.2%（481/500）", "97.7%（470/481）")
