"""The search for similar pictures: the engine proposes by anchors and hashes, `similarity.logos` orders and explains.

Works with the staff's reader and the public's alike, for marks by their logos and for designs by their views.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mappings.document import AsOf, Logo
from mappings.engine import Body
from mappings.record import Kind, StatusGroup
from search_api import relations, similar
from search_api.errors import IndexNotReady, Problem
from search_api.figurative import CATEGORY, Suggested, categories, suggested
from search_api.index import Index
from search_api.similar import FileFound, Frozen, filters, without
from similarity.logos import clauses, ordering
from similarity.logos.evidence import Candidate, Explained, MatchedPart, Said, explained
from similarity.logos.look import Look, Rows, points_of, rows_of
from similarity.logos.strategy import LogoStrategy, Measure
from similarity.logos.vocabulary import in_use

SHOWN = (*similar.SHOWN, "locarno", "pictures")
SOURCE = (*SHOWN, "vienna", "look.points")
OTHER_VOCABULARY = "the vocabulary of logos has changed since the index was built"


class NothingDrawn(Problem):
    status = 422
    slug = "nothing-drawn"
    title = "There is nothing to see in the picture"

    def __init__(self) -> None:
        super().__init__(
            "The picture is of one colour.", remedy="Send a picture on which the sign stands out from its ground."
        )


class LogoHit(FileFound):
    """A file whose picture is alike, with what was measured and what is said of it."""

    locarno: tuple[str, ...] = ()
    pictures: tuple[Logo, ...] = ()
    rank: int  # millionths: outline and details by the strategy's weights
    values: dict[Measure, int]  # each in its unit
    evidence: tuple[Said, ...]
    matched: MatchedPart | None = None
    codes: tuple[str, ...] = ()  # Vienna categories, or Locarno classes, that both have, where any were given
    relation: relations.RelationFound | None = None  # of its goods to those asked for; none were, where null
    picture: int = 0  # which of the file's pictures is most alike: 0 of a mark, the place among `pictures` of a design
    asked_view: str | None = None  # the views that are most alike, by their names
    candidate_view: str | None = None


class LogoAnswer(Frozen):
    """Hits best first: by rank, then id."""

    strategy: str
    title: str
    views: tuple[str, ...]  # of the picture asked for, the whole first
    notes: tuple[str, ...]  # what was done to read the picture
    candidates: int
    cut: bool  # the engine knew more than were compared
    accepted: int
    hits: tuple[LogoHit, ...]
    suggested: tuple[Suggested, ...] = ()
    goods: relations.GoodsUsed | None = None  # null where nothing was asked of goods
    unseen: int = 0  # files of which not every picture could be looked at: they may be missing here
    took_ms: int  # in the engine
    as_of: AsOf


class Proposed(NamedTuple):
    """What the engine proposes: ids, and the rows of each."""

    ids: list[str]
    rows: list[Rows]
    cut: bool
    took_ms: int


def similar_logos(
    index: Index,
    strategy: LogoStrategy,
    asked: Look,
    *,
    kind: Kind = Kind.TRADEMARK,
    classes: Iterable[str] = (),
    status_groups: Iterable[StatusGroup] = (),
    vienna: Sequence[str] = (),
    locarno: Sequence[str] = (),
    before: dt.date | None = None,
    dead_since: dt.date | None = None,
    include_ignored: bool = False,
    leave_out: str | None = None,
    only: Sequence[str] | None = None,
    goods: relations.Wanted | None = None,
    codes: Sequence[str] = (),
    products: Sequence[str] = (),
    limit: int = 50,
    as_of: AsOf,
) -> LogoAnswer:
    """The files of one kind whose pictures are most alike the one asked for, at most `limit`, with their evidence.

    `vienna` and `locarno` are codes of which a file must have one; `leave_out` is the id of the file asked by, `only`
    are ids to measure and nothing else; `goods`, of marks alone, is that of `similar`. `codes` and `products` are the
    Vienna codes and Locarno classes of the file asked by: told where a hit has them too. Raises NothingDrawn,
    IndexNotReady where the index holds looks of another vocabulary, and the errors of `search_api.errors` for an engine
    that gives no whole answer.
    """
    if not asked:
        raise NothingDrawn
    searched, added = relations.widened(tuple(classes), goods)
    narrowed = filters(searched, status_groups, before, vienna=vienna, locarno=locarno, only=only)
    apart = without(include_ignored=include_ignored, dead_since=dead_since, leave_out=leave_out)
    found = proposed(index, strategy, asked, kind, (narrowed, apart))
    values, totals = measured(strategy, asked, found.rows)
    least = strategy.order.least / 100
    order = sorted(
        (place for place in range(len(found.ids)) if totals[place] >= least),
        key=lambda place: (-totals[place], found.ids[place]),
    )
    looked_through = [found.ids[place] for place in order[: relations.looked_through(goods, limit)]]
    related = relations.found(index, looked_through, goods, limit)
    near = [place for place in order if _near(found.ids[place], related, goods)]
    first = near[:limit]
    sources = index.sources(kind, [found.ids[place] for place in first], SOURCE)
    hits = []
    for place in first:
        source = sources.get(found.ids[place])
        if source is None:
            continue
        in_common = _in_common((*vienna, *codes), source.get("vienna", ()))
        same_products = _products((*locarno, *products), source.get("locarno", ()))
        points = points_of(source.get("look", {}).get("points", ""))
        candidate = Candidate(found.rows[place], points, in_common, same_products)
        hits.append(
            _hit(
                source,
                round(totals[place] * 1_000_000),
                in_common or same_products,
                explained(strategy, asked, values, place, candidate),
                related.get(found.ids[place]),
            )
        )
    return LogoAnswer(
        strategy=strategy.label,
        title=strategy.title,
        views=asked.views,
        notes=asked.notes,
        candidates=len(found.ids),
        cut=found.cut,
        accepted=len(order),
        hits=tuple(hits),
        goods=relations.used(goods, searched, added, related),
        suggested=suggested([(hit.rank, sources[hit.id].get("vienna", ())) for hit in hits]),
        unseen=_unseen(index, kind),
        took_ms=found.took_ms,
        as_of=as_of,
    )


def _unseen(index: Index, kind: Kind) -> int:
    """How many files have a picture that was not looked at; the engine remembers it until the index changes."""
    body: Body = {"size": 0, "query": {"exists": {"field": "look.unseen"}}, "track_total_hits": True}
    count: int = index.search(body, [kind])["hits"]["total"]["value"]
    return count


def proposed(
    index: Index, strategy: LogoStrategy, asked: Look, kind: Kind, narrowed: tuple[Sequence[Body], Sequence[Body]]
) -> Proposed:
    """The candidates, in one round trip; `narrowed` is what each must be, and what none is.

    IndexNotReady where one was looked at with another vocabulary: its anchors are other ones, and it would be missed.
    """
    filters_of, without_of = narrowed
    body = clauses.query(strategy.candidates, asked, in_use(), filters=filters_of, without=without_of)
    answer = index.search(body, [kind])
    hits = answer["hits"]["hits"]
    if any(hit["fields"][clauses.VOCABULARY] != [in_use().version] for hit in hits):
        raise IndexNotReady(OTHER_VOCABULARY)
    return Proposed(
        [hit["fields"]["id"][0] for hit in hits],
        [rows_of(hit["fields"][clauses.VIEWS][0]) for hit in hits],
        answer["hits"]["total"]["value"] > len(hits),
        answer["took"],
    )


def measured(strategy: LogoStrategy, asked: Look, rows: Sequence[Rows]) -> tuple[ordering.Values, NDArray[np.float64]]:
    """What is measured of each, and the order's sums."""
    if not rows:
        return ordering.none(), ordering.none().colours
    values = ordering.compared(asked, ordering.Gallery.of(rows))
    return values, ordering.totals(values, strategy.order.outline, strategy.order.details)


def _in_common(asked: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({code[:CATEGORY] for code in asked if len(code) >= CATEGORY} & categories(codes)))


def _near(one: str, related: dict[str, relations.RelationFound], goods: relations.Wanted | None) -> bool:
    """Whether a file is shown: where goods are compared, one of them that is near enough."""
    return not related or (one in related and relations.counts(related[one], goods))


def _products(asked: Iterable[str], classes: Iterable[str]) -> tuple[str, ...]:
    """Locarno subclasses that both have; where there are none, the classes."""
    both = {part for one in asked for part in (one, one.partition("-")[0])} & set(classes)
    return tuple(sorted(one for one in both if "-" in one) or sorted(both))


def _hit(
    source: Body, rank: int, codes: tuple[str, ...], found: Explained, relation: relations.RelationFound | None
) -> LogoHit:
    shown = {name: source[name] for name in SHOWN if source.get(name) is not None}
    return LogoHit.model_validate(
        {
            **shown,
            "rank": rank,
            "values": found.values,
            "evidence": found.said,
            "matched": found.matched,
            "codes": codes,
            "relation": relation,
            "picture": found.picture,
            "asked_view": found.asked_view,
            "candidate_view": found.candidate_view,
        }
    )
