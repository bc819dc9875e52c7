"""Killed anywhere, the index is the register after recovery: the indexer, the engine, Postgres."""

import os
import signal
import subprocess
import sys
import time
import uuid

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from indexer.audit import Auditor
from indexer.generations import leftovers, standing_generations
from indexer.rebuild import Rebuild
from indexer.rules import Rules
from local_stack import stack as local
from local_stack.node import Node
from local_stack.postgres import Postgres
from local_stack.settings import StackSettings
from mappings.engine import EngineSettings, connect
from registry import open_register
from registry.migrate import upgrade
from tests.indexer.threads import followed
from tests.thorough import cases
from tests.waiting import until

CHILD = """
import os, signal, sys
from indexer.follow import Follower
from indexer.rebuild import Rebuild
from indexer.rules import Rules
from indexer.settings import IndexerSettings
from mappings.engine import EngineSettings, connect
from registry import open_register

job, url, engine, deployment, step, times = sys.argv[1:]
left = int(times)

def stopping(name):
    global left
    if name == step:
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

settings = IndexerSettings(batch=8, lease_seconds=1.0, checkpoint_seconds=0.0)
arguments = (open_register(url), connect(EngineSettings(url=engine)), deployment, Rules(), settings)
if job == "follow":
    Follower(*arguments, step=stopping).drain()
else:
    Rebuild(*arguments, step=stopping).run()
"""


def killed(room, engine_url: str, job: str, step: str, times: int = 1) -> None:
    """Runs the job in a process of its own, which kills itself (kill -9) after that step."""
    command = [sys.executable, "-c", CHILD, job, room.url, engine_url, room.deployment, step, str(times)]
    ended = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


@pytest.mark.parametrize(
    ("step", "times"),
    cases(
        [("claimed", 1), ("claimed", 3), ("projected", 2), ("written", 1), ("marked", 2), ("checkpointed", 1)],
        ("written", 1),
    ),
)
def test_the_indexer_killed_after_any_step_leaves_nothing_wrong(room, engine_settings, step: str, times: int):
    room.drain()
    room.file(*range(30))
    killed(room, engine_settings.url, "follow", step, times)
    room.file(*range(20, 40), words="AMENDED")
    room.drain()
    assert len(room.held()) == 40
    assert room.differences() == (0, 0, 0)
    assert room.as_of().gaps == ()


@pytest.mark.parametrize("step", cases(["created", "filled", "compared", "switching", "switched"], "switching"))
def test_a_rebuild_killed_after_any_step_leaves_indices_that_answer(room, engine_settings, step: str):
    room.file(*range(20))
    room.drain()
    before = standing_generations(room.client, room.deployment)
    killed(room, engine_settings.url, "rebuild", step)
    after = standing_generations(room.client, room.deployment)
    if step == "switched":
        assert after.keys() == before.keys()
        assert after != before
    else:
        assert after == before
    assert bool(leftovers(room.client, room.deployment)) == (step != "switched")
    room.file(*range(15, 25), words="LATER")
    room.drain()
    assert room.differences() == (0, 0, 0)
    Rebuild(room.register, room.client, room.deployment, Rules(), room.settings()).run()
    room.drain()
    assert leftovers(room.client, room.deployment) == []
    assert room.differences() == (0, 0, 0)


@pytest.fixture(scope="module")
def own_stack(new_home):
    """Servers that nobody else uses, so that they can be killed; Postgres waits for the disk, as it should."""
    settings = StackSettings(home=new_home(), registry_url=None, engine_url=None, heap="512m", fast_start=True)
    local.up(settings)
    yield settings
    local.down(settings)


@pytest.fixture
def own_room(own_stack, room):
    """`room` on the servers of `own_stack`."""
    running = local.up(own_stack)
    name = f"blazon_test_{uuid.uuid4().hex[:12]}"
    base = make_url(running.registry_url).set(drivername="postgresql")
    with psycopg.connect(base.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    register = open_register(base.set(database=name).render_as_string(hide_password=False))
    upgrade(register)
    client = connect(EngineSettings(url=running.engine_url))
    kept = room.register, room.client
    room.register, room.client = register, client
    yield room
    room.register, room.client = kept
    client.indices.delete(index=f"blazon-{room.deployment}-*")
    client.close()
    register.close()


def drained(room) -> bool:
    from registry import outbox

    with room.register.session() as session:
        return outbox.pending_count(session) == 0


@pytest.mark.thorough
def test_the_engine_killed_in_a_bulk_loses_nothing(own_room, own_stack):
    own_room.drain()
    own_room.file(*range(600))
    with followed(own_room, settings=own_room.settings(batch=20)) as follower:
        until(lambda: follower.summary.dossiers > 40, seconds=90)
        kept = Node(own_stack).running()
        os.kill(kept.pid, signal.SIGKILL)
        own_room.file(*range(580, 620), words="WHILE IT WAS DOWN")
        local.up(own_stack)
        until(lambda: drained(own_room), seconds=90)
    assert len(own_room.held()) <= 620
    assert own_room.differences() == (0, 0, 0)
    assert own_room.audit().collections["dossiers"].index == 620


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_postgres_restarted_under_a_follower_loses_nothing(own_room, own_stack, how: str):
    own_room.drain()
    own_room.file(*range(600))
    with followed(own_room, settings=own_room.settings(batch=20)) as follower:
        until(lambda: follower.summary.dossiers > 40, seconds=90)
        if how == "killed":
            os.kill(Postgres(own_stack).running().pid, signal.SIGKILL)
        else:
            local.down(own_stack, only=("registry",))
        time.sleep(0.5)
        local.up(own_stack)
        own_room.file(*range(590, 610), words="AFTER IT CAME BACK")
        until(lambda: drained(own_room), seconds=90)
    found = Auditor(own_room.register, own_room.client, own_room.deployment, Rules()).audit()
    assert found.clean
    assert found.collections["dossiers"].index == 610
