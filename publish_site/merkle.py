"""The hash tree of RFC 6962, section 2.1, with SHA-256: one root for many leaves, a short proof for each. Pure.

A leaf is hashed with 00 before it and a pair with 01, so that no pair can be given out as a leaf. Where a level is odd
its last hash goes up as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HEX = 64  # digits of a hash
_LEAF, _PAIR = b"\x00", b"\x01"


class Tree:
    """All levels of the tree, the leaves' hashes first: each further proof costs a look-up a level."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = [_sha256(_LEAF + leaf) for leaf in leaves]
        self._levels = [level]
        while len(level) > 1:
            odd = level[len(level) // 2 * 2 :]
            level = [_sha256(_PAIR + left + right) for left, right in zip(level[::2], level[1::2], strict=False)] + odd
            self._levels.append(level)

    def __len__(self) -> int:
        """How many leaves."""
        return len(self._levels[0])

    @property
    def root(self) -> str:
        """The root in lower-case hex; of no leaves that of the empty string."""
        top = self._levels[-1]
        return (top[0] if top else _sha256(b"")).hex()

    def proof(self, place: int) -> tuple[str, ...]:
        """What proves the leaf at `place`, counted from 0: the hashes beside its way up. IndexError where none is."""
        if not 0 <= place < len(self):
            raise IndexError(f"the tree has {len(self)} leaves and none at place {place}")
        beside: list[str] = []
        for level in self._levels[:-1]:
            if (place ^ 1) < len(level):
                beside.append(level[place ^ 1].hex())
            place //= 2
        return tuple(beside)


def root(leaves: Iterable[bytes]) -> str:
    """The root over the leaves, in lower-case hex."""
    return Tree(leaves).root


def proof(leaves: Iterable[bytes], place: int) -> tuple[str, ...]:
    """The proof of one leaf. Whoever needs more than one keeps a `Tree`."""
    return Tree(leaves).proof(place)


def proves(leaf: bytes, place: int, of: int, proof: Sequence[str], root: str) -> bool:
    """Whether the proof shows that `leaf` stands at `place` among `of` leaves under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < of or not all(_is_hash(text) for text in proof):
        return False
    hashed, last = _sha256(_LEAF + leaf), of - 1
    for beside in map(bytes.fromhex, proof):
        if last == 0:
            return False  # the proof goes on above the root
        if place % 2 or place == last:
            hashed = _sha256(_PAIR + beside + hashed)
            while not place % 2 and place:  # the levels on which it went up as it was
                place, last = place // 2, last // 2
        else:
            hashed = _sha256(_PAIR + hashed + beside)
        place, last = place // 2, last // 2
    return last == 0 and hashed.hex() == root


def _is_hash(text: str) -> bool:
    return len(text) == HEX and all(digit in "0123456789abcdef" for digit in text)


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
