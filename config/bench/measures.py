"""The measures, each with its floor."""

import csv
import hashlib
import hmac
import io
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities import papers
from communities.models import ChainHead, RecordEntry
from communities.services import health, jobs, recording, verification
from config.bench import alone, clocks, web
from config.bench.district import Measured
from config.bench.line import Line
from mergers.models import StepEvent
from mergers.services import freezing, ledger_files


def freeze(database_url: str, small: Measured, large: Measured) -> Iterator[Line]:
    """Freezing with its files for 26 units, with the workbook for 3,000; the floor reads the events and writes csv."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        seconds, ledger = clocks.timed(lambda: freezing.freeze(small.district, small.week))
        files, _ = clocks.timed(lambda: ledger_files.make_files(ledger, out))
        yield Line("冻结一周，26个单位，全部文件", f"{seconds + files:.1f} 秒", "≤ 5 秒")
        floor, _ = clocks.timed(lambda: _events_to_csv(large))
        large_week = alone.measured(database_url, large.district.pk, large.week, out)
        seconds, told = large_week["seconds"], f"读事件写csv {floor:.2f} 秒"
        yield Line("冻结一周，3,000个单位，含工作簿", f"{seconds:.1f} 秒", "≤ 30 秒", told, seconds / floor)
        yield Line("同上，另起进程，内存最大值", f"{large_week['mb']} MB", "≤ 400 MB")


def files(large: Measured) -> Iterator[Line]:
    """The three papers of 3,000 units as their jobs make them, one after another; a job has 540 seconds."""
    ledger = freezing.freeze(large.district, large.week)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("report", "ledger", "wall"):
            seconds, made = clocks.timed(lambda kind=kind: ledger_files.make_files(ledger, Path(folder), kinds=[kind]))
            size = made[0].size / (1 << 20)
            what = f"{made[0].get_kind_display()}，{ledger.rows.count():,}个单位"
            yield Line(what, f"{seconds:.0f} 秒，{size:.1f} MB", "≤ 270 秒")
    yield Line("排版进程，内存最大值", f"{clocks.of_process(papers.renderer_id())} MB", "≤ 1024 MB")


def _events_to_csv(measured: Measured) -> int:
    sheet = csv.writer(io.StringIO())
    rows = StepEvent.objects.filter(case__place__district=measured.district).values_list()
    return sum(1 for row in rows.iterator(chunk_size=2000) if sheet.writerow(row))


def page_in_process(name: str, measured: Measured, reach: str) -> Line:
    """The leaders' page without the network: median of 20, and its number of queries."""
    client = Client()
    client.force_login(measured.leader)
    for leg in health.NAMES:
        jobs.beat(leg)  # else /healthz tells of a silent machine
    client.get("/dispatch/")  # the first page loads the addresses and the templates
    with CaptureQueriesContext(connection) as queries:
        client.get("/dispatch/")
    statements = len(queries)  # the next request empties the log
    floor = statistics.median(clocks.timed(lambda: client.get("/healthz"))[0] for _ in range(20)) * 1000
    page = statistics.median(clocks.timed(lambda: client.get("/dispatch/"))[0] for _ in range(20)) * 1000
    what = f"领导页，{name}，{statements}次查询"
    return Line(what, f"{page:.0f} 毫秒", reach, f"/healthz {floor:.1f} 毫秒", page / floor)


def page_over_http(database_url: str, measured: Measured) -> Iterator[Line]:
    """The leaders' page of the large district through gunicorn at 1 and at 16 connections."""
    session = web.cookie(measured.leader)
    for name in health.NAMES:
        jobs.beat(name)  # else /healthz tells of a silent machine
    with web.server(database_url) as port:
        web.times(port, "/dispatch/", session, connections=4, requests=16)
        for connections, requests, reach in ((1, 100, "≤ 100 毫秒"), (16, 320, "≤ 400 毫秒")):
            load = {"connections": connections, "requests": requests}
            floor = web.percentile(web.times(port, "/healthz", session, **load), 0.95)
            p95 = web.percentile(web.times(port, "/dispatch/", session, **load), 0.95)
            what = f"领导页，3,000个单位，{connections}个连接，p95"
            yield Line(what, f"{p95:.0f} 毫秒", reach, f"/healthz {floor:.1f} 毫秒", p95 / floor)


def record_book(measured: Measured, lines: int = 100_000) -> Line:
    """Reading 100,000 lines back; the floor reads the same rows and makes one HMAC of each."""
    with transaction.atomic():
        head = recording.record("测量", measured.district, by=recording.SYSTEM, place=measured.district)
    _extend_chain(head, lines - 1)
    began = time.perf_counter()
    key = recording.record_key()
    for row in RecordEntry.objects.values_list().iterator(chunk_size=5000):
        hmac.new(key, json.dumps(row, default=str).encode(), hashlib.sha256).hexdigest()
    floor = time.perf_counter() - began
    seconds, faults = clocks.timed(lambda: list(verification.broken_lines()))
    if faults:
        raise RuntimeError(faults[0])
    figure = f"{seconds:.1f} 秒（{RecordEntry.objects.count():,}行）"
    return Line("校验记录簿", figure, "≤ 10 秒", f"读行并HMAC {floor:.1f} 秒", seconds / floor)


def _extend_chain(last: RecordEntry, lines: int) -> None:
    """Lay down lines as the pen would, in bulk."""
    rows = []
    for _ in range(lines):
        entry = copy(last)
        entry.pk, entry.seq, entry.previous_mac = None, last.seq + 1, last.mac
        entry.mac = recording.mac_of(entry)
        rows.append(entry)
        last = entry
    RecordEntry.objects.bulk_create(rows, batch_size=5000)
    ChainHead.objects.filter(chain=last.chain).update(seq=last.seq, mac=last.mac)
