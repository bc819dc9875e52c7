"""Two marks compared: each feature with its sentence, whether it holds or not, the measures, and what they come to.

The same code scores a search (`scoring`, `ordering`); here one pair is taken apart. A level that stands below one that
holds counts for nothing, but says what it finds all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from similarity import alongside, lifting
from similarity.alignment import Span, spans
from similarity.alongside import Cell, Coded, Frozen, Heard, Spelling
from similarity.asking import Asked
from similarity.comparisons import FEATURES
from similarity.comparisons.feature import AnyFeature, Parameters
from similarity.groups import share
from similarity.lacking import lacking
from similarity.measures import MEASURES
from similarity.ordering import Marks, MeasureFound, Ranked, ranked
from similarity.rarity import Rarity
from similarity.reading import Reading
from similarity.says.voice import Said, Voice
from similarity.scoring import CLOSENESS_SHARE, Candidate, score, written
from similarity.strategy import Aspect, Comparison, Order, Strategy, Weighed

MILLION = 1_000_000
CLOSENESS = 1_000  # thousandths
ALL_MEASURES = Order(
    measures=tuple(Weighed(measure=name, weight=1) for name in MEASURES),
    least=0,
    meaning=1,
    evidence="Shown beside one another; nothing is ordered by them.",
)


class Checked(Frozen):
    """One feature with its parameters, for this pair."""

    level: str | None  # None for a feature that the strategy does not ask about
    feature: str
    title: str
    title_language: str
    holds: bool
    counts: bool  # the first of its comparison that holds
    points: int  # of the level
    sentence: str  # why it holds, or what it lacks
    language: str  # of the sentence
    facts: dict[str, str | int]  # what the sentence was made of
    asked_spans: tuple[Span, ...] = ()  # in the words asked for, as cleaned
    candidate_spans: tuple[Span, ...] = ()


class CheckedComparison(Frozen):
    """One comparison of the strategy: its levels, best first."""

    name: str
    title: str
    title_language: str
    aspect: Aspect
    points: int  # of the level that counts; 0 when none holds
    of: int
    levels: tuple[Checked, ...]


class Overall(Frozen):
    """Where the pair stands in the strategy's order, and by which rule."""

    value: float  # 0 to 100
    hit: bool  # whether the strategy would show the one to who asks for the other
    rule: str
    language: str  # of the rule


class Compared(Frozen):
    """Two marks, compared by a strategy and beyond it."""

    aspects: dict[Aspect, int]  # what the measures say of each aspect, 0 to 100
    measures: tuple[MeasureFound, ...]
    shared: int | None  # of the rare groups of letters and sounds asked for, in percent, where the order counts them
    overall: Overall | None  # None without a strategy
    comparisons: tuple[CheckedComparison, ...]
    others: tuple[Checked, ...]  # features that the strategy does not ask about, by their usual parameters
    letters: tuple[Cell, ...]
    asked_spellings: tuple[Spelling, ...]
    candidate_spellings: tuple[Spelling, ...]
    readings: tuple[Heard, ...]
    codes: tuple[Coded, ...]


class Pair(NamedTuple):
    """Two marks as they were read."""

    asked: Asked
    candidate: Asked


class _Level(NamedTuple):
    """What is checked: a feature as a level of a strategy sets it, or as it is by itself."""

    rule: AnyFeature
    set_to: Parameters
    name: str | None = None
    own: Mapping[str, str] = {}
    points: int = 0


def compare(asked: Asked, candidate: Asked, strategy: Strategy | None, rarity: Rarity, voice: Voice) -> Compared:
    """Both marks, by every feature there is; `rarity` is the register's, as in a search.

    Without a strategy all features are checked by their usual parameters and nothing is counted.
    """
    pair = Pair(asked, candidate)
    order = strategy.order if strategy else None
    measured = (order or ALL_MEASURES).model_copy(update={"least": 0})
    weak = rarity.without_weight(measured.weak)
    shared = 0.0
    if strategy and measured.groups:
        shared = share(strategy.candidates, asked.reading.text, candidate.reading.text, weak)
    placed = ranked(measured, asked.heard, Marks.of([("pair", candidate.heard, shared)]), weak)[0][0]
    if strategy and order and order.meaning:
        meant = lifting.shares(strategy, asked.reading, [Candidate("pair", (candidate.reading.text,))])
        placed = lifting.lifted(measured, [placed], (), meant)[0]
    used = {level.feature for one in strategy.comparisons for level in one.levels} if strategy else set()
    one, other = asked.reading, candidate.reading
    return Compared(
        aspects=placed.aspects,
        measures=tuple(replace(found, title=voice.measure(found.measure).text) for found in placed.measures),
        shared=placed.shared,
        overall=_overall(pair, strategy, placed, voice) if strategy else None,
        comparisons=tuple(_comparison(pair, each, voice) for each in strategy.comparisons) if strategy else (),
        others=tuple(
            _checked(pair, _Level(feature, feature.parameters()), voice)
            for feature in FEATURES.values()
            if feature.name not in used
        ),
        letters=alongside.cells(one.text, other.text),
        asked_spellings=alongside.spelled(one.text),
        candidate_spellings=alongside.spelled(other.text),
        readings=alongside.readings(one.text, other.text),
        codes=alongside.codes(one, other),
    )


