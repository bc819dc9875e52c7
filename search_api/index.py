"""The readers: an object that can read one audience's indices and, by what it is made of, no other.

A reader holds a client, the deployment's code and nothing else; the names of its indices are put together here from
kinds alone, so that no parameter of a request can name an index. `PublicIndex` reads `public` and
`public-state`, `StaffIndex` reads `dossiers` and `state`; there is no way from one to the other.
"""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeAlias

from opensearchpy import exceptions as engine

from mappings.document import AsOf, DossierDocument
from mappings.engine import lacking
from mappings.kinds import SHELVES
from mappings.names import AS_OF, RARITY, alias, state
from mappings.record import Kind
from mappings.scan import scan
from search_api.errors import (
    EngineRefused,
    EngineTimedOut,
    EngineUnreachable,
    IndexNotReady,
    Problem,
    ShardsFailed,
    TooManyWords,
)
from search_api.memory import Mark, Memory, Proposed
from similarity.heard import spelled_out, unpacked
from similarity.rarity import Rarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opensearchpy import OpenSearch

    from mappings.document import Collection
    from mappings.number import DossierKey

Body: TypeAlias = dict[str, Any]
ALL_KINDS = SHELVES
DEPLOYMENT = re.compile(r"[A-Za-z0-9]{1,32}")
TOO_MANY = {"too_many_clauses", "too_many_nested_clauses"}
NOT_FILLED = "the office's index has not been filled yet"
RARITY_SECONDS = 60.0
REMEMBERED_AT_ONCE = 5_000  # marks
COLUMNS: Body = {
    "_source": False,
    "stored_fields": "_none_",
    "docvalue_fields": ["id", "tie", "words.heard"],
    "seq_no_primary_term": True,
}
_rarities: dict[tuple[int, str], tuple[float, Rarity]] = {}  # by client and state index: until when, and what
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Index:
    """What both readers share. `timeout` in seconds holds for each request."""

    client: OpenSearch
    deployment: str
    timeout: float = 5.0
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)
    hidden: tuple[tuple[Kind, str], ...] = ()  # statuses whose files are as if they were not there
    registers: tuple[str, ...] = ()  # rights of those that the office declares

    collection: ClassVar[Collection]
    public: ClassVar[bool]

    def __post_init__(self) -> None:
        if not DEPLOYMENT.fullmatch(self.deployment):
            raise ValueError(f"no deployment: {self.deployment!r}; it is the office's code of letters and digits")

    def names(self, kinds: Iterable[Kind] = ()) -> list[str]:
        """The aliases of these kinds, of all when none is named; ValueError for what is no kind."""
        asked = (alias(self.deployment, Kind(kind), self.collection) for kind in (tuple(kinds) or ALL_KINDS))
        return list(dict.fromkeys(asked))

    def search(self, body: Body, kinds: Iterable[Kind] = ()) -> Body:
        """The engine's whole answer, never a part of it: a failed shard or a time-out is an error.

        Raises EngineUnreachable, EngineTimedOut, ShardsFailed, IndexNotReady, TooManyWords, EngineRefused.
        """
        try:
            answer: Body = self.client.search(
                index=self.names(kinds),
                body={**self._open(body), "timeout": f"{int(self.timeout * 1_000)}ms"},
                params={"allow_partial_search_results": "false", "request_timeout": self.timeout},
            )
        except engine.OpenSearchException as problem:
            self._refuse(problem)
        return complete(answer, self.timeout)

    def searches(self, bodies: Sequence[Body], kinds: Iterable[Kind] = ()) -> list[Body]:
        """The engine's whole answers to several searches in one round trip; the errors of `search`."""
        if len(bodies) == 1:
            return [self.search(bodies[0], kinds)]
        head = {"index": self.names(kinds), "allow_partial_search_results": False}
        asked = [{**self._open(body), "timeout": f"{int(self.timeout * 1_000)}ms"} for body in bodies]
        lines = [line for body in asked for line in (head, body)]
        try:
            answers = self.client.msearch(body=lines, params={"request_timeout": self.timeout})["responses"]
        except engine.OpenSearchException as problem:
            self._refuse(problem)
        for answer in answers:
            if "error" in answer:
                failed = engine.NotFoundError if answer["status"] == HTTPStatus.NOT_FOUND else engine.TransportError
                self._refuse(failed(answer["status"], answer["error"].get("type", ""), answer))
        return [complete(answer, self.timeout) for answer in answers]

    def document(self, key: DossierKey) -> DossierDocument | None:
        """The document of one key as last written, a tombstone too; None when there is none for these readers."""
        try:
            # A number that nobody has is no fault of the engine's: the client would log it as one.
            answer = self.client.get(
                index=alias(self.deployment, Kind(key.kind), self.collection),
                id=key.id,
                params={"request_timeout": self.timeout, "ignore": (HTTPStatus.NOT_FOUND,)},
            )
        except engine.OpenSearchException as problem:
            self._refuse(problem)
        if "error" in answer:
            raise IndexNotReady(NOT_FILLED)
        if not answer["found"]:
            return None
        document = DossierDocument.model_validate(answer["_source"])
        if (document.kind, document.status) in self.hidden:
            return None
        # The public index holds what is published and nothing else; should it ever, this keeps it in.
        return document if document.published or document.deleted or not self.public else None

    def as_of(self) -> AsOf:
        """The checkpoint; IndexNotReady while nothing has been indexed.

        Read it before the question it belongs to: what the index held then it still holds.
        """
        try:
            answer = self.client.get(
                index=state(self.deployment, public=self.public), id=AS_OF, params={"request_timeout": self.timeout}
            )
        except engine.OpenSearchException as problem:
            self._refuse(problem)
        return AsOf.model_validate(answer["_source"])

    def sources(self, kind: Kind, ids: Sequence[str], fields: Sequence[str]) -> dict[str, Body]:
        """These fields of those dossiers that are there, by id; the errors of `search`.

        By a search: `_mget` with a choice of fields takes six times as long.
        """
        if not ids:
            return {}
        asked = {"size": len(ids), "query": {"ids": {"values": list(ids)}}, "_source": list(fields)}
        return {hit["_id"]: hit["_source"] for hit in self.search(asked, [kind])["hits"]["hits"]}

    def remember(self, kind: Kind) -> int:
        """Read what is heard of the marks, as many as are remembered; how many there are.

        IncompleteScan; `similarity.columns.OtherEar` for an index that was built with two choices of languages.
        """
        asked = {"query": {"bool": {"must_not": [{"term": {"deleted": True}}]}}, **COLUMNS}
        hits = islice(scan(self.client, alias(self.deployment, kind, self.collection), asked), self.memory.most)
        while part := list(islice(hits, REMEMBERED_AT_ONCE)):
            self.memory.keep(list(map(heard_in, part)))
        return len(self.memory)

    def rarity(self) -> Rarity:
        """How often words and trigrams occur, as counted for these readers; nothing counted is all equal.

        Asked for anew after a minute: it changes when it is counted again, never by what is filed.
        """
        name = state(self.deployment, public=self.public)
        kept = _rarities.get((id(self.client), name))
        if kept and kept[0] > time.monotonic():
            return kept[1]
        stored = self.stored(RARITY)
        found = Rarity.of(stored["counted"]) if stored else Rarity()
        _rarities[id(self.client), name] = time.monotonic() + RARITY_SECONDS, found
        return found

    def stored(self, name: str) -> Body | None:
        """A document that lies beside the checkpoint of these readers; None when nothing was stored."""
        try:
            answer = self.client.get(
                index=state(self.deployment, public=self.public),
                id=name,
                params={"request_timeout": self.timeout, "ignore": (HTTPStatus.NOT_FOUND,)},
            )
        except engine.OpenSearchException as problem:
            self._refuse(problem)
        return answer["_source"] if answer.get("found") else None

    def missing(self) -> list[str]:
        """The aliases of this reader that do not exist."""
        try:
            return [
                name
                for name in self.names()
                if not self.client.indices.exists_alias(name=name, params={"request_timeout": self.timeout})
            ]
        except engine.OpenSearchException as problem:
            self._refuse(problem)

    def _open(self, body: Body) -> Body:
        """The question, of what is not hidden; scores stay as they are."""
        if not self.hidden:
            return body
        hides = [
            {"bool": {"filter": [{"term": {"kind": kind}}, {"term": {"status": code}}]}} for kind, code in self.hidden
        ]
        return {**body, "query": {"bool": {"must": [body.get("query", {"match_all": {}})], "must_not": hides}}}

    def _refuse(self, problem: engine.OpenSearchException) -> NoReturn:
        raise refusal(problem, self.timeout) from problem


