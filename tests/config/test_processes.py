"""The demo's child processes: known again after a crash, stopped in order, and nobody else's."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from config.processes import AlreadyRunningError, Processes

PROJECT = Path(__file__).parents[2]
SLEEP = ["sleep", "60"]
SLEEP_WITH_HELPER = ["sh", "-c", "sleep 60 & echo $!; wait"]
KILLED_DEMO = """
import os, pathlib, signal, sys
from config.processes import Processes
print(Processes(pathlib.Path(sys.argv[1])).start("worker", ["sleep", "60"]), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def first_line(log: Path) -> str:
    deadline = time.monotonic() + 10
    while not (text := log.read_text()).endswith("\n") and time.monotonic() < deadline:
        time.sleep(0.02)
    return text.strip()


def test_each_process_has_a_session_of_its_own_and_ends_with_its_helpers(tmp_path):
    with Processes(tmp_path) as processes:
        pid = processes.start("worker", SLEEP_WITH_HELPER)
        helper = int(first_line(tmp_path / "log/worker.log"))
        assert os.getsid(pid) == pid != os.getsid(0)
        assert lives(pid)
        assert lives(helper)
    assert not lives(pid)
    assert not lives(helper)


def test_the_last_started_is_stopped_first(tmp_path):
    order = tmp_path / "order"
    say_goodbye = "trap 'echo {name} >> {order}; exit' TERM; echo ready; while :; do sleep 0.05; done"
    with Processes(tmp_path) as processes:
        for name in ("worker", "beat", "web"):
            processes.start(name, ["sh", "-c", say_goodbye.format(name=name, order=order)])
            first_line(tmp_path / f"log/{name}.log")
    assert order.read_text().split() == ["web", "beat", "worker"]


def test_a_process_that_ends_by_itself_is_named_with_its_log(tmp_path):
    with Processes(tmp_path) as processes:
        processes.start("worker", ["sh", "-c", "exit 3"])
        deadline = time.monotonic() + 10
        while not (dead := processes.dead()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert dead == [f"worker 意外退出（返回码 3），日志：{tmp_path / 'log/worker.log'}"]


def test_the_environment_given_reaches_the_process(tmp_path):
    with Processes(tmp_path) as processes:
        processes.start("web", ["sh", "-c", "echo $WORD; sleep 60"], env={"WORD": "撤并"})
        assert first_line(tmp_path / "log/web.log") == "撤并"


def test_two_demos_do_not_share_a_folder(tmp_path):
    with Processes(tmp_path), pytest.raises(AlreadyRunningError, match="演示已在运行"):
        Processes(tmp_path)


def test_what_a_killed_demo_left_behind_is_stopped_by_the_next(tmp_path):
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_DEMO, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE, check=False
    )
    left = int(killed.stdout)
    assert lives(left)
    with Processes(tmp_path):
        assert not lives(left)


def test_a_stranger_with_a_remembered_pid_is_left_alone(tmp_path):
    stranger = subprocess.Popen(SLEEP, start_new_session=True)
    try:
        (tmp_path / "processes.json").write_text(f'{{"mark": "0123", "pids": [{stranger.pid}]}}')
        with Processes(tmp_path):
            assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
