"""The engine's answer to a clause, computed here: for explanations, and for tests that hold clause and level together.

Only what `similarity.clause` writes is understood; anything else is an error, never "no match".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from mappings.document import Words
from similarity.clause import Body

Fields: TypeAlias = Mapping[str, frozenset[str | int]]


def fields(texts: Iterable[Words], vienna: Iterable[str] = ()) -> Fields:
    """What the engine holds of the texts and Vienna codes of one mark: each field flattened to one set of terms."""
    found: dict[str, set[str | int]] = {"vienna": set(vienna)}
    for words in texts:
        for name, value in words.model_dump(exclude={"text"}).items():
            terms = value if isinstance(value, tuple) else (value,)
            found.setdefault(f"words.{name}", set()).update(terms)
    return {name: frozenset(terms) for name, terms in found.items()}


def weight(body: Body, document: Fields) -> float | None:
    """The score of a document, None when it does not match. ValueError for a query that is not understood."""
    ((kind, inner),) = body.items()
    if kind == "bool":
        return _bool(inner, document)
    if kind == "constant_score":
        return None if weight(inner["filter"], document) is None else float(inner["boost"])
    if kind == "script_score":
        return _per_length(inner, document)
    if kind not in _LEAVES:
        raise ValueError(f"no clause that similarity.clause writes: {kind!r}")
    ((name, value),) = inner.items()
    return 1.0 if _LEAVES[kind](document.get(name, frozenset()), value) else None


def _bool(inner: Body, document: Fields) -> float | None:
    required = [weight(part, document) for part in inner.get("must", ())]
    filters = [weight(part, document) for part in inner.get("filter", ())]
    if None in required or None in filters or any(weight(no, document) is not None for no in inner.get("must_not", ())):
        return None
    optional = [score for part in inner.get("should", ()) if (score := weight(part, document)) is not None]
    least = inner.get("minimum_should_match", 0 if required or filters else 1)
    if inner.get("should") and len(optional) < least:
        return None
    return sum(score for score in required if score is not None) + sum(optional)


def _per_length(inner: Body, document: Fields) -> float | None:
    """What `similarity.clauses.per_length` asks for, in the engine's 32-bit floats."""
    found = weight(inner["query"], document)
    if found is None:
        return None
    lengths = [term for term in document.get("words.length", ()) if isinstance(term, int)]
    return float(np.float32(found / (min(lengths, default=0) + inner["script"]["params"]["half"])))


def _term(terms: frozenset[str | int], value: Body) -> bool:
    return bool(value["value"] in terms)


def _terms(terms: frozenset[str | int], values: list[str]) -> bool:
    return not terms.isdisjoint(values)


def _prefix(terms: frozenset[str | int], value: Body) -> bool:
    return any(str(term).startswith(value["value"]) for term in terms)


def _range(terms: frozenset[str | int], value: Body) -> bool:
    return any(isinstance(term, int) and value["gte"] <= term <= value["lte"] for term in terms)


_LEAVES: dict[str, Callable[[frozenset[str | int], Any], bool]] = {
    "term": _term,
    "terms": _terms,
    "prefix": _prefix,
    "range": _range,
}
