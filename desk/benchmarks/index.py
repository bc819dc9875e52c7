"""How fast the index follows the register: documents a second beside the raw bound, and the lag while changes come.

The bound is what `parallel_bulk` of opensearch-py writes, as it comes, of the very same documents, ready-made, into
new indices of the same node. The way is the follower's own: outbox, projection, bulk, marks, and the checkpoints on
its way. Both are measured in turns, each takes its turn first, and both clocks stop when the last document is
acknowledged (for the way: and its note is gone). Making it searchable is in neither; that is what the lag measures.
`path_to_checkpoint` is the way's slower figure, until its last checkpoint has refreshed the index and is written.
"""

from __future__ import annotations

import gc
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from opensearchpy import JSONSerializer, OpenSearch
from opensearchpy.helpers import parallel_bulk

from desk.benchmarks.made_looks import MadeLooks
from desk.benchmarks.records import marks
from indexer import batches, checkpoint, projection
from indexer.batches import Batch
from indexer.bulk import FIRST_PAUSE, LONGEST_PAUSE
from indexer.errors import EngineLost
from indexer.follow import Follower
from indexer.generations import ensure_indices
from indexer.looks import Looks
from indexer.rules import Rules
from indexer.settings import IndexerSettings
from mappings import names
from mappings.engine import EngineSettings, connect
from mappings.record import Kind
from registry import Outcome, Register, handle, handle_many, outbox, reading
from registry.commands import Amend, FileRecord

PEER_THREADS = (2, 4)  # 4 is parallel_bulk's own default
WARM_UP = 5_000  # documents written by both before anything is counted: the engine compiles its hot code
WATCH_SECONDS = 0.01
SEED = 7

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Place:
    """An empty register and a deployment without indices, for this measurement alone; `made` where marks have logos."""

    register: Register
    engine: EngineSettings
    client: OpenSearch
    deployment: str
    settings: IndexerSettings
    made: MadeLooks | None = None

    @property
    def looks(self) -> Looks | None:
        """What the indexer looks at."""
        return self.made.looks if self.made else None


def throughput(place: Place, documents: int, rounds: int, progress: Progress) -> dict[str, Any]:
    """Documents a second of both, each the median of its rounds; the bound is the faster of its thread counts.

    The ratio is the median of each round's own, so that a machine whose speed drifts between rounds does no harm.
    """
    actions = _fill(place, documents, progress)
    peer = connect(place.engine)
    peer.transport.serializer = JSONSerializer()  # its own, not ours, which is faster
    gc.collect()
    gc.freeze()  # or every collection would walk through all ready-made documents
    try:
        _bound(place, peer, actions[:WARM_UP], PEER_THREADS[-1])
        _way(place)
        measured: list[dict[str, float]] = []
        for number in range(rounds):
            ways: list[Callable[[], dict[str, float]]] = [partial(_way, place)]
            ways += [partial(_bound, place, peer, actions, threads) for threads in PEER_THREADS]
            found: dict[str, float] = {}
            for measure in ways if number % 2 else reversed(ways):
                found |= measure()
            measured.append(found | {"load": round(os.getloadavg()[0], 2)})
            progress("measuring", number + 1, rounds)
    finally:
        gc.unfreeze()
        peer.close()
    medians = {name: statistics.median(found[name] for found in measured) for name in measured[0]}
    bound = max((f"bound_{n}" for n in PEER_THREADS), key=medians.__getitem__)

    def ratio(name: str) -> float:
        return round(statistics.median(found[name] / found[bound] for found in measured), 3)

    return {
        "documents": len(actions),
        "bytes_per_document": round(statistics.mean(len(orjson.dumps(action["_source"])) for action in actions)),
        "dossiers": sum(action["_index"].endswith("-dossiers") for action in actions),
        "path_per_second": medians["path"],
        "bound_per_second": medians[bound],
        "ratio_to_bound": ratio("path"),
        "ratio_with_checkpoint": ratio("path_to_checkpoint"),
        "rounds": measured,
    }


