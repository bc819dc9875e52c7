"""A file's bytes, plain, gzipped or zipped, a chunk at a time and within limits. Nothing is ever written to disk."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from exchange.reading import Limits, MalformedFile

CHUNK = 64 * 1024
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
# What the libraries raise for a broken file; zipfile also NotImplementedError for a compression that it cannot undo,
# and RuntimeError for a member behind a password.
BROKEN = (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


class Bytes(Protocol):
    """What can be read from: a file, or a stream that unpacks."""

    def read(self, size: int, /) -> bytes: ...


class Content(NamedTuple):
    """One document: its label for places (`file`, or `file!member` of a zip with several) and its chunks."""

    label: str
    chunks: Iterator[bytes]


def contents(path: Path, limits: Limits) -> Iterator[Content]:
    """The documents of the file: itself, or each member of a zip, whose name serves as a label alone.

    Raises MalformedFile for a broken or truncated archive, one inside another, a password, or more than `limits` allow.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as problem:
        raise MalformedFile(path.name, f"cannot be read: {problem.strerror}") from problem
    if head.startswith((ZIP, EMPTY_ZIP)):
        yield from _members(path, limits)
    elif head.startswith(GZIP):
        with _named(path.name), gzip.open(path) as unpacked:
            yield Content(path.name, _chunks(unpacked, path.name, path.stat().st_size, limits))
    else:
        with path.open("rb") as file:
            yield Content(path.name, _chunks(file, path.name, None, limits))


def _members(path: Path, limits: Limits) -> Iterator[Content]:
    with _named(path.name), zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if not members:
            raise MalformedFile(path.name, "an empty zip; it should hold one XML file")
        if len(members) > limits.members:
            raise MalformedFile(path.name, f"{len(members)} files in one zip; at most {limits.members} are read")
        for member in members:
            name = member.filename.replace("\\", "/").rsplit("/", 1)[-1]
            if member.flag_bits & 1:
                raise MalformedFile(path.name, f"{name!r} is encrypted; unpack it first")
            label = path.name if len(members) == 1 else f"{path.name}!{name}"
            with archive.open(member) as unpacked:
                yield Content(label, _chunks(unpacked, label, max(member.compress_size, 1), limits))


def _chunks(stream: Bytes, label: str, packed: int | None, limits: Limits) -> Iterator[bytes]:
    total = 0
    with _named(label):
        while chunk := stream.read(CHUNK):
            if packed is not None and total == 0 and chunk.startswith((ZIP, GZIP)):
                raise MalformedFile(label, "an archive inside an archive; unpack it first")
            total += len(chunk)
            if total > limits.total_bytes:
                raise MalformedFile(label, f"more than {limits.total_bytes:,} bytes; split the file")
            if packed is not None and total > limits.ratio_from and total > packed * limits.ratio:
                raise MalformedFile(
                    label, f"unpacks to more than {limits.ratio} times its size, as a zip bomb does; unpack it yourself"
                )
            yield chunk


@contextmanager
def _named(label: str) -> Iterator[None]:
    """Turns what a decompressor raises into a MalformedFile that names the file."""
    try:
        yield
    except BROKEN as problem:
        raise MalformedFile(label, f"damaged or cut short: {problem or type(problem).__name__}") from problem
