"""The sentences of the document itself, in the languages of the INID table (`words.yaml`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mappings.yaml import load


@dataclass(frozen=True)
class Words:
    """One language; `said` by name, `months` from January on."""

    language: str
    said: dict[str, str]
    months: tuple[str, ...]

    def day(self, day: dt.date) -> str:
        return self.said["day"].format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def counted(self, number: int) -> str:
        """12 345 publications, with narrow no-break spaces."""
        figure = f"{number:,}".replace(",", "\u202f")
        return self.said["publication" if number == 1 else "publications"].format(count=figure)


@cache
def words(language: str) -> Words:
    """English where there is no other."""
    table: Any = load(Path(__file__).with_name("words.yaml"))
    found = language if language in table else "en"
    said = dict(table[found])
    return Words(found, said, tuple(said.pop("months")))