class PublicIndex(Index):
    """Published fields only."""

    __slots__ = ()
    collection = "public"
    public = True


class StaffIndex(Index):
    """The dossiers as they stand."""

    __slots__ = ()
    collection = "dossiers"
    public = False


def heard_in(hit: Body) -> tuple[Proposed, Mark]:
    """A mark, and what is heard of it, from a hit with COLUMNS."""
    fields = hit["fields"]
    mark = Mark(fields["id"][0], tuple(map(spelled_out, unpacked(fields.get("words.heard", ())))))
    return Proposed(hit["_index"], int(fields["tie"][0]), hit["_seq_no"]), mark


def complete(answer: Body, timeout: float) -> Body:
    """The answer itself when it is whole; EngineTimedOut or ShardsFailed when it is not."""
    found = lacking(answer)
    if found is None:
        return answer
    raise EngineTimedOut(timeout) if found.timed_out else ShardsFailed(found.failed, found.total)


def refusal(problem: engine.OpenSearchException, timeout: float) -> Problem:
    """What an error of the client means to the one who asked. The engine's own words stay in the log."""
    if isinstance(problem, engine.ConnectionTimeout):
        return EngineTimedOut(timeout)
    if isinstance(problem, engine.ConnectionError):
        return EngineUnreachable()
    log.warning("the engine refused: %s", problem)
    if isinstance(problem, engine.NotFoundError):
        return IndexNotReady(NOT_FILLED)
    if isinstance(problem, engine.TransportError):
        return _by_status(problem)
    return EngineRefused("the engine's answer cannot be read")


def _by_status(problem: engine.TransportError) -> Problem:
    kinds = set(_error_types(problem.info))
    if kinds & TOO_MANY:
        return TooManyWords()
    if problem.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return EngineRefused("the engine refuses the credential of this service")
    if problem.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return ShardsFailed(1, 1)
    if "search_phase_execution_exception" in kinds and problem.status_code != HTTPStatus.BAD_REQUEST:
        failed = problem.info["error"].get("failed_shards", ()) if isinstance(problem.info, dict) else ()
        return ShardsFailed(len(failed) or 1, len(failed) or 1)
    return EngineRefused(f"the engine answered {problem.status_code}")


def _error_types(info: object) -> Iterable[str]:
    if isinstance(info, dict):
        if isinstance(info.get("type"), str):
            yield info["type"]
        for value in info.values():
            yield from _error_types(value)
    elif isinstance(info, list):
        for value in info:
            yield from _error_types(value)
