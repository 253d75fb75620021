"""入户 and 三率 columns: from the registers by both dates; where there is none, as filed on the step."""

from mergers.ledger.figures import NONE, Compute, Figure, of_step
from mergers.ledger.units import Unit
from mergers.rules.publicity import BY_KEY
from votes.rules import percent_cut

STEP = "canvass"
# Each figure of the register beside the fact of the step that tells it where there is no register.
FILED = {
    "due": "households_due",
    "met": "households_visited",
    "agree": "agree",
    "against": "against",
    "abstain": "abstain",
    "not_met": "unreached",
}


def households(name: str) -> Compute:
    """How many households are due, were met, agree, are against …: a number, never a household."""
    filed = of_step(STEP, FILED[name])

    def compute(unit: Unit) -> Figure:
        if unit.consent is None:
            return filed(unit)
        return Figure(getattr(unit.consent.opinions, name), (("canvass", unit.consent.canvass),))

    return compute


def agreed(unit: Unit) -> Figure:
    """同意 of those due, cut to a tenth of a percent: never rounded up over a line."""
    due, agree = households("due")(unit), households("agree")(unit)
    if not due.value or agree.value is None:
        return NONE
    return Figure(percent_cut(agree.value, due.value), tuple(dict.fromkeys((*agree.sources, *due.sources))))


def publicity(key: str) -> Compute:
    """参与率, 知晓率 or 支持率 with its denominator (R22): of the questionnaires, or as filed on the mobilisation."""
    asked = BY_KEY[key]

    def compute(unit: Unit) -> Figure:
        if unit.answers is not None:
            told = asked.words(unit.answers.facts())
            return Figure(told, (("questionnaire", unit.answers.questionnaire),)) if told else NONE
        state = unit.by_key.get("mobilisation")
        words = asked.words(state.facts) if state else ""
        if not words:
            return NONE
        ids = dict.fromkeys((state.fact_events[asked.part], state.fact_events[asked.whole]))
        return Figure(words, tuple(("step", id) for id in ids))

    return compute
