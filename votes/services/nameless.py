"""What is gathered from residents is written down as it was said by nobody: no name that the registers know."""

from django.db.models import QuerySet, Value
from django.db.models.functions import Length, StrIndex

from communities.access import Verb, may
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Person, Place, Residence
from votes.models import Seat

SHORTEST_NAME = 2  # characters; a shorter one is no name but any word


def require_nameless(place: Place, *texts: str, by) -> None:
    """Raise Refused where a text holds the name of somebody who lives in the place or has a seat there.

    The name is said to those who may read residents; whoever else asks does not learn who lives there.
    """
    said = "\n".join(texts)
    living = Person.objects.filter(residences__in=Residence.objects.current().filter(household__place=place))
    seated = Seat.objects.on(clock.today()).filter(body__organisation__place=place)
    for people in (living, seated):
        if name := _named_in(said, people):
            word = f"“{name}”" if may(by, Verb.RESIDENTS, place) else "有的字"
            raise Refused(f"文字中{word}是户册或名册上的姓名，请改成不指向个人的说法，如“有居民提出”。")


def _named_in(said: str, people: QuerySet) -> str | None:
    found = people.alias(size=Length("name"), at=StrIndex(Value(said), "name"))
    return found.filter(size__gte=SHORTEST_NAME, at__gt=0).values_list("name", flat=True).first()
