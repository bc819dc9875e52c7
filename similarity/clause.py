"""What a level says to the engine: clauses over the fields of `mappings.document.Words`, with weights of their own.

A weight is a whole number and the same wherever a document lies, so no statistics of a shard and no deleted
document change a score, and sums are exact in the engine's 32-bit floats.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

Body: TypeAlias = dict[str, Any]

MOST_TERMS = 128  # clauses that one `Counted` makes; more terms than that share clauses
NEAR_SHARE = 4  # a quarter of the weight goes to texts of like length


@dataclass(frozen=True, slots=True)
class Constant:
    """Holds or not; the whole weight or none of it."""

    body: Body

    def weighed(self, weight: int, name: str) -> Body:
        return {"constant_score": {"filter": self.body, "boost": weight, "_name": name}}

    def unweighed(self) -> Body:
        """Finds what holds and adds nothing to its weight."""
        return {"constant_score": {"filter": self.body, "boost": 0}}


@dataclass(frozen=True, slots=True)
class Counted:
    """Holds when one of the terms is there; the weight grows with the number of them and with a like length."""

    field: str
    terms: tuple[str, ...]
    length: int | None = None  # letters of the text asked for

    def weighed(self, weight: int, name: str) -> Body:
        groups = [self.terms[start::MOST_TERMS] for start in range(min(MOST_TERMS, len(self.terms)))]
        each = max(1, weight // max(1, len(groups)))
        counted: Body = {
            "bool": {
                "should": [
                    {"constant_score": {"filter": any_of(self.field, group), "boost": each}} for group in groups
                ],
                "minimum_should_match": 1,
            }
        }
        bands = [] if self.length is None else [_near(self.length, parts, weight) for parts in (2, 4)]
        return {"bool": {"must": [counted], "should": bands, "_name": name}}

    def unweighed(self) -> Body:
        """Finds what has one of the terms and adds nothing to its weight."""
        return {"constant_score": {"filter": any_of(self.field, self.terms), "boost": 0}}


Clause: TypeAlias = Constant | Counted


def identity(clause: Clause) -> bytes:
    """Equal for clauses that ask the engine the same."""
    return orjson.dumps(clause, option=orjson.OPT_SORT_KEYS)


def term(field: str, value: str) -> Body:
    return {"term": {field: {"value": value}}}


def any_of(field: str, values: Iterable[str]) -> Body:
    """One of the values; sorted, so that the same question is the same request."""
    found = sorted(set(values))
    return term(field, found[0]) if len(found) == 1 else {"terms": {field: found}}


def all_of(field: str, values: Iterable[str]) -> Body:
    return {"bool": {"filter": [term(field, value) for value in sorted(set(values))]}}


def begins(field: str, beginning: str) -> Body:
    return {"prefix": {field: {"value": beginning}}}


def either(*bodies: Body) -> Body:
    return {"bool": {"should": list(bodies), "minimum_should_match": 1}} if len(bodies) > 1 else bodies[0]


def beginnings(value: str, shortest: int) -> list[str]:
    """Every beginning of `value` with at least `shortest` letters, itself among them."""
    return [value[:end] for end in range(shortest, len(value) + 1)]


def one_edit(value: str, alphabet: str) -> set[str]:
    """Everything one letter left out, put in or exchanged away from `value`, and `value` itself: about 72 a letter."""
    cuts = range(len(value) + 1)
    out = {value[:i] + value[i + 1 :] for i in cuts[:-1]}
    changed = {value[:i] + letter + value[i + 1 :] for i in cuts[:-1] for letter in alphabet}
    put_in = {value[:i] + letter + value[i:] for i in cuts for letter in alphabet}
    return {word for word in out | changed | put_in if word} | {value}


def _near(length: int, parts: int, weight: int) -> Body:
    room = max(1, length // parts)
    band = {"range": {"words.length": {"gte": length - room, "lte": length + room}}}
    return {"constant_score": {"filter": band, "boost": max(1, weight // (2 * NEAR_SHARE))}}
