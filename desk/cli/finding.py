"""The one file that a number on the command line means."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from desk.cli.console import tell
from mappings.number import DossierKey
from registry import reading
from registry.commands import Outcome
from registry.database import Register


def one_file(register: Register, number: str, verb: str) -> DossierKey:
    """Its key; a sentence and exit status 1 when there is none or several. `verb` is what to say instead, with `{}`."""
    keys = reading.find(register, number)
    if not keys:
        tell(f"The register holds no file {number}. Application and registration numbers are known as written.")
        raise typer.Exit(1)
    if len(keys) > 1:
        tell(f"{number} is the number of {len(keys)} files; say which:")
        for key in keys:
            tell(f"  {verb.format(key.id)}")
        raise typer.Exit(1)
    return keys[0]


def as_data(outcome: Outcome) -> dict[str, Any]:
    """What a command did, as JSON has it; the key as other verbs name the file."""
    return {**asdict(outcome), "key": outcome.key.id}
