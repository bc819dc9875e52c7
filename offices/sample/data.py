"""The generator's own tables, read once: languages, scripts, goods, sectors, places, and texts of patents and
designs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from mappings import yaml

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> dict[Any, Any]:
    """The rows of `<name>.yaml`, by key. FileNotFoundError when there is no such table."""
    rows = yaml.load(FOLDER / f"{name}.yaml")
    assert isinstance(rows, dict), f"{name}.yaml is a table of rows by key"
    return rows


def keys(name: str) -> list[Any]:
    return list(table(name))
