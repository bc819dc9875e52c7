"""The document store: whole or not at all, the same bytes back, no picture that is none."""

import hashlib
import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from registry.documents import DocumentStore, keep
from registry.errors import CorruptDocument, DocumentMissing, UnacceptableDocument


@pytest.fixture
def store(tmp_path: Path):
    return DocumentStore(tmp_path / "documents", largest=1_000_000)


def picture(form: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(content, form)
    return content.getvalue()


def test_what_is_put_comes_back(store: DocumentStore):
    digest = store.put(b"content")
    assert digest == hashlib.sha256(b"content").hexdigest()
    assert store.put(b"content") == digest
    assert store.get(digest) == b"content"
    assert store.has(digest)
    assert list(store.digests()) == [digest]


def test_many_put_the_same_at_once(store: DocumentStore):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(store.put, [b"x" * 100_000] * 32))) == 1
    assert [path.name for path in store.folder.rglob(".new-*")] == []


def test_a_changed_file_is_noticed_and_mended_by_putting_it_again(store: DocumentStore):
    digest = store.put(b"content")
    (path,) = store.folder.rglob(digest)
    path.write_bytes(b"contend")
    with pytest.raises(CorruptDocument, match="restore this file"):
        store.get(digest)
    store.put(b"content")
    assert store.get(digest) == b"content"


def test_what_is_not_there_is_said(store: DocumentStore):
    for digest in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(DocumentMissing):
            store.get(digest)


def test_too_much_and_nothing_are_refused(store: DocumentStore):
    for content, reason in ((b"", "empty"), (b"x" * 1_000_001, "takes 1000000 at most")):
        with pytest.raises(UnacceptableDocument, match=reason):
            store.put(content)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "TIFF"])
def test_a_picture_is_known_by_its_content(store: DocumentStore, form: str):
    kept = keep(store, picture(form), name="logo", role="logo")
    assert (kept.media_type, kept.width, kept.height) == (f"image/{form.lower()}", 4, 3)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"this is text", "logo.png", "is no picture"),
        (picture("PNG")[:45], "logo.png", "damaged|no picture"),
        (picture("BMP"), "logo.bmp", "is no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.png", "is an SVG"),
        (b"<!-- a -->" * 300 + b"<!DOCTYPE svg>\n<svg:svg/>", "logo", "is an SVG"),
        (b"a letter", "logo", "is no picture, but a logo is one"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><svg/>", "logo", "is an SVG"),
    ],
)
def test_a_picture_that_is_none_is_refused_and_not_kept(store: DocumentStore, content: bytes, name: str, reason: str):
    with pytest.raises(UnacceptableDocument, match=reason):
        keep(store, content, name=name, role="logo")
    assert list(store.digests()) == []


def test_a_picture_too_large_to_open_is_refused_before_it_is_opened(store: DocumentStore):
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    with pytest.raises(UnacceptableDocument, match="pixels"):
        keep(store, bomb, name="logo.png", role="logo")


def test_a_picture_of_as_many_pixels_as_are_taken_is_kept(store: DocumentStore):
    written = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(written, "PNG")
    assert keep(store, written.getvalue(), name="logo.png", role="logo").width == 10_000


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        ("Brief an Müller".encode(), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
def test_other_files_are_kept_as_what_they_are(store: DocumentStore, content: bytes, media_type: str):
    kept = keep(store, content, name="letter", role="letter")
    assert (kept.media_type, kept.width, kept.size) == (media_type, None, len(content))
