"""Processes that share a build end with it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ALONE = 20.0  # seconds until nobody waits any more
STARTS = """
import multiprocessing, os, sys, time
from publish_site.orphans import end_with_parent

def work(told):
    end_with_parent()
    told.put(os.getpid())
    time.sleep(600)

if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    told = spawn.Queue()
    spawn.Process(target=work, args=(told,)).start()
    print(told.get(), flush=True)
    time.sleep(600)
"""


def alive(process: int) -> bool:
    try:
        with Path(f"/proc/{process}/stat").open(encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_does_not_outlive_a_killed_build(tmp_path):
    (tmp_path / "starts.py").write_text(STARTS)
    with subprocess.Popen([sys.executable, "starts.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        assert alive(worker)
        os.kill(parent.pid, signal.SIGKILL)
        until = time.monotonic() + ALONE
        while alive(worker) and time.monotonic() < until:
            time.sleep(0.05)
    assert not alive(worker)
