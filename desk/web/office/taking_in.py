"""What comes in by a form: files examined in a process apart, typed text set as a document. Never as it was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk import letters
from desk.capture import Examined, Examiner, called
from desk.web.uploads import Room
from publish_site.language import direction
from registry.commands import Enclosure
from registry.documents import DocumentStore
from registry.letter_errors import DocumentRefused

TEMPLATE = Path(letters.__file__).parents[1] / "capture" / "typed.typ"
FILES = 5  # of one form
ROOM = Room(files=FILES, longest=256 << 10, largest=17 << 20)  # 16 MiB of files, and the fields
ACCEPTED = "application/pdf,image/png,image/jpeg,image/tiff,image/webp,image/gif"


@dataclass(frozen=True)
class TypedText:
    """What somebody typed, with what stands above it: label and text."""

    title: str
    about: Sequence[tuple[str, str]]
    text: str
    author: str
    language: str


class Capture:
    """Puts what comes in into the document store, for `registry.commands.Enclosure`."""

    def __init__(self, store: DocumentStore | None, examiner: Examiner, fonts: Path | None = None) -> None:
        self._store, self._examiner, self._fonts = store, examiner, fonts

    def file(self, kind: str, content: bytes, name: str, language: str | None = None) -> Enclosure:
        """DocumentRefused says why it is not taken."""
        found = self._examined(content, called(name))
        return Enclosure(kind, found.document, found.source, found.bookmarks, language)

    def typed(self, kind: str, given: TypedText, day: dt.date) -> Enclosure:
        """The text as a PDF of the office's own making; the same text on the same day gives the same."""
        data = {
            "title": given.title,
            "author": given.author,
            "about": [list(one) for one in given.about],
            "paragraphs": [one.strip() for one in given.text.splitlines() if one.strip()],
            "date": [day.year, day.month, day.day],
            "language": given.language,
            "dir": direction(given.language),
        }
        try:
            made = letters.pdf(data, day, self._fonts, TEMPLATE)
        except letters.NotWritten as error:
            raise DocumentRefused(given.title, str(error)) from error
        found = self._examined(made, "typed.pdf")
        return Enclosure(kind, found.document, found.source, found.bookmarks, given.language)

    def _examined(self, content: bytes, name: str) -> Examined:
        return self._examiner.examine(self._store, content, name)
