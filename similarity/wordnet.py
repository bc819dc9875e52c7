"""Meaning from WordNet files, where the office has them: words of one synset mean the same.

Reads the database files of WordNet (WNDB, wndb(5WN)): `index.noun` and `data.noun`, the same for verb, adj and adv, as
Debian's package `wordnet-base` puts them into `/usr/share/wordnet`. The index is read whole and checked line by line; a
synset is read from the data file when its word is asked for. Of each word the first SENSES senses count, the commonest:
a word means too many things in its later ones. Blazon ships no WordNet and needs none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from similarity.folding import fold
from similarity.meanings import SHORTEST, BadMeanings, Meanings

SENSES = 2  # of each part of speech
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}  # file → how its index names it
_ADJECTIVES = frozenset("as")  # a satellite is an adjective, too
_NOTE = b"  "  # a line of the licence begins so


class Synset(NamedTuple):
    """Where a synset stands: the part of speech by its place in PARTS, and the byte at which its line begins."""

    part: int
    offset: int


class WordNet:
    """`of` says what else a folded word or phrase may be called. Memory: about 60 MB for the 147,000 words of 3.0."""

    def __init__(self, folder: Path) -> None:
        """BadMeanings when a file is missing or is no WNDB."""
        self._data: list[tuple[Path, bytes]] = []
        index: dict[str, tuple[Synset, ...]] = {}
        for number, part in enumerate(PARTS):
            self._data.append((folder / f"data.{part}", _bytes(folder / f"data.{part}")))
            for word, offsets in _index(folder / f"index.{part}", PARTS[part], len(self._data[-1][1])):
                index[word] = (*index.get(word, ()), *[Synset(number, offset) for offset in offsets[:SENSES]])
        self._index: Mapping[str, tuple[Synset, ...]] = index
        self.of = lru_cache(maxsize=16_384)(self._of)

    def __len__(self) -> int:
        """The words and phrases it knows."""
        return len(self._index)

    def _of(self, words: str) -> frozenset[str]:
        if len(words.replace(" ", "")) < SHORTEST:
            return frozenset()
        found = {other for synset in self._index.get(words, ()) for other in self._synset(synset)}
        return frozenset(word for word in found - {words} if len(word.replace(" ", "")) >= SHORTEST)

    def _synset(self, synset: Synset) -> list[str]:
        """The words of a synset, folded. BadMeanings with file and line."""
        path, data = self._data[synset.part]
        line = data[synset.offset : data.find(b"\n", synset.offset)]
        try:
            cells = line.decode("ascii").split(" ")
            count = int(cells[3], 16)
            kind = PARTS[list(PARTS)[synset.part]]
            of_kind = cells[2] == kind or (kind == "a" and cells[2] in _ADJECTIVES)
            if int(cells[0]) != synset.offset or not of_kind or not count or len(cells) < 4 + 2 * count:
                raise ValueError  # noqa: TRY301 - one error for all that is no synset
        except (ValueError, IndexError) as problem:
            number = data.count(b"\n", 0, synset.offset) + 1
            raise BadMeanings(
                f"{path}:{number}: no synset begins at byte {synset.offset}, which the index names; index and data are "
                "not of one WordNet, or the file was changed: install it anew"
            ) from problem
        return [fold(_plain(cells[4 + 2 * place])) for place in range(count)]


class WithWordNet(Meanings):
    """The office's table, and beside it WordNet."""

    def __init__(self, table: Meanings, folder: Path) -> None:
        super().__init__(())
        self._table, self._folder, self._wordnet = table, folder, load(folder)

    def __reduce__(self) -> tuple[type[WithWordNet], tuple[Meanings, Path]]:
        """Another process reads the files anew: they are far larger than their name."""
        return WithWordNet, (self._table, self._folder)

    def of(self, words: str) -> frozenset[str]:
        return self._table.of(words) | self._wordnet.of(words)

    @property
    def signature(self) -> str:
        """The office's table, and where WordNet lies with the size of its files."""
        sizes = " ".join(f"{path.name}:{path.stat().st_size}" for path in sorted(self._folder.glob("*.*")))
        return f"{self._table.signature} {self._folder} {sizes}"


@cache
def load(folder: Path) -> WordNet:
    """The files of a folder, read once. BadMeanings."""
    return WordNet(folder)


def beside(table: Meanings, folder: Path | None) -> Meanings:
    """The table with WordNet beside it; the table alone without a folder. BadMeanings."""
    return WithWordNet(table, folder) if folder else table


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BadMeanings(
            f"{path}: cannot be read ({problem.strerror}); name the folder with WordNet's index and data files, or none"
        ) from problem


def _index(path: Path, kind: str, end: int) -> Iterator[tuple[str, list[int]]]:
    """Each word of an index file, folded, with the offsets of its synsets, the commonest sense first.

    A line is `lemma pos synsets pointers [pointer…] senses tagged offset…`.
    """
    for number, line in enumerate(_bytes(path).split(b"\n"), 1):
        if not line or line.startswith(_NOTE):
            continue
        try:
            cells = line.decode("ascii").split()
            count, pointers = int(cells[2]), int(cells[3])
            offsets = [int(cell) for cell in cells[6 + pointers :]]
            if cells[1] != kind or len(offsets) != count or not count:
                raise ValueError  # noqa: TRY301 - one error for all that is no line of an index
        except (ValueError, IndexError) as problem:
            raise BadMeanings(
                f"{path}:{number}: no line of a WordNet index: `word {kind} synsets pointers … offset …` is expected; "
                "install the files anew"
            ) from problem
        if not all(0 <= offset < end for offset in offsets):
            raise BadMeanings(f"{path}:{number}: names a synset beyond the end of its data file; install both anew")
        if word := fold(cells[0].replace("_", " ")):
            yield word, offsets


def _plain(word: str) -> str:
    """A word of a synset without the marker of its place, `galore(ip)`."""
    return word.split("(", maxsplit=1)[0].replace("_", " ")
