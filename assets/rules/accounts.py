"""The account classes and land classes an inventory is drawn up by: data an official can read."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_SHIPPED = Path(__file__).parent / "accounts.toml"


class Side(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    RESOURCE = "resource"


SIDES = {Side.ASSET: "资产", Side.LIABILITY: "负债", Side.EQUITY: "所有者权益", Side.RESOURCE: "资源性资产"}


@dataclass(frozen=True)
class Account:
    """One class of the chart. `also` are other names a workbook may use; the rest says what is asked of its lines."""

    code: str
    name: str
    side: Side
    form: str
    also: tuple[str, ...] = ()
    use: str = ""
    fixed: bool = False
    owed: bool = False
    expected: bool = False


@dataclass(frozen=True)
class LandClass:
    code: str
    name: str
    group: str
    form: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    accounts: tuple[Account, ...]
    lands: tuple[LandClass, ...]

    def of_side(self, side: str) -> tuple[Account, ...]:
        return tuple(account for account in self.accounts if account.side == side)

    def account(self, code: str) -> Account:
        """The class of that code; KeyError where there is none."""
        return _index(self.accounts)[code]

    def land(self, code: str) -> LandClass:
        """The land class of that code; KeyError where there is none."""
        return _index(self.lands)[code]

    def owed(self) -> tuple[Account, ...]:
        """The classes whose lines name the other party: claims and debts."""
        return tuple(account for account in self.accounts if account.owed)

    def expected(self) -> tuple[Account, ...]:
        """The classes whose things a count session looks for."""
        return tuple(account for account in self.accounts if account.expected)


def parse(source: str) -> Chart:
    """Read the TOML; raises ValueError, KeyError or TypeError for what is no such file."""
    data = tomllib.loads(source)
    accounts = tuple(Account(**{**row, "side": Side(row["side"]), "also": _also(row)}) for row in data["account"])
    lands = tuple(LandClass(**{**row, "also": _also(row)}) for row in data["land"])
    for rows in (accounts, lands):
        if len(_index(rows)) != len(rows):
            raise ValueError("one code stands twice")
    return Chart(accounts, lands)


@cache
def shipped() -> Chart:
    """The chart the project ships with."""
    return parse(_SHIPPED.read_text(encoding="utf-8"))


def _also(row: dict) -> tuple[str, ...]:
    return tuple(row.get("also", ()))


def _index(rows: tuple) -> dict:
    return {row.code: row for row in rows}
