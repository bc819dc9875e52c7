"""A gallery of drawn logos, of any size: drawn and looked at on all cores, and kept in a file for the next time.

What is kept belongs to one way of drawing: when `offices.sample` draws otherwise, all is looked at anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from desk.looking import workers
from indexer.looks import KEPT_AT_ONCE, Looks
from offices.sample import data
from offices.sample.drawing.logo import draw
from offices.sample.logos import logo
from similarity.logos import keys, look
from similarity.logos.look import Look

FOLDER = "drawn-logos"  # in the home of the stack
_DRAWS = (
    *("chance.py", "logos.py", "words.py", "drawing/*.py", "drawing/*.yaml"),
    *("coinage.yaml", "languages.yaml", "scripts.yaml", "sectors.yaml"),
)

Progress = Callable[[str, int, int], None]


def looks(home: Path) -> Looks:
    """The looks of drawn logos by their names; to be closed."""
    return Looks(home / FOLDER, str.encode, workers(kept_bytes))


def names(count: int, seed: int, first: int = 0) -> list[str]:
    """What the logos are called in the file: the way of drawing, the seed, the number."""
    return [f"{drawing()}-{seed}-{number}" for number in range(first, first + count)]


def prepare(kept: Looks, wanted: Sequence[str], progress: Progress) -> None:
    """Draws and looks at what is not kept yet. Interrupted, it goes on where it was."""
    done = 0

    def some() -> None:
        nonlocal done
        done += KEPT_AT_ONCE
        progress("drawing and looking", min(done, len(wanted)), len(wanted))

    kept.prepare(wanted, some)


def questions(wanted: Sequence[str]) -> Iterator[Look]:
    """The looks of drawn logos as they are asked for, with their outlines turned."""
    with workers(asked_bytes) as asking:
        for found in asking.map(one.encode() for one in wanted):
            if isinstance(found, Exception):
                raise found
            yield look.unpacked(found)


@cache
def drawing() -> str:
    """The way of drawing: a hash over all that has a part in it."""
    found = hashlib.sha256()
    for pattern in _DRAWS:
        for file in sorted(data.FOLDER.glob(pattern)):
            found.update(file.read_bytes())
    return found.hexdigest()[:12]


def kept_bytes(named: bytes) -> bytes:
    """What the workers run for the index: the logo of that name, drawn and looked at."""
    return keys.kept_bytes(_png(named))


def asked_bytes(named: bytes) -> bytes:
    """What they run for a question."""
    return keys.asked_bytes(keys.asking(_png(named)))


def _png(named: bytes) -> bytes:
    _, seed, number = named.decode().split("-")
    return draw(logo(int(number), int(seed)), quickly=True).png
