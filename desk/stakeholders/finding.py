"""Looks for stakeholders who may be the same: among all, or for one. What is found waits for an officer.

All names stand in the order of the alphabet. Those who share a block are compared with one another while it has at
most SMALL; in a larger one each is compared with the WINDOW that follow it. So no block costs more than WINDOW
comparisons for each of its members, and the whole grows with the number of stakeholders and of their blocks.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from desk.stakeholders.comparing import alike
from registry import stakeholder_pairs, stakeholders
from registry.database import Register

SMALL, WINDOW = 16, 8
AT_ONCE = 2_000  # pairs that are compared and kept in one transaction
Progress = Callable[[str, int, int], None]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Looked:
    stakeholders: int
    compared: int  # pairs
    found: int
    seconds: float


def candidates(blocks: Iterable[Iterable[str]]) -> Ints:
    """Pairs of rows that share a block, each once, lower row first. `blocks` are those of each row, by name."""
    owners: list[int] = []
    hashes: list[int] = []
    for row, found in enumerate(blocks):
        each = [_hash(one) for one in found]
        hashes += each
        owners += [row] * len(each)
    row_of, key_of = np.array(owners, dtype=np.int64), np.array(hashes, dtype=np.int64)
    order = np.lexsort((row_of, key_of))
    row_of, key_of = row_of[order], key_of[order]
    edges = np.flatnonzero(np.diff(key_of)) + 1
    starts = np.concatenate(([0], edges)).astype(np.int64)
    sizes = np.diff(np.concatenate((starts, [len(key_of)])))
    size_of = np.repeat(sizes, sizes)
    found_pairs: list[Ints] = []
    for distance in range(1, SMALL):
        same = key_of[distance:] == key_of[:-distance]
        near = same & ((size_of[:-distance] <= SMALL) | (distance <= WINDOW))
        if not near.any():
            break
        pairs = np.stack((row_of[:-distance][near], row_of[distance:][near]), axis=1)
        found_pairs.append(pairs[pairs[:, 0] != pairs[:, 1]])
    if not found_pairs:
        return np.empty((0, 2), dtype=np.int64)
    return np.unique(np.concatenate(found_pairs), axis=0)


def look(register: Register, progress: Progress = lambda _step, _done, _total: None) -> Looked:
    """Among all who are active. A pair that an officer decided stays decided; one that is not found any more goes."""
    began, now = time.monotonic(), dt.datetime.now(dt.UTC)
    numbers: list[str] = []

    def noted() -> Iterator[list[str]]:
        for number, blocks in stakeholder_pairs.blocks(register):
            numbers.append(number)
            yield blocks

    pairs = candidates(noted())
    found = 0
    for start in range(0, len(pairs), AT_ONCE):
        part = pairs[start : start + AT_ONCE]
        with register.session() as session:
            held = stakeholder_pairs.these(session, {numbers[row] for row in part.flat})
            for one, other in part.tolist():
                pair = [held.get(number) for number in sorted((numbers[one], numbers[other]))]
                why = alike(pair[0].details, pair[1].details) if pair[0] and pair[1] else None
                if why:
                    found += 1
                    stakeholder_pairs.keep(session, numbers[one], numbers[other], why, now)
        progress("Comparing stakeholders", start + len(part), len(pairs))
    with register.session() as session:
        stakeholder_pairs.forget(session, now)
    return Looked(len(numbers), len(pairs), found, time.monotonic() - began)


def look_for(register: Register, number: str) -> int:
    """For one, as when it was added or changed; how many it may be."""
    now = dt.datetime.now(dt.UTC)
    with register.session() as session:
        held = stakeholders.find(session, number)
        found = 0
        if held.state == "active":
            blocks = register.procedure.names.names(held.details).blocks
            for other in stakeholder_pairs.sharing(session, held.number, blocks):
                first, second = sorted((held, other), key=lambda each: each.number)
                if why := alike(first.details, second.details):
                    found += 1
                    stakeholder_pairs.keep(session, held.number, other.number, why, now)
        stakeholder_pairs.forget(session, now, held.number)
        return found


def _hash(block: str) -> int:
    return int.from_bytes(blake2b(block.encode(), digest_size=8).digest(), "little", signed=True)
