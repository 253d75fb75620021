"""One freeze with its workbook in a process of its own, as a worker does it; called by `bench freeze`.

`python -m config.bench.alone DISTRICT WEEK FOLDER` prints the seconds and the most megabytes held, as JSON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings

from communities.lib.isoweek import Week


def measured(database_url: str, district: int, week: Week, folder: Path) -> dict[str, float]:
    """`seconds` and `mb` of the freeze of a district's week, over the scratch database."""
    argv = [sys.executable, "-m", "config.bench.alone", str(district), str(week), str(folder)]
    env = {**os.environ, "DATABASE_URL": database_url, "PORTAL_MODE": settings.PORTAL_MODE, "LOG_LEVEL": "ERROR"}
    done = subprocess.run(argv, env=env, cwd=settings.BASE_DIR, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def main(district: str, week: str, folder: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from communities.models import Place
    from config.bench import clocks
    from mergers.services import freezing, ledger_files

    def work() -> None:
        ledger = freezing.freeze(Place.objects.get(pk=district), Week.parse(week))
        ledger_files.make_files(ledger, Path(folder), kinds=["workbook"])

    seconds, _ = clocks.timed(work)
    print(json.dumps({"seconds": seconds, "mb": clocks.of_process(os.getpid())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
