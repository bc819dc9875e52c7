"""The similarity search: OpenSearch proposes candidates in one round trip, `similarity` scores and explains them.

Works on any list of indices or aliases that hold `mappings.document.DossierDocument`: the staff's `dossiers` and the
public's `public` alike. An incomplete answer of the engine is an error, never a shorter list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy import exceptions as engine
from pydantic import BaseModel, ConfigDict

from mappings.document import AsOf, Logo
from mappings.engine import Body
from mappings.record import Kind, StatusGroup
from search_api.errors import Problem
from search_api.index import complete, refusal
from similarity import asking, keys
from similarity.asking import Asked
from similarity.clauses import query
from similarity.scoring import Candidate, Evidence, Scored, score
from similarity.strategy import Strategy

SHOWN = (
    "id",
    "office",
    "kind",
    "number",
    "registration_number",
    "title",
    "status",
    "status_text",
    "status_group",
    "filing_date",
    "priority_date",
    "classes",
    "owners",
    "logo",
)
SOURCE = (*SHOWN, "words.text")


class NothingAsked(Problem):
    status = 422
    slug = "nothing-asked"
    title = "There are no words to compare"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, remedy="Give the words of a mark: at least one letter or digit.")


class TooLong(Problem):
    status = 422
    slug = "words-too-long"
    title = "The words are too long to compare"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, remedy="Give the words of the mark alone.")


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Understood(Frozen):
    """The words as they were compared: what the index was asked for."""

    text: str
    normal: str
    joined: str
    tokens: tuple[str, ...]
    grams: tuple[str, ...]
    codes: dict[str, str]  # sound code of the words run together, by name
    notes: tuple[str, ...]  # what was cleaned from the words as typed
    key_version: str


class StrategyUsed(Frozen):
    name: str
    version: int
    title: str


class SimilarHit(Frozen):
    """A mark that a level of the strategy accepts, with the evidence of each comparison."""

    id: str
    office: str
    kind: Kind
    number: str
    registration_number: str | None = None
    title: str | None = None
    status: str | None = None
    status_text: str | None = None
    status_group: StatusGroup = StatusGroup.UNKNOWN
    filing_date: dt.date | None = None
    priority_date: dt.date | None = None
    classes: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    logo: Logo | None = None
    rank: int
    points: int
    of: int
    closeness: int
    evidence: tuple[Evidence, ...]


class SimilarAnswer(Frozen):
    """Hits best first: by rank, then id. `as_of.gaps` names the dossiers that could not be searched."""

    asked: Understood
    strategy: StrategyUsed
    candidates: int  # marks the engine proposed and that were compared
    cut: bool  # the engine knew more than were compared: some similar marks may be missing
    accepted: int  # of the compared, those that a level accepts
    hits: tuple[SimilarHit, ...]  # the first of the accepted
    took_ms: int  # in the engine
    as_of: AsOf


def similar(
    client: OpenSearch,
    indices: Sequence[str],
    strategy: Strategy,
    words: str,
    *,
    classes: Iterable[str] = (),
    status_groups: Iterable[StatusGroup] = (),
    before: dt.date | None = None,
    include_ignored: bool = False,
    limit: int = 50,
    as_of: AsOf,
    timeout: float = 5.0,
) -> SimilarAnswer:
    """The marks most similar to `words`, at most `limit`, with their evidence; one request to the engine.

    `classes` are Nice numbers, one of which a mark must have; `before` keeps earlier rights: marks with a priority
    date before that day, and those without a date. Statuses that the office ignores are left out unless asked for.
    `timeout` is in seconds. Raises NothingAsked, TooLong, and the errors of `search_api.errors` for an engine that
    gives no whole answer.
    """
    asked = _ask(words)
    body = query(
        strategy,
        asked.reading,
        filters=filters(classes, status_groups, before),
        without=without(include_ignored=include_ignored),
        source=SOURCE,
    )
    answer = _search(client, indices, body, timeout)
    hits = [hit["_source"] for hit in answer["hits"]["hits"]]
    found = {hit["id"]: hit for hit in hits}
    candidates = [Candidate(hit["id"], tuple(text["text"] for text in hit.get("words", ()))) for hit in hits]
    scored, accepted = score(strategy, asked.reading, candidates, limit)
    return SimilarAnswer(
        asked=understood(asked),
        strategy=StrategyUsed(name=strategy.name, version=strategy.version, title=strategy.title),
        candidates=len(candidates),
        cut=answer["hits"]["total"]["value"] > len(candidates),
        accepted=accepted,
        hits=tuple(_hit(one, found[one.id]) for one in scored),
        took_ms=answer["took"],
        as_of=as_of,
    )


def understood(asked: Asked) -> Understood:
    """The words as the index was asked for them."""
    read = asked.reading
    return Understood(
        text=read.text,
        normal=read.normal,
        joined=read.joined,
        tokens=read.tokens,
        grams=tuple(sorted(read.grams)),
        codes={name: read.code(name) for name in keys.CODES},
        notes=asked.notes,
        key_version=keys.KEY_VERSION,
    )


def filters(classes: Iterable[str], status_groups: Iterable[StatusGroup], before: dt.date | None) -> list[Body]:
    """What every hit must be."""
    found: list[Body] = []
    if numbers := sorted(set(classes)):
        found.append({"terms": {"classes": numbers}})
    if groups := sorted({str(group) for group in status_groups}):
        found.append({"terms": {"status_group": groups}})
    if before:
        earlier = {"range": {"priority_date": {"lt": before.isoformat()}}}
        undated = {"bool": {"must_not": [{"exists": {"field": "priority_date"}}]}}
        found.append({"bool": {"should": [earlier, undated], "minimum_should_match": 1}})
    return found


def without(*, include_ignored: bool) -> list[Body]:
    """What no hit is: a tombstone, or a status that the office ignores."""
    tombstones: list[Body] = [{"term": {"deleted": True}}]
    return tombstones if include_ignored else [*tombstones, {"term": {"ignored_in_similarity": True}}]


def _ask(words: str) -> Asked:
    try:
        return asking.ask(words)
    except asking.NothingAsked as problem:
        raise NothingAsked(str(problem)) from problem
    except asking.TooLong as problem:
        raise TooLong(str(problem)) from problem


def _search(client: OpenSearch, indices: Sequence[str], body: Body, timeout: float) -> Body:
    if not indices:
        raise ValueError("no index to search: name at least one")  # the engine would take all it has
    try:
        answer: Body = client.search(
            index=list(indices),
            body={**body, "timeout": f"{int(timeout * 1_000)}ms"},
            params={"allow_partial_search_results": "false", "request_timeout": timeout},
        )
    except engine.OpenSearchException as problem:
        raise refusal(problem, timeout) from problem
    return complete(answer, timeout)


def _hit(scored: Scored, source: dict[str, Any]) -> SimilarHit:
    shown = {name: source[name] for name in SHOWN if source.get(name) is not None}
    found = scored.model_dump(include={"rank", "points", "of", "closeness"})
    return SimilarHit.model_validate({**shown, **found, "evidence": scored.evidence})
