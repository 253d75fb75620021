"""The leaders' page 周调度: where the units stand, what changed, what was promised, what needs the district.

All figures are those of the frozen ledger. A district of many units is told by its streets, and one street is drawn.
"""

from mergers.presenters.board.asked import MOST_DRAWN, Asked, ledgers_for, weeks_for
from mergers.presenters.board.page import page

__all__ = ["MOST_DRAWN", "Asked", "ledgers_for", "page", "weeks_for"]
