"""Logos that nobody owns, as many as are wanted: each is known by its number alone, so that a smaller gallery is the
beginning of a larger one. About a quarter stand in families of look-alikes, as in the made-up office.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from offices.sample.chance import stream
from offices.sample.data import keys, table
from offices.sample.drawing.logo import RELATIONS, lookalike, plan
from offices.sample.words import name

if TYPE_CHECKING:
    from random import Random

    from offices.sample.drawing.plan import Plan

BLOCK = 26  # logos, of which the first make one family
WITH_WORDS = 0.75  # share of the others; the made-up office has three figurative marks with words to one without


def logo(number: int, seed: int) -> Plan:
    """The plan of logo `number`, from 0."""
    block, place = divmod(number, BLOCK)
    rng = stream(seed, "logo", number)
    if place >= len(RELATIONS):
        return _plan(rng)
    words = name(rng, rng.choice(keys("sectors")))
    return lookalike(_plan(stream(seed, "logo family", block)), place, rng, words.words, words.script)[0]


def redrawn(number: int, seed: int) -> Plan:
    """The motif of logo `number` as another hand draws it: another variant, palette, ground and lettering."""
    first, rng = logo(number, seed), stream(seed, "logo redrawn", number)
    return replace(_plan(rng), motif=first.motif)


def _plan(rng: Random) -> Plan:
    sector = rng.choice(keys("sectors"))
    words = name(rng, sector)
    return plan(rng, words.words if rng.random() < WITH_WORDS else "", words.script, table("sectors")[sector]["motifs"])
