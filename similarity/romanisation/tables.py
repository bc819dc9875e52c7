"""The tables of this package, one YAML file a script, read once when the first text of that script comes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from mappings import yaml

FOLDER = Path(__file__).with_name("scripts")
_TABLES = TypeAdapter(dict[str, dict[str, str]])


@cache
def tables(name: str) -> Mapping[str, Mapping[str, str]]:
    """The tables of `name`.yaml by their names; a file that holds anything but text is refused by pydantic."""
    return _TABLES.validate_python(yaml.load(FOLDER / f"{name}.yaml"))
