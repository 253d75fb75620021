"""Organisations of a place: committees, cooperatives, offices, departments; each from a day on."""

from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib.errors import Refused
from communities.models import Organisation, Place
from communities.services.permission import require
from communities.services.recording import record


@transaction.atomic
def establish(
    place: Place, kind: str, name: str, *, short_name: str = "", key: str = "", starts_on: date, by
) -> Organisation:
    """Enter an organisation of the place that exists from a day on; `key` is a department's name in the rulebook.

    Raises Refused for an unknown kind, for an empty name and for one that the place already has.
    """
    require(by, Verb.OFFICE, place)
    name = name.strip()
    checks = (
        ("请选择机构类别。", kind in Organisation.Kind.values),
        ("请填写机构名称。", name),
        (f"{place.name}已登记“{name}”。", not Organisation.objects.filter(place=place, kind=kind, name=name).exists()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    organisation = Organisation.objects.create(
        place=place, kind=kind, key=key, name=name, short_name=(short_name or name)[:20], starts_on=starts_on
    )
    record("登记机构", organisation, by=by, place=place, changes={"名称": [None, name], "自": [None, starts_on]})
    return organisation
