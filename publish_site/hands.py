"""The processes that share the work of a build, and how it is handed out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Protocol

from publish_site import reading, work
from publish_site.work import Job, Worker


class Do(Protocol):
    """Has a `Worker` do each task by a method of that name; the results come in the order of the tasks."""

    def __call__(self, name: str, tasks: Iterable[Any]) -> Iterator[Any]: ...


@contextmanager
def hands(job: Job, index_: reading.Index, workers: int) -> Iterator[Do]:
    """What does tasks: so many processes, or this one. Results come in the order of the tasks."""
    if not workers or index_.settings is None:
        worker = Worker(job, index_.engine)
        yield lambda name, tasks: map(getattr(worker, name), tasks)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=work.begin, initargs=(job,)) as pool:
        yield lambda name, tasks: _ahead(pool, name, tasks, 2 * workers)


def _ahead(pool: ProcessPoolExecutor, name: str, tasks: Iterable[Any], most: int) -> Iterator[Any]:
    """Never more tasks under way than keep all processes busy: what waits is held in memory."""
    running: deque[Future[Any]] = deque()
    for task in tasks:
        running.append(pool.submit(work.call, name, task))
        if len(running) > most:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()
