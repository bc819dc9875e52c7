"""A worker: does the jobs that wait, sees to it that those due wait, and finds those whose worker died.

It goes on when Postgres was away, and ends in order when told to: a job in hand is broken off at its next step and
waits again. Several workers may run; the queue lets one job of a name run at a time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.exceptions import ConnectorException

from desk.cli.context import Context
from desk.jobs import queue
from desk.jobs.settings import JobsSettings
from desk.jobs.work import JOBS, Interrupted, Means

AGAIN = 2.0  # seconds until the database is tried again
MINDED = 15.0  # seconds between two looks at what is due and what was left by the dead; shorter with short heartbeats


def work(
    context: Context,
    settings: JobsSettings,
    tell: Callable[[str], None],
    *,
    once: bool = False,
    stop: threading.Event | None = None,
) -> None:
    """Works until told to end (Ctrl-C, SIGTERM); with `once` until nothing waits that can be done now.

    With `stop` it works beside a program that ends it so, and minds no signals.
    """
    means = Means(context, settings, stop or threading.Event())

    def run(name: str, job: int) -> None:
        try:
            said = JOBS[name].run(means)
        except Exception as error:
            tell(f"{name}: {error}" if isinstance(error, Interrupted) else f"{name} failed: {error}")
            queue.told(context.register, job, str(error) or type(error).__name__, failed=True)
            raise
        queue.told(context.register, job, said, failed=False)
        tell(f"{name}: {said}")

    asyncio.run(_Worker(context, settings, tell, run, means.stop).until_told(once=once, signals=stop is None))


class _Worker:
    def __init__(
        self,
        context: Context,
        settings: JobsSettings,
        tell: Callable[[str], None],
        run: queue.Run,
        stop: threading.Event,
    ) -> None:
        self.context, self.settings, self.tell, self.run, self.stop = context, settings, tell, run, stop

    async def until_told(self, *, once: bool, signals: bool) -> None:
        ending, loop = asyncio.Event(), asyncio.get_running_loop()

        def end() -> None:
            self.stop.set()
            ending.set()

        for each in (signal.SIGINT, signal.SIGTERM) if signals else ():
            loop.add_signal_handler(each, end)
        if not signals:
            threading.Thread(target=_pass_on, args=(self.stop, loop, ending), name="worker's end", daemon=True).start()
        away = False
        while not ending.is_set():
            app = queue.open_queue(self.context.running.registry_url, self.settings, self.run)
            try:
                await self._connected(app, ending, once=once)
            except (ConnectorException, psycopg.Error) as error:
                if not away:
                    self.tell(f"The database is away ({error.__cause__ or error}); the worker waits for it.")
                away = True
            else:
                away = False
                if once:
                    return
            await _first(asyncio.sleep(AGAIN), ending.wait())

    async def _connected(self, app: App, ending: asyncio.Event, *, once: bool) -> None:
        """Works until told to end, or until the database is away; with `once` until nothing waits."""
        settings = self.settings
        async with app.open_async():
            await self._mind(app)
            working = app.run_worker_async(
                concurrency=settings.concurrency,
                wait=not once,
                install_signal_handlers=False,
                update_heartbeat_interval=settings.heartbeat_seconds,
                stalled_worker_timeout=settings.stalled_seconds,
                fetch_job_polling_interval=min(5.0, settings.stalled_seconds),
            )
            await _first(working, self._minding(app), ending.wait())

    async def _minding(self, app: App) -> None:
        while True:
            await asyncio.sleep(min(MINDED, self.settings.stalled_seconds / 2))
            await self._mind(app)

    async def _mind(self, app: App) -> None:
        for name in await queue.take_again(app, self.settings.stalled_seconds):
            self.tell(f"{name}: its worker died; it is taken again.")
        await queue.defer_due(app, self.settings, dt.datetime.now(self.context.office.timezone))


def _pass_on(stop: threading.Event, loop: asyncio.AbstractEventLoop, ending: asyncio.Event) -> None:
    stop.wait()
    with suppress(RuntimeError):  # it has ended already
        loop.call_soon_threadsafe(ending.set)


async def _first(*ways: Coroutine[Any, Any, object]) -> None:
    """Waits for the first of them, ends the others in order, and raises what went wrong in any."""
    tasks = [asyncio.ensure_future(each) for each in ways]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    for found in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(found, Exception):
            raise found
