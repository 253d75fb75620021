"""What the merger asks of letters and questionnaires. None, or no row: look at the filed figures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum

from communities.lib import clock
from communities.models import Place
from votes.models import AnswerSheet, HandOut, Letter, Questionnaire
from votes.rules.publicity import Letters


@dataclass(frozen=True, slots=True)
class Asked:
    """The questionnaire put to a place last, as known at a moment: sent, back, aware, supportive."""

    questionnaire: int
    sent: int
    back: int
    aware: int
    supportive: int

    def facts(self) -> dict[str, int]:
        """Under the names of the step's facts."""
        told = {"aware": self.aware, "supportive": self.supportive}
        return {"questionnaires_sent": self.sent, "questionnaires_back": self.back, **told}


def letters_of(place: Place) -> Letters | None:
    """What became of the place's last letter, household by household."""
    letter = Letter.objects.filter(organisation__place=place).with_counts().order_by("-started_at", "-pk").first()
    return letter.letters if letter else None


def answers_known(places: Q, day: date, known_before: datetime) -> dict[int, Asked]:
    """By community: what had come back by `day` and was entered before `known_before`. Three queries.

    `places` narrows the organisations, as Q(organisation__place__district=…).
    """
    known = Q(started_on__lte=day, started_at__lt=known_before)
    rows = Questionnaire.objects.filter(places, known).order_by("started_at", "pk")
    newest = {place: key for key, place in rows.values_list("pk", "organisation__place")}
    if not newest:
        return {}
    counted = Q(questionnaire__in=newest.values(), on__lte=day, at__lt=known_before)
    sent = dict(_grouped(HandOut).filter(counted).annotate(sent=Sum("count")).values_list("questionnaire", "sent"))
    sheets = (
        _grouped(AnswerSheet)
        .filter(counted)
        .annotate(
            back=Count("pk"), known=Count("pk", filter=Q(aware=True)), for_it=Count("pk", filter=Q(supportive=True))
        )
    )
    back = {key: told for key, *told in sheets.values_list("questionnaire", "back", "known", "for_it")}
    return {place: Asked(key, sent.get(key, 0), *back.get(key, (0, 0, 0))) for place, key in newest.items()}


def answers_now(places: Q) -> dict[int, Asked]:
    """As `answers_known`, of everything entered so far."""
    return answers_known(places, clock.today(), clock.now() + timedelta(seconds=1))


def _grouped(model):
    return model.objects.order_by().values("questionnaire")
