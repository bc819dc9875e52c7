"""The details of a view: local features (SIFT, Lowe, IJCV 2004), wherever they stand, turned and of whatever size.

Compared as RootSIFT (Arandjelovic and Zisserman, CVPR 2012).
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from similarity.logos.ink import Floats
from similarity.logos.views import SIDE

MOST = 300  # features of a view
LENGTH = 128  # numbers of a descriptor
_CONTRAST, _EDGE = 0.02, 12
_BLUR = 0.8  # pixels
_FULL_TURN = 360.0

# OpenCV's own threads are off, so that the same picture gives the same keys.
cv2.setNumThreads(1)
_SIFT = cv2.SIFT.create(nfeatures=MOST, contrastThreshold=_CONTRAST, edgeThreshold=_EDGE)


class Details(NamedTuple):
    """Local features, the strongest first. `places` n by 4: x and y as shares of the side, size in pixels, direction as
    share of a turn; `descriptors` n by 128, each of length 1.
    """

    places: Floats
    descriptors: Floats


def details(view: Floats) -> Details:
    """The local features of a view, at most MOST; simple shapes may have none."""
    grey = cv2.GaussianBlur((255 - view * 255).astype(np.uint8), (0, 0), _BLUR)
    found, descriptors = _SIFT.detectAndCompute(grey, None)
    if not found:
        return Details(np.zeros((0, 4), dtype=np.float32), np.zeros((0, LENGTH), dtype=np.float32))
    strongest = np.argsort([-one.response for one in found], kind="stable")[:MOST]
    places = np.array(
        [(one.pt[0] / SIDE, one.pt[1] / SIDE, one.size, one.angle % _FULL_TURN / _FULL_TURN) for one in found],
        dtype=np.float32,
    )
    return Details(places[strongest], rooted(descriptors[strongest].astype(np.float32)))


def rooted(descriptors: Floats) -> Floats:
    """RootSIFT: the roots of the shares, so that the dot product is the Hellinger kernel."""
    sums = descriptors.sum(axis=1, keepdims=True)
    found: Floats = np.sqrt(descriptors / np.maximum(sums, 1e-6)).astype(np.float32)
    return found
