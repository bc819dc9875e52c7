"""A decoded picture made small and plain: RGB or RGBA of 8 bits, averaged by area.

Works in bands of rows, so that a picture of 100 megapixels needs little memory beside what it was decoded into.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

GAP = 3  # whole-number averaging stops at 3 times the last size: what is left then sees what a fair average sees
_BAND = 4_000_000  # pixels that are converted at once


def shape(width: int, height: int, longest: int) -> tuple[int, int]:
    """The same proportions with a longer side of at most `longest` pixels, a pixel wide and high at least."""
    share = min(1.0, longest / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


def shrunk(picture: Image.Image, longest: int) -> Image.Image:
    """The picture as RGB, or as RGBA where it may have transparency, its longer side at most `longest` pixels.

    Colours are averaged by how opaque they are. ValueError where the values of the picture are no numbers.
    """
    width, height = picture.size
    small = shape(width, height, longest)
    across, down = (max(1, int(old / new / GAP)) for old, new in zip((width, height), small, strict=True))
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    white = _white(picture)
    sheet = Image.new(mode, (math.ceil(width / across), math.ceil(height / down)))
    rows = max(1, _BAND // width // down) * down
    for top in range(0, height, rows):
        band = picture.crop((0, top, width, min(height, top + rows)))
        plain = band if white is None else _eight_bits(band, *white)
        sheet.paste(plain.convert(mode).reduce((across, down)), (0, top // down))
    return sheet.resize(small, Image.Resampling.BOX)


def _white(picture: Image.Image) -> tuple[float, float] | None:
    """What is black and what is white in a picture whose grey has more than 8 bits; None for all others."""
    if picture.mode.startswith("I;16"):
        return 0, 65_535
    if picture.mode not in {"I", "F"}:
        return None
    low, high = (float(end) for end in picture.getextrema() if isinstance(end, (int, float)))
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("its grey values are no numbers")
    return low, high


def _eight_bits(band: Image.Image, low: float, high: float) -> Image.Image:
    """Grey of 8 bits; with the alpha that the file's one transparent value asks for."""
    values = np.asarray(band)
    if values.dtype == np.uint16:
        grey = Image.fromarray((values >> 8).astype(np.uint8))
    else:
        share = (np.nan_to_num(values.astype(np.float32), nan=low) - low) / ((high - low) or 1.0)
        grey = Image.fromarray((share.clip(0, 1) * 255 + 0.5).astype(np.uint8))
    unseen = band.info.get("transparency")
    if not isinstance(unseen, int):
        return grey
    alpha = Image.fromarray(np.where(values == unseen, 0, 255).astype(np.uint8))
    return Image.merge("LA", (grey, alpha))
