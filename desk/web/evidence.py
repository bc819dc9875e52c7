"""The evidence of a similarity search, in columns by aspect with the letters that lie opposite each other. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from search_api.similar import SimilarAnswer, SimilarHit
from similarity.measures import MEASURES
from similarity.ordering import MeasureFound
from similarity.says.voice import IN_ENGLISH, Said, Voice
from similarity.scoring import Evidence
from similarity.strategy import Aspect, Comparison, Strategy

GROUPS = (
    "Rare groups in common. The groups of three letters or sounds, and the words, that both have, weighed by how rare "
    "they are in the register, for the length of the mark."
)
Pieces: TypeAlias = list[tuple[str, bool]]
ASPECTS = {Aspect.VISUAL: "Visual", Aspect.AURAL: "Aural", Aspect.CONCEPTUAL: "Conceptual"}


@dataclass(frozen=True)
class Reason:
    """One comparison that found something: the sentence, both texts in pieces, the points."""

    title: str  # of the comparison
    sentence: str
    language: str  # of the sentence
    asked: Pieces
    candidate: Pieces
    other_text: bool  # compared was not the title of the mark but another reading of it
    points: int
    of: int
    score: Said  # the points, in words


@dataclass(frozen=True)
class Column:
    """One aspect of one hit; no reasons where the strategy compared it and found nothing."""

    title: Said
    of_hundred: str  # as the title's language says it
    reasons: tuple[Reason, ...]
    value: int | None  # what the measures of the aspect say, 0 to 100; None where the strategy has no measures
    measures: tuple[MeasureFound, ...]


@dataclass(frozen=True)
class Row:
    rank: int
    hit: SimilarHit
    columns: tuple[Column, ...]


def rows(answer: SimilarAnswer, strategy: Strategy, voice: Voice) -> list[Row]:
    """Each hit with a column for every aspect that the strategy compares; `voice` names the aspects."""
    aspects = compared(strategy)
    return [
        Row(rank, hit, tuple(_column(aspect, hit, answer.asked.text, voice) for aspect in aspects))
        for rank, hit in enumerate(answer.hits, 1)
    ]


def compared(strategy: Strategy) -> list[Aspect]:
    """The aspects that the strategy looks at, in the order in which an office weighs them."""
    used = {comparison.aspect for comparison in strategy.comparisons}
    return [aspect for aspect in ASPECTS if aspect in used]


def left_out(strategy: Strategy) -> list[str]:
    """The aspects that it does not look at, as words of a sentence."""
    return [ASPECTS[aspect].lower() for aspect in ASPECTS if aspect not in compared(strategy)]


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    """The text in pieces, each with whether it lies in one of the spans; together they are the text again."""
    pieces: Pieces = []
    at = 0
    for start, end in sorted(spans):
        begin = max(at, start)
        if begin > at:
            pieces.append((text[at:begin], False))
        if end > begin:
            pieces.append((text[begin:end], True))
        at = max(at, end)
    return [*pieces, (text[at:], False)] if at < len(text) else pieces


def levels(comparison: Comparison) -> list[tuple[str, ...]]:
    """The rows of the table of a comparison: level, what holds, points."""
    return [(level.name, level.rule.summary, str(level.points)) for level in comparison.levels]


def measures(strategy: Strategy) -> list[tuple[str, ...]]:
    """The rows of the table of a strategy's order: measure, aspect, weight."""
    groups = strategy.order.groups if strategy.order else 0
    counted: list[tuple[str, ...]] = [(GROUPS, "visual, aural", str(groups))] if groups else []
    return counted + [
        (
            f"{MEASURES[one.measure].title}. {MEASURES[one.measure].summary}",
            MEASURES[one.measure].aspect,
            str(one.weight),
        )
        for one in (strategy.order.measures if strategy.order else ())
    ]


def _column(aspect: Aspect, hit: SimilarHit, asked: str, voice: Voice) -> Column:
    found = [one for one in hit.evidence if one.aspect is aspect]
    found.sort(key=lambda one: -one.points / one.of)
    reasons = tuple(_reason(one, hit, asked, voice) for one in found)
    measures = tuple(one for one in hit.measures if one.aspect is aspect)
    title = voice.aspect(aspect)
    own = voice if title.language == voice.language else IN_ENGLISH
    return Column(title, own.phrase("of-hundred").text, reasons, hit.aspects.get(aspect), measures)


def _reason(one: Evidence, hit: SimilarHit, asked: str, voice: Voice) -> Reason:
    return Reason(
        one.title,
        one.sentence[:1].upper() + one.sentence[1:],
        one.language,
        marked(asked, one.asked_spans),
        marked(one.text, one.candidate_spans) if one.text else [(f"picture {one.candidate}", False)],
        bool(one.text) and one.text != (hit.title or ""),
        one.points,
        one.of,
        voice.phrase("points", points=one.points, of=one.of),
    )
