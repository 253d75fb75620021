"""What weighs on a unit at the date: the level of risk, open issues, acts without a filing number, petitions."""

from mergers.ledger.figures import NONE, RISK_LEVELS, Figure, of_step
from mergers.ledger.units import Unit
from risk.questions import KnownPetition

_stated_level = of_step("risk_assessment", "risk_level", RISK_LEVELS)


def risk_level(unit: Unit) -> Figure:
    """By the register of assessments; before there is a conclusion in it, what step 4 states."""
    if unit.level is None:
        return _stated_level(unit)
    return Figure(RISK_LEVELS[unit.level.level], (("assessment", unit.level.event),))


def open_issues(unit: Unit) -> Figure:
    issues = [issue for issue in unit.issues if not issue.closed]
    return Figure(len(issues), tuple(("issue", issue.events[-1]) for issue in issues))


def unfiled(unit: Unit) -> Figure:
    """Contracts and disposals that lack their filing number: flagged 未备案，请补报, never refused (N68)."""
    return Figure(len(unit.unfiled), tuple(("filing", id) for id in unit.unfiled))


def petitions_open(unit: Unit) -> Figure:
    """信访事项 on which an organ owes the next act; the petitioner is named nowhere."""
    return _petitions(unit, [each for each in unit.petitions if each.open])


def petitions_late(unit: Unit) -> Figure:
    """Those of them past the day of the regulation (N95)."""
    return _petitions(unit, [each for each in unit.petitions if each.late_on(unit.day)])


def _petitions(unit: Unit, found: list[KnownPetition]) -> Figure:
    """No figure where nobody ever brought anything."""
    if not unit.petitions:
        return NONE
    return Figure(len(found), tuple(("petition", each.event) for each in found))
