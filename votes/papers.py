"""入户征求意见表: one page a household, to be signed at the door. It names nobody and tells of nobody's position."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from communities.lib.pdf.renderer import Rendered
from communities.papers import render_part
from votes.models import Canvass, CanvassHousehold

TITLE = "入户征求意见表"


def sheets(canvass: Canvass, homes: Sequence[CanvassHousehold]) -> Rendered:
    """The sheets of these households, each with the code that opens its entry for whoever is assigned to it.

    :raises RenderFailed: with a sentence for the reader.
    """
    codes = {
        f"door{n}": settings.PUBLIC_BASE_URL + reverse("canvass_door", args=[home.pk]) for n, home in enumerate(homes)
    }
    told = {
        "title": f"{canvass.place.name}{TITLE}",
        "plan": f"{canvass.plan_title}（第{canvass.version}版）",
        "text": canvass.plan_text,
        "closes_on": canvass.closes_on,
        "codes": codes,
        "homes": [
            {"number": home.number, "address": home.address, "grid": home.grid, "code": f"asset:door{n}.svg"}
            for n, home in enumerate(homes)
        ],
    }
    return render_part("canvass_sheet", told)
