"""What paints the top bar red: jobs that stopped, a scheduler or worker that fell silent."""

from datetime import timedelta

from communities.lib import clock
from communities.models import Heartbeat, Job

from . import checks

SILENT = timedelta(minutes=15)
NAMES = {"tick": "定时调度", "worker": "后台任务进程"}
NIGHTLY = {checks.RAN: "文件核对", checks.RAN_CLEAN: "文件核对无误"}


def healthy() -> bool:
    """Whether every leg of the machinery has been seen within the last 15 minutes."""
    return Heartbeat.objects.filter(at__gte=clock.now() - SILENT, name__in=NAMES).count() == len(NAMES)


def alarms() -> list[str]:
    """Sentences for district and auditor; empty when all is well. A leg never seen yet says nothing."""
    found = []
    stopped = Job.objects.poisoned().count()
    if stopped:
        found.append(f"有{stopped}项后台任务三次未办成已停止，请到“系统运行”查看并重办。")
    limit = clock.now() - SILENT
    found += [
        f"{NAMES[beat.name]}已超过15分钟没有响应（最后一次 {beat.at.astimezone(clock.SHANGHAI):%m-%d %H:%M}）。"
        for beat in Heartbeat.objects.filter(at__lt=limit, name__in=NAMES)
    ]
    return found + checks.alarms()
