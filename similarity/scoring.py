"""Precision: every candidate compared with the words asked for, in a total order, with the evidence.

The order, best first: the rank, then the id, which is office, kind and number. The rank is the sum of the points of
all comparisons (each level's points times the comparison's weight) and a fifth of the closeness (the Levenshtein
similarity of the letters run together, in thousandths). The rank is for ordering alone; what a person judges are the
columns, one for each comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from similarity import disclaimers
from similarity.alignment import Part, Span, spans
from similarity.comparisons.feature import Found
from similarity.folding import in_latin
from similarity.reading import NO_PICTURES, Reading, reading
from similarity.strategy import ENGLISH, Aspect, Comparison, Level, Strategy

# Of 87 confusing pairs among 100,065 names, in the first 10 (verbal.v1 without its two least levels, 1,000 candidates):
# 52 with points alone, 56 with a tenth of the closeness, 58 with a fifth, 57 with three tenths; 47 with the best level
# first and points second. Chosen on these pairs, so not proven on others.
CLOSENESS_SHARE = 5
LONGEST = 60  # characters of a mark that a sentence repeats as written


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why one comparison counts: the level that held, in a sentence, and the parts that lie opposite each other."""

    comparison: str
    level: str  # empty where none holds: then the highest measure is told (`similarity.measured`)
    feature: str  # or that measure
    aspect: Aspect
    title: str  # of the comparison
    points: int  # of the level
    of: int  # points of the comparison's best level
    sentence: str
    language: str = ENGLISH  # of the sentence
    facts: dict[str, str | int] = field(default_factory=dict)  # what the sentence was made of
    disclaimed: tuple[str, ...] = ()  # words of the mark that it rests on and in which no exclusive right is claimed
    asked: str  # the value compared
    candidate: str
    text: str  # the text of the mark that was compared, as filed
    asked_spans: tuple[Span, ...]  # in the words asked for
    candidate_spans: tuple[Span, ...]  # in `text`


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mark to compare: its id (`DossierKey.id`), its texts, the verbal element first, its Vienna codes as indexed,
    and the words in which its holder claims no exclusive right.
    """

    id: str
    texts: tuple[str, ...]
    pictures: frozenset[str] = NO_PICTURES
    disclaimed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate that a level accepted."""

    id: str
    rank: int  # what it is ordered by
    points: int  # of all comparisons
    of: int  # points of a mark that reaches every best level
    closeness: int  # thousandths
    evidence: tuple[Evidence, ...]  # one for each comparison that found something, in the strategy's order


@dataclass(frozen=True, slots=True)
class _Held:
    level: Level
    found: Found
    text: int  # position among all texts


def score(
    strategy: Strategy, asked: Reading, candidates: Sequence[Candidate], limit: int | None = None
) -> tuple[list[Scored], int]:
    """The candidates that a level accepts, best first, at most `limit`; and how many there are in all.

    Of a candidate's texts the best counts, for each comparison by itself.
    """
    seen = any(level.rule.sees_pictures for comparison in strategy.comparisons for level in comparison.levels)
    pairs = [(owner, read) for owner, one in enumerate(candidates) for read in readings(one, seen=seen)]
    texts = [read for _, read in pairs]
    owners = [owner for owner, _ in pairs]
    held = [_hold(comparison, asked, texts, owners) for comparison in strategy.comparisons]
    points = np.zeros(len(candidates), dtype=np.int64)
    for comparison, column in zip(strategy.comparisons, held, strict=True):
        for owner, one in column.items():
            points[owner] += one.level.points * comparison.weight
    closeness = _closeness(asked, texts, owners, len(candidates))
    rank = points + closeness // CLOSENESS_SHARE
    accepted = sorted(
        (int(owner) for owner in points.nonzero()[0]),
        key=lambda owner: (-rank[owner], candidates[owner].id),
    )
    scored = [
        Scored(
            id=candidates[owner].id,
            rank=int(rank[owner]),
            points=int(points[owner]),
            of=strategy.best,
            closeness=int(closeness[owner]),
            evidence=tuple(
                _evidence(comparison, column[owner], asked, texts[column[owner].text], candidates[owner].disclaimed)
                for comparison, column in zip(strategy.comparisons, held, strict=True)
                if owner in column
            ),
        )
        for owner in accepted[:limit]
    ]
    return scored, len(accepted)


