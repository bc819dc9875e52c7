"""What a form with a file sends: where it may come from, how large it may be, read into memory and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from desk.web.forms import Pairs
from search_api.errors import Problem
from search_api.looking import TooManyPictures
from similarity.logos.refusals import LARGEST_BYTES, SMALLER

FILE = "upload"  # the field of the form
LARGEST = LARGEST_BYTES + (256 << 10)  # bytes of a request: the file, and the fields beside it
LET_THROUGH = 96 << 20  # bytes of a request that is refused: they are dropped, so that the sentence arrives
FIELDS, LONGEST = 200, 32 << 10  # of one form, and bytes of each
READ_AT_ONCE = 6  # requests at a time, each held in memory until its picture is kept
SECONDS = 90.0  # for one of them
TOO_LARGE = f"The file has more than {LARGEST_BYTES >> 20} MiB."


class SentFile(NamedTuple):
    field: str
    name: str  # as the sender calls it
    content: bytes


class Sent(NamedTuple):
    pairs: Pairs
    picture: bytes | None  # the file in the field `upload`, as somebody sent it
    files: tuple[SentFile, ...] = ()  # those of all fields


class UploadTooLarge(Problem):
    """Nothing of it is kept in memory: what else the form held is not known."""

    status = 422
    slug = "upload-too-large"
    title = "The picture is too large"

    def __init__(self) -> None:
        super().__init__(TOO_LARGE, remedy=SMALLER, headers={"Connection": "close"})


class FormTooLarge(Problem):
    """Nothing of it is kept in memory: what else the form held is not known."""

    status = 422
    slug = "form-too-large"
    title = "The files are too large together"

    def __init__(self, largest: int) -> None:
        remedy = "Nothing was kept. Go back to the form and choose smaller files, or send some of them later."
        super().__init__(f"the form has more than {largest >> 20} MiB", remedy=remedy, headers={"Connection": "close"})


@dataclass(frozen=True)
class Room:
    """How much of a form is taken: by default a picture, and the fields beside it."""

    files: int = 1
    fields: int = FIELDS
    longest: int = LONGEST  # bytes of a field
    largest: int = LARGEST  # bytes of all

    @property
    def refusal(self) -> Problem:
        return UploadTooLarge() if self.largest == LARGEST else FormTooLarge(self.largest)


A_PICTURE = Room()


class OtherSite(Problem):
    """A page of another site had this form sent."""

    status = 403
    slug = "other-site"
    title = "This was not sent from a page of this site"

    def __init__(self) -> None:
        super().__init__("the form came from another site", remedy="Open the search here, and send it from there.")


class FormUnreadable(Problem):
    status = 400
    slug = "form-unreadable"
    title = "The form cannot be read"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, remedy="Go back to the form and send it again.")


class Uploads:
    """Reads the forms of all requests of one process, a few at a time."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(READ_AT_ONCE)

    def of(self, room: Room) -> Callable[[Request], AsyncIterator[Sent]]:
        """What a route depends on that takes such a form. As `sent`."""

        async def read(request: Request) -> AsyncIterator[Sent]:
            async with self.sent(request, room) as sent:
                yield sent

        return read

    @asynccontextmanager
    async def sent(self, request: Request, room: Room = A_PICTURE) -> AsyncIterator[Sent]:
        """The fields and the files of a form; its turn lasts until the block is left.

        OtherSite, UploadTooLarge or FormTooLarge, TooManyPictures, FormUnreadable.
        """
        from_here(request)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise FormUnreadable("it was not sent as multipart/form-data")
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > room.largest:
            await _let_through(request, length)
            raise room.refusal
        if self._turns.locked():
            raise TooManyPictures
        async with self._turns:
            yield await _in_time(request, room)


class _InMemory(MultiPartParser):
    """What was sent is never written to a disk as it came: `spool_max_size` is set to all there may be."""


async def _in_time(request: Request, room: Room) -> Sent:
    try:
        async with asyncio.timeout(SECONDS):
            return await _read(request, room)
    except TimeoutError as problem:
        raise FormUnreadable(f"it took longer than {SECONDS:g} seconds to arrive") from problem
    except MultiPartException as problem:
        raise FormUnreadable(problem.message) from problem
    except ClientDisconnect as problem:
        raise FormUnreadable("it broke off on its way") from problem


async def _read(request: Request, room: Room) -> Sent:
    body = _bounded(request, room)
    parser = _InMemory(request.headers, body, max_files=room.files, max_fields=room.fields, max_part_size=room.longest)
    parser.spool_max_size = room.largest + 1
    form = await parser.parse()
    try:
        pairs, files = [], []
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                pairs.append((name, value))
            elif value.filename or value.size:
                files.append(SentFile(name, value.filename or "", await value.read()))
        picture = next((file.content for file in files if file.field == FILE), None)
        return Sent(pairs, picture, tuple(files))
    finally:
        await form.close()


async def _bounded(request: Request, room: Room) -> AsyncGenerator[bytes, None]:
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= room.largest:
            yield part
        elif size > LET_THROUGH:
            break
    if size > room.largest:
        raise room.refusal


async def _let_through(request: Request, length: str) -> None:
    """Drops a body that is somewhat too large, as a browser reads no answer before it has sent everything."""
    if length.isdecimal() and int(length) <= LET_THROUGH:
        with suppress(TimeoutError, ClientDisconnect):
            async with asyncio.timeout(SECONDS):
                async for _ in request.stream():
                    pass


def from_here(request: Request) -> None:
    """What browsers say of who sends: the site where they tell it, else the origin; programs say neither."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise OtherSite
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise OtherSite
