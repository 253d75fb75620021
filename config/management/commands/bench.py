"""`manage.py bench`: what the portal takes, beside what the work takes at least, measured in the same run."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import BaseCommand

from communities.lib import clock
from config.bench import canvass, intake, lists, measures, papers, roll, scratch, search, voting
from config.bench.district import lay_down
from config.bench.line import Line

PARTS = ("notice", "freeze", "files", "page", "record", "intake", "lists", "search", "canvass", "votes", "demo")
IN_SCRATCH = {"freeze", "files", "page", "record"}


class Command(BaseCommand):
    help = "测量：每项与同一次运行中的下限并列。从不使测试失败。"

    def add_arguments(self, parser):
        parser.add_argument("parts", nargs="*", help="、".join(PARTS) + "；不写为全部")
        parser.add_argument("--units", type=int, default=3000, help="大区的单位数")
        parser.add_argument("--population", type=int, default=680_000, help="检索测量的人口，满额为6800000")
        parser.add_argument("--seconds", type=int, default=600, help="表决测量的登记时间")
        parser.add_argument("--people", type=int, default=68_000, help="公示名单的人数")

    def handle(self, *args, parts, units, people, population, seconds, **options):
        wanted = set(parts or PARTS)
        for line in self._lines(wanted, units, people, population, seconds):
            ratio = f"，{line.ratio:.2f} 倍" if line.ratio is not None else ""
            self.stdout.write(
                f"{line.what}：{line.figure}（目标 {line.reach}）{line.floor and f';下限 {line.floor}{ratio}'}"
            )
            self.stdout.flush()

    def _lines(self, wanted: set[str], units: int, people: int, population: int, seconds: int) -> Iterator[Line]:
        if "notice" in wanted:
            yield papers.notice()
        if wanted & IN_SCRATCH:
            yield from self._in_scratch(wanted, units)
        if "intake" in wanted:
            with scratch.database():
                district = lay_down(2, "990903", today=clock.today()).district
                place, beside = district.all_places.filter(level="community").order_by("pk")
                yield from intake.measure(place)
                yield from roll.measure(place, beside)
        if "lists" in wanted:
            with scratch.database():
                yield from lists.measure(lay_down(1, "990904", today=clock.today()), people)
        if "search" in wanted:
            with scratch.database():
                yield from search.measure(population, self.stderr.write)
        if "canvass" in wanted:
            with scratch.database():
                yield from canvass.measure(lay_down(units, "990905", today=clock.today()))
        if "votes" in wanted:
            with scratch.database():
                yield voting.measure(lay_down(1, "990906", today=clock.today()).district, seconds)
        if "demo" in wanted:
            yield second_demo()

    def _in_scratch(self, wanted: set[str], units: int) -> Iterator[Line]:
        with scratch.database() as url:
            self.stderr.write(f"铺设 26 个和 {units} 个单位的测试区……")
            small = lay_down(26, "990901", today=clock.today())
            large = lay_down(units, "990902", today=clock.today())
            yield from measures.freeze(url, small, large)
            if "files" in wanted:
                yield from measures.files(large)
            if "page" in wanted:
                yield measures.page_in_process("26个单位", small, "≤ 40 毫秒")
                yield measures.page_in_process(f"{units:,}个单位", large, "查询次数相同")
                yield from measures.page_over_http(url, large)
            if "record" in wanted:
                yield measures.record_book(large)


def second_demo() -> Line:
    """From the second `manage.py demo` to a served page. The first run must have been made before."""
    argv = [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--port", "8765"]
    floor = _seconds(lambda: subprocess.run([sys.executable, "-c", "import django, celery"], check=True))
    began = time.perf_counter()
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _served():
                time.sleep(0.1)
            taken = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(60)
    told = f"导入 Django 与 Celery {floor:.2f} 秒"
    return Line("第二次启动演示到打开页面", f"{taken:.1f} 秒", "≤ 8 秒", told, taken / floor)


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _served() -> bool:
    try:
        with urllib.request.urlopen("http://127.0.0.1:8765/login/", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
