"""A gallery of drawn logos, of any size: drawn and looked at on all cores, and kept in a file for the next time.

What is kept belongs to one way of drawing: when `offices.sample` draws otherwise, all is looked at anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from opensearchpy import OpenSearch

from desk.evaluation.logo_scratch import LogoScratch, look_scratch
from desk.evaluation.mixed_looks import Source, mixed
from desk.looking import workers
from indexer.looks import Looks
from mappings.indices import Layout
from offices.sample import data
from offices.sample.drawing.logo import draw
from offices.sample.drawing.plan import Plan
from offices.sample.logos import logo, redrawn
from similarity.logos import keys, look
from similarity.logos.look import Look

SEED = 7
PREPARED_AT_ONCE = 500  # looks, which stay in memory until the next are prepared
FOLDER = "drawn-logos"  # in the home of the stack
_DRAWS = (
    *("chance.py", "logos.py", "words.py", "drawing/*.py", "drawing/*.yaml"),
    *("coinage.yaml", "languages.yaml", "scripts.yaml", "sectors.yaml"),
)

Progress = Callable[[str, int, int], None]


class DrawnLogos:
    """Logos 0, 1, … of one seed. A context manager.

    With `most`, only so many are drawn; looks of higher numbers lie between those of two that are.
    """

    def __init__(self, home: Path, seed: int = SEED, most: int | None = None) -> None:
        self.seed, self.most = seed, most
        self.looks = Looks(home / FOLDER, str.encode, workers(kept_bytes))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.looks.close()

    def names(self, numbers: Iterable[int]) -> list[str]:
        """What the logos are called in the file: the way of drawing, the seed, the number."""
        return [f"{drawing()}-{self.seed}-{number}" for number in numbers]

    def prepare(self, count: int, progress: Progress) -> None:
        """Draws and looks at those of the first `count` that are not kept yet. Interrupted, it goes on where it was."""
        drawn = self._drawn(count)
        for first in range(0, drawn, PREPARED_AT_ONCE):
            self.looks.prepare(self.names(range(first, min(first + PREPARED_AT_ONCE, drawn))))
            progress("drawing and looking", min(first + PREPARED_AT_ONCE, drawn), drawn)

    def of(self, count: int) -> Iterator[bytes | None]:
        """The looks of the first `count` as JSON, None where nothing is drawn."""
        names = self.names(range(self._drawn(count)))
        yield from (self.looks.of([one]) for one in names)
        if count > len(names):
            sources = [Source.of(found) for one in names if (found := self.looks.of([one]))]
            yield from mixed(sources, len(names), count, self.seed)

    @contextmanager
    def gallery(
        self, client: OpenSearch, count: int, layout: Layout, progress: Progress, *, worn: bool = False
    ) -> Iterator[LogoScratch]:
        """The first `count` as an index of their own."""
        self.prepare(count, progress)
        items = [f"logo {number}" for number in range(count)]
        with look_scratch(client, items, self.of(count), layout, progress, worn=worn) as place:
            yield place

    def _drawn(self, count: int) -> int:
        return count if self.most is None else min(count, self.most)

    def asked(self, count: int, sample: int, seed: int = SEED) -> list[tuple[str, Look]]:
        """So many of the first `count`, drawn with that seed, as questions."""
        among = self._drawn(count)
        numbers = Random(seed).sample(range(among), min(sample, among))
        looked_at = _questions(asked_bytes, self.names(numbers))
        return list(zip((f"logo {number}" for number in numbers), looked_at, strict=True))

    def redrawn(self, numbers: Iterable[int]) -> Iterator[Look]:
        """Their motifs as another hand draws them, as questions."""
        return _questions(redrawn_bytes, self.names(numbers))


def _questions(work: Callable[[bytes], bytes], names: Iterable[str]) -> Iterator[Look]:
    with workers(work) as asking:
        for found in asking.map(one.encode() for one in names):
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
    return keys.kept_bytes(_png(logo, named))


def asked_bytes(named: bytes) -> bytes:
    """What they run for a question."""
    return keys.asked_bytes(keys.asking(_png(logo, named)))


def redrawn_bytes(named: bytes) -> bytes:
    """What they run for a question of another hand."""
    return keys.asked_bytes(keys.asking(_png(redrawn, named)))


def _png(planned: Callable[[int, int], Plan], named: bytes) -> bytes:
    _, seed, number = named.decode().split("-")
    return draw(planned(int(number), int(seed)), quickly=True).png
