"""The office's own log: written whole by many at once, bounded, without secrets, and shown at the desk."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import logs
from desk.masking import masked
from desk.watch import Watch
from desk.web.site import Site
from desk.web.who import Person, present
from tests.desk.desks import opened_desk

WRITER = """
import logging, sys
from pathlib import Path
from desk import logs
with logs.kept(Path(sys.argv[1]), sys.argv[2], largest=20_000, files=3):
    for number in range(200):
        logging.getLogger("desk.test").info("%s line %d", sys.argv[2], number)
"""


def say(folder: Path, level: int, message: str, *arguments: object, **more: Any) -> None:
    with logs.kept(folder, "serve", largest=100_000, files=2):
        logging.getLogger("desk.test").log(level, message, *arguments, **more)


def test_a_line_says_when_which_program_and_who_and_no_secret(tmp_path: Path):
    token = present.set(Person("ada", "Ada Weber"))
    try:
        say(tmp_path, logging.ERROR, "no way to postgresql://blazon:geheim@db/register, token=abcdef and %s", "more")
    finally:
        present.reset(token)
    (line,) = logs.read(tmp_path)
    assert (line.level, line.program, line.logger, line.login) == ("error", "serve", "desk.test", "ada")
    assert line.message == "no way to postgresql://blazon:***@db/register, token=*** and more"
    raw = (tmp_path / logs.NAME).read_text(encoding="utf-8")
    assert "geheim" not in raw
    assert "Ada Weber" not in raw
    assert (tmp_path / logs.NAME).stat().st_mode & 0o077 == 0
    assert json.loads(raw)["message"] == line.message


def test_what_went_wrong_is_kept_with_its_place(tmp_path: Path):
    try:
        int("password: geheim")
    except ValueError:
        say(tmp_path, logging.ERROR, "it broke", exc_info=True)
    (line,) = logs.read(tmp_path)
    assert line.trace is not None
    assert "ValueError" in line.trace
    assert "geheim" not in line.trace
    assert "test_logs.py" in line.trace


def test_others_are_heard_from_warnings_on_and_nothing_is_once_it_ended(tmp_path: Path):
    with logs.kept(tmp_path, "serve", largest=100_000, files=2):
        logging.getLogger("a_library").info("not ours")
        logging.getLogger("a_library").warning("theirs")
        logging.getLogger("indexer.x").info("ours")
    logging.getLogger("desk.test").error("later")
    assert [line.message for line in logs.read(tmp_path)] == ["ours", "theirs"]
    assert [line.message for line in logs.read(tmp_path, level="warning")] == ["theirs"]
    assert [line.message for line in logs.read(tmp_path, words="OUR")] == ["ours"]
    assert logs.read(tmp_path / "nowhere") == []


def test_several_programs_write_whole_lines_and_the_file_stays_small(tmp_path: Path):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in ("a", "b", "c")]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    files = sorted(path.name for path in tmp_path.glob("blazon.jsonl*"))
    assert files == ["blazon.jsonl", "blazon.jsonl.1", "blazon.jsonl.2", "blazon.jsonl.3"]
    assert all((tmp_path / name).stat().st_size <= 20_000 for name in files)
    every = [json.loads(line) for name in files for line in (tmp_path / name).read_bytes().splitlines()]
    found = logs.read(tmp_path, limit=10_000)
    assert len(found) == len(every)
    assert found[0].at >= found[-1].at
    for name in "abc":  # each program's own stand in their order, the newest first
        numbers = [int(line.message.rsplit(" ", 1)[1]) for line in found if line.program == name]
        assert numbers == sorted(numbers, reverse=True)
    with (tmp_path / logs.NAME).open("ab") as torn:
        torn.write(b'{"torn')
    assert len(logs.read(tmp_path, limit=10_000)) == len(every)


def test_lines_longer_than_a_block_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "BLOCK", 64)
    for number in range(5):
        say(tmp_path, logging.INFO, f"{number} " + "x" * 300)
    assert [line.message[0] for line in logs.read(tmp_path)] == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Authorization: Bearer abcdefghij.klm", "Authorization: Bearer ***"),
        ("postgresql+psycopg://u:p%40ss@h/db", "postgresql+psycopg://u:***@h/db"),
        ("csrf='abc' client_secret=xyz", "csrf='***' client_secret=***"),
        ("nothing to hide: 12:30 http://host:80/a", "nothing to hide: 12:30 http://host:80/a"),
    ],
)
def test_secrets_are_masked(said: str, kept: str):
    assert masked(said) == kept


def test_the_page_shows_the_newest_first_filtered_and_escaped(
    tmp_path: Path, register_url: str, web_office: Any, site_of: Callable[..., Site]
):
    folder = tmp_path / "logs"
    with opened_desk(register_url, tmp_path, site_of(web_office), Watch(logs=folder)) as desk:
        desk.person.roles = ("administrator",)
        assert "Nothing is written down" in desk.get("/staff/logs")
        say(folder, logging.INFO, "first <script>")
        say(folder, logging.WARNING, "second")
        page = desk.get("/staff/logs")
        assert page.index("second") < page.index("first &lt;script&gt;")
        assert "<script>" not in page
        assert "first &lt;" not in desk.get("/staff/logs?level=warning")
        assert ">second<" not in desk.get("/staff/logs?words=FIRST")
        assert "Nothing of this kind is written down" in desk.get("/staff/logs?words=third")
        desk.get("/staff/logs?level=debug", 422)
        desk.person.roles = ("examiner",)
        desk.get("/staff/logs", 403)


def test_a_desk_without_a_log_says_so(tmp_path: Path, register_url: str, web_office: Any, site_of: Callable[..., Site]):
    with opened_desk(register_url, tmp_path, site_of(web_office)) as desk:
        desk.person.roles = ("administrator",)
        assert "started without a log of its own" in desk.get("/staff/logs")
