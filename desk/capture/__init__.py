"""Documents that come in: examined in a process of its own, a scan made a PDF, then put on the file."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import PurePath

import orjson

from desk.capture.scans import pdf_of
from desk.looking import workers
from mappings.record import Audience, Document
from registry.documents import DocumentStore, keep
from registry.errors import UnacceptableDocument
from registry.letter_errors import DocumentRefused
from registry.pictures import examine
from search_api.looking import NoLooking
from similarity.logos.child import WorkDoesNotStart
from similarity.logos.guarded import Closed, Workers
from similarity.logos.refusals import LARGEST_BYTES, BadPicture, BrokeOff

PDF = "application/pdf"
LONGEST_NAME = 120  # characters


@dataclass(frozen=True)
class Examined:
    """A document that may be kept: its PDF and what was sent, both in the store."""

    document: Document
    source: Document
    bookmarks: tuple[tuple[int, str], ...]


class Examiner:
    """What is sent to a site, examined in one process, which is started with the first of it. To be closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._workers: Workers | None = None

    def examine(self, store: DocumentStore | None, content: bytes, name: str) -> Examined:
        """DocumentRefused says why it is not taken; then nothing of it is kept. NoLooking when none can be examined."""
        if store is None:
            raise DocumentRefused(name, "this register was opened without a document store")
        with self._lock:
            self._workers = self._workers or examiner()
        try:
            return examine_document(self._workers, store, content, name)
        except (WorkDoesNotStart, Closed) as problem:
            raise NoLooking from problem

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            if self._workers:
                self._workers.close()


def called(name: str) -> str:
    """What a sender calls a file, as it may stand in a list: no folder before it, no sign that nobody sees."""
    last = PurePath(name.replace("\\", "/")).name
    clean = "".join(letter for letter in last if letter.isprintable()).strip()
    return clean[-LONGEST_NAME:] or "document"


def examiner() -> Workers:
    """A process that opens PDFs, bounded in time and memory; a context manager."""
    from desk.capture.examining import examined  # noqa: PLC0415 - takes seconds to load, and the process loads it anyway

    return workers(examined, 1)


def examine_document(guarded: Workers, store: DocumentStore, content: bytes, name: str) -> Examined:
    """DocumentRefused says why it is not taken; then nothing of it is kept."""
    if len(content) > LARGEST_BYTES:
        raise DocumentRefused(
            name, f"it has {len(content) >> 20} MiB; at most {LARGEST_BYTES >> 20} are taken, split it"
        )
    try:
        media_type = examine(content, name).media_type
        if media_type == PDF:
            made = content
        elif media_type.startswith("image/"):
            made = pdf_of(content, name)
        else:
            raise DocumentRefused(
                name, f"it is {media_type} by its content; send a PDF, or a scan as PNG, JPEG or TIFF"
            )
        told = orjson.loads(guarded.run(made))
        pages, bookmarks = int(told["pages"]), tuple((int(page), str(title)) for page, title in told["bookmarks"])
        kept = keep(store, made, name=f"{PurePath(name).stem}.pdf", role="other", audience=Audience.STAFF)
        source = keep(store, content, name=name, role="other", audience=Audience.STAFF)
    except UnacceptableDocument as error:
        raise DocumentRefused(name, str(error)) from error
    except BrokeOff as error:
        raise DocumentRefused(
            name, "it cannot be examined in bearable time and memory; print it anew as a PDF"
        ) from error
    except BadPicture as error:
        raise DocumentRefused(name, error.detail) from error
    return Examined(kept.model_copy(update={"pages": pages}), source, bookmarks)
