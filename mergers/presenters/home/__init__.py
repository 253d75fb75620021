"""What each role finds on its home page: a list of cards, the most urgent first."""

from mergers.presenters.home import decisions, filers, instructions, leaders, registers, reviewers, risks, watchers
from mergers.presenters.home.card import Card

__all__ = ["Card", "cards_for"]


def cards_for(account) -> list[Card]:
    """The cards of every post the person holds today; a constant number of queries for any number of units."""
    sections = (
        filers.cards,
        leaders.cards,
        instructions.cards,
        decisions.cards,
        reviewers.cards,
        registers.cards,
        risks.cards,
        watchers.cards,
    )
    return [card for section in sections for card in section(account)]
