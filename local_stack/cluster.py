"""The database's data folder: made whole or not at all, with a password that only its owner can read."""

import os
import secrets
import shutil
from pathlib import Path

import psutil

from local_stack.account import Account, give, run
from local_stack.errors import StackError, StartFailed

USER = DATABASE = "blazon"
VERSION = 18


def initialise(programs: Path, data: Path, password_file: Path, account: Account | None, *, sync: bool) -> None:
    """Makes the data folder if it is missing.

    It is made under another name and renamed at the end, so that a broken attempt never looks complete. Text is
    UTF-8, ordered by code point (the built-in C.UTF-8), so no update of the system's locales can spoil an index.
    Raises StartFailed, or StackError if the folder belongs to another version of Postgres.
    """
    if data.is_dir():
        found = (data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(VERSION):
            raise StackError(
                f"{data} was made by Postgres {found}, this is {VERSION}. Dump it with that version, move the "
                "folder away, start again and restore the dump."
            )
        return
    folder = data.parent
    give(folder, account)
    draft, handed = folder / "data.partial", folder / "initial-password"
    shutil.rmtree(draft, ignore_errors=True)
    password = secrets.token_urlsafe(24)
    write_secret(handed, password)
    if account is not None:
        os.chown(handed, account.user, account.group)
    command = [
        str(programs / "initdb"),
        f"--pgdata={draft}",
        f"--username={USER}",
        f"--pwfile={handed}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]
    try:
        done = run(command if sync else [*command, "--no-sync"], account, cwd=folder)
    finally:
        handed.unlink()
    if done.returncode != 0:
        raise StartFailed(f"The database's folder {draft} could not be made:\n{done.stdout}{done.stderr}")
    write_secret(password_file, password)
    draft.rename(data)


def renew_password(programs: Path, data: Path, password_file: Path, account: Account | None) -> None:
    """Sets a new password if the file with the old one is lost. The server must not be running.

    Whoever owns the data folder may do this. Raises StartFailed.
    """
    if password_file.is_file():
        return
    password = secrets.token_urlsafe(24)
    command = [str(programs / "postgres"), "--single", "-D", str(data), "postgres"]
    done = run(command, account, cwd=data, stdin=f"ALTER ROLE {USER} PASSWORD '{password}'\n")
    if done.returncode != 0 or "ERROR" in done.stderr:
        raise StartFailed(f"{password_file} is missing and no new password could be set: {done.stderr[-2000:]}")
    write_secret(password_file, password)


def write_secret(path: Path, secret: str) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(secret, encoding="ascii")
    draft.replace(path)


def drop_strangers_lock(data: Path) -> None:
    """Removes `postmaster.pid` if the pid in it now belongs to something that is no Postgres.

    After a crash Postgres takes any living process of its own account for another Postgres and refuses to start. The
    caller has made sure that no Postgres with this data folder runs.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text(encoding="ascii").split("\n", 1)[0])
        stranger = "postgres" not in psutil.Process(pid).name()
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return
    if stranger:
        lock.unlink()
