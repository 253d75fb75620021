"""What two registers of one district show. Codes and names are facts; how a community came about is not in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from communities.rules.register.reading import Register, Row


@dataclass(frozen=True)
class Pair:
    """One community as both registers write it."""

    before: Row
    after: Row


@dataclass(frozen=True)
class StreetCount:
    """Communities of one street (12 digits) in both registers; a street without a code on one side has 0 there."""

    code: str
    name: str
    before: int
    after: int
    is_new: bool = False
    is_gone: bool = False
    former_name: str = ""

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """Every counted row of both registers stands in exactly one of the lists.

    `renamed` has another name under the same code, `restyled` only another spelling of the suffix or another legal
    person; `recoded` has the same name and street under another code, `moved` the same name in another street: both
    are held to be one real community, and only where the name leaves no doubt.
    """

    unchanged: tuple[Pair, ...]
    renamed: tuple[Pair, ...]
    restyled: tuple[Pair, ...]
    recoded: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    appeared: tuple[Row, ...]
    vanished: tuple[Row, ...]
    streets: tuple[StreetCount, ...]

    @property
    def kept(self) -> tuple[Pair, ...]:
        """Every community that both registers have, under whatever code, name or street."""
        return (*self.unchanged, *self.renamed, *self.restyled, *self.recoded, *self.moved)

    @property
    def codes_gone(self) -> int:
        """Codes of the old register that the new one lacks: vanished, recoded and moved."""
        return len(self.vanished) + len(self.recoded) + len(self.moved)

    @property
    def codes_new(self) -> int:
        """Codes that the old register lacks: appeared, recoded and moved."""
        return len(self.appeared) + len(self.recoded) + len(self.moved)

    @property
    def new_streets(self) -> tuple[StreetCount, ...]:
        """Streets that a person has to confirm before an import."""
        return tuple(street for street in self.streets if street.is_new)


def compare(old: Register, new: Register) -> Comparison:
    """Compare two registers that were read without a fault. The order of their lines does not matter."""
    before = {row.code: row for row in old.rows}
    after = {row.code: row for row in new.rows}
    kept = [Pair(before[code], after[code]) for code in sorted(before.keys() & after.keys())]
    gone = [before[code] for code in sorted(before.keys() - after.keys())]
    fresh = [after[code] for code in sorted(after.keys() - before.keys())]
    recoded = _same_street(gone, fresh)
    gone, fresh = _without(gone, fresh, recoded)
    moved = _other_street(gone, fresh, old.rows, new.rows)
    gone, fresh = _without(gone, fresh, moved)
    return Comparison(
        unchanged=tuple(pair for pair in kept if pair.before.name == pair.after.name),
        renamed=tuple(pair for pair in kept if pair.before.base_name != pair.after.base_name),
        restyled=tuple(pair for pair in kept if _is_restyled(pair)),
        recoded=tuple(recoded),
        moved=tuple(moved),
        appeared=tuple(fresh),
        vanished=tuple(gone),
        streets=_street_counts(old, new),
    )


def _is_restyled(pair: Pair) -> bool:
    return pair.before.name != pair.after.name and pair.before.base_name == pair.after.base_name


def _identity(row: Row) -> tuple[str, str | None]:
    # With the legal person: 沙墩村 and 沙墩社区 stand side by side in one street and are two units.
    return row.base_name, row.body


def _same_street(gone: list[Row], fresh: list[Row]) -> list[Pair]:
    def key(row: Row) -> tuple:
        return row.street_code, *_identity(row)

    return _pairs(gone, fresh, key, Counter(map(key, gone)), Counter(map(key, fresh)))


def _other_street(gone: list[Row], fresh: list[Row], old: Iterable[Row], new: Iterable[Row]) -> list[Pair]:
    # 王家村 is a common name: only one that is unique in the whole district on both dates can have moved.
    return _pairs(gone, fresh, _identity, Counter(map(_identity, old)), Counter(map(_identity, new)))


def _pairs(gone: list[Row], fresh: list[Row], key, before: Counter, after: Counter) -> list[Pair]:
    candidates = {key(row): row for row in fresh if after[key(row)] == 1}
    return [Pair(row, candidates[key(row)]) for row in gone if before[key(row)] == 1 and key(row) in candidates]


def _without(gone: list[Row], fresh: list[Row], pairs: list[Pair]) -> tuple[list[Row], list[Row]]:
    paired = {pair.before.code for pair in pairs}, {pair.after.code for pair in pairs}
    return [row for row in gone if row.code not in paired[0]], [row for row in fresh if row.code not in paired[1]]


def _street_counts(old: Register, new: Register) -> tuple[StreetCount, ...]:
    before, after = (Counter(row.street_code for row in register.rows) for register in (old, new))
    names_before, names_after = old.streets, new.streets
    return tuple(
        StreetCount(
            code=code,
            name=names_after.get(code) or names_before[code],
            before=before[code],
            after=after[code],
            is_new=code not in names_before,
            is_gone=code not in names_after,
            former_name=_former(names_before.get(code), names_after.get(code)),
        )
        for code in sorted(names_before.keys() | names_after.keys())
    )


def _former(before: str | None, after: str | None) -> str:
    return before if before and after and before != after else ""
