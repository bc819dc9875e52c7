"""The follower: keeps the indices at what the register says, and says up to where they are complete.

It claims notes and carries them over in batches, a few side by side so that the engine never waits for Python; when
the outbox is empty it writes the checkpoint and sleeps until Postgres notifies. A lost engine or a lost Postgres is
waited out. Several followers may run at once.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import socket
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from http import HTTPStatus

import psycopg
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as EngineUnreachable
from opensearchpy.exceptions import OpenSearchException, SSLError, TransportError
from sqlalchemy.exc import DBAPIError

from indexer import batches, bulk, checkpoint
from indexer.batches import Batch, Step, Worker
from indexer.bulk import Patience
from indexer.errors import EngineLost, EngineRefuses, RegisterLost, Stopped
from indexer.generations import ensure_indices
from indexer.looks import Looks
from indexer.rules import Rules
from indexer.settings import IndexerSettings
from mappings.document import AsOf
from registry import outbox, reading
from registry.database import Register, lost
from registry.outbox import Note

log = logging.getLogger(__name__)

WORKERS = 3  # one projects while two wait for the engine; see docs/indexing.md for what was measured
IN_THE_WAY = frozenset({"40001", "40P01", "55P03", "57014"})  # serialisation, deadlock, lock and statement time-out
STOP_SECONDS = 0.25  # how soon a sleeping follower sees that it was told to end
ELSEWHERE_SECONDS = 0.1  # how soon `drain` looks again when the notes left are in other hands
BACKLOG_CHECKPOINT_SECONDS = 10.0  # between checkpoints while full batches come: each refresh costs the engine


@dataclass
class Summary:
    """What a follower did: dossiers and documents written, dossiers set aside, and the last checkpoint."""

    dossiers: int = 0
    documents: int = 0
    set_aside: int = 0
    as_of: AsOf | None = None


class Follower:
    """Follows one register into the indices of one deployment.

    `looks` gives how pictures look (None looks at none), `tell` takes sentences for a person, `stop` ends it from
    outside, `step` is called after each step of a batch.
    """

    def __init__(
        self,
        register: Register,
        client: OpenSearch,
        deployment: str,
        rules: Rules,
        settings: IndexerSettings,
        *,
        looks: Looks | None = None,
        tell: Callable[[str], None] = log.info,
        stop: threading.Event | None = None,
        step: Step = lambda _name: None,
    ) -> None:
        self.register, self.client, self.deployment, self.rules = register, client, deployment, rules
        self.settings, self.looks = settings, looks
        self.tell, self.stop, self.step = tell, stop or threading.Event(), step
        self.summary = Summary()
        lease = dt.timedelta(seconds=self.settings.lease_seconds)
        self._worker = Worker(f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}", lease)
        self._running: dict[Future[Batch], list[Note]] = {}
        self._checked = time.monotonic()  # when the last checkpoint was taken, or this follower began
        self._marked = True  # something was marked since then
        self._lost: float | None = None  # since when the register or the engine did not answer

    def follow(self) -> Summary:
        """Runs until told to stop."""
        return self._run(drain=False)

    def drain(self) -> Summary:
        """Runs until no note is left but those set aside; also waits for notes in other followers' hands.

        Raises EngineLost or RegisterLost when either stays away longer than `patience_seconds`.
        """
        return self._run(drain=True)

    def _run(self, *, drain: bool) -> Summary:
        limit = self.settings.patience_seconds if drain else None
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="indexer") as pool:
            while not self.stop.is_set():
                try:
                    self._prepare()
                    with self.register.listen() as bell:
                        if self._loop(pool, bell, limit, drain=drain):
                            break
                except (DBAPIError, psycopg.Error) as problem:
                    self._abandon("the register was lost")
                    if not (lost(problem) or _in_the_way(problem)):
                        raise RegisterLost(f"the register refuses: {_short(problem)}") from problem
                    self._pause("the register", RegisterLost, problem, limit)
                except OpenSearchException as problem:
                    self._abandon("the engine was lost")
                    if not _passing(problem):
                        raise EngineRefuses(f"the engine refuses: {_short(problem)}") from problem
                    self._pause("the engine", EngineLost, problem, limit)
                except Stopped:
                    break
                except BaseException:
                    self.stop.set()  # for batches that wait for the engine
                    self._abandon("the indexer ended")
                    raise
            self._abandon("the indexer was told to end")
        return self.summary

    def _prepare(self) -> None:
        """Makes the indices that are missing; where there is no checkpoint, every dossier is to be projected."""
        ensure_indices(self.client, self.deployment, self.settings.layout)
        if checkpoint.read(self.client, self.deployment, public=False) is None:
            for ids in reading.each_id(self.register):
                with self.register.session() as session:
                    outbox.note_again(session, ids)

    def _loop(self, pool: ThreadPoolExecutor, bell: psycopg.Connection, limit: float | None, *, drain: bool) -> bool:
        """Claims and carries until told to stop or, when draining, until nothing is left; then True."""
        while not self.stop.is_set():
            notes = batches.claim(self.register, self.settings.batch, self._worker)
            self._back()
            if notes:
                self.step("claimed")
                patience = Patience(limit, self.stop, self.tell)
                future = pool.submit(
                    batches.carry,
                    self.register,
                    self.client,
                    notes,
                    deployment=self.deployment,
                    rules=self.rules,
                    looks=self.looks,
                    patience=patience,
                    step=self.step,
                    worker=self._worker,
                )
                self._running[future] = notes
                backlog = len(notes) == self.settings.batch
                self._collect(most=WORKERS if backlog else 0)
                between = BACKLOG_CHECKPOINT_SECONDS if backlog else self.settings.checkpoint_seconds
                if time.monotonic() - self._checked > between:
                    self._checkpoint()
                continue
            self._collect(most=0)
            due = self._checked + self.settings.checkpoint_seconds - time.monotonic()
            if drain:
                with self.register.session() as session:
                    left = outbox.pending_count(session)
                if not left:
                    self._checkpoint()
                    return True
                self.stop.wait(ELSEWHERE_SECONDS)
            elif self._marked and due <= 0:
                self._checkpoint()
            elif self._sleep(bell, due if self._marked else self.settings.poll_seconds):
                continue
            elif not self._marked:
                self._checkpoint()  # nothing came for a while: say that the index is complete up to now
        return False

    def _collect(self, most: int) -> None:
        """Waits until at most `most` batches are on their way. Raises what a batch raised."""
        while len(self._running) > most:
            finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in finished:
                batch = future.result()
                del self._running[future]
                self.summary.dossiers += len(batch.notes) - len(batch.reasons)
                self.summary.documents += len(batch.operations)
                self.summary.set_aside += len(batch.reasons)
                self._marked = True
                for reason in batch.reasons.values():
                    self.tell(f"set aside: {reason}")

    def _checkpoint(self) -> None:
        self.summary.as_of = checkpoint.take(self.register, self.client, self.deployment)
        self._checked, self._marked = time.monotonic(), False
        self.step("checkpointed")

    def _sleep(self, bell: psycopg.Connection, seconds: float) -> bool:
        """True as soon as a note was written, False when the time is over or the follower is told to stop."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.stop.is_set():
            if outbox.wait(bell, min(left, STOP_SECONDS)):
                return True
        return False

    def _abandon(self, reason: str) -> None:
        """Waits for what is on its way and gives back what did not arrive, if the register can still be reached."""
        for future, notes in list(self._running.items()):
            del self._running[future]
            problem = future.exception()
            if problem is None:
                continue
            if not isinstance(problem, Stopped):
                log.info("a batch did not arrive: %s", problem)
            try:
                batches.give_back(self.register, notes, reason)
            except (DBAPIError, psycopg.Error):
                log.info("notes stay claimed until their lease ends")

    def _pause(self, what: str, lost: type[Exception], problem: Exception, limit: float | None) -> None:
        now = time.monotonic()
        if self._lost is None:
            self._lost = now
            self.tell(f"{what} does not answer ({_short(problem)}); trying again until it does")
        if limit is not None and now - self._lost > limit:
            raise lost(f"{what} did not answer for {limit:g} s: {_short(problem)}") from problem
        self.stop.wait(random.uniform(0.3, 1.0))

    def _back(self) -> None:
        if self._lost is not None:
            self.tell(f"going on after {time.monotonic() - self._lost:.0f} s")
            self._lost = None


def _in_the_way(problem: DBAPIError | psycopg.Error) -> bool:
    """Another one's lock, or a statement that took too long: a moment later it may go."""
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    return getattr(cause, "sqlstate", None) in IN_THE_WAY


def _passing(problem: OpenSearchException) -> bool:
    """Whether the engine is away or busy; an index that is gone is judged when the follower prepares anew."""
    if isinstance(problem, SSLError) or not isinstance(problem, TransportError):
        return False
    status = problem.status_code
    if isinstance(problem, EngineUnreachable) or not isinstance(status, int):
        return True
    return bulk.passing(status) or status == HTTPStatus.NOT_FOUND


def _short(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
