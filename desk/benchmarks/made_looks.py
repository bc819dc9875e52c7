"""Looks of the pictures of made-up marks, kept before anything is measured: looking is no part of what is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from desk.benchmarks.records import logo_digest
from desk.evaluation.drawn_logos import SEED, DrawnLogos, Progress
from desk.evaluation.mixed_looks import Source, mixed
from desk.looking import workers
from indexer.looks import Looks
from registry.errors import DocumentMissing
from similarity.logos import keys

DRAWN = 100  # logos that are drawn; the looks of the marks lie between those of two


class MadeLooks(NamedTuple):
    """`looks` as the indexer takes them, and what new ones are mixed from."""

    looks: Looks
    sources: list[Source]

    def keep(self, first: int, count: int) -> None:
        """Of the marks of these numbers."""
        made = mixed(self.sources, first, first + count, SEED)
        self.looks.kept.put({logo_digest(number): look for number, look in enumerate(made, first)})


@contextmanager
def made_looks(home: Path, progress: Progress) -> Iterator[MadeLooks]:
    """In a file of their own, removed at the end."""
    with DrawnLogos(home) as logos:
        logos.prepare(DRAWN, progress)
        sources = [Source.of(look) for look in logos.of(DRAWN) if look]
    with TemporaryDirectory() as folder:
        looks = Looks(Path(folder), _missing, workers(keys.kept_bytes))
        try:
            yield MadeLooks(looks, sources)
        finally:
            looks.close()


def _missing(digest: str) -> bytes:
    raise DocumentMissing(digest)
