"""What is heard of the marks, kept by the process that compares them.

Reading two thousand marks from the engine takes longer than finding them, so each is read once. A mark is known by its
generation of the index, its tie (a number made of its id) and the number of its last write (`_seq_no`), so what is kept
is never what was there before: a change and a rebuild ask the engine again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from threading import Lock
from typing import NamedTuple


class Proposed(NamedTuple):
    """A mark as the engine proposes it: where it lies, its tie, and the number of its last write there."""

    generation: str
    tie: int
    written: int


class Mark(NamedTuple):
    """A mark's id, and its spellings as `similarity.heard.Ear` gives them."""

    id: str
    heard: tuple[str, ...]


class Memory:
    """The latest `most` marks, about 0.5 kB each. Several threads may use one."""

    def __init__(self, most: int = 1_000_000) -> None:
        self.most = most
        self._kept: dict[int, tuple[str, int, Mark]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, proposed: Iterable[tuple[str, int, int]]) -> list[Mark] | None:
        """These marks, of `Proposed` or tuples like it; None when one is not known, or was written since."""
        found = []
        known = self._kept.get
        for generation, tie, written in proposed:
            kept = known(tie)
            if kept is None or kept[1] != written or kept[0] != generation:
                return None
            found.append(kept[2])
        return found

    def keep(self, marks: Sequence[tuple[Proposed, Mark]]) -> None:
        """From now on known; the marks kept longest make room. What is given has been read: others wait meanwhile."""
        with self._lock:
            for (generation, tie, written), mark in marks:
                self._kept[tie] = generation, written, mark
            for tie in list(islice(self._kept, max(0, len(self._kept) - self.most))):
                del self._kept[tie]
