"""The record book: nobody alters it unseen, not the owner, not a superuser, not a writer in a hurry."""

import json
import os
import random
import threading
from contextlib import contextmanager
from copy import copy
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from communities.access import Role
from communities.models import Anchor, ChainHead, RecordEntry
from communities.services.recording import SEALED, SYSTEM, anchor, mac_of, record
from communities.services.verification import broken_lines
from config.embedded.credentials import load_or_create
from tests import makers

APPEND_ONLY = ("communities_recordentry", "communities_anchor")
REFUSED = ["UPDATE {0} SET at = now()", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]


def write_lines(place, count: int, by=SYSTEM) -> None:
    for number in range(count):
        with transaction.atomic():
            record(f"第{number}件事", place, by=by, place=place, changes={"值": [number, number + 1]})


@pytest.fixture
def village(db):
    return makers.community(makers.street(makers.district()))


@contextmanager
def superuser():
    """A connection that may do all, as somebody with the machine in hand has it."""
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("the superuser of TEST_DATABASE_URL is not known to the tests")
    settings = connection.settings_dict
    secret = load_or_create(Path(os.environ["KEY_DIR"]).parent).superuser
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user="portal_super",
        password=secret,
        dbname=settings["NAME"],
        autocommit=True,
    ) as connected:
        yield connected


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", REFUSED)
def test_the_owner_is_refused_every_change_to_what_is_written(village, table, statement):
    write_lines(village, 1)
    anchor("2026-W47")
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", REFUSED)
def test_the_triggers_fire_for_a_superuser_in_replica_mode_too(committed_db, table, statement):
    write_lines(makers.district(), 1)
    anchor("2026-W47")
    with superuser() as server:
        server.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RaiseException, match="只能追加"):
            server.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        *REFUSED,
        "ALTER TABLE {0} DISABLE TRIGGER ALL",
        "DROP TABLE {0}",
        "SET session_replication_role = replica",
    ],
)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_web_role_may_add_lines_and_nothing_else(village, settings, table, statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.WEB_ROLE}")
        write_lines(village, 1)
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
            cursor.execute(statement.format(table))
        cursor.execute("RESET ROLE")


def test_a_line_stands_and_falls_with_its_write(village):
    before = RecordEntry.objects.count()

    @transaction.atomic
    def fail_after_recording() -> None:
        record("未成", village, by=SYSTEM, place=village)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_recording()
    assert RecordEntry.objects.count() == before
    write_lines(village, 2)
    assert list(broken_lines()) == []


def test_a_line_outside_a_transaction_is_an_error_of_the_programmer(committed_db):
    district = makers.district()
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record("无事务", district, by=SYSTEM, place=district)


def test_communities_have_chains_of_their_own_streets_and_districts_share_one(village):
    for place in (village, village.parent, village.district, None):
        with transaction.atomic():
            record("一件事", place or village, by=SYSTEM, place=place)
    lines = RecordEntry.objects.filter(action="一件事").order_by("id")
    chains = [line.chain for line in lines]
    assert chains == [f"place:{village.pk}", *[f"place:{village.district_id}"] * 2, "system"]


def test_a_sealed_value_is_only_said_to_have_changed(village):
    with transaction.atomic():
        line = record("更正", village, by=SYSTEM, place=village, changes={"手机": SEALED})
    assert line.changes == {"手机": ["（已密封）", "（已变更）"]}


def tampered(server: psycopg.Connection, lines: list[int], edit: random.Random) -> str:
    """One random edit of one line, with the triggers off; what was done."""
    pk, other = edit.sample(lines, 2)
    acts = {
        "action": ("UPDATE communities_recordentry SET action = action || '。' WHERE id = %s", (pk,)),
        "by_name": ("UPDATE communities_recordentry SET by_name = '他人' WHERE id = %s", (pk,)),
        "by_post": ("UPDATE communities_recordentry SET by_post = '另任' WHERE id = %s", (pk,)),
        "at": ("UPDATE communities_recordentry SET at = at + interval '1 microsecond' WHERE id = %s", (pk,)),
        "changes": ("UPDATE communities_recordentry SET changes = '{\"值\": [0, 99]}' WHERE id = %s", (pk,)),
        "subject_id": ("UPDATE communities_recordentry SET subject_id = subject_id || '1' WHERE id = %s", (pk,)),
        "reason": ("UPDATE communities_recordentry SET reason = '补写' WHERE id = %s", (pk,)),
        "place": ("UPDATE communities_recordentry SET place_id_then = 0 WHERE id = %s", (pk,)),
        "mac": ("UPDATE communities_recordentry SET mac = repeat('0', 64) WHERE id = %s", (pk,)),
        "delete": ("DELETE FROM communities_recordentry WHERE id = %s", (pk,)),
        "swap": (
            "UPDATE communities_recordentry a SET action = b.action, changes = b.changes"
            " FROM communities_recordentry b WHERE (a.id, b.id) IN ((%s, %s), (%s, %s))",
            (pk, other, other, pk),
        ),
        "insert": (
            "INSERT INTO communities_recordentry (chain, seq, at, by_id, by_name, by_post, action, subject_type,"
            " subject_id, subject_label, place_id_then, changes, reason, request_id, previous_mac, mac)"
            " SELECT chain, 1000, at, by_id, by_name, by_post, action, subject_type, subject_id, subject_label,"
            " place_id_then, changes, reason, request_id, previous_mac, mac FROM communities_recordentry WHERE id = %s",
            (pk,),
        ),
    }
    name = edit.choice(sorted(acts))
    server.execute(*acts[name])
    return name