def compare(strategy: Strategy, asked: Reading, candidate: str) -> tuple[Evidence, ...]:
    """The evidence for one pair of texts; empty when no level holds."""
    scored, _ = score(strategy, asked, [Candidate("", (candidate,))])
    return scored[0].evidence if scored else ()


def readings(candidate: Candidate, *, seen: bool) -> list[Reading]:
    """The texts with words; for a mark with a picture that is `seen` and no words at all, one without words."""
    pictures = candidate.pictures if seen else NO_PICTURES
    found = [read for text in candidate.texts if (read := reading(text, pictures)).joined]
    return found or ([reading("", pictures)] if pictures else [])


def _hold(comparison: Comparison, asked: Reading, texts: Sequence[Reading], owners: Sequence[int]) -> dict[int, _Held]:
    """For each candidate that has one, the first level that holds; of its texts, the first that the level accepts."""
    held: dict[int, _Held] = {}
    open_texts = list(range(len(texts)))
    for level in comparison.levels:
        if not open_texts:
            break
        rule = level.rule
        looked_at = [text for text in open_texts if texts[text].joined or rule.sees_pictures]
        if not looked_at:
            continue
        for place in rule.sieve(asked, [texts[text] for text in looked_at], level.parameters):
            text = looked_at[place]
            if owners[text] in held:
                continue
            if found := rule.accepts(asked, texts[text], level.parameters):
                held[owners[text]] = _Held(level, found, text)
        open_texts = [text for text in open_texts if owners[text] not in held]
    return held


def _closeness(asked: Reading, texts: Sequence[Reading], owners: Sequence[int], candidates: int) -> NDArray[np.int64]:
    closeness = np.zeros(candidates, dtype=np.int64)
    if texts:
        joined = [text.joined for text in texts]
        distances = cdist([asked.joined], joined, scorer=Levenshtein.distance)[0].astype(np.int64)
        longest = np.maximum(len(asked.joined), np.array([len(word) for word in joined], dtype=np.int64))
        np.maximum.at(closeness, owners, 1_000 - (1_000 * distances) // longest)
    return closeness


def _evidence(
    comparison: Comparison, held: _Held, asked: Reading, text: Reading, disclaimed: frozenset[str]
) -> Evidence:
    level, rule = held.level, held.level.rule
    parts = rule.parts(asked, text, level.parameters)
    facts = {
        **held.found.facts,
        "asked": written(asked, held.found.asked),
        "candidate": written(text, held.found.candidate),
    }
    named = tuple(sorted(_named(text, parts) & disclaimed))
    return Evidence(
        comparison=comparison.name,
        level=level.name,
        feature=rule.name,
        aspect=comparison.aspect,
        title=comparison.title,
        points=level.points,
        of=comparison.levels[0].points,
        sentence=level.said(facts) + disclaimers.sentence(named),
        facts=facts,
        disclaimed=named,
        asked=held.found.asked,
        candidate=held.found.candidate,
        text=text.text,
        asked_spans=spans(asked.text, ((part.asked_from, part.asked_to) for part in parts)),
        candidate_spans=spans(text.text, ((part.candidate_from, part.candidate_to) for part in parts)),
    )


def _named(text: Reading, parts: Sequence[Part]) -> set[str]:
    """The words of which a part has a letter."""
    found, start = set(), 0
    for word in text.tokens:
        if any(part.candidate_from < start + len(word) and start < part.candidate_to for part in parts):
            found.add(word)
        start += len(word)
    return found


def written(read: Reading, compared: str) -> str:
    """What was compared, with the mark as it is written beside it where that is in another script: PEPSI (Пепси)."""
    if compared != read.normal or len(read.text) > LONGEST or in_latin(read.text):
        return compared
    return f"{compared} ({read.text})"
