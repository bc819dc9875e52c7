"""A follower in a thread of its own, for a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from indexer.follow import Follower


@contextmanager
def followed(room, **more) -> Iterator[Follower]:
    """A follower at work; at the end of the block it is told to end, and must have ended well."""
    stop = threading.Event()
    follower = room.follower(stop=stop, **more)
    problems = []

    def run() -> None:
        try:
            follower.follow()
        except BaseException as problem:  # noqa: BLE001 - shown by the test's own thread
            problems.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield follower
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert problems == []
