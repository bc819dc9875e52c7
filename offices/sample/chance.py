"""Chance from a seed: the same words give the same stream on any machine, and each filing has a stream of its own."""

from __future__ import annotations

from random import Random


def stream(*words: object) -> Random:
    """A stream of chance named by `words`. Python seeds a text through SHA-512, the same on every platform."""
    return Random("/".join(str(word) for word in words))


def shuffled(position: int, size: int, seed: int) -> int:
    """Where `position` lands when 0 … size-1 are shuffled, without holding them: four rounds of a keyed Feistel
    walk.
    """
    half = 1
    while half * half < size:
        half *= 2
    value = position
    while True:
        left, right = divmod(value, half)
        for round_key in range(4):
            mixed = (right * 0x9E3779B1 + seed * 0x85EBCA6B + round_key * 0xC2B2AE35 + 0x27D4EB2F) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
            left, right = right, (left + (mixed ^ (mixed >> 13))) % half
        value = left * half + right
        if value < size:
            return value
