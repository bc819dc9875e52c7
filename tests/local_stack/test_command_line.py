import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli.stack import app

ELSEWHERE = {"BLAZON_REGISTRY_URL": "postgresql://a:secret@db.example/r", "BLAZON_ENGINE_URL": "https://search.example"}
HERE = dict.fromkeys(ELSEWHERE, "")


def run(home: Path, *arguments: str, **environment: str):
    return CliRunner().invoke(app, arguments, env={"BLAZON_HOME": str(home), **environment})


def test_status_of_a_stopped_stack_has_exit_status_1(tmp_path: Path):
    done = run(tmp_path, "status", "--json", **HERE)
    assert done.exit_code == 1
    assert [each["state"] for each in json.loads(done.stdout)["services"]] == ["stopped", "stopped"]


def test_status_of_servers_elsewhere_shows_no_password(tmp_path: Path):
    for arguments in (["status"], ["status", "--json"], ["up"], ["up", "--json"]):
        done = run(tmp_path, *arguments, **ELSEWHERE)
        assert done.exit_code == 0
        assert "db.example" in done.stdout
        assert "secret" not in done.output


def test_down_of_nothing_is_no_error(tmp_path: Path):
    assert run(tmp_path, "down", **HERE).stdout == "nothing was running\n"
    assert json.loads(run(tmp_path, "down", "--json", **HERE).stdout) == {"stopped": []}


@pytest.mark.parametrize("service", ["registry", "engine"])
def test_logs_of_a_server_never_started_is_a_sentence_on_standard_error(tmp_path: Path, service: str):
    done = run(tmp_path, "logs", service, **HERE)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "never started" in done.stderr


def test_logs_prints_the_last_lines(tmp_path: Path):
    (tmp_path / "engine.log").write_text("one\ntwo\nthree\n")
    assert run(tmp_path, "logs", "engine", "-n", "2", **HERE).stdout == "two\nthree\n"


def test_a_java_that_will_not_do_is_a_sentence_on_standard_error(tmp_path: Path):
    only_engine = {**ELSEWHERE, "BLAZON_ENGINE_URL": "", "BLAZON_STACK_JAVA_HOME": str(tmp_path)}
    done = run(tmp_path / "home", "up", **only_engine)
    assert done.exit_code == 1
    assert "BLAZON_STACK_JAVA_HOME: no " in done.stderr
    assert "Traceback" not in done.output
