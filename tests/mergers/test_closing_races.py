"""Fifty closings at once of one instruction, of one issue: exactly one counts, with its one event and record line."""

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from communities.access import Role
from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Message, Organisation, RecordEntry
from mergers.models import Instruction, Issue, IssueEvent
from mergers.services import freezing, instructions, issues
from tests import cases, makers
from tests.weeks import at


def crowd(act: Callable[[], object]) -> int:
    """How many of fifty threads carry the act out, all others being refused."""

    def one() -> bool:
        try:
            act()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(contextvars.copy_context().run, one) for _ in range(50)]
        return [each.result() for each in asked].count(True)


def test_an_instruction_is_closed_once(committed_db, django_db_blocker):
    with django_db_blocker.unblock(), at("2026-11-23", 9):
        case, people = cases.opened()
        district = case.place.district
        department = makers.organisation(district, Organisation.Kind.DEPARTMENT, "农业农村局", "agriculture")
        clerk = makers.account(Role.DEPARTMENT, district, held_for=department)
        instruction = instructions.write(freezing.freeze(district, Week(2026, 47)), "抓紧推进。", by=people.leader)
        task = instructions.forward(instruction, department, by=people.office)
        answered = crowd(lambda: instructions.feed_back(task, "已办理。", by=clerk))
        closed = crowd(lambda: instructions.close(Instruction.objects.get(pk=instruction.pk), by=people.office))
        assert (answered, closed) == (1, 1)
        assert RecordEntry.objects.filter(action="反馈批示").count() == 1
        assert RecordEntry.objects.filter(action="办结批示").count() == 1
        assert Message.objects.filter(to=people.leader, text__contains="已办结").count() == 1


def test_an_issue_is_closed_once_whoever_closes_it(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        case, people = cases.opened()
        issue = issues.raise_issue(case, "集体土地权证办理", by=people.secretary, level=Issue.Level.STREET)
        closers = iter([people.office, people.street] * 25)
        closed = crowd(lambda: issues.close(issue, "权证已核发。", by=next(closers)))
        assert closed == 1
        assert IssueEvent.objects.filter(issue=issue, kind="closed").count() == 1
        assert RecordEntry.objects.filter(action="协调事项销号").count() == 1
