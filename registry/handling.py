"""Handles commands: one at a time, or many in a few transactions; each takes effect once.

A command that was handled before gives its stored outcome. When the connection is lost, or two commands meet, the
transaction is tried again: the command id keeps that from doing anything twice.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload
from uuid import UUID

import orjson
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry import (
    acting,
    changing,
    closing,
    commands,
    filing,
    issuing,
    publishing,
    redacting,
    requesting,
    taking_out,
    undoing,
)
from registry.capturing import with_enclosures
from registry.commands import DossierCommand, FileRecord, IssueCommand, IssueOutcome, Outcome, Rejected
from registry.database import Register, as_rows, lost
from registry.errors import AlreadyFiled, CommandReused, RegistryError, UnfitForDatabase, Unforeseen, Unreachable
from registry.payload import payload
from registry.pipeline import Statement, kept, pipelined
from registry.steps import Step, Written

log = logging.getLogger(__name__)

BATCH = 200  # commands a transaction; 50 file 20 % fewer records a second, 1,000 no more
BATCH_BYTES = 8_000_000  # of payload a transaction, so that a few records of 10 MB do not fill the memory
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)  # seconds before trying again; a Postgres restarts in about two
_AGAIN = {"40001", "40P01", "23505"}  # serialization failure, deadlock, unique violation by a command at the same time
# What Python raises over a value: the fault of one command, where an error of the connection is that of all.
_OF_A_VALUE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

_STORE = """
    insert into command (id, name, digest, outcome, actor, recorded_at)
    select new.*, clock_timestamp() from json_to_recordset(%(rows)s::json)
        as new(id uuid, name text, digest text, outcome jsonb, actor text)
