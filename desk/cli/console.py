"""What the command line says: data to standard output as JSON or plain lines, everything else to standard error."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]  # step, done, total (0: not known)

WORTH_A_LINE = 1.0  # seconds
EVERY = 30.0  # seconds between two lines of a step that goes on

errors = Console(stderr=True, highlight=False)


def tell(sentence: str) -> None:
    """A message for the person, never data."""
    errors.print(sentence, markup=False, soft_wrap=True)


def emit(data: object) -> None:
    """One JSON document to standard output, with a line end. Sorted nowhere: the order of keys is the contract's."""
    sys.stdout.buffer.write(orjson.dumps(data, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


@contextmanager
def progress_bars(*, each: bool = False) -> Iterator[Report]:
    """What takes long: a bar a step on a terminal; elsewhere a line for each step that took a while.

    With `each` also one when a step begins, and how far it is every half minute.
    """
    if not errors.is_terminal:
        lines = Lines(each=each)
        with lines.beating():
            yield lines
        return
    columns = (SpinnerColumn(), TextColumn("{task.description:<34}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors) as bars:
        tasks: dict[str, TaskID] = {}

        def bar(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total or None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield bar


@dataclass
class _Step:
    began: float
    done: int = 0
    total: int = 0
    told: bool = False
    ended: bool = False


class Lines:
    """A step's lines: that it begins, how far it is, how long it took."""

    def __init__(self, *, each: bool, every: float = EVERY) -> None:
        self._each, self._every = each, every
        self._steps: dict[str, _Step] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        held = self._steps.get(step)
        if held is None or done == 0:  # the step begins, perhaps not for the first time
            self._steps.pop(step, None)  # the last of them is the one that runs
            held = self._steps[step] = _Step(now, told=held.told if held else False)
        held.done, held.total, held.ended = done, total, done >= total > 0
        took = now - held.began
        if held.ended and took > WORTH_A_LINE:
            held.began = now
            tell(f"{step}: done in {took:.0f} s" if total == 1 else f"{step}: {total:,} in {took:.0f} s")
        elif self._each and not held.told and not held.ended:
            held.told = True
            tell(f"{step} …")

    @contextmanager
    def beating(self) -> Iterator[None]:
        """How far the step is that runs, said now and then until the block is left."""
        if not self._each:
            yield
            return
        left = threading.Event()
        thread = threading.Thread(target=self._beat, args=(left,), name="progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            left.set()
            thread.join()

    def _beat(self, left: threading.Event) -> None:
        while not left.wait(self._every):
            for name, step in list(self._steps.items())[-1:]:
                if step.ended:
                    tell(f"… after {name.lower()}, {self._every:.0f} s more")
                    continue
                so_far = f"{step.done:,} of {step.total:,}, " if step.total else ""
                tell(f"{name}: {so_far}{time.monotonic() - step.began:.0f} s so far")
