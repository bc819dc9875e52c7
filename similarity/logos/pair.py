"""Two pictures side by side: what each comparison of a strategy measures, the level that holds, and its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from similarity.logos import ordering
from similarity.logos.evidence import Candidate, MatchedPart, explained
from similarity.logos.look import Look
from similarity.logos.strategy import MEASURES, LogoStrategy, Measure

NO_LEVEL = "No level is reached."


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison; `level` is null where none holds."""

    comparison: str
    title: str
    measure: Measure
    value: int
    unit: str
    level: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class LogoPair:
    """Two pictures by a strategy: `rank` in millionths, as a search would order them; `hit`: whether it would."""

    strategy: str
    asked_views: tuple[str, ...]
    candidate_views: tuple[str, ...]
    rank: int
    hit: bool
    comparisons: tuple[Compared, ...]
    matched: MatchedPart | None


def compare(strategy: LogoStrategy, asked: Look, candidate: Look) -> LogoPair:
    """One look beside another; in both something is drawn. Vienna codes are of files and not known here."""
    values = ordering.compared(asked, ordering.Gallery.of([candidate.rows]))
    total = float(ordering.totals(values, strategy.order.outline, strategy.order.details)[0])
    found = explained(strategy, asked, values, 0, Candidate(candidate.rows, candidate.points))
    said = {one.comparison: one for one in found.said}
    return LogoPair(
        strategy=strategy.label,
        asked_views=asked.views,
        candidate_views=candidate.views,
        rank=round(total * 1_000_000),
        hit=total >= strategy.order.least / 100,
        comparisons=tuple(
            Compared(
                comparison=one.name,
                title=one.title,
                measure=one.measure,
                value=found.values[one.measure],
                unit=MEASURES[one.measure].unit,
                level=said[one.name].level if one.name in said else None,
                sentence=said[one.name].sentence if one.name in said else NO_LEVEL,
            )
            for one in strategy.comparisons
        ),
        matched=found.matched,
    )
