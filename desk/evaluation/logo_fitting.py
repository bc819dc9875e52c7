"""`blazon fit logos`: a vocabulary from named pictures, and what it finds of pictures it was not fitted on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

from desk.evaluation.files import BadFile
from similarity.logos import fitting, ink
from similarity.logos.fitting import Raw
from similarity.logos.picture import opened
from similarity.logos.refusals import BadPicture

Progress = Callable[[str, int, int], None]


def raws(files: Sequence[Path], progress: Progress) -> list[Raw]:
    """What is learned from each view of each file, in their order; these are the office's own files. BadFile."""
    found: list[Raw] = []
    for number, one in enumerate(_seen(files), 1):
        progress("looking", number, len(files))
        found += one
    return found


def _seen(files: Sequence[Path]) -> Iterator[list[Raw]]:
    with get_context("spawn").Pool(os.cpu_count() or 1) as pool:
        yield from pool.imap(_raw, files, chunksize=16)


def _raw(file: Path) -> list[Raw]:
    try:
        picture = opened(file.read_bytes())
    except BadPicture as problem:
        raise BadFile(f"{file}: {problem}") from problem
    except OSError as problem:
        raise BadFile(f"{file}: cannot be read: {problem}") from problem
    return fitting.raw(ink.on_ground(picture.pixels, picture.opaque))
