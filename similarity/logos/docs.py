"""The tables of `docs/logos.md`, made from the code and the strategies so that they cannot go stale."""

from __future__ import annotations

from pathlib import Path

from similarity.docs import SHIPPED, table
from similarity.logos.catalogue import LogoCatalogue, load_folder
from similarity.logos.strategy import MEASURES, LogoStrategy


def strategies(folder: Path = SHIPPED / "logos") -> str:
    """The measures and the strategies of a folder as Markdown. BadStrategy."""
    return tables(load_folder(folder)).rstrip()


def tables(catalogue: LogoCatalogue) -> str:
    """All tables as Markdown."""
    measures = [(f"`{name}`", one.title, one.unit, one.says) for name, one in MEASURES.items()]
    return "\n".join(
        [
            "## What is measured\n",
            table(("measure", "what it is", "unit", "where a level has no sentence of its own"), measures),
            "## The strategies\n",
            *(_strategy(one) for one in catalogue.all()),
        ]
    )


def _strategy(strategy: LogoStrategy) -> str:
    candidates, order = strategy.candidates, strategy.order
    levels = [
        (one.title, f"`{one.measure}`", level.name, str(level.least), level.says or MEASURES[one.measure].says)
        for one in strategy.comparisons
        for level in one.levels
    ]
    proposed = (
        f"Candidates: {candidates.size}, proposed by anchors of outlines ({candidates.outline}) and of details "
        f"({candidates.details}) and by bands of hashes ({candidates.hashes}). {candidates.evidence}\n"
    )
    ordered = (
        f"Order: outline {order.outline}, details {order.details}; below {order.least} % there is no hit. "
        f"{order.evidence}\n"
    )
    return "\n".join(
        [
            f"### {strategy.label}: {strategy.title}\n",
            f"{strategy.description}\n",
            proposed,
            ordered,
            table(("comparison", "measure", "level", "from", "what it says"), levels),
        ]
    )
