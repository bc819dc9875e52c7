"""Pictures that somebody sends, looked at in processes apart and few at a time."""

from __future__ import annotations

import logging
import threading

from search_api.errors import Problem
from similarity.logos import keys, look
from similarity.logos.child import WorkDoesNotStart
from similarity.logos.cutting import WHOLE, Cut
from similarity.logos.guarded import Closed, Workers
from similarity.logos.look import BadLook, Look
from similarity.logos.refusals import BadPicture

log = logging.getLogger(__name__)
PATIENCE = 10.0  # seconds that a request waits for its turn
WORK = "similarity.logos.keys:asked_bytes"


class PictureRefused(Problem):
    """A file that cannot be examined, and what to send instead."""

    status = 422
    slug = "picture-refused"
    title = "The picture cannot be examined"

    def __init__(self, bad: BadPicture) -> None:
        super().__init__(bad.detail, remedy=bad.remedy)


class TooManyPictures(Problem):
    """Others are being examined; this one has waited long enough to hold a thread that serves pages."""

    status = 503
    slug = "too-many-pictures"
    title = "This picture was not looked at yet"

    def __init__(self) -> None:
        super().__init__(
            "the pictures before it in the queue take long", remedy="Try again.", headers={"Retry-After": "10"}
        )


class NoLooking(Problem):
    """The processes that examine pictures do not start: the fault is here."""

    status = 503
    slug = "no-looking"
    title = "No picture can be examined now"

    def __init__(self) -> None:
        super().__init__("the program that reads pictures does not start", remedy="Tell the office, and try later.")


class Looking:
    """Looks at pictures for all requests of one process, `at_a_time` at once; the others wait, and not for long."""

    def __init__(self, workers: Workers, at_a_time: int, patience: float = PATIENCE) -> None:
        self._workers, self._patience = workers, patience
        self._turns = threading.BoundedSemaphore(at_a_time)

    def look(self, content: bytes, cut: Cut = WHOLE) -> Look:
        """The look of a picture, or of a part of it, as a question. PictureRefused, TooManyPictures, NoLooking."""
        try:
            return look.unpacked(self.run(keys.asking(content, cut)))
        except BadLook as problem:
            log.exception("a process that examined a picture answered what is no look")
            raise NoLooking from problem

    def run(self, content: bytes) -> bytes:
        """What the workers make of it; the same problems."""
        if not self._turns.acquire(timeout=self._patience):
            raise TooManyPictures
        try:
            return self._workers.run(content)
        except BadPicture as bad:
            raise PictureRefused(bad) from bad
        except (WorkDoesNotStart, Closed) as problem:
            log.exception("pictures cannot be examined")
            raise NoLooking from problem
        finally:
            self._turns.release()

    def close(self) -> None:
        self._workers.close()


def looking(at_a_time: int) -> Looking:
    """With processes of its own, which start with the first picture."""
    return Looking(Workers(WORK, processes=at_a_time), at_a_time)
