"""The office's own log: lines of JSON in one small file below BLAZON_HOME, set aside when it is full. No secret in it.

Several programs write to it at once: each line is appended whole under a lock. Of people it holds the login, and of
what they did nothing; that is the audit log's.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
from filelock import FileLock, Timeout

from desk.masking import masked
from desk.web.who import present

NAME = "blazon.jsonl"
LEVELS = ("info", "warning", "error")
LONGEST, LONGEST_TRACE = 2_000, 8_000  # characters of a message, and of the traceback below it
PATIENCE = 2.0  # seconds for the lock; a line is rather lost than a program stopped
OURS = ("desk", "indexer", "registry", "search_api", "publish_site", "local_stack", "blazon")  # told from `info` on
BLOCK = 64 << 10


@dataclass(frozen=True)
class Line:
    at: dt.datetime
    level: str
    program: str
    pid: int
    logger: str
    login: str | None
    message: str
    trace: str | None = None


class Lines(logging.Handler):
    """Appends records to the file; once it has `largest` bytes it goes aside as `….1`, and older ones one further."""

    def __init__(self, folder: Path, program: str, *, largest: int, kept: int) -> None:
        super().__init__(logging.INFO)
        self.path, self.program, self.largest, self.kept = folder / NAME, program, largest, kept
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / ".lock", timeout=PATIENCE)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno < logging.WARNING and record.name.partition(".")[0] not in OURS:
            return
        line = orjson.dumps(_line(record, self.program)) + b"\n"
        with suppress(OSError, Timeout), self._lock:
            if self.path.exists() and self.path.stat().st_size + len(line) > self.largest:
                self._set_aside()
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)

    def _set_aside(self) -> None:
        for number in range(self.kept - 1, 0, -1):
            older = self.path.with_name(f"{NAME}.{number}")
            if older.exists():
                older.replace(self.path.with_name(f"{NAME}.{number + 1}"))
        self.path.replace(self.path.with_name(f"{NAME}.1"))


@contextmanager
def kept(folder: Path, program: str, *, largest: int, files: int) -> Iterator[None]:
    """What is logged in this process goes to the file too, and warnings to standard error as before."""
    handler, said = Lines(folder, program, largest=largest, kept=files), logging.StreamHandler()
    said.setLevel(logging.WARNING)
    root, web = logging.getLogger(), logging.getLogger("uvicorn")
    told = [(root, handler), *([] if root.handlers else [(root, said)]), *([] if web.propagate else [(web, handler)])]
    before = {name: logging.getLogger(name).level for name in OURS}
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for logger, one in told:
        logger.addHandler(one)
    try:
        yield
    finally:
        for logger, one in told:
            logger.removeHandler(one)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
        handler.close()


def read(folder: Path, *, level: str = "info", words: str = "", limit: int = 200) -> list[Line]:
    """The newest lines of at least that level in which the words stand, the newest first."""
    least, sought, found = LEVELS.index(level), words.casefold(), []
    for raw in _backwards(folder):
        with suppress(orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            told = orjson.loads(raw)
            line = Line(**told | {"at": dt.datetime.fromisoformat(told["at"])})
            if (
                LEVELS.index(line.level) >= least
                and sought in f"{line.message}\n{line.logger}\n{line.trace}".casefold()
            ):
                found.append(line)
                if len(found) == limit:
                    break
    return found


def _backwards(folder: Path) -> Iterator[bytes]:
    """All lines, the newest first; only so much is read as is asked for."""
    aside = sorted(folder.glob(f"{NAME}.*"), key=lambda path: int(path.suffix[1:]) if path.suffix[1:].isdigit() else 0)
    for path in [folder / NAME, *aside]:
        with suppress(OSError), path.open("rb") as file:
            at, rest = file.seek(0, os.SEEK_END), b""
            while at > 0:
                size = min(BLOCK, at)
                at = file.seek(at - size)
                first, *lines = (file.read(size) + rest).split(b"\n")
                yield from reversed([one for one in lines if one])
                rest = first
            if rest:
                yield rest


def _line(record: logging.LogRecord, program: str) -> dict[str, object]:
    person = present.get()
    level = "error" if record.levelno >= logging.ERROR else "warning" if record.levelno >= logging.WARNING else "info"
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else None
    return {
        "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": level,
        "program": program,
        "pid": record.process or 0,
        "logger": record.name,
        "login": person.login if person else None,
        "message": masked(record.getMessage())[:LONGEST],
        "trace": masked(trace)[-LONGEST_TRACE:] if trace else None,
    }
