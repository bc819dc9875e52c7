"""A part of a picture, cut out to be asked for alone."""

from __future__ import annotations

from typing import NamedTuple

from similarity.logos.picture import Picture
from similarity.logos.refusals import BadPicture

SHORTEST = 8  # pixels of either side of what is cut out
_WHOLE = 1000  # thousandths
LARGER = "Cut out a larger part, or send a larger picture."


class Cut(NamedTuple):
    """Where to cut, in thousandths of the picture's width and height from its left upper corner."""

    left: int
    top: int
    right: int
    bottom: int


WHOLE = Cut(0, 0, _WHOLE, _WHOLE)


def cut_out(picture: Picture, cut: Cut) -> Picture:
    """The part of it. BadPicture where the sides are no part of the picture, or less than SHORTEST apart."""
    if cut == WHOLE:
        return picture
    if not (0 <= cut.left < cut.right <= _WHOLE and 0 <= cut.top < cut.bottom <= _WHOLE):
        raise BadPicture("The part to cut out lies outside of the picture or has no size.", LARGER)
    height, width = picture.pixels.shape[:2]
    top, bottom = (round(side * height / _WHOLE) for side in (cut.top, cut.bottom))
    left, right = (round(side * width / _WHOLE) for side in (cut.left, cut.right))
    if min(bottom - top, right - left) < SHORTEST:
        raise BadPicture(f"The part to cut out is less than {SHORTEST} pixels wide or high.", LARGER)
    opaque = picture.opaque[top:bottom, left:right] if picture.opaque is not None else None
    return Picture(picture.pixels[top:bottom, left:right], opaque, picture.notes)
