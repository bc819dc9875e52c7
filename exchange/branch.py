"""Reading an element tree so that nothing is lost: what is taken is removed, what remains can be listed.

A reader takes what it knows where to put; `left` then names every text that it did not take. So a file with an
element that no reader foresaw keeps its content (as notes of the record) instead of losing it without a word.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from exchange import dates
from exchange.numbers import whole
from exchange.text import cleaned, words

YES = frozenset({"true", "t", "y", "yes", "1"})
NO = frozenset({"false", "f", "n", "no", "0"})
# Elements that say how to reach someone; only a party's own fields keep them from the public.
REACH = re.compile(r"e-?mail(?!Auth)|phone|fax(?!ing)", re.IGNORECASE)


class Leaf(NamedTuple):
    path: str  # local names from the record's element down, by slashes
    text: str

    @property
    def name(self) -> str:
        """The last two steps in plain words, without containers: `Assignor: legal entity name`."""
        steps = [words(step) for step in self.path.split("/") if not step.endswith(("Bag", "Details", "Ext"))]
        return ": ".join([*steps[-2:-1], steps[-1]]) if steps else words(self.path)


class Branch:
    """An element of a record and the warnings collected for the whole record.

    Paths are local names by slashes, below this element. Every `take…` removes what it returns.
    """

    def __init__(self, element: etree._Element, warnings: list[str]) -> None:
        self.element = element
        self.warnings = warnings

    @property
    def name(self) -> str:
        return str(self.element.tag)

    def warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)

    def each(self, path: str) -> Iterator[Branch]:
        for element in self.element.findall(path):
            yield Branch(element, self.warnings)

    def first(self, path: str) -> Branch:
        """The first element of that path; an empty one when there is none, so that nothing can be taken from it."""
        found = self.element.find(path)
        return Branch(etree.Element("absent") if found is None else found, self.warnings)

    def has(self, path: str) -> bool:
        return self.element.find(path) is not None

    def attribute(self, name: str) -> str | None:
        """An attribute by its local name."""
        for key, value in self.element.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return cleaned(str(value)).text
        return None

    def own(self) -> str | None:
        """All text of this element and what is in it, on one line."""
        if len(self.element):
            raw: str | None = "".join(str(part) for part in self.element.itertext())
            for node in self.element.iter():
                node.text = None
                if node is not self.element:
                    node.tail = None
        else:
            raw, self.element.text = self.element.text, None
        if raw is None:
            return None
        text, removed = cleaned(raw)
        if removed:
            self.warn(f"{removed} control character(s) taken out of {words(self.name)}")
        return text

    def texts(self, path: str) -> tuple[str, ...]:
        """The non-empty texts of that path, in the file's order."""
        found = (branch.own() for branch in self.each(path))
        return tuple(text for text in found if text)

    def text(self, path: str) -> str | None:
        """The first non-empty text of that path; later ones stay, and show up in `left`."""
        for branch in self.each(path):
            text = branch.own()
            if text:
                return text
        return None

    def date(self, path: str) -> dt.date | None:
        """A calendar date; one that cannot be read is absent, with a warning."""
        text = self.text(path)
        if text is None or not text.strip("0"):
            return None
        found = dates.date(text)
        if found is None:
            self.warn(f"{words(path.rpartition('/')[2])}: {text!r} is no date; left out")
        return found

    def partial(self, path: str) -> str | None:
        """As much of a date as is known: `2011`, `2011-05` or `2011-05-31`."""
        text = self.text(path)
        if text is None or not text.strip("0"):
            return None
        found = dates.partial(text)
        if found is None:
            self.warn(f"{words(path.rpartition('/')[2])}: {text!r} is no date; left out")
        return found

    def flag(self, path: str) -> bool | None:
        text = self.text(path)
        if text is None:
            return None
        if text.lower() in YES | NO:
            return text.lower() in YES
        self.warn(f"{words(path.rpartition('/')[2])}: {text!r} says neither yes nor no; left out")
        return None

    def number(self, path: str) -> int | None:
        """A whole number; one that cannot be read is absent, with a warning."""
        text = self.text(path)
        return None if text is None else self._number(path, text)

    def numbers(self, path: str) -> tuple[int, ...]:
        """All whole numbers of that path; those that cannot be read are absent, with a warning."""
        found = (self._number(path, text) for text in self.texts(path))
        return tuple(number for number in found if number is not None)

    def _number(self, path: str, text: str) -> int | None:
        number = whole(text)
        if number is None:
            self.warn(f"{words(path.rpartition('/')[2])}: {text!r} is no whole number; left out")
        return number

    def left(self, ignored: Mapping[str, str]) -> list[Leaf]:
        """What nobody took: each text with its path, but for paths whose end is in `ignored` (path → reason)."""
        found = []
        for node in self.element.iter():
            said = [part for part in (node.text, *(child.tail for child in node)) if part and not part.isspace()]
            text = cleaned(" ".join(said)).text if said else None
            if text:
                path = self._path(node)
                steps = path.split("/")
                if any("/".join(steps[-length:]) in ignored for length in (1, 2, 3)):
                    continue
                if REACH.search(path):
                    where = f"{words(steps[-1])} of {words(steps[0])}"
                    self.warn(f"{where} left out: notes are public, how to reach someone is not")
                    continue
                found.append(Leaf(path, text))
        return found

    def _path(self, node: etree._Element) -> str:
        steps = [str(node.tag)]
        while node is not self.element:
            parent = node.getparent()
            if parent is None or parent is self.element:
                break
            steps.append(str(parent.tag))
            node = parent
        return "/".join(reversed(steps))
