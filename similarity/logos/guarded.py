"""Pictures are examined in processes of their own, which cannot harm the rest: bounded in time and in memory.

A picture that makes its process run too long, take too much or end is refused in a sentence, and the process is
replaced. `similarity.logos.worker` says what such a process gives up.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import LifoQueue
from threading import Event
from types import TracebackType
from typing import Self

from similarity.logos.child import Child, Lost
from similarity.logos.frames import DONE, REFUSED, SPENT, refused
from similarity.logos.refusals import AGAIN, BEFORE, SMALLER, BadPicture, BrokeOff, bearable

MEMORY = 2_000 << 20  # bytes; a WebP of 100 megapixels fails with 1,500 MiB, everything else passes with 1,000
RENEWED = 1_000  # files after which a process is replaced, whatever they left behind in it
log = logging.getLogger(__name__)


class Closed(RuntimeError):
    """The workers were closed before or while they were asked."""


class Workers:
    """At most `processes` processes that hand the bytes of a file to `work` (`module:function`) and its bytes back.

    A context manager. They start when they are first needed and end with it, or with this process, however it ends.
    Any number of threads may ask; who finds all processes at work waits for one. `seconds` are those of one file, from
    when it is handed over; `memory` the bytes that examining it may take.
    """

    def __init__(self, work: str, *, processes: int = 1, seconds: float = 20.0, memory: int = MEMORY) -> None:
        self._closed = Event()
        self._seats = [_Seat(work, seconds, memory, self._closed) for _ in range(processes)]
        self._free: LifoQueue[_Seat] = LifoQueue()  # the one used last is asked first, so that few processes start
        for seat in self._seats:
            self._free.put(seat)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends all processes, also those at work: who waits for an answer gets Closed."""
        self._closed.set()
        for seat in self._seats:
            seat.kill()
        seats = [self._free.get() for _ in self._seats]
        for seat in seats:
            seat.vacate()
            self._free.put(seat)  # for who still waits, to find it closed

    def run(self, content: bytes) -> bytes:
        """What the work makes of a file. BadPicture; Closed; WorkDoesNotStart, which is no picture's fault."""
        bearable(content, BEFORE)
        seat = self._free.get()
        try:
            return seat.ask(content)
        finally:
            self._free.put(seat)

    def map(self, contents: Iterable[bytes]) -> Iterator[bytes | BadPicture]:
        """What `run` returns or raises of each file, in their order; all processes work, a few files ahead."""
        with ThreadPoolExecutor(len(self._seats)) as threads:
            ahead: deque[Future[bytes | BadPicture]] = deque()
            for content in contents:
                ahead.append(threads.submit(self._tried, content))
                if len(ahead) > 2 * len(self._seats):
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

    def _tried(self, content: bytes) -> bytes | BadPicture:
        try:
            return self.run(content)
        except BadPicture as bad:
            return bad


class _Seat:
    """Where one process works, or its successor; one thread at a time asks there."""

    def __init__(self, work: str, seconds: float, memory: int, closed: Event) -> None:
        self._work, self._seconds, self._memory, self._closed = work, seconds, memory, closed
        self._child: Child | None = None

    def ask(self, content: bytes) -> bytes:
        child = self._ready()
        try:
            kind, body = child.ask(content, self._seconds)
            bad = None if kind == DONE else _bad(kind, body)
        except TimeoutError as error:
            self.vacate()
            raise BrokeOff(f"The picture took longer than {self._seconds:g} seconds to examine.", SMALLER) from error
        except Lost as error:
            status = self.vacate()
            if self._closed.is_set():
                raise Closed("the workers were closed") from error
            log.warning("a process that examined a picture was lost: %s; its status was %s", error, status)
            raise BrokeOff("The picture could not be examined: the program that read it broke off.", AGAIN) from error
        if kind == SPENT:
            self.vacate()
        if bad:
            raise bad
        return body

    def kill(self) -> None:
        """From any thread."""
        if child := self._child:
            child.kill()

    def vacate(self) -> int | None:
        """Ends the process; its status, below 0 the signal that ended it."""
        child, self._child = self._child, None
        return child.end() if child else None

    def _ready(self) -> Child:
        if self._child and (self._child.ended() or self._child.asked >= RENEWED):
            self.vacate()
        if not self._child and not self._closed.is_set():
            self._child = Child(self._work, self._seconds, self._memory)
        if not self._child or self._closed.is_set():
            self.vacate()
            raise Closed("the workers are closed")
        return self._child


def _bad(kind: bytes, body: bytes) -> BadPicture:
    if kind not in {REFUSED, SPENT}:
        raise Lost("its answer is none")
    try:
        return BadPicture(*refused(body))
    except ValueError as error:
        raise Lost("its answer is none") from error
