"""`manage.py tick`: what beat asks for every five minutes, for a cron line as second leg."""

from django.core.management.base import BaseCommand

from mergers.services import ticking


class Command(BaseCommand):
    help = "检查到期未办的事项：开启周调度、补生成台账、催报、公示期满、文件核对。重复执行不产生重复结果。"

    def handle(self, *args, **options) -> None:
        ticking.tick()
        self.stdout.write("已检查。")