def lag(place: Place, a_second: float, seconds: float, progress: Progress) -> dict[str, Any]:
    """Seconds from the commit of a change until the document can be read, and until the checkpoint covers it."""
    _fresh(place)
    keys = [outcome.key for outcome in _file(place, 500, first=10_000_000)]
    stop = threading.Event()
    follower = Follower(
        place.register,
        place.client,
        place.deployment,
        Rules(),
        place.settings,
        looks=place.looks,
        tell=lambda _message: None,
        stop=stop,
    )
    watch = _Watch(place)
    threads = [threading.Thread(target=follower.follow), threading.Thread(target=watch.run)]
    for thread in threads:
        thread.start()
    try:
        _settled(place)
        begun = time.monotonic()
        for number in range(round(a_second * seconds)):
            time.sleep(max(0.0, begun + number / a_second - time.monotonic()))
            key = keys[number * 7 % len(keys)]
            changes = {"mark": {"verbal_element": f"CHANGE {number}"}}
            outcome = handle(place.register, Amend(key=key, changes=changes))
            watch.add(outcome)
            progress("changes", number + 1, round(a_second * seconds))
        took = time.monotonic() - begun
        watch.finish()
    finally:
        stop.set()
        watch.stop.set()
        for thread in threads:
            thread.join()
    return {
        "changes": len(watch.covered),
        "changes_per_second": round(len(watch.covered) / took, 1),
        "readable": _percentiles(watch.readable),
        "covered": _percentiles(watch.covered),
        "p99_seconds": _percentiles(watch.covered)["p99"],
    }


class _Watch:
    """Sees from outside when each change has arrived: the document by its id, and the checkpoint."""

    def __init__(self, place: Place) -> None:
        self.place, self.stop = place, threading.Event()
        self.readable: list[float] = []
        self.covered: list[float] = []
        self._unread: list[tuple[float, Outcome]] = []
        self._uncovered: list[tuple[float, Outcome]] = []
        self._lock = threading.Lock()

    def add(self, outcome: Outcome) -> None:
        with self._lock:
            self._unread.append((time.monotonic(), outcome))
            self._uncovered.append((time.monotonic(), outcome))

    def finish(self, seconds: float = 60.0) -> None:
        """Waits for the last change. TimeoutError when it does not arrive."""
        until = time.monotonic() + seconds
        while self._unread or self._uncovered:
            if time.monotonic() > until:
                raise TimeoutError(f"{len(self._uncovered)} changes were not in the index after {seconds:g} s")
            time.sleep(WATCH_SECONDS)

    def run(self) -> None:
        while not self.stop.wait(WATCH_SECONDS):
            with self._lock:
                unread, uncovered = list(self._unread), list(self._uncovered)
            if not uncovered and not unread:
                continue
            versions = self._versions([outcome for _, outcome in unread])
            as_of = checkpoint.read(self.place.client, self.place.deployment, public=False)
            now = time.monotonic()
            read = [each for each, version in zip(unread, versions, strict=True) if version >= each[1].version]
            covered = [each for each in uncovered if as_of and as_of.sequence >= each[1].sequence]
            with self._lock:
                self.readable += [now - since for since, _ in read]
                self.covered += [now - since for since, _ in covered]
                self._unread = [each for each in self._unread if each not in read]
                self._uncovered = [each for each in self._uncovered if each not in covered]

    def _versions(self, outcomes: list[Outcome]) -> list[int]:
        if not outcomes:
            return []
        alias = names.alias(self.place.deployment, Kind.TRADEMARK, "dossiers")
        body = {"ids": [outcome.key.id for outcome in outcomes]}
        found = self.place.client.mget(index=alias, body=body, params={"_source": "false"})["docs"]
        return [document.get("_version", 0) for document in found]


