"""What is known of a place over time, and what is still open: read only, for the place's page."""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import QuerySet

from communities.models import Place, RegisterImport, Succession
from communities.rules.register import compare, questions
from communities.services.registers import stored_register


@dataclass(frozen=True)
class OpenQuestion:
    """Something two registers show and no recorded event explains; the places are those a person may choose from."""

    sentence: str
    sources: tuple[int, ...]
    targets: tuple[int, ...]


def formed_by(place: Place) -> QuerySet[Succession]:
    """Events in which the place took something over or began."""
    return _events().filter(sides__place=place, sides__is_source=False).distinct()


def went_into(place: Place) -> QuerySet[Succession]:
    """Events in which the place gave something away or ended."""
    return _events().filter(sides__place=place, sides__is_source=True).distinct()


def _events() -> QuerySet[Succession]:
    return Succession.objects.select_related("confirmed_by").prefetch_related("sides__place")


def open_questions(place: Place) -> list[OpenQuestion]:
    """What a community's first and last appearance in the registers leave unexplained."""
    registers = list(RegisterImport.objects.filter(district=place.district).order_by("as_at"))
    listed = set(place.register_rows.values_list("register_id", flat=True))
    found = []
    for earlier, later in pairwise(registers):
        if earlier.pk in listed and later.pk not in listed and not went_into(place).exists():
            found.append(_gone(place, later))
        if earlier.pk not in listed and later.pk in listed and not formed_by(place).exists():
            found.append(_appeared(place, earlier, later))
    return found


def _gone(place: Place, later: RegisterImport) -> OpenQuestion:
    sentence = f"截至 {later.as_at} 的名册不再列有{place.name}，去向尚未登记。"
    return OpenQuestion(sentence, sources=(place.pk,), targets=())


def _appeared(place: Place, earlier: RegisterImport, later: RegisterImport) -> OpenQuestion:
    asked = questions(compare(stored_register(earlier), stored_register(later)))
    hint = next((question for question in asked if question.after.code == place.code), None)
    if hint is None:
        sentence = f"{place.name}首次见于截至 {later.as_at} 的名册，来源尚未登记。"
        return OpenQuestion(sentence, sources=(), targets=(place.pk,))
    codes = [row.code for row in hint.before]
    sources = earlier.rows.filter(code__in=codes).values_list("place_id", flat=True)
    return OpenQuestion(hint.sentence, sources=tuple(sources), targets=(place.pk,))
