"""Marks that the measures cannot see: an abbreviation and what it stands for, a word and the picture of it.

Features that lift are asked for apart (`clauses.Requests`); what they find is looked at, and comes as high as the
strategy's order lets a mark come that says the same in other words, for the share that is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from similarity.ordering import Ranked
from similarity.reading import Reading
from similarity.scoring import Candidate, readings
from similarity.strategy import Aspect, Level, Order, Strategy


def shares(strategy: Strategy, asked: Reading, candidates: Iterable[Candidate]) -> dict[str, float]:
    """How much of the words asked for is meant by each mark that such a level accepts, 0 … 1, by id."""
    found = {}
    for candidate in candidates:
        accepted = [
            one.facts["share"]
            for level in _levels(strategy)
            for read in readings(candidate, seen=True)
            if (read.joined or level.rule.sees_pictures)
            and (one := level.rule.accepts(asked, read, level.parameters)) is not None
        ]
        if accepted:
            found[candidate.id] = max(map(int, accepted)) / 100
    return found


def lifted(
    order: Order, ranked: Sequence[Ranked], measured: Iterable[Ranked], shares: Mapping[str, float]
) -> list[Ranked]:
    """The marks in order, those of `shares` where they belong. `measured` are these in the order's measures alone, as
    far as they have words.
    """
    found = {one.id: one for one in ranked}
    alone = {one.id: one for one in measured}
    for dossier, share in shares.items():
        mark = found.get(dossier) or alone.get(dossier) or Ranked(dossier, 0, {}, None, ())
        total = order.meaning / 100 * share
        if total >= order.least / 100:
            aspects = mark.aspects | {
                Aspect.CONCEPTUAL: max(round(100 * share), mark.aspects.get(Aspect.CONCEPTUAL, 0))
            }
            found[dossier] = replace(mark, rank=max(mark.rank, round(total * 1_000_000)), aspects=aspects)
    return sorted(found.values(), key=lambda one: (-one.rank, one.id))


def without(strategy: Strategy) -> Strategy:
    """The strategy without what lifts: the order of its measures, groups and meanings alone, as the oracle has it."""
    kept = [
        one.model_copy(update={"levels": tuple(level for level in one.levels if level.rule.reach != "lifts")})
        for one in strategy.comparisons
    ]
    return strategy.model_copy(update={"comparisons": tuple(one for one in kept if one.levels)})


def _levels(strategy: Strategy) -> list[Level]:
    return [level for one in strategy.comparisons for level in one.levels if level.rule.reach == "lifts"]
