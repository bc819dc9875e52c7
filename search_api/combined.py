"""A mark of words and a logo asked for as one: two searches, each hit measured by both, in columns that stay apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from mappings.document import AsOf
from mappings.record import Kind, StatusGroup
from search_api import relations
from search_api.index import Index
from search_api.logos import LogoAnswer, LogoHit, similar_logos
from search_api.similar import FileFound, Frozen, SimilarAnswer, SimilarHit, similar
from similarity.logos.look import Look
from similarity.logos.strategy import LogoStrategy
from similarity.strategy import Strategy

H = TypeVar("H", bound=FileFound)
ORDER = (
    "By the better of the two places: where a mark stands among those alike in words, and among those alike in "
    "picture; then by the other place, then by its number. The two are never added up."
)


class CombinedHit(FileFound):
    """A mark that either search found. A part is null where the mark is not alike in it at all."""

    words: SimilarHit | None = None
    words_place: int | None = None  # 1, 2, …; null where it was not among the first in words
    picture: LogoHit | None = None
    picture_place: int | None = None
    relation: relations.RelationFound | None = None


class CombinedAnswer(Frozen):
    """Both searches, without their hits, and the marks of both in one order."""

    words: SimilarAnswer
    picture: LogoAnswer
    order: str = ORDER
    hits: tuple[CombinedHit, ...]
    goods: relations.GoodsUsed | None = None
    as_of: AsOf


class Common(TypedDict):
    """Arguments of `similar` and of `similar_logos` alike."""

    status_groups: Sequence[StatusGroup]
    vienna: Sequence[str]
    before: dt.date | None
    dead_since: dt.date | None
    include_ignored: bool
    leave_out: str | None


@dataclass(frozen=True)
class Narrowing:
    """What every hit must be, whichever of the searches finds it."""

    classes: Sequence[str] = ()
    status_groups: Sequence[StatusGroup] = ()
    vienna: Sequence[str] = ()
    before: dt.date | None = None
    dead_since: dt.date | None = None
    include_ignored: bool = False
    leave_out: str | None = None  # id of the file that is asked by
    goods: relations.Wanted | None = None
    codes: Sequence[str] = ()  # Vienna codes of the file asked by: told where a hit has them too
    products: Sequence[str] = ()  # its Locarno classes, likewise

    @property
    def common(self) -> Common:
        """What both searches take as it is."""
        return Common(
            status_groups=self.status_groups,
            vienna=self.vienna,
            before=self.before,
            dead_since=self.dead_since,
            include_ignored=self.include_ignored,
            leave_out=self.leave_out,
        )


def combined(
    index: Index,
    strategy: Strategy,
    logo_strategy: LogoStrategy,
    narrowing: Narrowing,
    *,
    words: str,
    asked: Look,
    limit: int = 50,
    as_of: AsOf,
) -> CombinedAnswer:
    """The marks alike in words or in picture, at most `limit`, each with what both searches say of it.

    The errors of `similar` and of `similar_logos`.
    """
    wanted = narrowing.goods
    searched, added = relations.widened(tuple(narrowing.classes), wanted)
    depth = relations.looked_through(wanted, limit)

    def by_words(only: Sequence[str] | None = None) -> SimilarAnswer:
        return similar(
            index,
            strategy,
            words,
            classes=searched,
            **narrowing.common,
            only=only,
            limit=depth if only is None else len(only),
            as_of=as_of,
        )

    def by_picture(only: Sequence[str] | None = None) -> LogoAnswer:
        return similar_logos(
            index,
            logo_strategy,
            asked,
            kind=Kind.TRADEMARK,
            classes=searched,
            **narrowing.common,
            only=only,
            codes=narrowing.codes,
            limit=depth if only is None else len(only),
            as_of=as_of,
        )

    told, seen = by_words(), by_picture()
    places = _places(told.hits), _places(seen.hits)
    order = sorted(places[0].keys() | places[1].keys(), key=lambda one: _rank(places, one))
    related = relations.found(index, order, wanted, limit)
    first = [one for one in order if not related or (one in related and relations.counts(related[one], wanted))][:limit]
    spoken = {hit.id: hit for hit in told.hits} | _measured(lambda ids: by_words(ids).hits, first, places[0])
    drawn = {hit.id: hit for hit in seen.hits} | _measured(lambda ids: by_picture(ids).hits, first, places[1])
    hits = []
    for one in first:
        both = spoken.get(one), drawn.get(one)
        shown = both[1] or both[0]
        assert shown is not None
        hits.append(
            CombinedHit(
                **{name: getattr(shown, name) for name in FileFound.model_fields},
                words=both[0],
                words_place=places[0].get(one),
                picture=both[1],
                picture_place=places[1].get(one),
                relation=related.get(one),
            )
        )
    return CombinedAnswer(
        words=told.model_copy(update={"hits": ()}),
        picture=seen.model_copy(update={"hits": ()}),
        hits=tuple(hits),
        goods=relations.used(wanted, searched, added, related),
        as_of=as_of,
    )


def _places(hits: Iterable[FileFound]) -> dict[str, int]:
    return {hit.id: place for place, hit in enumerate(hits, 1)}


def _rank(places: tuple[dict[str, int], dict[str, int]], one: str) -> tuple[int, int, str]:
    last = max(map(len, places)) + 1
    both = sorted(place.get(one, last) for place in places)
    return both[0], both[1], one


def _measured(
    search: Callable[[Sequence[str]], Sequence[H]], first: Sequence[str], known: dict[str, int]
) -> dict[str, H]:
    """The hits of those that the search has not placed among the first: measured by themselves."""
    missing = [one for one in first if one not in known]
    return {hit.id: hit for hit in search(missing)} if missing else {}
