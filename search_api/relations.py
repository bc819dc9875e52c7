"""Goods and services in the similarity search: which classes are searched, and how each hit's goods are related.

The goods of hits are fetched only when goods are asked for, in one request. A class of a mark that is refused,
withdrawn, cancelled or expired does not count, whatever else the mark is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mappings.engine import Body
from mappings.record import Kind
from search_api.applied import AppliedGoods
from search_api.errors import InvalidRequest
from search_api.index import Index
from search_api.models import Answer
from similarity.goods import DEGREES, Degree, Goods, Reached, Relations, reached, relation
from similarity.goods.steps import Found

Least: TypeAlias = Literal["identical", "high", "average", "low"]
AT_ONCE = 200  # hits whose goods are fetched in one request
LOOKED_THROUGH = 1_000  # hits, best first, whose goods are compared when those of a lesser relation are left out
NO_TABLES = (
    "This office has no tables of goods and services: the words of terms of one class were compared, nothing else."
)
NO_CLASSES = "This office has no table of related classes: no class was added."


@dataclass(frozen=True)
class Wanted:
    """What is asked of goods, and the office's tables to judge it by."""

    tables: Relations
    goods: tuple[AppliedGoods, ...] = ()
    related_classes: bool = False
    least: Least | None = None

    @property
    def anything(self) -> bool:
        return bool(self.goods or self.related_classes or self.least)


class RelationFound(Answer):
    """The nearest two terms: one of the goods asked for, one of the mark's."""

    degree: Annotated[Degree | None, Field(description="null where the register states no goods of the mark")]
    found: Annotated[
        Found | Literal["no living class", "no goods stated"],
        Field(description="What knew them: the same term, a table, a group, the likeness of words, the classes"),
    ]
    asked: str | None = None
    asked_class: str | None = None
    candidate: str | None = None
    candidate_class: str | None = None
    reason: Annotated[str, Field(description="A sentence")]


class ClassAdded(Answer):
    """A class that was searched because the office's table relates it to one asked for."""

    number: str
    asked: Annotated[str, Field(description="The class asked for that it is related to")]
    degree: Degree
    reason: str


class GoodsLine(Answer):
    number: str
    text: str


class GoodsUsed(Answer):
    """What was done with goods and classes."""

    asked: tuple[GoodsLine, ...] = ()
    tables: Annotated[str | None, Field(description="Where the office's tables come from; null when it has none")]
    classes: Annotated[tuple[str, ...], Field(description="The classes searched, with those added; all when empty")]
    added: tuple[ClassAdded, ...] = ()
    compared: Annotated[int, Field(description="Hits, best first, whose goods were compared")] = 0
    least_degree: Least | None = None
    left_out: Annotated[int, Field(description="Of those compared: left out for a lesser relation")] = 0
    notes: tuple[str, ...] = ()


UNSTATED = RelationFound(
    degree=None, found="no goods stated", reason="The register states no goods and services of this mark."
)
NOT_LIVING = RelationFound(
    degree="dissimilar",
    found="no living class",
    reason="All classes of this mark are refused, withdrawn, cancelled or expired.",
)


def widened(classes: Sequence[str], wanted: Wanted | None) -> tuple[tuple[str, ...], tuple[Reached, ...]]:
    """The classes to search, and those of them that were added with the reason.

    Where `related_classes` is asked for without classes, they are those of the goods. What is related on average is
    added; in any degree where `least` is low. InvalidRequest when there is nothing to widen or to relate.
    """
    if wanted is None or not wanted.anything:
        return tuple(classes), ()
    if wanted.least and not wanted.goods:
        raise _refused("least_degree", "there are no goods to relate", "Give goods, or leave it out.")
    if not wanted.related_classes:
        return tuple(classes), ()
    own = tuple(dict.fromkeys(classes or (one.class_ for one in wanted.goods)))
    if not own:
        raise _refused("related_classes", "there are no classes to relate", "Give classes or goods, or leave it out.")
    added = reached(own, wanted.tables, "low" if wanted.least == "low" else "average")
    return (*own, *(one.number for one in added)), added


def looked_through(wanted: Wanted | None, limit: int) -> int:
    """How many hits must be found so that `limit` remain, or as many as there are."""
    return max(LOOKED_THROUGH, limit) if wanted and wanted.least else limit


def found(index: Index, ids: Sequence[str], wanted: Wanted | None, limit: int) -> dict[str, RelationFound]:
    """How the goods of these marks, best first, are related to those asked for; nothing when none are.

    Looks no further than where `limit` of them count: one request to the engine for every `AT_ONCE`, with its errors.
    """
    related: dict[str, RelationFound] = {}
    if wanted is None or not wanted.goods:
        return related
    asked = [one.goods for one in wanted.goods]
    near = 0
    at_once = max(AT_ONCE, limit)
    for start in range(0, len(ids), at_once):
        part = ids[start : start + at_once]
        sources = index.sources(Kind.TRADEMARK, part, ("goods",))
        for one in part:
            related[one] = _related(asked, sources.get(one, {}), wanted.tables)
            near += counts(related[one], wanted)
            if near == limit:
                return related
    return related


def counts(related: RelationFound | None, wanted: Wanted | None) -> bool:
    """Whether a mark is near enough; one without goods in the register always is, for nobody knows."""
    if related is None or wanted is None or wanted.least is None or related.degree is None:
        return True
    return DEGREES.index(related.degree) <= DEGREES.index(wanted.least)


def used(
    wanted: Wanted | None,
    classes: Sequence[str],
    added: Sequence[Reached],
    related: Mapping[str, RelationFound],
) -> GoodsUsed | None:
    """What the answer says of goods; nothing when nothing was asked of them."""
    if wanted is None or not wanted.anything:
        return None
    notes = []
    if wanted.goods and not wanted.tables.source:
        notes.append(NO_TABLES)
    if wanted.related_classes and not wanted.tables.classes:
        notes.append(NO_CLASSES)
    return GoodsUsed(
        asked=tuple(GoodsLine(number=one.class_, text=one.text) for one in wanted.goods),
        tables=wanted.tables.source or None,
        classes=tuple(classes),
        added=tuple(
            ClassAdded(number=one.number, asked=one.asked, degree=one.degree, reason=one.reason) for one in added
        ),
        compared=len(related),
        least_degree=wanted.least,
        left_out=sum(not counts(one, wanted) for one in related.values()),
        notes=tuple(notes),
    )


def _related(asked: Sequence[Goods], source: Body, tables: Relations) -> RelationFound:
    stated = [
        Goods(one["number"], one.get("text", ""), one["status"])
        for one in source.get("goods", ())
        if one["scheme"] == "nice"
    ]
    if not stated:
        return UNSTATED
    nearest = relation(asked, stated, tables)
    if nearest is None:
        return NOT_LIVING
    return RelationFound(
        degree=nearest.degree,
        found=nearest.found,
        asked=nearest.one,
        asked_class=nearest.one_class,
        candidate=nearest.other,
        candidate_class=nearest.other_class,
        reason=nearest.reason,
    )


def _refused(parameter: str, detail: str, remedy: str) -> InvalidRequest:
    error = {"parameter": parameter, "pointer": f"/{parameter}", "detail": detail, "remedy": remedy}
    return InvalidRequest([error])
