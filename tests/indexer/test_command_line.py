"""`blazon index` and `blazon bench`: data to standard output, sentences to standard error, 0 when all went well."""

import os
import signal
import subprocess
import sys
import time

import orjson
import psycopg
import pytest
from sqlalchemy.engine import make_url

from indexer import batches
from registry import outbox, reading
from tests.thorough import cases


@pytest.fixture
def blazon(room, engine_settings, tmp_path):
    """Starts the command line in a process of its own, on this test's register and deployment."""
    environment = os.environ | {
        "BLAZON_HOME": str(tmp_path),
        "BLAZON_REGISTRY_URL": room.url,
        "BLAZON_ENGINE_URL": engine_settings.url,
        "BLAZON_DESK_DEPLOYMENT": room.deployment,
        "BLAZON_INDEXER_LEASE_SECONDS": "1",
    }

    def start(*words: str) -> subprocess.Popen:
        command = [sys.executable, "-c", "from desk.cli.app import main; main()", *words]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    return start


def said(process: subprocess.Popen, status: int = 0):
    out, errors = process.communicate(timeout=120)
    assert process.returncode == status, errors.decode()
    return orjson.loads(out) if out.startswith(b"{") else out.decode(), errors.decode()


def test_once_drains_and_audit_proves_it(room, blazon):
    room.file(*range(12))
    report, _ = said(blazon("index", "--once", "--json"))
    assert (report["dossiers"], report["documents"], report["set_aside"], report["as_of"]["gaps"]) == (12, 24, 0, [])
    report, _ = said(blazon("index", "audit", "--json"))
    assert [report[name] for name in ("register", "index", "missing", "stale", "surplus")] == [12, 12, 0, 0, 0]
    text, _ = said(blazon("index", "audit"))
    assert text == "register 12, index 12: 0 missing, 0 stale, 0 surplus\n"


@pytest.mark.thorough
def test_repair_closes_a_gap_whose_cause_was_mended(room, blazon, monkeypatch):
    (outcome,) = room.file(1)
    with monkeypatch.context() as patched:
        patched.setattr(batches, "documents", lambda *_: 1 / 0)
        room.drain()
    assert room.as_of().gaps == (outcome.key.id,)
    said(blazon("index", "audit", "--repair", "--json"))
    status, _ = said(blazon("index", "status", "--json"))
    assert status["gaps"] == []
    assert room.as_of().gaps == ()
    assert room.held() == {outcome.key.id: 1}


@pytest.mark.thorough
def test_audit_brings_the_index_up_to_date_first_unless_told_not_to(room, blazon):
    room.drain()
    room.file(1)
    report, errors = said(blazon("index", "audit", "--no-drain", "--json"), status=1)
    assert (report["missing"], report["pending"]) == (2, 1)
    assert "missing: " in errors
    report, _ = said(blazon("index", "audit", "--json"))
    assert (report["missing"], report["pending"]) == (0, 0)


@pytest.mark.thorough
def test_audit_says_what_is_wrong_and_repair_mends_it(room, blazon):
    (outcome,) = room.file(1)
    room.drain()
    alias = f"blazon-{room.deployment}-tm-public"
    room.client.delete(index=alias, id=outcome.key.id)
    report, errors = said(blazon("index", "audit", "--json"), status=1)
    assert (report["missing"], report["missing_ids"]) == (1, [f"{alias}/{outcome.key.id}"])
    assert outcome.key.id in errors
    report, _ = said(blazon("index", "audit", "--repair", "--json"))
    assert (report["missing"], report["mended"]) == (0, 1)


def test_status_names_gaps_with_their_reasons(room, blazon):
    room.drain()
    (outcome,) = room.file(1)
    with room.register.session() as session:
        (dossier,) = reading.ids_of(session, [outcome.key]).values()
        outbox.set_aside(session, outbox.Note(0, dossier, 1, 0, 0, None), "it is poison")
    room.drain()
    report, _ = said(blazon("index", "status", "--json"), status=1)
    assert [(gap["id"], gap["reason"]) for gap in report["gaps"]] == [(outcome.key.id, "it is poison")]
    assert report["as_of"]["gaps"] == [outcome.key.id]
    assert len(report["indices"]) == 12


@pytest.mark.thorough
def test_rebuild_prints_what_it_made(room, blazon):
    room.file(*range(3))
    room.drain()
    report, _ = said(blazon("index", "rebuild", "--json"))
    assert report["documents"] == 6
    assert len(report["indices"]) == 12
    assert report["audit"]["missing"] == 0
    assert room.differences() == (0, 0, 0)


@pytest.mark.parametrize("ending", cases([signal.SIGTERM, signal.SIGINT]))
def test_the_follower_ends_well_when_told_to(room, blazon, ending):
    follower = blazon("index")
    (outcome,) = room.file(1)
    wait_until(lambda: outcome.key.id in room.held())
    follower.send_signal(ending)
    text, errors = said(follower)
    assert text.startswith("1 dossiers indexed")
    assert "Traceback" not in errors


@pytest.mark.thorough
def test_a_follower_killed_while_records_are_filed_leaves_nothing_wrong(room, blazon):
    follower = blazon("index")
    for first in range(0, 300, 50):
        room.file(*range(first, first + 50))
        if first == 150:
            wait_until(room.held)
            follower.kill()
            follower.communicate()
    said(blazon("index", "--once"))
    report, _ = said(blazon("index", "audit", "--json"))
    assert [report[name] for name in ("index", "missing", "stale", "surplus")] == [300, 0, 0, 0]


def test_an_engine_that_is_not_there_is_a_sentence(room, blazon, monkeypatch):
    monkeypatch.setitem(os.environ, "BLAZON_ENGINE_URL", "http://127.0.0.1:9")
    command = [sys.executable, "-c", "from desk.cli.app import main; main()", "index", "--once"]
    environment = os.environ | {"BLAZON_REGISTRY_URL": room.url, "BLAZON_INDEXER_PATIENCE_SECONDS": "0.5"}
    ended = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stdout == b""
    assert "the engine did not answer for 0.5 s" in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()


@pytest.mark.thorough
def test_bench_prints_its_ratio_and_its_lag_and_leaves_nothing_behind(room, blazon):
    before = everything(room)
    process = blazon("bench", "index", "--documents", "300", "--rounds", "1", "--seconds", "1", "--json")
    out, errors = process.communicate(timeout=120)
    assert process.returncode in {0, 1}, errors.decode()  # so few documents prove nothing about the target
    report = orjson.loads(out)
    assert report["ratio_to_bound"] == pytest.approx(report["path_per_second"] / report["bound_per_second"], abs=0.01)
    assert report["ratio_with_checkpoint"] <= report["ratio_to_bound"]
    assert report["documents"] >= 300
    assert report["lag"]["changes"] == 50
    assert everything(room) <= before


def everything(room) -> set[str]:
    """Names of all benchmarks' indices and databases."""
    with psycopg.connect(make_url(room.url).set(drivername="postgresql").render_as_string(False)) as connection:
        rows = connection.execute("select datname from pg_database where datname like 'blazon_bench%'").fetchall()
    return {*room.client.indices.get(index="blazon-bench*"), *(row[0] for row in rows)}


def wait_until(holds, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
