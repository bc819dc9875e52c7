"""What a command asks, as bytes: by their digest the same command is known when it comes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import orjson
from pydantic import BaseModel

from registry.commands import DossierCommand, IssueCommand

# Fields that commands got after they were in use: where one says nothing the command is the one it was before.
_LATER = ("answers", "corrects", "enclosures", "journal", "role")


def payload(command: DossierCommand | IssueCommand) -> bytes:
    """What the command asks, as JSON; its id is not part of it."""
    asked = {field.name: getattr(command, field.name) for field in fields(command) if field.name != "command_id"}
    for name in _LATER:
        if name in asked and asked[name] is None:
            del asked[name]
    return orjson.dumps(
        [type(command).__name__, asked], default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    )


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a command")
