"""One PostgreSQL and one Valkey for the whole run, a database of each for each worker, a real browser where needed.

`TEST_DATABASE_URL` (a role with CREATEDB) and `TEST_REDIS_URL` name other servers to run the tests against.
Tests work as the owner role; a test of the web role's rights says SET ROLE.
"""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import django
import hypothesis
import pytest

from config import embedded
from config.embedded.credentials import environment, load_or_create

pytest_plugins = ["tests.databases", "tests.browsers"]

SERVERS = pytest.StashKey[embedded.Servers]()
REDIS_DATABASES = 16
FOLDER = pytest.StashKey[Path]()
# How long an example takes says nothing on a machine that does other work beside the tests.
hypothesis.settings.register_profile("portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("portal")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the main thread


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before Django reads its settings. The workers of xdist inherit what their controller has set."""
    if config.getoption("help"):
        return
    if not hasattr(config, "workerinput"):
        folder = config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="portal-test-"))
        folder.chmod(0o711)  # the servers' unprivileged account must pass through
        os.environ.update(_settings(config, folder))
    else:
        os.environ["REDIS_URL"] = _own_redis(os.environ["REDIS_URL"], config.workerinput["workerid"])
    # Only now: settings read earlier would know no database.
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    if servers := config.stash.get(SERVERS, None):
        servers.stop()
    if folder := config.stash.get(FOLDER, None):
        embedded.remove(folder)


def _own_redis(url: str, worker: str) -> str:
    """A Redis database for each worker of xdist ("gw0", "gw1", …), so that none takes another's wake-ups."""
    return urlsplit(url)._replace(path=f"/{int(worker.removeprefix('gw')) % REDIS_DATABASES}").geturl()


def _settings(config: pytest.Config, folder: Path) -> dict[str, str]:
    database, redis = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    if database and redis:
        servers = environment(load_or_create(folder))
    else:
        config.stash[SERVERS] = embedded.start(folder, disposable=True, say=lambda text: None)
        servers = config.stash[SERVERS].environment()
    database = database or servers["DATABASE_OWNER_URL"]
    return servers | {
        "PORTAL_MODE": "test",
        "DATABASE_URL": database,
        "DATABASE_OWNER_URL": database,
        "REDIS_URL": redis or servers["REDIS_URL"],
        "DOCUMENT_ROOT": str(folder / "documents"),
        "OUTPUT_ROOT": str(folder / "out"),
    }
