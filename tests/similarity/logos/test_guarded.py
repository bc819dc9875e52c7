"""Whatever a picture does to the process that examines it, the next one is examined, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from similarity.logos import guarded
from similarity.logos.child import WorkDoesNotStart
from similarity.logos.guarded import Closed, Workers
from similarity.logos.refusals import BEFORE, LARGEST_BYTES, BadPicture

ROOT = Path(__file__).resolve().parents[3]
TASKS = "tests.similarity.logos.tasks"
OBEY = f"{TASKS}:obey"


def pid(workers: Workers) -> int:
    return int(workers.run(b"pid"))


def gone(number: int, within: float = 10) -> bool:
    """Whether a process has ended, or does within some seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not psutil.pid_exists(number) or psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(OBEY, seconds=30, memory=1_500 << 20) as workers:
        yield workers


def test_bytes_go_there_and_back():
    content = os.urandom(1_000_003)
    with Workers(f"{TASKS}:echo") as workers:
        assert workers.run(content) == content
        assert workers.run(b"\0") == b"\0"


def test_the_largest_file_passes(workers: Workers):
    with pytest.raises(BadPicture, match="KeyError"):
        workers.run(b"x" * LARGEST_BYTES)


@pytest.mark.parametrize(("content", "says"), [(b"", "empty"), (bytes(LARGEST_BYTES + BEFORE + 1), "16 MiB")])
def test_nothing_and_too_much_start_no_process(content: bytes, says: str):
    with Workers("no.such.module:work") as workers, pytest.raises(BadPicture, match=says):
        workers.run(content)


def test_one_process_serves_many_files(workers: Workers):
    assert len({pid(workers) for _ in range(20)}) == 1


def test_a_refusal_comes_as_it_was_said_in_one_line(workers: Workers):
    before = pid(workers)
    with pytest.raises(BadPicture) as refusal:
        workers.run("refuses Zu groß.".encode())
    assert (refusal.value.detail, refusal.value.remedy) == ("Zu groß.", "Send another.")
    assert pid(workers) == before


@pytest.mark.parametrize("order", ["sleeps 60", "spins"])
def test_who_takes_too_long_is_ended(order: str):
    with Workers(OBEY, seconds=1.5) as workers:
        before = pid(workers)
        started = time.monotonic()
        with pytest.raises(BadPicture, match=r"longer than 1\.5 seconds"):
            workers.run(order.encode())
        assert time.monotonic() - started < 10
        assert gone(before, 0.1)
        assert pid(workers) != before


LOST = ["aborts", "crashes", "leaves", "talks", "lies"]


@pytest.mark.parametrize("order", LOST)
def test_who_breaks_off_or_talks_nonsense_is_replaced(order: str, workers: Workers):
    before = pid(workers)
    with pytest.raises(BadPicture, match="broke off") as refusal:
        workers.run(order.encode())
    assert "save it again" in refusal.value.remedy
    assert gone(before, 0.1)
    assert pid(workers) != before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space")
def test_memory_is_bounded(workers: Workers):
    before = pid(workers)
    with pytest.raises(BadPicture, match="needs more memory"):
        workers.run(b"allocates 4")
    after = pid(workers)
    assert gone(before)
    assert after != before
    assert workers.run(b"allocates 1") == str(1 << 30).encode()
    assert pid(workers) == after


def test_no_file_is_written(workers: Workers, tmp_path: Path):
    aim = tmp_path / "harm"
    with pytest.raises(BadPicture, match="OSError"):
        workers.run(f"writes {aim}".encode())
    assert not aim.exists() or aim.stat().st_size == 0


def test_no_process_may_be_started(workers: Workers):
    """Which holds for root only after it gave up its rights."""
    assert workers.run(b"most_processes") == b"(0, 0)"


def test_few_files_are_opened(workers: Workers):
    assert int(workers.run(b"opens_many")) < 16


def test_what_a_library_prints_is_no_answer(workers: Workers):
    assert workers.run(b"prints N\0\0\0\1") == b"printed"


def test_a_library_that_asks_gets_no_answer(workers: Workers):
    assert workers.run(b"reads") == b""


