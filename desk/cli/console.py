"""What the command line says: data to standard output as JSON or plain lines, everything else to standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]  # step, done, total (0: not known)

WORTH_A_LINE = 1.0  # seconds

errors = Console(stderr=True, highlight=False)


def tell(sentence: str) -> None:
    """A message for the person, never data."""
    errors.print(sentence, markup=False, soft_wrap=True)


def emit(data: object) -> None:
    """One JSON document to standard output, with a line end. Sorted nowhere: the order of keys is the contract's."""
    sys.stdout.buffer.write(orjson.dumps(data, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


@contextmanager
def progress_bars() -> Iterator[Report]:
    """What takes long: a bar a step on a terminal; elsewhere a line for each step that took a while."""
    if not errors.is_terminal:
        yield _lines()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description:<34}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors) as bars:
        tasks: dict[str, TaskID] = {}

        def bar(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total or None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield bar


def _lines() -> Report:
    begun: dict[str, float] = {}

    def line(step: str, done: int, total: int) -> None:
        now = time.monotonic()
        took = now - begun.setdefault(step, now)
        if done == 0:  # the step begins, perhaps not for the first time
            begun[step] = now
        if done >= total > 0 and took > WORTH_A_LINE:
            begun[step] = now
            tell(f"{step}: done in {took:.0f} s" if total == 1 else f"{step}: {total:,} in {took:.0f} s")

    return line
