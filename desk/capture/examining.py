"""Whether a PDF may be kept: its pages and bookmarks, or why not. In a process of its own (`similarity.logos.worker`).

Every object that can be reached from the document is looked at; nothing is run, drawn or decompressed that is no
structure of the document.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import orjson
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from similarity.logos.refusals import BadPicture

OBJECTS = 400_000  # looked at, at most
PAGES, BOOKMARKS, LONGEST = 5_000, 2_000, 300
# What a document of a file has no need of, by the key or the kind of action that says it.
KEYS = {
    "/JS": "JavaScript", "/JavaScript": "JavaScript", "/EmbeddedFiles": "embedded files", "/EF": "embedded files",
    "/AF": "embedded files", "/XFA": "a form of XFA", "/RichMedia": "films or sounds",
    "/RichMediaContent": "films or sounds",
}  # fmt: skip
ACTIONS = {
    "/JavaScript": "JavaScript", "/Launch": "a program to start", "/SubmitForm": "a form that sends itself",
    "/ImportData": "data to fetch", "/GoToE": "embedded files", "/GoToR": "another file to open",
    "/Rendition": "films or sounds", "/Movie": "films or sounds", "/Sound": "films or sounds",
}  # fmt: skip


def examined(content: bytes) -> bytes:
    """Pages and bookmarks as JSON. BadPicture, whose detail says why the PDF is not taken."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            raise BadPicture("it is encrypted; send it without a password")
        _refuse_active(reader)
        pages = _pages(reader)
        told = {"pages": len(pages), "bookmarks": _bookmarks(reader, pages)}
    except (PdfError, RecursionError, KeyError, IndexError, TypeError, ValueError) as error:
        if isinstance(error, BadPicture):
            raise
        raise BadPicture("it is damaged, or no PDF; print it anew as a PDF") from error
    return orjson.dumps(told)


def _refuse_active(reader: PdfFileReader) -> None:
    seen, waiting, count = set[tuple[int, int]](), [_object(reader.root_ref), reader.trailer], 0
    while waiting:
        count += 1
        if count > OBJECTS:
            raise BadPicture(f"it has more than {OBJECTS:,} objects; print it anew as a PDF")
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            place = (one.idnum, one.generation)
            if place in seen:
                continue
            seen.add(place)
            one = _object(one)
        if isinstance(one, generic.DictionaryObject):
            _refuse(one)
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, generic.ArrayObject):
            waiting += [one.raw_get(index) for index in range(len(one))]


def _refuse(one: generic.DictionaryObject) -> None:
    found = next((said for key, said in KEYS.items() if key in one), None)
    kind = _value(one, "/S")
    found = found or (ACTIONS.get(str(kind)) if isinstance(kind, generic.NameObject) else None)
    if _value(one, "/Subtype") in {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen"}:
        found = "attachments, films or sounds"
    if found:
        raise BadPicture(f"it holds {found}; print it anew as a PDF without")


def _pages(reader: PdfFileReader) -> dict[tuple[int, int], int]:
    """The number of each page, from 1, by its object."""
    found: dict[tuple[int, int], int] = {}
    seen, waiting = set[tuple[int, int]](), [reader.root.raw_get("/Pages")]
    while waiting:
        ref = waiting.pop()
        place = (ref.idnum, ref.generation) if isinstance(ref, generic.IndirectObject) else (-len(seen) - 1, 0)
        if place in seen:
            raise BadPicture("its pages lead in a circle; print it anew as a PDF")
        seen.add(place)
        node = ref.get_object()
        if "/Kids" in node:
            waiting += reversed([node["/Kids"].raw_get(index) for index in range(len(node["/Kids"]))])
            continue
        found[place] = len(found) + 1
        if len(found) > PAGES:
            raise BadPicture(f"it has more than {PAGES:,} pages; split it")
    if not found:
        raise BadPicture("it has no page")
    return found


def _bookmarks(reader: PdfFileReader, pages: dict[tuple[int, int], int]) -> list[tuple[int, str]]:
    """Page and title; those that lead to no page of the document are left out."""
    outlines = _value(reader.root, "/Outlines")
    found = []
    for one in _entries(outlines) if isinstance(outlines, generic.DictionaryObject) else ():
        to = _value(one, "/Dest")
        action = _value(one, "/A")
        if to is None and isinstance(action, generic.DictionaryObject):
            to = _value(action, "/D")
        if isinstance(to, generic.ArrayObject) and len(to):
            page = to.raw_get(0)
            place = (page.idnum, page.generation) if isinstance(page, generic.IndirectObject) else None
            title = "".join(letter if letter.isprintable() else " " for letter in str(_value(one, "/Title") or ""))
            if place in pages and title.strip():
                found.append((pages[place], title.strip()[:LONGEST]))
    return found


def _entries(outlines: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    seen, waiting = set[int](), [_value(outlines, "/First")]
    while waiting and len(seen) < BOOKMARKS:
        one = waiting.pop()
        if not isinstance(one, generic.DictionaryObject) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [_value(one, "/Next"), _value(one, "/First")]


def _object(ref: generic.IndirectObject | generic.Reference) -> object:
    return ref.get_object()


def _value(one: generic.DictionaryObject, key: str) -> object:
    """What stands under the key, wherever the PDF keeps it; None when nothing does."""
    return one[key] if key in one else None  # noqa: SIM401 - `get` of pyhanko gives a reference as it is
