"""What the command line says: data to standard output as JSON or plain lines, everything else to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]  # step, done, total (0: not known)

errors = Console(stderr=True, highlight=False)


def tell(sentence: str) -> None:
    """A message for the person, never data."""
    errors.print(sentence, markup=False)


def emit(data: object) -> None:
    """One JSON document to standard output, with a line end. Sorted nowhere: the order of keys is the contract's."""
    sys.stdout.buffer.write(orjson.dumps(data, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


@contextmanager
def progress() -> Iterator[Report]:
    """Bars for what takes long, one a step, on a terminal; a line a finished step elsewhere."""
    if errors.is_terminal:
        columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=errors) as bars:
            tasks = {}

            def bar(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = bars.add_task(step, total=total or None)
                bars.update(tasks[step], completed=done, total=total or None)

            yield bar
        return
    said: set[str] = set()

    def line(step: str, done: int, total: int) -> None:
        if step not in said and (done >= total or not total):
            said.add(step)
            tell(f"{step}: {total:,} done" if total else step)

    yield line
