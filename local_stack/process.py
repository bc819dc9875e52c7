"""One server process: recorded in a file, recognised again beyond doubt, stopped in order.

A pid alone proves nothing, since the system gives it to the next process. A record holds the pid, the time at which
the process was created and its command line; only a process that agrees in all three is ours.
"""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from local_stack.account import Account, clean_environment
from local_stack.errors import StartFailed

CLOCK_SLACK_SECONDS = 2.0  # creation times are told from the boot time, which moves when the clock is set
LOG_LIMIT_BYTES = 10_000_000
FIRST_INSTRUCTION_SECONDS = 5.0
LAST_THREADS_SECONDS = 5.0

_children: set[int] = set()  # servers this process started, whose exit status it must collect when they end


class ProcessRecord(BaseModel):
    """What is kept about a started server. `stopped` is true once it was stopped in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    created: float
    command: tuple[str, ...]
    port: int
    stopped: bool = False


def spawn(command: Sequence[str], *, port: int, log: Path, cwd: Path, account: Account | None) -> ProcessRecord:
    """Starts a server in a session of its own, so that a Ctrl-C at the terminal does not reach it.

    Its output goes to the log, which is set aside as `<name>.1` first when it has grown long. Raises StartFailed.
    """
    if log.is_file() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))
    for ended in tuple(_children):  # one that was killed stays a zombie, and to Postgres a zombie is alive
        _reap(ended)
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
        child = subprocess.Popen(  # noqa: S603 - the command is made by this package, no shell is involved
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=clean_environment(),
            cwd=cwd,
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
        )
    _children.add(child.pid)
    child.returncode = 0  # a server outlives its starter: the object shall neither wait for it nor warn about it
    kept = _record(child.pid, port)
    if kept is None:
        raise StartFailed(f"{command[0]} ended at once. Its log, {log}:\n{tail(log)}")
    return kept


def write(path: Path, kept: ProcessRecord) -> None:
    """Writes the record whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(kept.model_dump_json(), encoding="utf-8")
    draft.replace(path)


def read(path: Path) -> ProcessRecord | None:
    """The record in the file; None if there is none or it is damaged (which proves nothing about any process)."""
    try:
        return ProcessRecord.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def living(kept: ProcessRecord | None) -> psutil.Process | None:
    """The process of the record, if it runs and is the very same one."""
    if kept is None:
        return None
    try:
        process = psutil.Process(kept.pid)
        if _has_ended(process) or abs(process.create_time() - kept.created) > CLOCK_SLACK_SECONDS:
            return None
        command = tuple(process.cmdline())
        if not command:  # killed: its memory is gone already, it itself in a moment
            _ended(process, LAST_THREADS_SECONDS)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return process if command == kept.command else None


def adopt(path: Path, marker: str, port_prefix: str) -> ProcessRecord | None:
    """Finds a server whose record was lost or no longer fits, and records it anew; None if there is none.

    A kill between the start of a server and the writing of its record does that, and so does a clock that was set.
    `marker` is an argument that only this very server can have, such as the path of its own data folder; the oldest
    such process is taken. `port_prefix` begins the argument that ends with its port.
    """
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if marker in process.cmdline()[1:] and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    for process in sorted(found, key=lambda each: each.create_time()):
        port = next((a.removeprefix(port_prefix) for a in process.cmdline() if a.startswith(port_prefix)), "")
        kept = _record(process.pid, int(port)) if port.isdecimal() else None
        if kept is not None:
            write(path, kept)
            return kept
    return None


def stop(kept: ProcessRecord | None, path: Path, signals: Sequence[signal.Signals], seconds: float) -> bool:
    """Asks the recorded process to end with each signal in turn, waiting between them, and kills it at last.

    Returns whether it was running. psutil compares the creation time before each signal, so a pid that was given away
    meanwhile is left in peace. The record stays, marked as stopped: the next start takes the same port.
    """
    process = living(kept)
    if process is None or kept is None:
        return False
    share = seconds / len(signals)
    try:
        for each in signals:
            process.send_signal(each)
            if _ended(process, share):
                break
        else:
            process.kill()
            _ended(process, share)
    except psutil.NoSuchProcess:
        pass  # it ended by itself between two looks
    _reap(kept.pid)
    write(path, kept.model_copy(update={"stopped": True}))
    return True


def tail(path: Path, lines: int = 20, since: int = 0) -> str:
    """The last lines of a log file, from byte `since` at the earliest; a sentence when there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(since if since <= size else 0, size - 64_000))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except FileNotFoundError:
        return f"(no log at {path})"


def _record(pid: int, port: int) -> ProcessRecord | None:
    """The record of a process as it is now; None when it has ended.

    Between the call that starts a program and its first instruction it has no command line yet: that is waited for.
    """
    until = time.monotonic() + FIRST_INSTRUCTION_SECONDS
    try:
        process = psutil.Process(pid)
        while not (command := tuple(process.cmdline())) and time.monotonic() < until:
            time.sleep(0.001)
        return ProcessRecord(pid=pid, created=process.create_time(), command=command, port=port) if command else None
    except psutil.NoSuchProcess:
        return None


def _ended(process: psutil.Process, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not _has_ended(process):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _has_ended(process: psutil.Process) -> bool:
    """Whether nothing of the process runs any more.

    A killed process is a zombie from the end of its first thread, while others may still hold its locks for some
    milliseconds: those are waited for.
    """
    until = time.monotonic() + LAST_THREADS_SECONDS
    try:
        while True:
            _reap(process.pid)
            if process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
                return False
            if process.num_threads() <= 1 or time.monotonic() > until:
                return True
            time.sleep(0.01)
    except psutil.NoSuchProcess:
        return True


def _reap(pid: int) -> None:
    if pid in _children and os.name == "posix":
        try:
            ended, _status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:  # somebody else in this process has collected it
            ended = pid
        if ended:
            _children.discard(pid)
