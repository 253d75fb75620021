"""The leaders' page over HTTP: a real gunicorn, keep-alive connections from threads, times in milliseconds."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from communities.lib import clock
from communities.models import Account


def cookie(account: Account) -> str:
    """A signed-in session, as the sign-in page would make it."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY], session["began"] = account.get_session_auth_hash(), clock.now().timestamp()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextmanager
def server(database_url: str, workers: int = 4):
    """gunicorn on a free port of 127.0.0.1 over the scratch database; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    argv = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    env = {**os.environ, "DATABASE_URL": database_url, "PORTAL_MODE": settings.PORTAL_MODE, "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen([*argv, "--log-level", "error"], env=env, start_new_session=True)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=2).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn did not come up")


def times(port: int, path: str, session: str, *, connections: int, requests: int) -> list[float]:
    """Milliseconds of each of `requests` answers (200 only) over so many connections at once, sorted."""
    found, faults, lock = [], [], threading.Lock()

    def run(count: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(count):
            began = time.perf_counter()
            link.request("GET", path, headers={"Cookie": session})
            answer = link.getresponse()
            answer.read()
            with lock:
                (found if answer.status == 200 else faults).append((time.perf_counter() - began) * 1000)
        link.close()

    threads = [threading.Thread(target=run, args=(requests // connections,)) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{len(faults)} answers were not 200")
    return sorted(found)


def percentile(sorted_times: list[float], part: float) -> float:
    return sorted_times[min(len(sorted_times) - 1, int(len(sorted_times) * part))]
