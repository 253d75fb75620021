"""A large district told by its streets: one row each, its units by light, those that owe, its steps done."""

from communities.lib.tables import table
from mergers.presenters.board.asked import Asked
from mergers.rules.lights import LIGHT_LABELS, Light


def street_table(asked: Asked) -> dict[str, list]:
    """For the `data_table` component; each street leads to its own chart."""
    rows = []
    for street in asked.ledger.totals["streets"]:
        lights = [len(street["lights"][str(light)]) for light in Light]
        done = f"{street['sums']['done_steps']}/{street['sums']['steps']}"
        name = {"text": street["name"], "url": asked.url(street=street["street"])}
        rows.append([name, len(street["cases"]), *lights, len(street["owing"]), done])
    return table("街道", "纳入计划", *(LIGHT_LABELS[light] for light in Light), "未报送", "完成步数", rows=rows)
