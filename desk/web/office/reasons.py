"""Why something cannot be asked for or answered today, in the words of a party's pages. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desk.web.office.counter import Wording
from mappings.record import Kind
from registry.offered import Against


@dataclass(frozen=True)
class Voice:
    """One language: the office's words, those around them, and how a day is written."""

    words: Wording
    say: Mapping[str, str]
    day: Callable[[dt.date], str]


def why(found: Against, kind: Kind, workflow: str | None, voice: Voice) -> str:
    """A sentence; what has no words of its own is told as the register says it."""
    name, words = "", voice.words
    if found.reason == "pending" and workflow:
        name = words.proceeding(workflow, found.name)
    elif found.reason in {"idle", "over", "early"}:
        name = words.deadline(workflow, found.name)
    elif found.reason == "status":
        name = words.pile(kind, found.name)
    said = voice.say.get(f"against-{found.reason}", "{said}")
    return said.format(name=name, day=voice.day(found.day) if found.day else "", said=found.said)
