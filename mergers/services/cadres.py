"""The end of a cadre's transition comes in sight: who answers for the pay after it is told in good time."""

from datetime import timedelta

from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.models import Place
from communities.services import messages, settings
from mergers.models import Cadre


def remind(district: Place) -> int:
    """Tell street and office once of each transition that ends within the days the office has set; how many were told.

    A transition is watched after its case is done as well: one term of office is longer than the merger.
    """
    today = clock.today()
    last = today + timedelta(days=settings.value("transition.days_before", district))
    ending = Cadre.objects.filter(case__place__district=district, transition_ends_on__range=(today, last))
    told = 0
    for row in ending.select_related("case__place"):
        place = row.case.place
        text = f"{place.name}{row.post}{row.name}的待遇过渡期至{row.transition_ends_on:%Y-%m-%d}，请提前研究接续安排。"
        people = messages.holders([Role.STREET, Role.OFFICE], place)
        key = f"transition:{row.pk}:{row.transition_ends_on}"
        told += messages.tell(people, text, reverse("case_parts", args=[row.case_id]), key)
    return told
