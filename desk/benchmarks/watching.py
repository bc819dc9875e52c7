"""How much memory a process has while something runs."""

from __future__ import annotations

import threading
from typing import Self

import psutil

SECONDS = 0.1  # between two looks


class Watch:
    """The most resident bytes of a process, by default this one, with the children that it has while the block runs;
    those that it had before (a database, an engine) are left out.
    """

    def __init__(self, process: int | None = None) -> None:
        self.peak, self._process, self._end = 0, psutil.Process(process), threading.Event()
        self._before = set(self._process.children(recursive=True))

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            try:
                family = {self._process, *self._process.children(recursive=True)} - self._before
            except psutil.Error:  # it has ended
                return
            self.peak = max(self.peak, sum(map(_resident, family)))
            if self._end.wait(SECONDS):
                return


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
