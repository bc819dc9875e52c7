"""The indexer and the engine are killed while a file is imported; afterwards the index is what the register says."""

import gzip
import json
import os
import signal
import subprocess
import sys
from contextlib import closing

import pytest

from local_stack import node, stack
from local_stack.node import Node
from local_stack.settings import StackSettings
from mappings.engine import EngineSettings, connect
from tests.waiting import until

BLAZON = [sys.executable, "-c", "from desk.cli.app import main; main()"]
MARKS = 3_000


@pytest.fixture
def home(new_home):
    """A stack of its own, since its engine is killed."""
    settings = StackSettings(home=new_home(), fsync=False, fast_start=True, registry_url=None, engine_url=None)
    stack.up(settings)
    yield settings
    stack.down(settings)


def start(settings: StackSettings, *words: str) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BLAZON_")}
    return subprocess.Popen(
        [*BLAZON, *words],
        env=kept | {"BLAZON_HOME": str(settings.home), "BLAZON_STACK_FAST_START": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def data(process: subprocess.Popen[bytes], status: int = 0):
    out, _ = process.communicate(timeout=180)
    assert process.returncode == status, out
    return json.loads(out)


@pytest.mark.thorough
def test_nothing_is_missing_afterwards(home, tmp_path):
    lines = (
        {"application_number": f"{n:09}", "filing_date": "2011-05-31", "text": f"Mark {n * 7919}", "vienna_codes": []}
        for n in range(1, MARKS + 1)
    )
    path = tmp_path / "marks.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))

    data(start(home, "index", "--once", "--json"))
    indexer = start(home, "index")
    importing = start(home, "import", "eutm", str(path), "--json")
    running = Node(home).running()
    assert running is not None
    with closing(connect(EngineSettings(url=node.url(running.port)))) as engine:
        until(lambda: engine.count(index="blazon-xb-tm-dossiers")["count"] > 0, seconds=90)
        os.killpg(indexer.pid, signal.SIGKILL)
        written = engine.count(index="blazon-xb-tm-dossiers")["count"]
    os.kill(running.pid, signal.SIGKILL)
    assert 0 < written < MARKS, "the indexer was not killed in the middle"
    assert indexer.wait(30) == -signal.SIGKILL
    assert indexer.stdout is not None
    indexer.stdout.close()
    assert data(importing)["filed"] == MARKS

    data(start(home, "index", "--once", "--json"))  # starts the engine again
    found = data(start(home, "index", "audit", "--json"))
    assert [found[name] for name in ("register", "index", "missing", "stale", "surplus")] == [MARKS, MARKS, 0, 0, 0]
