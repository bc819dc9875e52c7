"""Goods and services of an application: a few believable terms from each of its Nice classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.record import ClassStatus, GoodsClass
from offices.sample.data import table

if TYPE_CHECKING:
    from random import Random


def classes(rng: Random, sector: str, edition: str) -> tuple[GoodsClass, ...]:
    """One to five classes in order of number, mostly those of the sector, rarely one from elsewhere."""
    own = table("sectors")[sector]["classes"]
    count = min(len(own), rng.choices((1, 2, 3, 4, 5), weights=(46, 26, 16, 8, 4))[0])
    chosen = {own[0]} if rng.random() < 0.5 else set()
    while len(chosen) < count:
        chosen.add(rng.choice(own))
    if rng.random() < 0.08:
        chosen.add(rng.choice(list(table("nice"))))
    return tuple(
        GoodsClass(
            number=str(number), edition=edition, goods=terms(rng, number), language="en", status=ClassStatus.PENDING
        )
        for number in sorted(chosen)
    )


def terms(rng: Random, number: int) -> str:
    """Two to eight terms of a class, as they are printed: parted by semicolons, the first with a capital."""
    known: list[str] = table("nice")[number]
    picked = rng.sample(known, min(len(known), rng.choice((2, 3, 3, 4, 5, 6, 8))))
    text = "; ".join(picked)
    return f"{text[0].upper()}{text[1:]}."
