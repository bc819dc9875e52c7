"""Real servers, each home its own. One home is used through most of the file, in the order of a day's life."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, LiteralString, Never

import httpx
import psutil
import psycopg
import pytest

from local_stack import ports, process, stack
from local_stack.errors import DownloadFailed, StackError, StartFailed
from local_stack.jars import Jar
from local_stack.node import Node
from local_stack.postgres import Postgres
from local_stack.settings import StackSettings


@pytest.fixture(autouse=True)
def nothing_elsewhere(monkeypatch: pytest.MonkeyPatch):
    for name in ("REGISTRY_URL", "ENGINE_URL", "ENGINE_USER", "ENGINE_PASSWORD", "ENGINE_CA", "HOME"):
        monkeypatch.delenv(f"BLAZON_{name}", raising=False)


def settings_for(home: Path, **changed: Any):
    return StackSettings(home=home, registry_url=None, engine_url=None, heap="512m", fast_start=True, **changed)


@pytest.fixture(scope="module")
def settings(new_home: Callable[[], Path]):
    with pytest.MonkeyPatch.context() as patch:
        for name in ("REGISTRY_URL", "ENGINE_URL", "HOME"):
            patch.delenv(f"BLAZON_{name}", raising=False)
        settings = settings_for(new_home())
    yield settings
    stack.down(settings)


@pytest.fixture
def running(settings: StackSettings):
    return stack.up(settings)


def execute(running: stack.Running, statement: LiteralString):
    with psycopg.connect(running.registry_url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def kill(record: process.ProcessRecord | None):
    assert record is not None
    psutil.Process(record.pid).kill()
    for _ in range(500):
        if process.living(record) is None:
            return
        time.sleep(0.01)
    raise AssertionError("the process survived a kill")


def states(settings: StackSettings):
    return [each.state for each in stack.status(settings)]


def test_a_home_never_used_is_stopped_and_looking_at_it_makes_nothing(tmp_path: Path):
    settings = settings_for(tmp_path / "none")
    assert states(settings) == ["stopped", "stopped"]
    assert stack.down(settings) == ()
    with pytest.raises(StackError, match="never started"):
        stack.logs(settings, "engine")
    assert not settings.home.exists()


@pytest.mark.thorough
def test_up_starts_both_and_up_again_starts_nothing(settings: StackSettings):
    running = stack.up(settings)
    assert states(settings) == ["running", "running"]
    assert [each.detail for each in stack.status(settings)] == ["ok", "green"]
    assert execute(running, "SHOW fsync") == [("on",)]
    assert httpx.get(running.engine_url, trust_env=False).json()["version"]["number"] == "3.8.0"
    again = stack.up(settings)
    assert again.started == ()
    assert again.registry_url == running.registry_url
    assert again.engine_url == running.engine_url


@pytest.mark.thorough
def test_the_password_is_in_one_private_file_and_nowhere_else(settings: StackSettings, running: stack.Running):
    database = Postgres(settings)
    password = database.password_file.read_text()
    assert database.password_file.stat().st_mode & 0o777 == 0o600
    assert password in running.registry_url
    assert password not in running.registry_shown
    shown = [each.model_dump_json() for each in stack.status(settings)]
    assert not any(password in text for text in shown)
    assert password not in " ".join(database.running().command)
    assert password not in database.log.read_text()
    wrong = running.registry_url.replace("+psycopg", "").replace(password, "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root has rights to give up")
def test_root_gives_its_rights_up(settings: StackSettings, running: stack.Running):
    for server in (Postgres(settings), Node(settings)):
        assert psutil.Process(server.running().pid).uids().effective != 0


@pytest.mark.thorough
@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root's servers run under another account"
)
def test_a_folder_above_that_was_closed_is_opened_to_the_account_at_the_next_start(
    settings: StackSettings, running: stack.Running
):
    settings.home.parent.chmod(0o700)
    kill(Postgres(settings).running())
    kill(Node(settings).running())
    assert stack.up(settings).started == ("registry", "engine")
    assert settings.home.parent.stat().st_mode & 0o007 == 0


@pytest.mark.thorough
def test_both_servers_listen_on_the_loopback_alone(settings: StackSettings, running: stack.Running):
    for server in (Postgres(settings), Node(settings)):
        listening = [
            each.laddr.ip
            for each in psutil.Process(server.running().pid).net_connections("inet")
            if each.status == psutil.CONN_LISTEN
        ]
        assert listening
        assert {address.removeprefix("::ffff:") for address in listening} == {ports.LOOPBACK}


@pytest.mark.thorough
def test_a_killed_database_is_found_dead_and_restarted_with_nothing_lost(
    settings: StackSettings, running: stack.Running
):
    execute(running, "CREATE TABLE IF NOT EXISTS kept (n int)")
    execute(running, "INSERT INTO kept SELECT generate_series(1, 1000)")
    open_transaction = psycopg.connect(running.registry_url.replace("+psycopg", ""))
    open_transaction.execute("INSERT INTO kept VALUES (-1)")
    kill(Postgres(settings).running())
    status = stack.status(settings)[0]
    assert status.state == "stopped"
    assert "ended without being stopped" in status.detail
    again = stack.up(settings)
    open_transaction.close()
    assert again.started == ("registry",)
    assert again.registry_url == running.registry_url
    assert execute(again, "SELECT count(*), min(n) FROM kept") == [(1000, 1)]


@pytest.mark.thorough
def test_a_killed_node_is_found_dead_and_restarted_with_nothing_lost(settings: StackSettings, running: stack.Running):
    with httpx.Client(base_url=running.engine_url, trust_env=False, timeout=30) as client:
        lines = "".join(f'{{"index": {{"_id": "{n}"}}}}\n{{"n": {n}}}\n' for n in range(500))
        answer = client.post("/kept/_bulk", content=lines, headers={"Content-Type": "application/x-ndjson"})
        assert answer.json()["errors"] is False
    kill(Node(settings).running())
    assert stack.status(settings)[1].state == "stopped"
    again = stack.up(settings)
    assert again.started == ("engine",)
    assert again.engine_url == running.engine_url
    with httpx.Client(base_url=again.engine_url, trust_env=False, timeout=30) as client:
        client.post("/kept/_refresh")
        assert client.get("/kept/_count").json()["count"] == 500


@pytest.mark.thorough
def test_lost_records_are_found_again_and_no_second_server_is_started(settings: StackSettings, running: stack.Running):
    before = Postgres(settings).running(), Node(settings).running()
    Postgres(settings).record_file.unlink()
    Node(settings).record_file.write_text("damaged")
    stack.up(settings)
    assert (Postgres(settings).running(), Node(settings).running()) == before


@pytest.mark.thorough
def test_of_two_starts_at_the_same_time_one_starts(settings: StackSettings, running: stack.Running):
    stack.down(settings, ("registry",))
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: stack.up(settings).started, range(4)))
    assert sorted(started) == [(), (), (), ("registry",)]


@pytest.mark.thorough
def test_a_second_home_runs_beside_the_first_on_other_ports(
    settings: StackSettings, running: stack.Running, new_home: Callable[[], Path]
):
    second_settings = settings_for(new_home(), fsync=False)
    try:
        second = stack.up(second_settings)
        assert second.registry_url.split("@")[1] != running.registry_url.split("@")[1]
        assert second.engine_url != running.engine_url
        assert httpx.get(f"{second.engine_url}/kept", trust_env=False).status_code == 404
        with pytest.raises(psycopg.errors.UndefinedTable):
            execute(second, "SELECT * FROM kept")
    finally:
        assert stack.down(second_settings) == ("engine", "registry")
    assert states(settings) == ["running", "running"]


@pytest.mark.thorough
def test_stale_records_with_a_strangers_pid_kill_nobody(settings: StackSettings, running: stack.Running):
    stack.down(settings)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    try:
        for server in (Postgres(settings), Node(settings)):
            stale = process.read(server.record_file).model_copy(update={"pid": stranger.pid, "stopped": False})
            process.write(server.record_file, stale)
        (Postgres(settings).data / "postmaster.pid").write_text(
            f"{stranger.pid}\n{Postgres(settings).data}\n1\n1\n\n127.0.0.1\n  1  1\nready\n"
        )
        assert states(settings) == ["stopped", "stopped"]
        assert stack.down(settings) == ()
        assert stack.up(settings).started == ("registry", "engine")
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.thorough
def test_a_port_taken_meanwhile_is_left_to_its_owner(settings: StackSettings, running: stack.Running):
    stack.down(settings, ("registry",))
    old = process.read(Postgres(settings).record_file).port
    with socket.create_server((ports.LOOPBACK, old)):
        again = stack.up(settings)
        assert f":{old}/" not in again.registry_url
        assert execute(again, "SELECT 1") == [(1,)]


@pytest.mark.thorough
def test_a_lost_password_is_replaced_at_the_next_start(settings: StackSettings, running: stack.Running):
    stack.down(settings, ("registry",))
    Postgres(settings).password_file.unlink()
    again = stack.up(settings)
    assert again.registry_url != running.registry_url
    assert execute(again, "SELECT 1") == [(1,)]


@pytest.mark.thorough
def test_ctrl_c_at_the_terminal_does_not_reach_the_servers(settings: StackSettings, running: stack.Running):
    for server in (Postgres(settings), Node(settings)):
        pid = server.running().pid
        assert os.getpgid(pid) != os.getpgid(0)
        assert os.getsid(pid) != os.getsid(0)


@pytest.mark.thorough
def test_a_start_that_fails_tells_the_last_lines_of_the_log(settings: StackSettings, running: stack.Running):
    stack.down(settings)
    broken = settings.model_copy(update={"heap_initial": "2g"})  # larger than the largest heap
    with pytest.raises(StartFailed, match="Initial heap size set to a larger value than the maximum heap size"):
        stack.up(broken)
    assert states(settings) == ["running", "stopped"]


@pytest.mark.thorough
def test_a_start_that_takes_too_long_names_the_setting(settings: StackSettings, running: stack.Running):
    stack.down(settings, ("engine",))
    impatient = settings.model_copy(update={"start_seconds": 0.5})
    with pytest.raises(StartFailed, match=r"BLAZON_STACK_START_SECONDS"):
        stack.up(impatient)


@pytest.mark.thorough
def test_no_network_on_the_first_start_is_a_sentence_and_the_database_keeps_running(
    tmp_path: Path, new_home: Callable[[], Path]
):
    settings = settings_for(new_home(), cache=tmp_path / "cache", fsync=False)

    def unreachable(jar: Jar, folder: Path) -> Never:
        raise OSError("Network is unreachable")

    try:
        with pytest.raises(DownloadFailed, match="Connect this machine to the network"):
            stack.up(settings, fetch=unreachable)
        assert states(settings) == ["running", "stopped"]
    finally:
        stack.down(settings)


def test_servers_elsewhere_start_nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BLAZON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BLAZON_REGISTRY_URL", "postgresql+psycopg://office:secret@db.example/register")
    monkeypatch.setenv("BLAZON_ENGINE_URL", "https://search.example:9200")
    monkeypatch.setenv("BLAZON_ENGINE_USER", "desk")
    monkeypatch.setenv("BLAZON_ENGINE_PASSWORD", "hush")
    monkeypatch.setenv("BLAZON_ENGINE_CA", "/etc/ca.pem")
    settings = StackSettings()
    running = stack.up(settings)
    assert running.started == ()
    assert running.engine_url == "https://search.example:9200"
    assert running.engine_user == "desk"
    assert running.engine_password.get_secret_value() == "hush"
    assert str(running.engine_ca) == "/etc/ca.pem"
    assert running.registry_shown == "postgresql+psycopg://office:***@db.example/register"
    assert states(settings) == ["elsewhere", "elsewhere"]
    assert "secret" not in "".join(each.model_dump_json() for each in stack.status(settings))
    assert stack.down(settings) == ()
    assert not settings.home.exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
        ("https://a:b@c:9200/x", "https://a:***@c:9200/x"),
        ("postgresql://a:p%40ss@h/d", "postgresql://a:***@h/d"),
        ("postgresql://a:p@ss@h/d", "postgresql://a:***@h/d"),
        ("postgresql://a@h/d", "postgresql://a@h/d"),
    ],
)
def test_no_address_is_shown_with_its_password(url: str, shown: str):
    assert stack.without_password(url) == shown