def _fill(place: Place, documents: int, progress: Progress) -> list[dict[str, Any]]:
    """Files marks until their projection gives that many documents; those documents as bulk actions."""
    actions: list[dict[str, Any]] = []
    first = 0
    while len(actions) < documents:
        count = min(1_000, max(1, (documents - len(actions)) // 2))
        ids = _ids(place, _file(place, count, first=first))
        for each in ids:
            actions += _actions(place, each)
        first += count
        progress("filing", min(len(actions), documents), documents)
    return actions


def _file(place: Place, count: int, first: int) -> list[Outcome]:
    if place.made:
        place.made.keep(first, count)
    commands = (
        FileRecord(record, min((said.date for said in record.publications), default=None))
        for record in marks(count, SEED + first, first, logos=place.made is not None)
    )
    filed: list[Outcome] = []
    for outcome in handle_many(place.register, commands):
        if not isinstance(outcome, Outcome):
            raise TypeError(f"a made-up record was not filed: {outcome}")
        filed.append(outcome)
    return filed


def _ids(place: Place, outcomes: list[Outcome]) -> Iterator[list[int]]:
    with place.register.session() as session:
        yield sorted(reading.ids_of(session, [outcome.key for outcome in outcomes]).values())


def _actions(place: Place, ids: list[int]) -> Iterator[dict[str, Any]]:
    batch = Batch([])
    with place.register.session() as session:
        for state in reading.states(session, ids):
            batches.add(batch, state, place.deployment, Rules(), place.looks)
    for operation in batch.operations:
        yield {
            "_op_type": "index",
            "_index": operation.alias,
            "_id": operation.id,
            "version": operation.version,
            "version_type": "external_gte",
            "_source": operation.document,
        }


def _bound(place: Place, peer: OpenSearch, actions: list[dict[str, Any]], threads: int) -> dict[str, float]:
    """Documents a second of the peer. What a busy engine did not take is sent again, as the follower does too.

    The peer is told not to raise: ended in the middle it can wait for ever for its own threads.
    """
    _fresh(place)
    left, pause = actions, FIRST_PAUSE
    begun = time.perf_counter()
    while True:
        answers = parallel_bulk(peer, left, thread_count=threads, raise_on_error=False, raise_on_exception=False)
        refused = [(action, said) for action, (taken, said) in zip(left, answers, strict=True) if not taken]
        if not refused:
            return {f"bound_{threads}": round(len(actions) / (time.perf_counter() - begun), 1)}
        if pause > LONGEST_PAUSE:
            raise EngineLost(f"the engine did not take {len(refused)} ready-made documents: {refused[0][1]}")
        left = [action for action, _said in refused]
        time.sleep(pause)
        pause *= 2


def _way(place: Place) -> dict[str, float]:
    """Documents a second of the follower, until the last is acknowledged and until the last checkpoint is written."""
    _fresh(place)
    for ids in reading.each_id(place.register):
        with place.register.session() as session:
            outbox.note_again(session, ids)
    projection.forget()
    marked = 0.0

    def step(name: str) -> None:
        nonlocal marked
        if name == "marked":
            marked = time.perf_counter()

    follower = Follower(
        place.register,
        place.client,
        place.deployment,
        Rules(),
        place.settings,
        looks=place.looks,
        tell=lambda _: None,
        step=step,
    )
    begun = time.perf_counter()
    summary = follower.drain()
    ended = time.perf_counter()
    return {
        "path": round(summary.documents / (marked - begun), 1),
        "path_to_checkpoint": round(summary.documents / (ended - begun), 1),
    }


def _fresh(place: Place) -> None:
    """New, empty indices, and an empty outbox, so that a checkpoint can be taken."""
    with place.register.session() as session:
        while notes := outbox.claim(session, 10_000, "bench"):
            outbox.done(session, notes)
    place.client.indices.delete(index=f"blazon-{place.deployment}-*", params={"ignore_unavailable": "true"})
    ensure_indices(place.client, place.deployment, place.settings.layout)
    checkpoint.take(place.register, place.client, place.deployment)


def _settled(place: Place) -> None:
    while True:
        with place.register.session() as session:
            if not outbox.pending_count(session):
                return
        time.sleep(0.05)


def _percentiles(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {name: round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 3) for name, part in at.items()}
