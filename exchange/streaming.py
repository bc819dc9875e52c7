"""The way every XML reader goes through a file: open, refuse what is unsafe, stream records with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from exchange import xml
from exchange.opening import contents
from exchange.reading import Head, Limits, MalformedFile

Recognise = Callable[[Head], bool]


def found(
    path: Path, tags: frozenset[str], recognise: Recognise, title: str, limits: Limits
) -> Iterator[tuple[xml.Found, str]]:
    """Each record's element with its place, `file:line`. MalformedFile when a document is of another kind or breaks."""
    for content in contents(path, limits):
        for element in of_kind(content.chunks, content.label, tags, recognise, title=title, limits=limits):
            yield element, f"{content.label}:{element.line}"


def of_kind(
    chunks: Iterable[bytes], label: str, tags: frozenset[str], recognise: Recognise, *, title: str, limits: Limits
) -> Iterator[xml.Found]:
    """The same for one document, after looking at its root."""
    head, again = xml.safe_start(chunks, label, limits)
    if not recognise(head):
        raise MalformedFile(f"{label}:1", f"its root is {head.root!r}, so it is no {title}")
    yield from xml.elements(again, label, tags, limits)
