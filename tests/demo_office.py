"""The demo office and its register, opened as the desk opens it, with a clock that the test sets."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desk import rules
from desk.settings import OFFICES
from offices.office import load
from registry import Register, open_register

OFFICE = load(OFFICES / "demo")


@dataclass
class Day:
    """The office's clock: noon of a day."""

    now: dt.datetime = field(default_factory=lambda: dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, day: str) -> None:
        self.now = dt.datetime.fromisoformat(f"{day}T12:00+00:00")


@contextmanager
def opened(url: str, documents: Path, clock: Day) -> Iterator[Register]:
    register = open_register(
        url,
        documents=documents,
        formats=rules.number_formats(OFFICE),
        audiences=rules.audiences(OFFICE),
        publication=rules.publication(OFFICE),
        procedure=rules.procedure(OFFICE, clock),
        registers=rules.registers(OFFICE),
    )
    yield register
    register.close()
