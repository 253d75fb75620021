"""`manage.py demo`: real servers, a real register, an invented district with its past, the weekly job, the portal."""

import contextlib
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from communities.models import RegisterImport
from communities.services import registers
from communities.services.recording import SYSTEM
from config.bootstrap import PROJECT
from config.demo import output, reader, serving, telling
from config.processes import AlreadyRunningError, Processes
from config.system_check import look

FOLDER = Path(registers.__file__).parents[2] / "registers"
REGISTERS = {
    date(2017, 10, 31): "donggang_register_2017.csv",
    date(2023, 6, 30): "donggang_register_2023.csv",
}


class Command(BaseCommand):
    help = "启动演示：内置数据库、真实区划名册、虚构的示范区一年办理过程、本周台账和网页。Ctrl-C 停止。"
    requires_system_checks = []  # the web process makes them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="网页端口，默认 8000")
        parser.add_argument("--check", action="store_true", help="全部做完后退出，不停留在网页服务")
        parser.add_argument("--json", action="store_true", help="在标准输出给出 JSON，进度写到标准错误")

    def handle(self, *args, **options) -> None:
        self._refuse_unfit()
        try:
            with Processes(settings.DATA_DIR) as processes:
                self._run(processes, options)
        except (AlreadyRunningError, serving.NotServed) as failure:
            raise CommandError(str(failure)) from failure
        except KeyboardInterrupt:
            raise CommandError("已中断，没有留下半成品；再次运行会接着做完。", returncode=130) from None

    def _run(self, processes: Processes, options: dict) -> None:
        settings.PUBLIC_BASE_URL = f"http://{serving.HOST}:{options['port']}"  # printed in the QR codes of the story
        serving.refuse_taken(options["port"])
        self._migrate()
        self._import_registers()
        self._tell()
        self._say("正在启动网页和后台任务…")
        url = serving.start_web(processes, options["port"])
        serving.wait_served(processes, url)
        self._say(f"网页已就绪：{url}")
        serving.start_background(processes, url, settings.DATA_DIR)
        ledger = serving.run_weekly_job(processes, self._say)
        files = {**output.ledger_paths(ledger), "公示（PDF）": output.notice_path()}
        with contextlib.suppress(KeyboardInterrupt):
            self._print(url, files, options)
            if not options["check"]:
                self._say("按 Ctrl-C 停止。")
                connection.close()
                serving.watch(processes)
        self._say("正在停止…")

    def _refuse_unfit(self) -> None:
        if not settings.DEMO:
            raise CommandError("演示只在 PORTAL_MODE=demo 下运行；生产环境不能写入演示数据。")
        findings = look()
        for sentence in findings.warnings:
            self._say(sentence)
        if findings.errors:
            raise CommandError("\n".join(findings.errors))

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        self._say("正在建立数据表…")
        migrate = [sys.executable, str(PROJECT / "manage.py"), "migrate", "--verbosity", "0"]
        if subprocess.run(migrate, stdout=sys.stderr, check=False).returncode:
            raise CommandError("数据表未能建立，见上面的说明。")

    def _import_registers(self) -> None:
        done = set(RegisterImport.objects.filter(district__code=reader.REGISTERED).values_list("as_at", flat=True))
        for as_at, name in REGISTERS.items():
            if as_at in done:
                continue
            self._say(f"正在导入东港区 {as_at:%Y} 年区划名册…")
            source = (FOLDER / name).read_bytes()
            streets = registers.preview(source, as_at).unconfirmed
            registers.import_register(source, as_at, name, by=SYSTEM, confirmed_streets=streets)
        reader.engage(max(REGISTERS))

    def _tell(self) -> None:
        """The story stands in one transaction: one that was interrupted has left nothing and is told anew."""
        if telling.exists():
            return
        began = time.monotonic()
        self._say("正在通过业务服务讲述示范区一年的办理过程（约五分钟）…")
        telling.tell(say=lambda day: self._say(f"  {day:%Y年%m月}"))
        self._say(f"示范区已建成，用时 {time.monotonic() - began:.0f} 秒。")

    def _print(self, url: str, files: dict[str, Path], options: dict) -> None:
        listed = output.accounts()
        if options["json"]:
            self.stdout.write(json.dumps(output.as_dict(url, listed, files), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(output.as_lines(url, listed, files)))
        self.stdout.flush()

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)