def of_hundred(rank: int, best: int, *, measured: bool) -> float:
    """The rank of a hit as 0 to 100: of the order's measures, else of the `best` points and the closeness."""
    return round(100 * rank / (MILLION if measured else best + CLOSENESS // CLOSENESS_SHARE), 1)


def _overall(pair: Pair, strategy: Strategy, placed: Ranked, voice: Voice) -> Overall:
    if strategy.order is None:
        return _by_points(pair, strategy, voice)
    order = strategy.order
    rule = voice.phrase("by-measures", count=len(order.measures), least=order.least)
    said = [rule]
    if placed.shared is not None:
        said.append(voice.phrase("by-groups", shared=placed.shared, groups=order.groups))
    if order.meaning:
        said.append(voice.phrase("by-meaning", meaning=order.meaning))
    return Overall(
        value=of_hundred(placed.rank, strategy.best, measured=True),
        hit=placed.rank >= order.least * MILLION // 100,
        rule=" ".join(one.text for one in said),
        language=rule.language,
    )


def _by_points(pair: Pair, strategy: Strategy, voice: Voice) -> Overall:
    scored, accepted = score(strategy, pair.asked.reading, [Candidate("pair", (pair.candidate.reading.text,))])
    points, rank = (scored[0].points, scored[0].rank) if scored else (0, 0)
    rule = voice.phrase("by-points", points=points, of=strategy.best)
    return Overall(
        value=of_hundred(rank, strategy.best, measured=False),
        hit=bool(accepted),
        rule=rule.text,
        language=rule.language,
    )


def _comparison(pair: Pair, comparison: Comparison, voice: Voice) -> CheckedComparison:
    levels: list[Checked] = []
    for level in comparison.levels:
        asked = _Level(level.rule, level.parameters, level.name, level.says, level.points)
        checked = _checked(pair, asked, voice)
        first = checked.holds and not any(one.counts for one in levels)
        levels.append(checked.model_copy(update={"counts": first}))
    title = voice.word(comparison.title)
    return CheckedComparison(
        name=comparison.name,
        title=title.text,
        title_language=title.language,
        aspect=comparison.aspect,
        points=next((one.points for one in levels if one.counts), 0),
        of=comparison.levels[0].points,
        levels=tuple(levels),
    )


def _checked(pair: Pair, level: _Level, voice: Voice) -> Checked:
    asked, candidate = pair.asked.reading, pair.candidate.reading
    rule, set_to = level.rule, level.set_to
    found = rule.accepts(asked, candidate, set_to) if 0 in rule.sieve(asked, [candidate], set_to) else None
    facts: Mapping[str, str | int] | None
    if found:
        facts = {
            **found.facts,
            "asked": written(asked, found.asked),
            "candidate": written(candidate, found.candidate),
        }
        said = voice.holds(rule, level.own, facts)
    else:
        facts = lacking(rule.name, asked, candidate, set_to)
        said = voice.lacks(rule, facts, asked.normal, candidate.normal)
    title = voice.title(rule)
    mine, theirs = _spans(rule, asked, candidate, set_to) if found else ((), ())
    return Checked(
        level=level.name,
        feature=rule.name,
        title=title.text,
        title_language=title.language,
        holds=found is not None,
        counts=False,
        points=level.points,
        **_sentence(said),
        facts=dict(facts or {}),
        asked_spans=mine,
        candidate_spans=theirs,
    )


def _sentence(said: Said) -> dict[str, str]:
    return {"sentence": said.text, "language": said.language}


def _spans(
    rule: AnyFeature, asked: Reading, candidate: Reading, set_to: Parameters
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    parts = rule.parts(asked, candidate, set_to)
    return (
        spans(asked.text, ((part.asked_from, part.asked_to) for part in parts)),
        spans(candidate.text, ((part.candidate_from, part.candidate_to) for part in parts)),
    )
