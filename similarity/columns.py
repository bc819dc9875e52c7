"""The spellings of many marks as columns: every word once, with its sounds; rows of words; marks of rows.

A row is one spelling of one mark (`heard.Ear.heard`). Columns are appended to and never changed, so that one thread may
read what has been there while another adds. What is chosen of them side by side is a `table.Table`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from similarity.heard import DISCLAIMED

Ints = NDArray[Any]  # whole numbers of whatever width

LETTERS = 36
_CODE = np.zeros(256, dtype=np.int32)
for _place, _letter in enumerate(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1):
    _CODE[_letter] = _place
_SIZE = LETTERS + 1  # 0 is the pad before and behind a text
TRIGRAMS = _SIZE**3
LONGEST = 64  # letters of a text whose trigrams are counted: longer marks are compared by their words


class OtherEar(ValueError):
    """A spelling was heard in another number of languages than those before it."""


class Column:
    """Numbers or strings, appended to. What `all` gave stays as it was.

    An array, whatever it holds: a list of a million strings would be walked through by each collection of garbage.
    """

    def __init__(self, dtype: DTypeLike) -> None:
        self._room: NDArray[Any] = np.empty(16, dtype=dtype)
        self._used = 0

    def __len__(self) -> int:
        return self._used

    @property
    def all(self) -> NDArray[Any]:
        return self._room[: self._used]

    def extend(self, values: Sequence[Any] | Ints) -> None:
        used = self._used + len(values)
        if used > len(self._room):
            room = np.empty(max(used, 2 * len(self._room)), dtype=self._room.dtype)
            room[: self._used] = self.all
            self._room = room
        self._room[self._used : used] = values
        self._used = used


class Lists:
    """Lists of whole numbers, one behind the other."""

    def __init__(self, dtype: type) -> None:
        self._flat, self._starts, self._lengths = Column(dtype), Column(np.int64), Column(np.int32)

    def extend(self, flat: Sequence[int] | Ints, lengths: Ints) -> None:
        """More lists: the numbers of all of them, and how many each has."""
        self._starts.extend(len(self._flat) + np.cumsum(lengths) - lengths)
        self._flat.extend(flat)
        self._lengths.extend(lengths)

    def of(self, places: Ints) -> tuple[Ints, Ints]:
        """The numbers of these lists, one behind the other, and how many each has."""
        lengths = self._lengths.all[places]
        ends = np.cumsum(lengths)
        offsets = self._starts.all[places] - (ends - lengths)
        return self._flat.all[np.repeat(offsets, lengths) + np.arange(ends[-1] if len(ends) else 0)], lengths


class Columns:
    """`rows` of a mark, `words` and `grams` of a row are numbers; by their numbers the texts and the sounds.

    A reading that is the same as that of the first language is the same string; `word_differs` and `row_differs` have a
    bit for each language in which it is another.
    """

    def __init__(self) -> None:
        self.languages: int | None = None
        self.rows, self.words, self.grams = Lists(np.int32), Lists(np.int32), Lists(np.uint16)
        self.normal, self.joined = Column(object), Column(object)
        self.sounding: list[Column] = []  # by language, of each row, its words run together
        self.row_differs = Column(np.uint32)
        self.spelled = Column(object)  # each word
        self.sounds: list[Column] = []  # by language, of each word
        self.word_differs = Column(np.uint32)
        self.disclaimed = Column(np.bool_)  # each word: whether it stands in a mark whose holder claims no right in it
        self._known: dict[str, int] = {}  # the number of the first word with these letters, as it is marked
        self._others: dict[str, list[int]] = {}  # of those with the same letters and other sounds
        self._marks = 0

    def __len__(self) -> int:
        return self._marks

    def extend(self, marks: Sequence[Sequence[str]]) -> None:
        """More marks, each with its spellings as `heard.Ear.heard` gives them. OtherEar before anything is added."""
        heard = [row for mark in marks for row in mark]
        if heard:
            self._add_rows(heard)
        counts = np.fromiter(map(len, marks), dtype=np.int32, count=len(marks))
        self.rows.extend(np.arange(len(self.normal) - len(heard), len(self.normal)), counts)
        self._marks += len(marks)

    def chosen(self, marks: Ints) -> Columns:
        """These marks alone, in this order, as columns of their own."""
        found = Columns()
        found.languages = self.languages
        rows, spellings = self.rows.of(marks)
        words, lengths = self.words.of(rows)
        numbers, places = np.unique(words, return_inverse=True)
        found.rows.extend(np.arange(len(rows)), spellings)
        found.words.extend(places, lengths)
        found.grams.extend(*self.grams.of(rows))
        found.sounding = [_part(column, rows) for column in self.sounding]
        found.normal, found.joined, found.row_differs = (
            _part(column, rows) for column in (self.normal, self.joined, self.row_differs)
        )
        found.sounds = [_part(column, numbers) for column in self.sounds]
        found.word_differs = _part(self.word_differs, numbers)
        found._know(self._marked(numbers))
        found._marks = len(marks)
        return found

    def _add_rows(self, heard: Sequence[str]) -> None:
        heard_in = {row.count("/") for row in heard}
        if len(heard_in) > 1 or (self.languages not in {None, *heard_in}):
            raise OtherEar(f"heard in {sorted(heard_in)} languages, those before in {self.languages}")
        if self.languages is None:
            self.languages = heard_in.pop()
            self.sounding = [Column(object) for _ in range(self.languages)]
            self.sounds = [Column(object) for _ in range(self.languages)]
        cells = "/".join(heard).split("/")
        marked, first, *others = [cells[column :: self.languages + 1] for column in range(self.languages + 1)]
        read = [first, *[[one or same for one, same in zip(other, first, strict=True)] for other in others]]
        normal = "\n".join(marked).replace(DISCLAIMED, "").split("\n")
        joined = _run_together(normal)
        grams = trigrams(joined)
        sounding, differs = _same_once(list(map(_run_together, read)))
        lengths = np.fromiter([text.count(" ") + 1 for text in normal], dtype=np.int32, count=len(normal))
        numbers = self._numbers(marked, read)  # nothing was added before, and nothing fails after
        self.words.extend(numbers, lengths)
        self.grams.extend(grams[grams < TRIGRAMS], (grams < TRIGRAMS).sum(axis=1))
        self.row_differs.extend(differs)
        # A row of one word has the word's own strings.
        alone = lengths == 1
        words = np.array(numbers)[(np.cumsum(lengths) - lengths)[alone]]
        for rows, of_words, texts in (
            (self.normal, self.spelled, normal),
            (self.joined, self.spelled, joined),
            *zip(self.sounding, self.sounds, sounding, strict=True),
        ):
            column = np.array(texts, dtype=object)
            column[alone] = of_words.all[words]
            rows.extend(column)

    def _numbers(self, marked: Sequence[str], read: Sequence[Sequence[str]]) -> list[int]:
        """The number of each word of the rows; words not known before are added."""
        columns = [" ".join(lines).split(" ") for lines in (marked, *read)]
        numbers: list[int] = []
        new: dict[tuple[str, ...], int] = {}
        for word in zip(*columns, strict=True):
            number = self._number(word)
            if number is None:
                number = new.setdefault(word, len(self.spelled) + len(new))
            numbers.append(number)
        if new:
            spelled, *sounds = zip(*new, strict=True)
            distinct, differs = _same_once(sounds)
            for language, column in enumerate(distinct):
                self.sounds[language].extend(column)
            self.word_differs.extend(differs)
            self._know(spelled)
        return numbers

    def _know(self, spelled: Sequence[str]) -> None:
        """More words, as they are marked, with whatever sounds."""
        for number, letters in enumerate(spelled, len(self.spelled)):
            if self._known.setdefault(letters, number) != number:
                self._others.setdefault(letters, []).append(number)
        self.spelled.extend([letters.removeprefix(DISCLAIMED) for letters in spelled])
        self.disclaimed.extend([letters.startswith(DISCLAIMED) for letters in spelled])

    def _marked(self, numbers: Ints) -> list[str]:
        """These words as they were given."""
        spelled, disclaimed = self.spelled.all[numbers].tolist(), self.disclaimed.all[numbers].tolist()
        return [f"{DISCLAIMED}{word}" if no_right else word for word, no_right in zip(spelled, disclaimed, strict=True)]

    def _number(self, word: Sequence[str]) -> int | None:
        """The number of a word that is known with these sounds."""
        letters, sounds = word[0], word[1:]
        first = self._known.get(letters)
        if first is None:
            return None
        numbers: list[int] = [first, *self._others.get(letters, ())]
        for number in numbers:
            if all(column.all[number] == sound for column, sound in zip(self.sounds, sounds, strict=True)):
                return number
        return None


def _part(column: Column, places: Ints) -> Column:
    found = Column(column.all.dtype)
    found.extend(column.all[places])
    return found


def _same_once(read: Sequence[Sequence[str]]) -> tuple[list[Sequence[str]], Ints]:
    """The readings by language, those that are as in the first language the same string; and where they differ."""
    first, *others = read
    found, differs = [first], np.zeros(len(first), dtype=np.uint32)
    for language, other in enumerate(others, 1):
        found.append([one if one == own else own for one, own in zip(first, other, strict=True)])
        apart = [one is not own for one, own in zip(first, found[-1], strict=True)]
        differs |= np.array(apart, dtype=np.uint32) << np.uint32(language)
    return found, differs


def trigrams(texts: Sequence[str]) -> NDArray[np.int32]:
    """The trigrams of each text of A to Z and 0 to 9, with a pad before and behind, as numbers below TRIGRAMS.

    A row for each text; TRIGRAMS where it has ended.
    """
    longest = min(LONGEST, max(map(len, texts), default=0))
    letters = "".join([text[:longest].ljust(longest + 1) for text in texts]).encode("ascii")
    codes = np.zeros((len(texts), longest + 2), dtype=np.int32)
    codes[:, 1:] = _CODE[np.frombuffer(letters, dtype=np.uint8).reshape(len(texts), longest + 1)]
    found: NDArray[np.int32] = (codes[:, :-2] * _SIZE + codes[:, 1:-1]) * _SIZE + codes[:, 2:]
    found[codes[:, 1:-1] == 0] = TRIGRAMS
    return found


def _run_together(lines: Iterable[str]) -> list[str]:
    return "\n".join(lines).replace(" ", "").split("\n")
