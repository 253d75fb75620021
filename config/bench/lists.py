"""Posted lists of 68,000 people as their jobs print them; the floor is one part of the same list laid out alone."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from django.test import override_settings

from communities import papers
from communities.lib import clock
from communities.models import Household, Job, Notice, Organisation
from communities.services import jobs
from config.bench.clocks import of_process
from config.bench.district import Measured
from config.bench.line import Line
from shareholders import tasks
from shareholders.models import BoardLine, RollBoard, ShareBoard, ShareBoardLine, ShareClass, SharePlan
from shareholders.services import boards, share_boards
from shareholders.share_board_rows import Line as Home

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国志鹏梅玲辉鑫玉红波斌"
A_HOME = 3
RELATIONS = ("户主", "配偶", "子")


def measure(measured: Measured, people: int) -> Iterator[Line]:
    """Seconds, seconds a row against a part alone, and the most memory of the worker and of the renderer."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with override_settings(OUTPUT_ROOT=root / "out", DOCUMENT_ROOT=root / "documents"):
            homes = _homes(measured, people)
            yield from _printed(
                "股权公示名单", people, _share_board(measured, homes), share_boards, tasks.print_share_board
            )
            yield from _printed("成员名册公示名单", len(homes), _roll_board(measured, homes), boards, tasks.print_board)
    yield Line("同上，本进程内存最大值", f"{of_process(os.getpid())} MB", "≤ 400 MB")
    yield Line("同上，排版进程内存最大值", f"{of_process(papers.renderer_id())} MB", "≤ 400 MB")


def _printed(what: str, rows: int, board, service, task) -> Iterator[Line]:
    paper = service.paper_of(board)
    alone = statistics.median(_seconds(lambda: paper.render(min(2, paper.parts))) for _ in range(5))
    in_part = rows / paper.parts
    job = jobs.enqueue(f"shareholders.tasks.{task.__name__}", service.key_of(board), board=board.pk)
    began, turns = time.perf_counter(), 0
    while job.state != Job.State.DONE:
        turns += 1
        task(job.pk)
        job.refresh_from_db()
        if job.state == Job.State.STOPPED or (turns > 1 and not job.progress):
            raise RuntimeError(job.note)
    taken = time.perf_counter() - began
    board.refresh_from_db()
    size = board.paper.latest.size / (1 << 20)
    figure = f"{taken:.0f} 秒，{paper.parts}部分，{turns}轮，{size:.1f} MB"
    told = f"单独排一部分，每行 {alone / in_part * 1000:.1f} 毫秒"
    ratio = (taken / rows) / (alone / in_part)
    yield Line(f"{what}，{rows:,}行，每行 {taken / rows * 1000:.1f} 毫秒", figure, "≤ 1.2 倍", told, ratio)


def _homes(measured: Measured, people: int) -> list[Household]:
    place = measured.district.all_places.last()
    return Household.objects.bulk_create(
        (
            Household(place=place, number=f"{n:05d}", registered_on=clock.today())
            for n in range(1, people // A_HOME + 2)
        ),
        batch_size=5000,
    )


def _notice(measured: Measured, organisation: Organisation) -> Notice:
    return Notice.objects.create(
        kind="general", place=organisation.place, issuer=organisation, title="测量公示", body="测量", contact="测量",
        telephone="测量", created_at=clock.now(), created_by=measured.leader,
    )  # fmt: skip


def _organisation(measured: Measured) -> Organisation:
    name = "测量股份经济合作社"
    found, _ = Organisation.objects.get_or_create(
        name=name,
        defaults={
            "kind": "cooperative", "short_name": "测量社", "place": measured.district.all_places.last(),
            "starts_on": clock.today(),
        },
    )  # fmt: skip
    return found


def _share_board(measured: Measured, homes: list[Household]) -> ShareBoard:
    organisation = _organisation(measured)
    plan = SharePlan.objects.create(
        organisation=organisation, version=1, reference_on=clock.today(), base_amount=1, base_source="测量", places=2,
        created_by=measured.leader,
    )  # fmt: skip
    for position, name in enumerate(("人口股", "农龄股"), start=1):
        ShareClass.objects.create(
            plan=plan, name=name, kind="population", rule="per_head", rate=position, position=position
        )
    names = _names()
    lines = [
        Home(
            home.pk, home.number, home.number, next(names),
            [{"name": next(names), "relation": each, "shares": ["10", "3.5"], "total": "13.5"} for each in RELATIONS],
            A_HOME, 40, home.number,
        )
        for home in homes
    ]  # fmt: skip
    sheets = share_boards.sheets_of(lines)
    board = ShareBoard.objects.create(
        plan=plan, as_on=clock.today(), notice=_notice(measured, organisation), households=len(homes),
        people=A_HOME * len(homes), shares=40 * len(homes), sheets=sheets[-1], digest="0" * 64,
        made_by=measured.leader,
    )  # fmt: skip
    ShareBoardLine.objects.bulk_create(
        (
            ShareBoardLine(
                board=board, household_id=line.household, number=line.number, certificate=line.certificate,
                head=line.head, holders=line.holders, people=line.people, total=line.total, sheet=sheet,
                position=position, digest=line.digest,
            )
            for position, (line, sheet) in enumerate(zip(lines, sheets, strict=True), start=1)
        ),
        batch_size=2000,
    )  # fmt: skip
    return board


def _roll_board(measured: Measured, homes: list[Household]) -> RollBoard:
    organisation, names = _organisation(measured), _names()
    board = RollBoard.objects.create(
        organisation=organisation, round=1, notice=_notice(measured, organisation), households=len(homes),
        people=A_HOME * len(homes), digest="0" * 64, made_by=measured.leader,
    )  # fmt: skip
    BoardLine.objects.bulk_create(
        (
            BoardLine(
                board=board, household=home, number=home.number, head=next(names), digest=home.number,
                names=[{"name": next(names), "relation": each, "number": ""} for each in RELATIONS],
            )
            for home in homes
        ),
        batch_size=2000,
    )  # fmt: skip
    return board


def _names() -> Iterator[str]:
    for n in count():
        given = GIVEN[n * 7 % len(GIVEN)] + (GIVEN[n * 13 % len(GIVEN)] if n % 3 else "")
        yield SURNAMES[n % len(SURNAMES)] + given


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
