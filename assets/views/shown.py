"""How facts of the asset registers are shown: days, statuses with their tone, addresses."""

from datetime import datetime

from communities.lib import clock


def day_of(moment: datetime | None) -> str:
    """The legal day of a moment, empty where there is none."""
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d}" if moment else ""
