"""Pictures and files of pictures, good and bad, for the tests of what is opened."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

RED, BLUE = (200, 30, 20), (10, 40, 190)


def sample(width: int = 60, height: int = 40) -> Image.Image:
    """The left half red, the right half blue."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *between: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(between) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def near(found, expected, by: int = 12) -> bool:
    return bool((np.abs(np.asarray(found).astype(int) - np.asarray(expected)) <= by).all())
