"""What `blazon similar` is told of goods and services, and how it prints their relation to those of a hit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from desk.strategies import relations
from search_api.applied import from_lines
from search_api.errors import InvalidRequest
from search_api.relations import GoodsUsed, Least, RelationFound, Wanted
from similarity.goods import NONE

LEAST: tuple[Least, ...] = get_args(Least)


def wanted(lines: Sequence[str], *, related_classes: bool, least_degree: str | None) -> Wanted:
    """The options as the search takes them, still without the office's tables. InvalidRequest."""
    least = next((degree for degree in LEAST if degree == least_degree), None)
    if least_degree and least is None:
        error = {
            "parameter": "--least-degree",
            "detail": f"there is no degree {least_degree!r}",
            "remedy": f"Choose one of {', '.join(LEAST)}.",
        }
        raise InvalidRequest([error])
    text = "\n".join(" ".join(line.split()) for line in lines)
    return Wanted(NONE, from_lines(text, "--goods"), related_classes, least)


def judged(asked: Wanted, office: Path) -> Wanted:
    """The same, to be judged by the tables of that office. BadGoods."""
    return replace(asked, tables=relations(office))


def told(goods: GoodsUsed | None) -> Iterator[str]:
    """What was done with goods and classes, above the hits."""
    if goods is None:
        return
    for one in goods.added:
        yield f"Also class {one.number}, for class {one.asked} ({one.degree}): {one.reason}"
    if goods.least_degree:
        lesser = "a lesser relation" if goods.least_degree != "identical" else "goods that are not identical"
        yield f"{goods.left_out} of the first {goods.compared} left out for {lesser}."
    yield from goods.notes


def line(relation: RelationFound) -> str:
    """The relation of one hit."""
    return f"goods: {relation.reason}"
