"""Pictures of the same sign drawn otherwise, for the tests of looks."""

import io
from collections.abc import Callable

from PIL import Image, ImageOps


def png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def padded(picture: Image.Image) -> Image.Image:
    return ImageOps.expand(picture, border=(90, 20, 30, 160), fill="white")


def framed(picture: Image.Image) -> Image.Image:
    return ImageOps.expand(ImageOps.expand(picture, 30, "white"), 12, "black")


def on_a_sheet(picture: Image.Image) -> Image.Image:
    """Black on white becomes yellow on blue: another ground, other colours."""
    return ImageOps.colorize(picture.convert("L"), black="#f6c700", white="#123a8c")


REDRAWN: dict[str, Callable[[Image.Image], Image.Image]] = {
    "inverted": ImageOps.invert,
    "grey": lambda picture: picture.convert("L").convert("RGB"),
    "padded": padded,
    "framed": framed,
    "on a sheet": on_a_sheet,
    "smaller": lambda picture: picture.resize((picture.width // 3, picture.height // 3)),
    "wider": lambda picture: picture.resize((picture.width * 6 // 5, picture.height)),
    "mirrored": ImageOps.mirror,
    "turned a quarter": lambda picture: picture.rotate(90, expand=True),
    "turned a little": lambda picture: picture.rotate(7, expand=True, fillcolor="white"),
    "cropped": lambda picture: picture.crop((0, 0, picture.width * 9 // 10, picture.height)),
}