def test_an_answer_is_bounded(workers: Workers):
    with pytest.raises(BadPicture, match="too much to compare"):
        workers.run(b"makes_much")


def test_an_unexpected_error_is_a_refusal(workers: Workers):
    before = pid(workers)
    with pytest.raises(BadPicture, match=r"could not be examined \(RecursionError\)"):
        workers.run(b"fails")
    assert pid(workers) == before


def test_nothing_of_ours_is_handed_down(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BLAZON_REGISTRY_URL", "postgresql://secret")
    monkeypatch.setenv("ANY_TOKEN", "secret")
    with Workers(OBEY) as workers:
        names = set(workers.run(b"environment").decode().split())
    assert names >= {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}
    assert not [name for name in names if "BLAZON" in name or "TOKEN" in name or name == "HOME"]


def test_a_process_that_ended_between_two_files_is_replaced(workers: Workers):
    before = pid(workers)
    os.kill(before, signal.SIGKILL)
    assert gone(before)
    assert pid(workers) != before


def test_a_process_is_renewed_after_many_files(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guarded, "RENEWED", 3)
    with Workers(OBEY) as workers:
        assert [int(workers.run(b"served")) for _ in range(4)] == [1, 2, 3, 1]


def test_work_that_cannot_be_imported_is_no_pictures_fault(capfd: pytest.CaptureFixture[str]):
    with Workers(f"{TASKS}:no_such_function") as workers, pytest.raises(WorkDoesNotStart, match="no_such_function"):
        workers.run(b"a")
    assert "AttributeError" in capfd.readouterr().err


def test_files_are_examined_side_by_side_and_answered_in_order():
    orders = [b"sleeps 0.3", b"refuses No.", b"pid", b"sleeps 0.01", b"aborts", b"pid", *[b"sleeps 0"] * 9]
    taken = []
    with Workers(OBEY, processes=2) as workers:
        found = []
        for answer in workers.map(order for order in orders if not taken.append(order)):
            assert len(taken) - len(found) <= 6, "only a few files are taken ahead"
            found.append(answer)
    kinds = [str(one) if isinstance(one, BadPicture) else one for one in found]
    assert kinds[1] == "No. Send another."
    assert "broke off" in str(kinds[4])
    assert [kinds[0], kinds[3], *kinds[6:]] == [b"slept"] * 11


def test_many_threads_share_few_processes():
    with Workers(OBEY, processes=2) as workers:
        with ThreadPoolExecutor(8) as threads:
            pids = list(threads.map(workers.run, [b"pid", b"sleeps 0.05"] * 20))
            assert len({one for one in pids if one != b"slept"}) <= 2
        children = {int(one) for one in pids if one != b"slept"}
    assert all(gone(child, 0.1) for child in children)


def test_processes_start_when_they_are_needed():
    before = {child.pid for child in psutil.Process().children()}
    with Workers(OBEY, processes=3) as workers:
        assert {child.pid for child in psutil.Process().children()} == before
        workers.run(b"pid")
        assert len({child.pid for child in psutil.Process().children()} - before) == 1
    assert {child.pid for child in psutil.Process().children()} == before


def test_closing_ends_also_those_at_work():
    errors = []

    def ask(order: bytes) -> None:
        try:
            workers.run(order)
        except Closed as error:
            errors.append(error)

    workers = Workers(OBEY)
    child = pid(workers)
    threads = [threading.Thread(target=ask, args=(b"sleeps 25",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    workers.close()
    for thread in threads:
        thread.join(5)
    assert len(errors) == 3
    assert gone(child, 0.1)
    workers.close()
    with pytest.raises(Closed):
        workers.run(b"pid")


@pytest.mark.parametrize("order", ["pid", "sleeps 60"])
def test_a_process_ends_with_its_parent(order: str):
    program = (
        "import sys, threading, time\n"
        "from similarity.logos.guarded import Workers\n"
        f"workers = Workers({OBEY!r}, seconds=1)\n"
        "print(int(workers.run(b'pid')), flush=True)\n"
        f"threading.Thread(target=workers.run, args=({order!r}.encode(),), daemon=True).start()\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        parent.kill()
    assert gone(child)
