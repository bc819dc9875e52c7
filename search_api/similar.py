"""The similarity search: OpenSearch proposes candidates in one round trip, `similarity` scores and explains them.

Works with the staff's reader and the public's alike. An incomplete answer of the engine is an error, never a shorter
list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from mappings.document import AsOf, Logo
from mappings.engine import Body
from mappings.record import Kind, StatusGroup
from search_api import relations
from search_api.candidates import candidates
from search_api.certificate import Shown, certified
from search_api.errors import IndexNotReady, Problem
from search_api.index import Index
from similarity import asking, keys, lexicon, lifting
from similarity import ordering as order
from similarity.asking import Asked
from similarity.clauses import counting, query
from similarity.columns import OtherEar
from similarity.groups import asked_for
from similarity.measured import explained
from similarity.ordering import MeasureFound, Ranked
from similarity.scoring import Candidate, Evidence, Scored, score
from similarity.strategy import ENGLISH, Aspect, Strategy

OTHER_EAR = "the office's languages or their rules have changed since the index was built"


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


class FileFound(Frozen):
    """What is shown of a file that a similarity search found, whatever was compared."""

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


SHOWN = tuple(FileFound.model_fields)
SOURCE = (*SHOWN, "words.text", "words.disclaimed", "vienna")


class SimilarHit(FileFound):
    """A mark that a level of the strategy accepts, with the evidence of each comparison."""

    rank: int
    points: int
    of: int
    closeness: int  # thousandths: of the order where the strategy has one, else of the letters run together
    aspects: dict[Aspect, int] = {}  # what the order's measures say of each aspect, 0 to 100
    shared: int | None = None  # of the rare groups of letters and sounds asked for, in percent
    measures: tuple[MeasureFound, ...] = ()
    evidence: tuple[Evidence, ...]
    relation: relations.RelationFound | None = None  # of its goods to those asked for; none were, where null


class SimilarAnswer(Frozen):
    """Hits best first: by rank, then id. `as_of.gaps` names the dossiers that could not be searched."""

    asked: Understood
    strategy: StrategyUsed
    candidates: int  # marks the engine proposed and that were compared
    cut: bool  # the engine knew more than were compared: some similar marks may be missing
    accepted: int  # of the compared, those that a level accepts
    hits: tuple[SimilarHit, ...]  # the first of the accepted
    goods: relations.GoodsUsed | None = None  # null where nothing was asked of goods
    took_ms: int  # in the engine
    language: str = ENGLISH  # asked for; each sentence says which it is in
    as_of: AsOf
    certificate: Shown | None = None  # what was measured of the strategy on this register
    uncertified: str | None = None  # why there is no certificate


def similar(
    index: Index,
    strategy: Strategy,
    words: str,
    *,
    classes: Iterable[str] = (),
    status_groups: Iterable[StatusGroup] = (),
    before: dt.date | None = None,
    dead_since: dt.date | None = None,
    include_ignored: bool = False,
    vienna: Sequence[str] = (),
    leave_out: str | None = None,
    only: Sequence[str] | None = None,
    goods: relations.Wanted | None = None,
    limit: int = 50,
    as_of: AsOf,
) -> SimilarAnswer:
    """The marks most similar to `words`, at most `limit`, with their evidence.

    One request to the engine proposes candidates; a strategy with an order of its own asks once more for what is shown
    of the first `limit`. `classes` are Nice numbers, one of which a mark must have; `before` keeps earlier rights:
    marks with a priority date before that day, and those without a date; `dead_since` leaves out marks that ended
    before that day. Statuses that the office ignores are left out unless asked for. `vienna` are codes of which a mark
    must have one, `leave_out` is the id of the file asked by, `only` are ids to measure and nothing else. `goods` adds
    classes and tells how the goods of each hit are related (`search_api.relations`). Raises NothingAsked, TooLong,
    InvalidRequest, and the errors of `search_api.errors` for an engine that gives no whole answer.
    """
    asked = _ask(words)
    searched, added = relations.widened(tuple(classes), goods)
    left_out = without(include_ignored=include_ignored, dead_since=dead_since, leave_out=leave_out)
    kept = filters(searched, status_groups, before, vienna=vienna, only=only)
    narrowed = Narrowed(kept, left_out, lexicon.LEXICON.weak_in(searched))
    find = _by_points if strategy.order is None else _by_measures
    found = find(index, strategy, asked, narrowed, relations.looked_through(goods, limit))
    related = relations.found(index, [hit.id for hit in found.hits], goods, limit)
    certificate = certified(index, strategy)
    return SimilarAnswer(
        asked=understood(asked),
        strategy=StrategyUsed(name=strategy.name, version=strategy.version, title=strategy.title),
        candidates=found.candidates,
        cut=found.cut,
        accepted=found.accepted,
        hits=_with_relations(found.hits, related, goods)[:limit],
        goods=relations.used(goods, searched, added, related),
        took_ms=found.took_ms,
        as_of=as_of,
        certificate=certificate.certificate,
        uncertified=certificate.reason,
    )


class Narrowed(NamedTuple):
    """What every hit must be, what none may be, and which words are weak in the classes asked for."""

    filters: list[Body]
    without: list[Body]
    weak: frozenset[str]


class Found(NamedTuple):
    """What a strategy found: the parts of an answer that depend on how it orders."""

    candidates: int
    cut: bool
    accepted: int
    hits: tuple[SimilarHit, ...]
    took_ms: int


def _by_points(index: Index, strategy: Strategy, asked: Asked, narrowed: Narrowed, limit: int) -> Found:
    body = query(strategy, asked.reading, source=SOURCE, filters=narrowed.filters, without=narrowed.without)
    answer = index.search(body, [Kind.TRADEMARK])
    sources = {hit["_source"]["id"]: hit["_source"] for hit in answer["hits"]["hits"]}
    scored, accepted = score(strategy, asked.reading, [_candidate(*each) for each in sources.items()], limit)
    hits = tuple(_hit(one, sources[one.id]) for one in scored)
    return Found(len(sources), answer["hits"]["total"]["value"] > len(sources), accepted, hits, answer["took"])


def _by_measures(index: Index, strategy: Strategy, asked: Asked, narrowed: Narrowed, limit: int) -> Found:
    assert strategy.order is not None
    rarity = index.rarity().without_weight(narrowed.weak.union(strategy.order.weak))
    if rarity.heard_by and rarity.heard_by != keys.EAR.signature:
        raise IndexNotReady(OTHER_EAR)
    groups = asked_for(strategy.candidates, asked.reading.text, rarity)
    body = counting(strategy, asked.reading, groups, filters=narrowed.filters, without=narrowed.without)
    try:
        proposed = candidates(index, body, groups)
    except OtherEar as problem:
        raise IndexNotReady(OTHER_EAR) from problem
    heard_in = {found.table.languages for found in (proposed.marks, proposed.lifting) if len(found.table)}
    if heard_in - {asked.heard[0].count("/")}:
        raise IndexNotReady(OTHER_EAR)
    first, accepted = order.ranked(strategy.order, asked.heard, proposed.marks, rarity, limit)
    if strategy.order.meaning and proposed.lifting.ids:
        alone = strategy.order.model_copy(update={"least": 0})
        unspoken = {
            mark for mark, rows in zip(proposed.lifting.ids, proposed.lifting.table.spellings, strict=True) if not rows
        }
        measured, _ = order.ranked(alone, asked.heard, proposed.lifting, rarity)
        measured = [one for one in measured if one.id not in unspoken]
        shares = _shares(index, strategy, asked, proposed.lifting.ids)
        lifted = lifting.lifted(strategy.order, first, measured, shares)
        counted = {one.id for one in first} | {one.id for one in measured if one.rank >= strategy.order.least * 10_000}
        first, accepted = lifted[:limit], accepted + sum(one.id not in counted for one in lifted)
    sources = index.sources(Kind.TRADEMARK, [one.id for one in first], SOURCE) if first else {}
    texts = {one: _candidate(one, source) for one, source in sources.items()}
    evidence = {one.id: one for one in score(strategy, asked.reading, list(texts.values()))[0]}
    hits = tuple(
        _hit(evidence.get(one.id) or explained(strategy, one, asked.reading, texts[one.id]), sources[one.id], one)
        for one in first
        if one.id in sources
    )
    return Found(len(proposed.marks.ids), proposed.cut, accepted, hits, proposed.took_ms)


def _shares(index: Index, strategy: Strategy, asked: Asked, looked_at: Sequence[str]) -> dict[str, float]:
    """How much of the words asked for is meant by each of the marks that no measure sees."""
    known = index.sources(Kind.TRADEMARK, looked_at, SOURCE)
    return lifting.shares(strategy, asked.reading, [_candidate(*each) for each in known.items()])


def _candidate(dossier: str, source: Body) -> Candidate:
    words = source.get("words", ())
    return Candidate(
        dossier,
        tuple(text["text"] for text in words),
        frozenset(source.get("vienna", ())),
        frozenset(word for text in words for word in text.get("disclaimed", ())),
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


def filters(
    classes: Iterable[str],
    status_groups: Iterable[StatusGroup],
    before: dt.date | None,
    *,
    vienna: Sequence[str] = (),
    locarno: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> list[Body]:
    """What every hit must be."""
    found: list[Body] = [
        {"terms": {name: list(codes)}} for name, codes in (("vienna", vienna), ("locarno", locarno)) if codes
    ]
    if only is not None:
        found.append({"terms": {"id": list(only)}})
    if numbers := sorted(set(classes)):
        found.append({"terms": {"classes": numbers}})
    if groups := sorted({str(group) for group in status_groups}):
        found.append({"terms": {"status_group": groups}})
    if before:
        earlier = {"range": {"priority_date": {"lt": before.isoformat()}}}
        undated = {"bool": {"must_not": [{"exists": {"field": "priority_date"}}]}}
        found.append({"bool": {"should": [earlier, undated], "minimum_should_match": 1}})
    return found


def without(*, include_ignored: bool, dead_since: dt.date | None = None, leave_out: str | None = None) -> list[Body]:
    """What no hit is: a tombstone, a status that the office ignores, a mark that ended before `dead_since`, the file
    `leave_out`.

    It ended on the day of its status, and where the register does not know that day, when it expired.
    """
    found: list[Body] = [{"term": {"deleted": True}}]
    if not include_ignored:
        found.append({"term": {"ignored_in_similarity": True}})
    if leave_out:
        found.append({"term": {"id": leave_out}})
    if dead_since:
        ended, earlier = {"term": {"status_group": StatusGroup.ENDED}}, {"lt": dead_since.isoformat()}
        for day, unless in (("status_date", []), ("expiry_date", [{"exists": {"field": "status_date"}}])):
            found.append({"bool": {"filter": [ended, {"range": {day: earlier}}], "must_not": unless}})
    return found


def _ask(words: str) -> Asked:
    try:
        return asking.ask(words)
    except asking.NothingAsked as problem:
        raise NothingAsked(str(problem)) from problem
    except asking.TooLong as problem:
        raise TooLong(str(problem)) from problem


def _with_relations(
    hits: tuple[SimilarHit, ...], related: dict[str, relations.RelationFound], goods: relations.Wanted | None
) -> tuple[SimilarHit, ...]:
    if not related:
        return hits
    near = (hit for hit in hits if hit.id in related and relations.counts(related[hit.id], goods))
    return tuple(hit.model_copy(update={"relation": related[hit.id]}) for hit in near)


def _hit(scored: Scored, source: dict[str, Any], placed: Ranked | None = None) -> SimilarHit:
    shown = {name: source[name] for name in SHOWN if source.get(name) is not None}
    found: dict[str, Any] = {"rank": scored.rank, "closeness": scored.closeness}
    if placed:
        found = {"rank": placed.rank, "closeness": placed.rank // 1_000, "aspects": placed.aspects}
        found |= {"shared": placed.shared, "measures": placed.measures}
    return SimilarHit.model_validate(
        {**shown, **found, "points": scored.points, "of": scored.of, "evidence": scored.evidence}
    )
