"""Hostile and broken workbooks: a clear refusal or the full true count; never a lost row, an error or a dead worker."""

import os
import re

import pytest

from communities.access import Role
from communities.lib.errors import Refused
from communities.models import Intake, IntakeBlock
from communities.rules.intakes import State
from communities.services.intake import take
from tests import makers
from tests.communities import hostile_books, intake_books
from tests.communities.intake_books import BOOK, PEOPLE, REGISTER

CHINESE = re.compile("[一-鿿]")
SECONDS = 10


def seconds_worked() -> float:
    """Processor time of this process and its ended children: the same on a busy machine and an idle one."""
    return sum(os.times()[:4])


def outcome(content: bytes) -> tuple[int, str]:
    """Rows accepted and the words of a refusal or of the faults; counts must add up."""
    try:
        checking, rows = intake_books.checked(content, BOOK, PEOPLE)
    except Refused as refusal:
        return 0, str(refusal)
    report = checking.report
    assert report.count("read") == report.count("accepted") + report.count("rejected") + report.count("blank")
    assert len(rows) == report.count("accepted")
    return len(rows), "\n".join(f"{fault['cell']} {fault['message']}" for fault in report.faults)


@pytest.mark.django_db
@pytest.mark.parametrize("name", hostile_books.NAMED)
def test_a_hostile_workbook_is_refused_in_words_or_read_in_full(name):
    make, expected = hostile_books.NAMED[name]
    content = make()
    place = makers.community(makers.street(makers.district()), "大窑", intake_books.CODE)
    began = seconds_worked()
    try:
        intake = take(REGISTER, place, f"{name}.xlsx", content, by=makers.account(Role.CLERK, place))
        told = "\n".join(f"{fault['cell']} {fault['message']}" for fault in intake.report["faults"])
    except Refused as refusal:
        intake, told = None, str(refusal)
    assert seconds_worked() - began < SECONDS
    if isinstance(expected, int):
        assert (told, intake.state, intake.rows_stored) == ("", State.STORED, expected)
    else:
        assert CHINESE.search(told)
        assert expected in told
        assert not intake_books.stored_names()
        assert (IntakeBlock.objects.count(), Intake.objects.stored().count()) == (0, 0)


def check_mutants(seeds: range) -> None:
    for seed in seeds:
        content = hostile_books.mutant(seed)
        began = seconds_worked()
        accepted, told = outcome(content)
        assert seconds_worked() - began < SECONDS, seed
        assert accepted <= 3 + 1, seed  # a doubled row may be lawful
        assert not told or CHINESE.search(told), seed


@pytest.mark.parametrize("part", range(5))
def test_five_hundred_mutants_are_refused_in_words_or_counted(part):
    check_mutants(range(part * 100, part * 100 + 100))


@pytest.mark.long
@pytest.mark.parametrize("part", range(50))
def test_five_thousand_mutants_are_refused_in_words_or_counted(part):
    check_mutants(range(1000 + part * 100, 1100 + part * 100))
