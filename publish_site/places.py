"""Where a gazette is read from to be verified: a folder, or a web server."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Protocol
from urllib.parse import quote, urlsplit

import httpx

CHUNK = 1 << 20  # bytes read at once
LARGEST = 2 << 30  # bytes of a file that are read at all
WHOLE = 512 << 20  # bytes of a file that is read whole: the manifest of an issue of a million files
KEPT, SMALL = 4_096, 64 << 10  # files, and bytes of each, kept from their first reading for the second
SECONDS, PATIENCE = 30.0, 900.0  # without a byte, and for a file
AT_ONCE = 8  # requests
REDIRECTS = 5

Expected = tuple[str, int | None, str]  # path, size where it is known, SHA-256


class NotReached(Exception):
    """A server did not answer, or not with a file: that says nothing of the gazette."""


class Place(Protocol):
    """Files by their path within the site."""

    def there(self, path: str) -> bool: ...

    def content(self, path: str) -> bytes | None:
        """The bytes of a plain file; None where there is none."""

    def differ(self, files: Iterable[Expected]) -> Iterator[str]:
        """For each file why it is not the published one, "" when it is."""

    def paths(self) -> set[str] | None:
        """All there are; None where they cannot be listed."""


class Disk:
    """A folder. FileNotFoundError when there is none."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is no folder")
        self._present = {
            p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()
        }

    def there(self, path: str) -> bool:
        return path in self._present

    def content(self, path: str) -> bytes | None:
        found = self._present.get(path)
        return found.read_bytes() if found and found.is_file() and not found.is_symlink() else None

    def differ(self, files: Iterable[Expected]) -> Iterator[str]:
        return (self._differs(*file) for file in files)

    def paths(self) -> set[str]:
        return set(self._present)

    def _differs(self, path: str, size: int | None, digest: str) -> str:
        found = self._present.get(path)
        if found is None:
            return "is missing"
        if found.is_symlink() or not found.is_file():
            return "is no plain file"
        measured = found.stat().st_size
        if size is not None and measured != size:
            return _sized(measured, size)
        hashed = hashlib.sha256()
        with found.open("rb") as file:
            while chunk := file.read(CHUNK):
                hashed.update(chunk)
        return "" if hashed.hexdigest() == digest else CHANGED


CHANGED = "its SHA-256 is not the published one"


def _sized(found: int, size: int) -> str:
    return f"has {found} bytes, published were {size}"


class Server:
    """A site on a web server, by the address of its front page or folder. Close it after use.

    Redirects are followed within the same scheme, host and port alone. NotReached from any reading when the server
    does not answer, sends too much or takes too long; ValueError for an address that is none.
    """

    def __init__(self, address: str) -> None:
        try:
            split, whole = urlsplit(address), httpx.URL(address)
            wrong = split.scheme not in {"http", "https"} or not split.hostname or split.port == 0
        except (ValueError, httpx.InvalidURL):
            wrong = True
        if wrong or split.username or split.query:
            raise ValueError(f"{address} is no address of a site; it reads https://gazette.example/")
        folder = split.path.rpartition("/")[0] if split.path.endswith(".html") else split.path.rstrip("/")
        self._base = f"{split.scheme}://{split.netloc}{folder}/"
        self._origin = whole.copy_with(path="/", query=None, fragment=None)
        headers = {"Accept-Encoding": "identity", "User-Agent": "blazon-verify"}
        limits = httpx.Limits(max_connections=AT_ONCE)
        self._client = httpx.Client(headers=headers, timeout=SECONDS, limits=limits, follow_redirects=False)
        self._kept: OrderedDict[str, bytes | None] = OrderedDict()
        self._lock = Lock()

    def close(self) -> None:
        self._client.close()

    def there(self, path: str) -> bool:
        return self.content(path) is not None

    def content(self, path: str) -> bytes | None:
        with self._lock:
            if path in self._kept:
                return self._kept[path]
        chunks = self._chunks(path, WHOLE)
        found = None if chunks is None else b"".join(chunks)
        self._keep(path, found)
        return found

    def differ(self, files: Iterable[Expected]) -> Iterator[str]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(lambda file: self._differs(*file), files)

    def paths(self) -> None:
        """A server lists nothing."""

    def _differs(self, path: str, size: int | None, digest: str) -> str:
        chunks = self._chunks(path, LARGEST if size is None else size + CHUNK)
        if chunks is None:
            self._keep(path, None)
            return "is missing"
        hashed, measured, small = hashlib.sha256(), 0, list[bytes]()
        for chunk in chunks:
            hashed.update(chunk)
            measured += len(chunk)
            if measured <= SMALL:
                small.append(chunk)
            if size is not None and measured > size:
                return f"has more than {size} bytes, which were published"
        if size is not None and measured != size:
            return _sized(measured, size)
        if measured <= SMALL:
            self._keep(path, b"".join(small))
        return "" if hashed.hexdigest() == digest else CHANGED

    def _keep(self, path: str, content: bytes | None) -> None:
        if content is not None and len(content) > SMALL:
            return
        with self._lock:
            self._kept[path] = content
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _chunks(self, path: str, most: int) -> Iterator[bytes] | None:
        """The bytes of a file as they come; None where the server says that there is none."""
        if not path or path.startswith("/") or {"", ".", ".."} & set(path.split("/")):
            return None  # a manifest names what is no file of a site
        try:
            request = self._client.build_request("GET", self._base + quote(path))
        except (httpx.InvalidURL, UnicodeError):
            return None  # as above
        try:
            answer = self._followed(request)
        except httpx.HTTPError as error:
            raise NotReached(f"{request.url}: {error or type(error).__name__}") from error
        if answer.status_code in {404, 410}:
            answer.close()
            return None
        if answer.status_code != httpx.codes.OK or answer.headers.get("content-encoding", "identity") != "identity":
            answer.close()
            raise NotReached(f"{request.url} answers {answer.status_code} {answer.reason_phrase}, not with the file")
        return self._read(answer, most)

    def _followed(self, request: httpx.Request) -> httpx.Response:
        for _ in range(REDIRECTS):
            answer = self._client.send(request, stream=True)
            if answer.next_request is None:
                return answer
            answer.close()
            target = answer.next_request.url
            if target.copy_with(path="/", query=None, fragment=None) != self._origin:
                raise NotReached(f"{request.url} leads to another host, {target}; name that address if you trust it")
            request = answer.next_request
        raise NotReached(f"{request.url} leads round in a circle")

    @staticmethod
    def _read(answer: httpx.Response, most: int) -> Iterator[bytes]:
        ends, read = time.monotonic() + PATIENCE, 0
        try:
            for chunk in answer.iter_raw(CHUNK):
                read += len(chunk)
                if time.monotonic() > ends:
                    raise NotReached(f"{answer.url} took more than {PATIENCE:.0f} seconds")
                yield chunk
                if read > most:
                    raise NotReached(f"{answer.url} has more than {most} bytes")
        except httpx.HTTPError as error:
            raise NotReached(f"{answer.url}: {error or type(error).__name__}") from error
        finally:
            answer.close()
