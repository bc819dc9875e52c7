"""The proof that the index is the register: by number, by version and by content hash, in all three collections.

Every dossier is projected anew and held against what the engine stores; the hash of that is computed anew too, so
that a document changed by hand is found. When nothing is missing and the engine counts as many documents as there
should be, nothing can be surplus; else the documents that should not be there are looked for one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from opensearchpy import OpenSearch

from indexer.batches import Batch, add, see
from indexer.errors import EngineLost
from indexer.generations import collections
from indexer.looks import Looks
from indexer.operations import Operation, content_hash
from indexer.projection import dossier_of
from indexer.rules import Rules
from mappings import names
from mappings.document import Collection
from mappings.engine import lacking
from registry import outbox, reading
from registry.database import Register

Fault = Literal["missing", "stale", "surplus"]
Progress = Callable[[str, int, int], None]

DOSSIERS = 500  # projected and asked for at once: about 2 MB
SCANNED = 5_000  # ids a page while looking for the surplus
SHOWN = 100  # ids of each fault that a report names


@dataclass(frozen=True)
class Difference:
    """One document that is not as it should be. `operation` would mend it; None where it should not be there."""

    fault: Fault
    alias: str
    id: str
    why: str
    operation: Operation | None
    version: int | None  # of the stored document


@dataclass
class Counts:
    """Of one collection: how many documents the register asks for, and how many the engine holds."""

    register: int = 0
    index: int = 0


@dataclass
class Audit:
    """What was found. `unprojectable`: reasons by dossier id, for dossiers that could not be projected at all."""

    collections: dict[str, Counts] = field(default_factory=dict)  # by name of the collection
    differences: list[Difference] = field(default_factory=list)
    unprojectable: dict[str, str] = field(default_factory=dict)
    pending: int = 0  # notes of the outbox when the audit began

    @property
    def clean(self) -> bool:
        return not self.differences and not self.unprojectable

    def of(self, fault: Fault) -> list[str]:
        """`alias/id` of each document with that fault, sorted."""
        return sorted(f"{d.alias}/{d.id}" for d in self.differences if d.fault == fault)

    def json(self) -> dict[str, Any]:
        """The report: numbers of dossiers, faults over all collections, and the first of each fault by id."""
        faults: tuple[Fault, ...] = ("missing", "stale", "surplus")
        dossiers = self.collections.get("dossiers", Counts())
        return {
            "register": dossiers.register,
            "index": dossiers.index,
            **{fault: len(self.of(fault)) for fault in faults},
            "pending": self.pending,
            "collections": {name: vars(counts) for name, counts in sorted(self.collections.items())},
            **{f"{fault}_ids": self.of(fault)[:SHOWN] for fault in faults},
            "unprojectable": dict(sorted(self.unprojectable.items())[:SHOWN]),
        }


@dataclass(frozen=True)
class Auditor:
    """Compares a register with the indices of one deployment.

    `ending` is appended to every alias: a rebuild compares its new indices before it switches. It knows up to which
    sequence they should be complete, `upto`; dossiers that changed later are not held against them.
    """

    register: Register
    client: OpenSearch
    deployment: str
    rules: Rules
    looks: Looks | None = None
    ending: str = ""
    upto: int | None = None
    progress: Progress = lambda _step, _done, _total: None

    def audit(self) -> Audit:
        """All differences. Dossiers that change meanwhile are looked at again at the end.

        For a final word run it when the outbox is drained; `pending` says what waited when it began.
        """
        found = Audit()
        expected = {alias: 0 for _, alias in self._aliases()}
        with self.register.session() as session:
            found.pending = outbox.pending_count(session)
        suspects: list[int] = []
        absent = dict.fromkeys(expected, 0)
        done = 0
        for ids in reading.each_id(self.register, DOSSIERS):
            batch = self._projected(ids)
            suspects += sorted({owner for owner, _ in self._differing(batch)} | batch.reasons.keys())
            for operation in batch.operations:
                expected[operation.alias + self.ending] += 1
            done += len(ids)
            self.progress("audit", done, 0)
        for first in range(0, len(suspects), DOSSIERS):
            batch = self._projected(suspects[first : first + DOSSIERS])
            for owner, difference in self._differing(batch):
                absent[difference.alias] += difference.fault == "missing"
                if self.upto is None or batch.sequences[owner] <= self.upto:
                    found.differences.append(difference)
            found.unprojectable |= self._named(batch.reasons)
        for collection, alias in self._aliases():
            self.client.indices.refresh(index=alias)
            if self._count(alias) != expected[alias] - absent[alias]:
                for page in self._pages(alias):
                    found.differences += self._surplus(collection, alias, page)
            counts = found.collections.setdefault(collection, Counts())
            counts.register += expected[alias]
            counts.index += self._count(alias)
        return found

    def again(self, differences: Iterable[Difference]) -> list[Difference]:
        """Those of the differences that still are, as they are now."""
        wrong = {(d.alias, d.id): d for d in differences}
        aliases = {alias: collection for collection, alias in self._aliases()}
        keys = {key for alias, identifier in wrong if (key := dossier_of(identifier, aliases[alias]))}
        with self.register.session() as session:
            ids = reading.ids_of(session, sorted(keys))
        still = [d for _, d in self._differing(self._projected(ids.values())) if (d.alias, d.id) in wrong]
        for alias, collection in aliases.items():
            pages = {d.id: d.version or 0 for d in wrong.values() if d.alias == alias and d.fault == "surplus"}
            still += self._surplus(collection, alias, pages)
        return still

    def _aliases(self) -> Iterator[tuple[Collection, str]]:
        for which in collections():
            yield which[1], names.alias(self.deployment, *which) + self.ending

    def _projected(self, ids: Iterable[int]) -> Batch:
        asked = list(ids)
        if self.looks:
            see(self.register, self.looks, asked)
        with self.register.session() as session:
            states = reading.states(session, asked)
        batch = Batch([])
        for state in states:
            add(batch, state, self.deployment, self.rules, self.looks)
        return batch

    def _named(self, reasons: dict[int, str]) -> dict[str, str]:
        if not reasons:
            return {}
        with self.register.session() as session:
            return {state.key.id: reasons[state.id] for state in reading.states(session, list(reasons))}

    def _differing(self, batch: Batch) -> Iterator[tuple[int, Difference]]:
        """What of the batch is not in the engine as it should be, with the id of its dossier."""
        if not batch.operations:
            return
        asked = [{"_index": operation.alias + self.ending, "_id": operation.id} for operation in batch.operations]
        held = self.client.mget(body={"docs": asked})["docs"]
        for owner, operation, document in zip(batch.owners, batch.operations, held, strict=True):
            alias = operation.alias + self.ending
            if error := document.get("error"):
                raise EngineLost(f"{alias}: {error.get('reason')}. Look at `blazon stack status`, then audit again.")
            if not document.get("found"):
                yield owner, Difference("missing", alias, operation.id, "not there", operation, None)
            elif why := _why_stale(operation, document):
                yield owner, Difference("stale", alias, operation.id, why, operation, int(document["_version"]))

    def _surplus(self, collection: Collection, alias: str, page: dict[str, int]) -> list[Difference]:
        """The documents of the page (id → version) that no dossier asks for."""
        of = {identifier: dossier_of(identifier, collection) for identifier in page}
        with self.register.session() as session:
            ids = reading.ids_of(session, sorted({key for key in of.values() if key}))
        batch = self._projected(ids.values())
        unclear = {key for key, dossier in ids.items() if dossier in batch.reasons}
        asked = {operation.id for operation in batch.operations if operation.alias + self.ending == alias}
        return [
            Difference("surplus", alias, identifier, "the register asks for no such document", None, version)
            for identifier, version in page.items()
            if identifier not in asked and of[identifier] not in unclear
        ]

    def _count(self, alias: str) -> int:
        return counted(self.client.count(index=alias), alias)

    def _pages(self, alias: str) -> Iterator[dict[str, int]]:
        """All documents of an index, id → version, in the order in which the engine keeps them."""
        pit = self.client.create_pit(index=alias, params={"keep_alive": "5m"})["pit_id"]
        body: dict[str, Any] = {
            "size": SCANNED,
            "pit": {"id": pit, "keep_alive": "5m"},
            "sort": ["_shard_doc"],
            "_source": False,
            "version": True,
            "track_total_hits": False,
        }
        try:
            while True:
                hits = self.client.search(body=body, params={"allow_partial_search_results": "false"})["hits"]["hits"]
                if not hits:
                    return
                yield {hit["_id"]: hit["_version"] for hit in hits}
                body["search_after"] = hits[-1]["sort"]
        finally:
            self.client.delete_pit(body={"pit_id": [pit]})


def counted(answer: dict[str, Any], alias: str) -> int:
    """The documents of an index. Raises EngineLost when a part of it did not answer."""
    if missing := lacking(answer):
        raise EngineLost(f"{alias}: {missing}. Look at `blazon stack status`, then try again.")
    return int(answer["count"])


def _why_stale(operation: Operation, held: dict[str, Any]) -> str:
    """Why the stored document is not the operation's; empty when it is."""
    if held["_version"] != operation.version:
        return f"version {held['_version']} instead of {operation.version}"
    source = held["_source"]
    if source.get("content_hash") != operation.hash:
        return "another content hash"
    return "" if content_hash(source) == operation.hash else "its content is not what its hash says"
