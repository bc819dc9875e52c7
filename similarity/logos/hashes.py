"""Perceptual hashes of a view, and their bands: what the engine is asked for near copies.

A hash has 64 bits in BANDS bands; two hashes that differ in fewer bits than there are bands are the same in one of
them (the pigeonhole principle), so the engine finds all of those by equal terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from similarity.logos.ink import Floats

BANDS = 4
NEAR = BANDS - 1  # bits: hashes that differ in no more have a band in common
BITS = 64
_WIDE = BITS // BANDS
_SIDE = 64  # pixels
_ROOT = 8  # bits of a side


def _wavelet(grey: Image.Image) -> imagehash.ImageHash:
    """The bits of `imagehash.whash` in a tenth of its time.

    With Haar's wavelet and without the lowest frequency, what is left at that level are the means of the blocks, less
    that of all. Here they are whole numbers, so that two blocks that are alike are equal.
    """
    blocks = np.asarray(grey, dtype=np.int64).reshape(_ROOT, _SIDE // _ROOT, _ROOT, _SIDE // _ROOT).sum(axis=(1, 3))
    return imagehash.ImageHash(blocks > np.median(blocks))


_HASHES: Mapping[str, Callable[[Image.Image], imagehash.ImageHash]] = {
    "average": imagehash.average_hash,
    "perceptual": imagehash.phash,
    "difference": imagehash.dhash,
    "wavelet": _wavelet,
}
NAMES = tuple(_HASHES)


def hashes(view: Floats) -> list[int]:
    """The four hashes of a square view, each of 64 bits, in the order of NAMES."""
    grey = Image.fromarray((255 - view * 255).astype(np.uint8)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return [int(str(make(grey)), 16) for make in _HASHES.values()]


def bands(found: Iterable[int]) -> list[str]:
    """The terms of the four hashes of a view, such as `p2ff80`: hash, band, bits."""
    return [
        f"{name[0]}{band}{code >> band * _WIDE & (1 << _WIDE) - 1:04x}"
        for name, code in zip(NAMES, found, strict=True)
        for band in range(BANDS)
    ]


def distances(asked: NDArray[np.uint64], there: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Bits in which hashes differ: asked (n by 4) by there (m by 4), n by m by 4."""
    found: NDArray[np.int64] = np.bitwise_count(asked[:, None] ^ there[None]).astype(np.int64)
    return found
