"""The recall certificate that an answer carries: what was measured of its strategy, or why there is none.

Read once a minute for each strategy and reader, never for each search. What was measured under other rules is not
shown: a changed strategy, language or table of meanings makes it void.
"""

from __future__ import annotations

import time
from typing import Annotated, NamedTuple

from pydantic import Field

from mappings.certificate import Certificate
from mappings.names import CERTIFICATE, state
from mappings.record import Kind
from search_api.index import Body, Index
from similarity import keys, meanings
from similarity.heard import Ear
from similarity.signature import signature
from similarity.strategy import Strategy

NO_ORDER = "the strategy has no order of measures"
NEVER = "never measured"
OTHER_RULES = "measured with other rules"
PLAIN = {
    NO_ORDER: "How many similar marks this strategy may miss is not measured.",
    NEVER: "How many similar marks this search may miss has not been measured on this register yet.",
    OTHER_RULES: "How many similar marks this search may miss was measured, but under rules that have changed since.",
}
SECONDS = 60.0  # for which what was read is good
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Shown(Certificate):
    """A certificate as an answer carries it."""

    marks_since: Annotated[int, Field(description="Marks with words that were filed or changed after its sequence")]


class Certified(NamedTuple):
    """A certificate, or none and the reason."""

    certificate: Shown | None
    reason: str | None


class _Rules(NamedTuple):
    """What a reading of the certificate was made under; compared by identity, which costs nothing."""

    strategy: Strategy
    ear: Ear
    table: meanings.Meanings

    def same(self, other: _Rules) -> bool:
        return all(one is another for one, another in zip(self, other, strict=True))


_read: dict[tuple[int, str, str], tuple[float, _Rules, Certified]] = {}  # by client, state index and label: until when


def certified(index: Index, strategy: Strategy) -> Certified:
    """The certificate of the strategy for these readers, at most a minute old. The errors of `search_api.errors`."""
    if strategy.order is None:
        return Certified(None, NO_ORDER)
    key = id(index.client), state(index.deployment, public=index.public), strategy.label
    rules = _Rules(strategy, keys.EAR, meanings.TABLE)
    kept = _read.get(key)
    if kept and kept[0] > time.monotonic() and kept[1].same(rules):
        return kept[2]
    found = _certified(index, strategy)
    _read[key] = time.monotonic() + SECONDS, rules, found
    return found


def stored(index: Index, strategy: Strategy) -> Certificate | None:
    """The certificate as it was stored, whatever the rules are now."""
    found = index.stored(f"{CERTIFICATE}{strategy.label}")
    return Certificate.model_validate(found["certificate"]) if found else None


def later(sequence: int) -> Body:
    """The aggregation that counts what was indexed after that sequence, by the column that every document has."""
    return {"range": {"field": "sequence", "ranges": [{"key": "later", "from": sequence + 1}]}}


def said(found: Certified) -> str:
    """The certificate in plain words; why there is none, where there is none."""
    one = found.certificate
    if one is None:
        return PLAIN[found.reason or NEVER]
    depth = max(one.kept, key=int)
    questions = f"{one.sample:,} sample question{'' if one.sample == 1 else 's'}"
    day = f"{one.measured_at.day} {MONTHS[one.measured_at.month - 1]} {one.measured_at.year}"
    marks = "no mark" if not one.marks_since else f"{one.marks_since:,} mark{'' if one.marks_since == 1 else 's'}"
    return (
        f"Of the {depth} most similar marks of the register this search shows {percent(one.kept[depth])}: measured "
        f"with {questions} on {day} at sequence {one.sequence:,}; {marks} filed or changed since."
    )


def percent(share: float) -> str:
    """`98.6 %`; rounded down, so that what lost anything is never called whole."""
    return f"{round(share * 10_000) // 10 / 10:g} %"


def _certified(index: Index, strategy: Strategy) -> Certified:
    found = stored(index, strategy)
    if found is None:
        return Certified(None, NEVER)
    if found.signature != signature(strategy):
        return Certified(None, OTHER_RULES)
    return Certified(Shown(**found.model_dump(), marks_since=_since(index, found.sequence)), None)


def _since(index: Index, sequence: int) -> int:
    words = [{"exists": {"field": "words.tokens"}}]
    body = {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": words, "must_not": [{"term": {"deleted": True}}]}},
        "aggs": {"since": later(sequence)},
    }
    counted = index.search(body, [Kind.TRADEMARK])["aggregations"]["since"]["buckets"]
    return int(counted[0]["doc_count"])
