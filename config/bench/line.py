from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measure: what, its figure, the figure it should reach, the floor of the same run and the ratio to it."""

    what: str
    figure: str
    reach: str
    floor: str = ""
    ratio: float | None = None
