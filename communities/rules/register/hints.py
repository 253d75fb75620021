"""Questions that two registers raise: which vanished communities may an appeared one have been formed from?

A name is a hint, never a fact (西明照 + 东明照 → 明照新村?). Nothing here is stored; a succession is recorded by a
person with a date and a document.
"""

from dataclasses import dataclass

from communities.rules.register.comparing import Comparison
from communities.rules.register.names import stem
from communities.rules.register.reading import Row

SHORTEST_STEM = 2


@dataclass(frozen=True)
class Question:
    """Was `after` formed from `before`? Two or more make a merger; a single one may be only a change of form."""

    before: tuple[Row, ...]
    after: Row

    @property
    def sentence(self) -> str:
        names = "、".join(row.name for row in self.before)
        return f"{self.after.street}{self.after.name}（{self.after.code}）是否由{names}撤并设立？请核对批复后登记沿革。"


def questions(comparison: Comparison) -> tuple[Question, ...]:
    """One question per appeared community whose name shares its stem with vanished ones of the same street."""
    found = []
    for after in comparison.appeared:
        before = tuple(
            row for row in comparison.vanished if row.street_code == after.street_code and _akin(row.name, after.name)
        )
        if before:
            found.append(Question(before, after))
    return tuple(found)


def _akin(one: str, other: str) -> bool:
    short, long = sorted((stem(one), stem(other)), key=len)
    return len(short) >= SHORTEST_STEM and short in long
