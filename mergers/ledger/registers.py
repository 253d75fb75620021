"""What the lower registers tell of each unit at a date, read once for a district: petitions, risk, consent, answers."""

from datetime import date, datetime

from django.db.models import Q

from communities.models import Place
from mergers.ledger.units import Unit
from risk.questions import levels_known, petitions_known
from votes.canvass_questions import consents_known
from votes.publicity_questions import answers_known


class Registers:
    """A constant number of queries for any number of units."""

    def __init__(self, district: Place, day: date, known_before: datetime) -> None:
        self.petitions = petitions_known(district, day, known_before)
        self.levels = levels_known(district, day, known_before)
        self.consents = consents_known(district, day, known_before)
        self.answers = answers_known(Q(organisation__place__district=district), day, known_before)

    def lay_on(self, unit: Unit) -> None:
        unit.petitions = self.petitions.get(unit.place_id, [])
        unit.level = self.levels.get(unit.place_id)
        unit.consent = self.consents.get(unit.place_id)
        unit.answers = self.answers.get(unit.place_id)