"""

AnyCommand = DossierCommand | IssueCommand
T = TypeVar("T")


@overload
def handle(register: Register, command: DossierCommand, *, digest: str | None = None) -> Outcome: ...
@overload
def handle(register: Register, command: IssueCommand, *, digest: str | None = None) -> IssueOutcome: ...
def handle(register: Register, command: AnyCommand, *, digest: str | None = None) -> Outcome | IssueOutcome:
    """Does what the command asks, in one transaction. Raises a RegistryError; then nothing has changed.

    `digest` stands for what the command asks where that was worked out of something else, as of a request to the API:
    the same command again is one with the same id and the same digest.
    """

    def once() -> Outcome | IssueOutcome:
        with register.session() as session:
            return _execute(session, register, command, digest or _digest(command))

    return _persist(once)


def handled_before(register: Register, command_id: UUID, digest: str) -> Outcome | IssueOutcome | None:
    """What the command of this id brought about; None for one that was not handled. CommandReused."""
    with register.session() as session:
        known = _known(session, [command_id]).get(command_id)
    if known is None:
        return None
    if known[0] != digest:
        raise CommandReused(command_id)
    return _from_json(known[1])


def handle_many(register: Register, asked: Iterable[AnyCommand]) -> Iterator[Outcome | IssueOutcome | Rejected]:
    """Handles a stream of commands, in their order, many in one transaction; yields once that is committed.

    A refused command is a Rejected in its place and leaves the others untouched; so is one that fails on an unforeseen
    error, as thousands may have taken effect before it. The stream is read a batch ahead.
    """
    for batch in _batches(asked):
        if isinstance(batch, Rejected):
            yield batch
            continue
        yield from _persist(lambda batch=batch: _handle_batch(register, batch))  # type: ignore[misc]  # mypy cannot infer a lambda's default


def _handle_batch(
    register: Register, batch: Sequence[tuple[AnyCommand, str]]
) -> list[Outcome | IssueOutcome | Rejected]:
    records = [command for command, _ in batch if isinstance(command, FileRecord)]
    keys, ids = {filing.key_of(each.record) for each in records}, {each.command_id for each in records}
    if len(keys) == len(ids) == len(batch):
        try:
            with register.session() as session:
                return _file_together(session, register, records, [digest for _, digest in batch])
        except DBAPIError as error:
            if _passing(error):
                raise
            log.info("a record of a batch was refused by the database; filing them one by one: %s", error.orig)
        except _OF_A_VALUE as error:
            log.info("a record of a batch failed; filing them one by one: %s", error)
    with register.session() as session:
        return [_apart(session, register, command, digest) for command, digest in batch]


def _apart(session: Session, register: Register, command: AnyCommand, digest: str) -> Outcome | IssueOutcome | Rejected:
    try:
        with session.begin_nested():
            return _execute(session, register, command, digest)
    except RegistryError as error:
        if isinstance(error, AlreadyFiled) and error.meanwhile:
            raise
        return Rejected(command, error)
    except DBAPIError as error:
        if _passing(error):
            raise
        return Rejected(command, UnfitForDatabase(str(error.orig).strip()))
    except _OF_A_VALUE as error:
        return _unforeseen(command, error)


def _unforeseen(command: AnyCommand, error: Exception) -> Rejected:
    log.error("%s %s failed", type(command).__name__, command.command_id, exc_info=error)
    return Rejected(command, Unforeseen(error))


def _file_together(
    session: Session, register: Register, batch: Sequence[FileRecord], digests: Sequence[str]
) -> list[Outcome | IssueOutcome | Rejected]:
    known = _known(session, [command.command_id for command in batch])
    results: dict[UUID, Outcome | IssueOutcome | Rejected] = {}
    fresh: list[tuple[FileRecord, str]] = []
    for command, digest in zip(batch, digests, strict=True):
        if command.command_id in known:
            results[command.command_id] = _repeated(command, digest, known)
        else:
            fresh.append((command, digest))
    done = []
    filed = filing.file_records(session, register, [command for command, _ in fresh])
    for (command, digest), result in zip(fresh, filed, strict=True):
        if isinstance(result, Exception):
            results[command.command_id] = Rejected(command, result)
        else:
            outcome = _outcome(*result)
            results[command.command_id] = outcome
            done.append((command, digest, outcome))
    pipelined(session.connection(), _stored(done))
    return [results[command.command_id] for command in batch]


def _repeated(
    command: AnyCommand, digest: str, known: Mapping[UUID, tuple[str, Any]]
) -> Outcome | IssueOutcome | Rejected:
    stored = known.get(command.command_id)
    if stored is None or stored[0] != digest:
        return Rejected(command, CommandReused(command.command_id))
    return _from_json(stored[1])


def _execute(session: Session, register: Register, command: AnyCommand, digest: str) -> Outcome | IssueOutcome:
    kept(session)  # of a command of this transaction that was refused
    known, _, days = pipelined(session.connection(), [_known_by([command.command_id]), *closing.READ])
    for _, stored, found in known:
        if stored != digest:
            raise CommandReused(command.command_id)
        return _from_json(found)
    closing.check(session, register, command, closing.read(session, days))
    outcome = _do(session, register, command)
    pipelined(session.connection(), [*kept(session), *_stored([(command, digest, outcome)])])
    return outcome


def _do(session: Session, register: Register, command: AnyCommand) -> Outcome | IssueOutcome:  # noqa: C901, PLR0911, PLR0912 - one line a command
    match command:
        case FileRecord():
            result = filing.file_records(session, register, [command])[0]
            if isinstance(result, Exception):
                raise result
            return _outcome(*result)
        case commands.FileApplication():
            return _outcome(*acting.take_in(session, register, command))
        case commands.Amend():
            return _outcome(*changing.amend(session, register, command))
        case commands.RecordEvent():
            return _outcome(*changing.record_event(session, register, command))
        case commands.Register():
            return _outcome(*changing.register_right(session, register, command))
        case commands.AddDocument():
            return _outcome(*changing.add_document(session, register, command))
        case commands.Delete():
            return _outcome(*changing.delete(session, register, command))
        case commands.Publish():
            return _outcome(*publishing.publish(session, register, command))
        case commands.TakeOut():
            return _outcome(*taking_out.take_out(session, register, command))
        case commands.Act():
            return _outcome(*acting.act(session, register, with_enclosures(session, register, command)))
        case commands.FileRequest():
            return _outcome(*requesting.file_request(session, register, with_enclosures(session, register, command)))
        case commands.DecideRequest():
            return _outcome(*requesting.decide(session, register, command))
        case commands.Undo():
            return _outcome(*undoing.undo(session, register, command))
        case commands.RedactField():
            return _outcome(*redacting.redact(session, register, command))
        case commands.OpenIssue():
            return issuing.open_issue(session, command)
        case commands.CloseIssue():
            return issuing.close_issue(session, register, command)
        case commands.MarkIssuePublished():
            return issuing.mark_issue_published(session, register, command)


def _outcome(step: Step, written: Written, snapshot: int | None = None, request: str | None = None) -> Outcome:
    effect: commands.Effect = "updated"
    if step.held is None:
        effect = "filed"
    elif not written.changed:
        effect = "unchanged"
    elif step.delete:
        effect = "deleted"
    return Outcome(step.key, written.version, written.sequence, effect, snapshot, request)


def _known(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, Any]]:
    rows = session.connection().exec_driver_sql(*_known_by(ids))
    return {row[0]: (row[1], row[2]) for row in rows}


def _known_by(ids: Sequence[UUID]) -> tuple[str, dict[str, Any]]:
    return "select id, digest, outcome from command where id = any(%(ids)s::uuid[])", {"ids": list(ids)}


def _stored(handled: Sequence[tuple[AnyCommand, str, Outcome | IssueOutcome]]) -> list[Statement]:
    """Remembers what took effect. A record found unchanged did not: ten thousand of them again leave no row."""
    rows = [
        {
            "id": command.command_id,
            "name": type(command).__name__,
            "digest": digest,
            "outcome": orjson.Fragment(_to_json(outcome)),
            "actor": command.actor,
        }
        for command, digest, outcome in handled
        if not (isinstance(command, FileRecord) and outcome.effect == "unchanged")
    ]
    return [(_STORE, {"rows": as_rows(rows)})] if rows else []


def _to_json(outcome: Outcome | IssueOutcome) -> bytes:
    return orjson.dumps(vars(outcome), default=list, option=orjson.OPT_PASSTHROUGH_SUBCLASS)


def _from_json(stored: Mapping[str, Any]) -> Outcome | IssueOutcome:
    if "issue" in stored:
        return IssueOutcome(**stored)
    office, kind, number = stored["key"]
    return Outcome(**{**stored, "key": DossierKey(office, Kind(kind), number)})


def _batches(asked: Iterable[AnyCommand]) -> Iterator[list[tuple[AnyCommand, str]] | Rejected]:
    """Batches, and in its place each command that cannot even be written down."""
    batch: list[tuple[AnyCommand, str]] = []
    size = 0
    for command in asked:
        try:
            asked_for = payload(command)
        except _OF_A_VALUE as error:
            if batch:
                yield batch
            yield _unforeseen(command, error)
            batch, size = [], 0
            continue
        batch.append((command, hashlib.sha256(asked_for).hexdigest()))
        size += len(asked_for)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _digest(command: AnyCommand) -> str:
    return hashlib.sha256(payload(command)).hexdigest()


def _persist(work: Callable[[], T]) -> T:
    """Runs the work; again, after a pause, where another try may succeed. Unreachable when Postgres stays away."""
    for pause in PAUSES:
        try:
            return work()
        except AlreadyFiled as error:
            if not error.meanwhile:
                raise
        except DBAPIError as error:
            if not _passing(error):
                raise
            log.info("trying again in %s s: %s", pause, error.orig)
        time.sleep(pause)
    try:
        return work()
    except OperationalError as error:
        if lost(error):
            raise Unreachable("its address", str(error.orig).strip()) from error
        raise


def _passing(error: DBAPIError) -> bool:
    """True when another try may succeed: another command was first, or the server is away."""
    return getattr(error.orig, "sqlstate", None) in _AGAIN or lost(error)
