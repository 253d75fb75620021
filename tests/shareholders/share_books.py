"""Workbooks of the holdings of an earlier reform, as a clerk fills them in."""

from functools import partial

from shareholders.ledger_intake import BOOK
from tests.shareholders import roll_books

filled = partial(roll_books.filled, book=BOOK)


def row(household: str, certificate: int, name: str, shares: str, share_class: str = "人口股", **given) -> dict:
    held = {"household": household, "certificate": certificate, "name": name}
    return {**held, "shares": shares, "share_class": share_class, **given}


def collective(shares: str, share_class: str = "集体股") -> dict:
    return {"name": "集体", "shares": shares, "share_class": share_class}
