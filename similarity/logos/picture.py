"""A picture opened with suspicion: from the bytes somebody sent to at most LONGEST by LONGEST pixels, or a refusal.

The size in pixels is known to be bearable before anything is decoded. Of 10,000 by 10,000 pixels a PNG takes 0.5 GB
and 3 s on one busy core, a progressive CMYK JPEG 0.9 GB and 7 s, a WebP 1.6 GB and 4 s: what their decoders take, and
little beside, as a large picture is converted and made smaller in bands. What could still harm, a fault in a decoder
or a file made to take long, is why this runs in the processes of `similarity.logos.guarded`.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from similarity.logos.kinds import is_svg, other
from similarity.logos.refusals import AGAIN, LARGEST_BYTES, LONGEST, SMALLER, BadPicture, bearable
from similarity.logos.shrinking import GAP, shape, shrunk

__all__ = ["LARGEST_BYTES", "LARGEST_PIXELS", "LONGEST", "BadPicture", "Picture", "opened"]

LARGEST_PIXELS = 100_000_000  # as the register: 10,000 by 10,000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")
FIRST_FRAME = "The file holds several pictures; only the first was examined."
_OPAQUE = 128  # the least alpha of a pixel that is of the logo, of 255
_ORIENTATION = 0x0112  # EXIF
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DAMAGE = (  # what Pillow raises for broken files, by what was seen; MemoryError is not among it
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Picture:
    """`pixels`: (h, w, 3) RGB of 0 to 255, laid on white paper; `opaque`: (h, w), None when every pixel is; `notes`:
    what a person should know of how it was read, in sentences.
    """

    pixels: NDArray[np.uint8]
    opaque: NDArray[np.bool_] | None
    notes: tuple[str, ...]


def opened(content: bytes) -> Picture:
    """The picture in a file of whatever name, upright, its longer side at most LONGEST pixels; never enlarged.

    BadPicture, with a sentence of what is wrong and one of what to send; MemoryError when there is not enough.
    """
    bearable(content)
    if is_svg(content):
        raise BadPicture("The file is an SVG, which can carry scripts and is not opened.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of broken metadata, which does no harm, and of sizes, which are checked here
        try:
            return _read(content)
        except BadPicture:
            raise
        except Image.DecompressionBombError as error:
            raise BadPicture(f"The picture has more than {LARGEST_PIXELS:,} pixels.", SMALLER) from error
        except UnidentifiedImageError as error:
            raise _unknown(content) from error
        except _DAMAGE as error:
            raise BadPicture(f"The picture is damaged or was cut off on its way: {str(error)[:200]}.", AGAIN) from error


def _read(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        width, height = picture.size
        if width * height > LARGEST_PIXELS:
            raise BadPicture(
                f"The picture has {width:,} by {height:,} pixels; at most {LARGEST_PIXELS:,} in all are taken.", SMALLER
            )
        if not width * height:
            raise BadPicture("The picture has no pixels.")
        picture.draft(
            None, shape(width, height, LONGEST * GAP)
        )  # a JPEG is decoded at a half, a quarter or an eighth of its size
        picture.load()
        orientation = _orientation(picture)
        small = shrunk(picture, LONGEST)
        notes = (FIRST_FRAME,) if _holds_more(picture) else ()
    if orientation in _TURNS:
        small = small.transpose(_TURNS[orientation])
    pixels = np.asarray(small)
    if small.mode == "RGB":
        return Picture(pixels, None, notes)
    alpha = pixels[..., 3:].astype(np.uint32)
    on_white = (pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    opaque = pixels[..., 3] >= _OPAQUE
    return Picture(on_white.astype(np.uint8), None if opaque.all() else opaque, notes)


def _orientation(picture: Image.Image) -> int:
    """What EXIF says of how to turn the picture; 1, as it is, when that cannot be read."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except _DAMAGE:
        return 1


def _holds_more(picture: Image.Image) -> bool:
    """Whether there are more frames or pages; what lies behind a first that was read is nobody's error."""
    try:
        return bool(getattr(picture, "is_animated", False))
    except _DAMAGE:
        return False


def _unknown(content: bytes) -> BadPicture:
    starts = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"II", b"MM", b"BM")
    kind = other(content)
    if kind is None and content.startswith(starts):
        return BadPicture("The picture is damaged or was cut off on its way: its beginning cannot be read.", AGAIN)
    return BadPicture(f"The file is {kind or 'no picture'}{', which is not read here' if kind else ''}.")