def test_fifty_random_edits_with_the_triggers_off_are_all_found(committed_db):
    write_lines(makers.community(makers.street(makers.district())), 30)
    untouched = list(RecordEntry.objects.order_by("id").values_list())
    lines, edit, missed = [row[0] for row in untouched], random.Random(20261122), []
    assert list(broken_lines()) == []
    with superuser() as server:
        server.execute("CREATE TABLE kept AS TABLE communities_recordentry")
        server.execute("ALTER TABLE communities_recordentry DISABLE TRIGGER ALL")
        for _ in range(50):
            done = tampered(server, lines, edit)
            if not list(broken_lines()):
                missed.append(done)
            server.execute("DELETE FROM communities_recordentry")
            server.execute("INSERT INTO communities_recordentry OVERRIDING SYSTEM VALUE TABLE kept")
    assert missed == []
    assert list(RecordEntry.objects.order_by("id").values_list()) == untouched
    assert list(broken_lines()) == []


def test_the_first_broken_line_is_named_and_the_command_ends_with_one(committed_db):
    village = makers.community(makers.street(makers.district()))
    write_lines(village, 5)
    with superuser() as server:
        server.execute("ALTER TABLE communities_recordentry DISABLE TRIGGER ALL")
        server.execute(
            "UPDATE communities_recordentry SET reason = '改' WHERE chain = %s AND seq >= 3", [f"place:{village.pk}"]
        )
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_record", stdout=out)
    assert ended.value.code == 1
    assert f"place:{village.pk} 第3行" in out.getvalue()
    assert "第4行" not in out.getvalue()


def test_a_tail_that_was_cut_together_with_its_head_is_found_by_the_anchor(committed_db):
    village = makers.community(makers.street(makers.district()))
    write_lines(village, 5)
    anchor("2026-W47")
    assert list(broken_lines()) == []
    kept = RecordEntry.objects.get(chain=f"place:{village.pk}", seq=3)
    with superuser() as server:
        server.execute("ALTER TABLE communities_recordentry DISABLE TRIGGER ALL")
        server.execute("DELETE FROM communities_recordentry WHERE chain = %s AND seq > 3", [kept.chain])
        server.execute("UPDATE communities_chainhead SET seq = 3, mac = %s WHERE chain = %s", [kept.mac, kept.chain])
    faults = list(broken_lines())
    assert len(faults) == 1
    assert "锚点 2026-W47" in faults[0]


def test_a_cut_tail_without_its_head_and_a_lost_head_are_found(committed_db):
    village = makers.community(makers.street(makers.district()))
    write_lines(village, 3)
    ChainHead.objects.filter(chain=f"place:{village.pk}").update(seq=9)
    assert "末尾与链头不符" in next(broken_lines())
    ChainHead.objects.all().delete()
    assert any("链头缺失" in fault for fault in broken_lines())


def test_the_command_reports_an_unbroken_book_in_words_and_as_json(village):
    write_lines(village, 2)
    out, data = StringIO(), StringIO()
    call_command("verify_record", stdout=out)
    call_command("verify_record", "--json", stdout=data)
    answer = json.loads(data.getvalue())
    assert "记录簿完整" in out.getvalue()
    assert answer["ok"] is True
    assert answer["rows"] == RecordEntry.objects.count()
    assert answer["digest"] in out.getvalue()


def test_the_same_anchor_twice_is_one(village):
    write_lines(village, 1)
    first = anchor("2026-W47")
    write_lines(village, 1)
    assert anchor("2026-W47").root == first.root
    assert Anchor.objects.count() == 1


def test_eight_writers_at_once_leave_a_chain_without_gaps(committed_db):
    village, failures = makers.community(makers.street(makers.district())), []

    def write() -> None:
        try:
            write_lines(village, 10)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = list(
        RecordEntry.objects.filter(chain=f"place:{village.pk}").order_by("seq").values_list("seq", flat=True)
    )
    assert numbers == list(range(1, 81))
    assert list(broken_lines()) == []


def test_an_auditor_reads_the_district_and_the_system_an_office_its_district_only(village):
    other = makers.district("邻区", "990102")
    for place in (village, other, None):
        with transaction.atomic():
            record("一件事", place or village, by=SYSTEM, place=place)
    auditor, office = makers.account(Role.AUDITOR, village.district), makers.account(Role.OFFICE, village.district)
    secretary = makers.account(Role.SECRETARY, village)

    def seen(person) -> set:
        return set(
            RecordEntry.objects.visible_to(person).filter(action="一件事").values_list("place_id_then", flat=True)
        )

    assert seen(auditor) == {village.pk, None}
    assert seen(office) == {village.pk}
    assert seen(secretary) == set()


def lay_down(count: int) -> None:
    """A chain of that many lines, written in one go as `record` would have written them one by one."""
    write_lines(makers.district(), 1)
    last, rows = RecordEntry.objects.get(), []
    for seq in range(2, count + 1):
        line = copy(last)
        line.pk, line.seq, line.previous_mac = None, seq, last.mac
        line.changes = {"状态": ["填报中", "已提交"], "第几次": [seq, seq + 1]}
        line.mac = mac_of(line)
        rows.append(line)
        last = line
    RecordEntry.objects.bulk_create(rows, batch_size=5000)
    ChainHead.objects.filter(chain=last.chain).update(seq=last.seq, mac=last.mac)


@pytest.mark.long
def test_a_hundred_thousand_lines_are_verified(committed_db):
    lay_down(100_000)
    assert list(broken_lines()) == []
