"""The demo: its units stand where their lines say, its dates fit any day, one command does it all."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from communities.access import Role
from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Account, Document, Notice, Place, RecordEntry
from communities.services.verification import broken_lines
from config import embedded
from config.bootstrap import PROJECT
from config.demo import papers, telling
from config.demo.output import accounts
from config.demo.schedule import schedule
from config.demo.timeline import Timeline, at
from config.demo.units import UNITS, Unit
from config.embedded import daemon, home
from mergers.models import Ledger, MergerCase, StepFiling
from mergers.rules.rulebook import parse
from mergers.services import freezing

Status = StepFiling.Status
BOOK = parse((PROJECT / "mergers/rulebook/donggang.toml").read_text(encoding="utf-8"))
CONFIGURED = ("PORTAL_MODE", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "KEY_DIR")
CONFIGURED += ("DOCUMENT_ROOT", "OUTPUT_ROOT", "PUBLIC_BASE_URL", "DJANGO_SETTINGS_MODULE")
RESTLESS = ("communities_heartbeat", "django_session")
FEW = tuple(unit for unit in UNITS if unit.name in ("槐里", "大窑", "五里"))
SUNDAYS = [date(2026, 7, 5) + timedelta(weeks=3 * n) for n in range(20)]


def statuses(name: str) -> list[str]:
    return list(StepFiling.objects.filter(case__place__name=name).order_by("step").values_list("status", flat=True))


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_every_unit_has_room_for_its_steps_whatever_the_date(unit: Unit) -> None:
    for until in SUNDAYS:
        planned = schedule(unit, BOOK, until)
        assert planned.opened > until - timedelta(days=364)
        for view in BOOK.steps:
            for earlier in view.after:
                if view.number in planned.ends:
                    assert planned.ends[earlier] < planned.ends[view.number]


def test_the_units_are_those_of_the_design() -> None:
    assert len(UNITS) == 26
    assert sum(unit.body == "villagers_committee" for unit in UNITS) == 4
    assert sum(unit.body == "unreformed_committee" for unit in UNITS) == 1
    assert [sum(unit.street == street for unit in UNITS) for street in ("云河街道", "松山街道", "海棠街道")] == [
        8,
        9,
        9,
    ]


def test_stories_are_told_in_the_order_of_their_moments_and_not_beyond_the_end() -> None:
    begin, until = at(date(2026, 3, 2), 8), date(2026, 3, 4)
    timeline, heard = Timeline(begin, until), []

    def story(name: str, *moments):
        for moment in moments:
            yield moment
            heard.append((name, clock.now()))

    morning, noon, last = at(date(2026, 3, 3), 9), at(date(2026, 3, 3), 12), at(until, 23)
    timeline.add(story("late", noon, last, at(until + timedelta(days=1), 0)))
    timeline.add(story("early", morning))
    timeline.run()
    assert heard == [("early", morning), ("late", noon), ("late", last)]


def test_production_refuses_the_demo(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="PORTAL_MODE=demo"):
        call_command("demo", "--check")


def test_a_told_district_stands_where_its_lines_say(db, settings, monkeypatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    one = papers.paper("演示材料").read()
    monkeypatch.setattr(papers, "_pdf", lambda title: one)
    telling.tell(FEW)
    district = Place.objects.get(code="990101")
    assert statuses("槐里") == [Status.DONE] * 16
    assert statuses("大窑")[10:13] == [Status.RETURNED, Status.RECHECK, Status.IDLE]
    assert statuses("五里")[3:5] == [Status.DRAFTING, Status.IDLE]
    assert MergerCase.objects.get(place__name="五里").suspended_on
    assert not Place.objects.filter(district=district, demo=False).exists()
    week = telling.last_week(clock.now())
    ledger = freezing.freeze(district, week)
    lights = {row.case.place.name: row.status for row in ledger.rows.select_related("case__place")}
    assert lights == {"槐里": "done", "大窑": "late", "五里": "hold"}
    assert Ledger.objects.count() == len(list(Week.range(_first_week(), week)))
    assert Notice.objects.filter(status=Notice.Status.ENDED, paper__isnull=False).exists()
    assert Document.objects.filter(place__name="槐里").count() > 100
    assert not list(broken_lines())
    assert not RecordEntry.objects.filter(subject_label__contains=" object (").exists()
    listed = accounts()
    assert {each.role for each in listed} == {role.label for role in Role}
    assert Account.objects.get(username=listed[0].username).check_password(listed[0].password)


def _first_week() -> Week:
    return Week.of(MergerCase.objects.order_by("opened_on").first().opened_on)


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="portal-demo-"))
    folder.chmod(0o711)
    yield folder
    embedded.remove(folder)


def demo(folder: Path, *arguments: str, progress: int | None = None) -> subprocess.Popen:
    """The command as on a fresh machine: nothing configured but where its data lives."""
    env = {name: value for name, value in os.environ.items() if name not in CONFIGURED}
    port = str(daemon.free_port())
    return subprocess.Popen(
        [sys.executable, str(PROJECT / "manage.py"), "demo", "--json", "--port", port, *arguments],
        env={**env, "PORTAL_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=progress,
        text=True,
    )


def contents(folder: Path) -> dict[str, int]:
    """The number of rows of every table, and the length of every chain of the record book."""
    with embedded.start(folder) as servers, psycopg.connect(servers.environment()["DATABASE_OWNER_URL"]) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        counted = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names
            if name not in RESTLESS
        }
        return counted | dict(connection.execute("SELECT chain, seq FROM communities_chainhead").fetchall())


def left_behind(folder: Path) -> list[str]:
    """Processes that still know the folder."""
    marks = (str(folder), str(home.outside_folder(folder)))
    lines = [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if any(mark in line for mark in marks)]


def answer_of(process: subprocess.Popen) -> dict:
    """The JSON it prints while it goes on serving."""
    text = ""
    for line in process.stdout:
        text += line
        if line.rstrip() == "}":
            break
    return json.loads(text)


def interrupt_the_telling(folder: Path) -> None:
    """Ctrl-C in the middle of the story."""
    process = demo(folder, "--check", progress=subprocess.PIPE)
    for line in process.stderr:
        if line.startswith("  "):
            break
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert not left_behind(folder)


@pytest.mark.long
def test_one_command_does_it_all_a_second_changes_nothing_and_ctrl_c_leaves_nothing(folder: Path) -> None:
    interrupt_the_telling(folder)
    first = demo(folder, "--check")
    told = json.loads(first.communicate(timeout=900)[0])
    assert first.returncode == 0
    assert len(told["files"]) == 5
    for file in map(Path, told["files"]):
        assert file.is_relative_to(folder.resolve() / "out")
        assert file.stat().st_size > 5000
    assert {each["role"] for each in told["accounts"]} == {role.label for role in Role}
    clerks = {each["place"] for each in told["accounts"] if each["role"] == Role.COOP_CLERK.label}
    assert len(clerks) >= 3
    assert not left_behind(folder)
    before = contents(folder)

    second = demo(folder)
    again = answer_of(second)
    assert again["accounts"] == told["accounts"]
    assert again["files"] == told["files"]
    with urllib.request.urlopen(f"{again['url']}/login/", timeout=30) as page:  # noqa: S310 - our own address
        assert "演示数据" in page.read().decode()
    second.send_signal(signal.SIGINT)
    assert second.wait(timeout=60) == 0
    assert not left_behind(folder)
    assert contents(folder) == before
