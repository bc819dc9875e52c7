import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from local_stack import process


@pytest.fixture
def stranger():
    """A process of somebody else."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    yield child
    child.kill()
    child.wait()


@pytest.fixture
def server(tmp_path: Path):
    """A process that only ends when it is killed."""
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(99)"
    )
    log = tmp_path / "server.log"
    kept = process.spawn([sys.executable, "-c", code, "port=1234"], port=1234, log=log, cwd=tmp_path, account=None)
    for _ in range(500):
        if log.read_text():
            break
        time.sleep(0.02)
    yield kept
    found = process.living(kept)
    if found is not None:
        found.kill()
        found.wait()


def record_of(pid: int, **changed: Any):
    found = psutil.Process(pid)
    values = {"pid": pid, "created": found.create_time(), "command": tuple(found.cmdline()), "port": 1} | changed
    return process.ProcessRecord(**values)


def test_a_process_is_recognised_by_pid_time_and_command(stranger: subprocess.Popen[bytes]):
    assert process.living(record_of(stranger.pid)).pid == stranger.pid


@pytest.mark.parametrize("changed", [{"created": 1.0}, {"command": ("/usr/bin/postgres", "-D", "/data")}])
def test_a_stranger_with_our_old_pid_is_neither_taken_for_ours_nor_killed(
    tmp_path: Path, stranger: subprocess.Popen[bytes], changed: dict[str, Any]
):
    stale = record_of(stranger.pid, **changed)
    path = tmp_path / "server.json"
    process.write(path, stale)
    assert process.living(process.read(path)) is None
    assert process.stop(stale, path, (signal.SIGTERM,), 1) is False
    assert stranger.poll() is None


def test_a_server_that_does_not_listen_is_killed_in_the_end(server: process.ProcessRecord, tmp_path: Path):
    path = tmp_path / "server.json"
    assert process.stop(server, path, (signal.SIGTERM,), 0.5) is True
    assert not psutil.pid_exists(server.pid)
    assert process.read(path).stopped
    assert process.read(path).port == 1234


def test_a_server_stands_in_a_session_of_its_own(server: process.ProcessRecord):
    assert os.getsid(server.pid) == server.pid != os.getsid(0)


def test_a_killed_server_is_found_dead(server: process.ProcessRecord):
    psutil.Process(server.pid).kill()
    psutil.Process(server.pid).wait(10)
    assert process.living(server) is None


def test_a_server_that_is_dying_counts_as_living_until_it_is_dead(tmp_path: Path):
    """Between the kill and its end a process has no command line any more, and Postgres still takes it for alive."""
    code = "import time; kept = bytearray(300_000_000); print('ready', flush=True); time.sleep(99)"
    for number in range(8):
        log = tmp_path / f"{number}.log"
        kept = process.spawn([sys.executable, "-c", code], port=1234, log=log, cwd=tmp_path, account=None)
        while not log.read_text():
            time.sleep(0.01)
        psutil.Process(kept.pid).kill()
        while process.living(kept) is not None:
            pass
        states = [each.status() for each in psutil.process_iter() if each.pid == kept.pid]
        assert states in ([], [psutil.STATUS_ZOMBIE])


def test_a_server_whose_record_was_lost_is_found_by_its_own_argument(server: process.ProcessRecord, tmp_path: Path):
    path = tmp_path / "found.json"
    marker = server.command[2]
    assert process.adopt(path, marker, "port=") == process.read(path) == server
    assert process.adopt(path, marker + " ", "port=") is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"pid": "x"}', b"12345\n", b"\xff"])
def test_a_damaged_record_proves_nothing(tmp_path: Path, content: bytes):
    path = tmp_path / "server.json"
    path.write_bytes(content)
    assert process.read(path) is None


def test_no_password_is_handed_down_to_a_server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BLAZON_ENGINE_PASSWORD", "secret")
    assert "secret" not in process.clean_environment().values()


def test_a_long_log_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(process, "LOG_LIMIT_BYTES", 10)
    log = tmp_path / "server.log"
    log.write_text("a long old log\n")
    kept = process.spawn(
        [sys.executable, "-c", "import time; time.sleep(9)"], port=1, log=log, cwd=tmp_path, account=None
    )
    process.stop(kept, tmp_path / "record.json", (signal.SIGTERM,), 5)
    assert (tmp_path / "server.log.1").read_text() == "a long old log\n"
    assert log.read_text() == ""


def test_the_tail_of_a_log_keeps_to_its_lines(tmp_path: Path):
    log = tmp_path / "x.log"
    log.write_text("".join(f"{n}\n" for n in range(100)))
    assert process.tail(log, 2) == "98\n99"
    assert process.tail(log, 2, since=log.stat().st_size) == ""
    assert "no log at" in process.tail(tmp_path / "none")
