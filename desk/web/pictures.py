"""The pictures as the public gets them: made from what was filed by the gazette's rule, kept, and few at a time."""

from __future__ import annotations

import threading
from pathlib import Path

from publish_site.pictures import held, make
from search_api.looking import PATIENCE, TooManyPictures

AT_A_TIME = 2  # pictures made at once: one of 100 million pixels takes a core for seconds and 1 GB of memory


class Pictures:
    """Makes pictures for all requests of one process; `folder` keeps them, None keeps none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._turns = threading.BoundedSemaphore(AT_A_TIME)

    def full(self, digest: str, content: bytes) -> bytes:
        """The PNG of full size, nothing in it but pixels. ValueError for what is no picture; TooManyPictures."""
        if found := held(digest, self._folder):
            return found[0]
        if not self._turns.acquire(timeout=PATIENCE):
            raise TooManyPictures
        try:
            return (held(digest, self._folder) or make(digest, content, self._folder))[0]
        finally:
            self._turns.release()
