"""What can still be read of a file with mistakes, so that one mistake does not hide those that come after it.

An unknown key is taken for the one that was probably meant, or left out; a value for the one that was probably meant.
What nobody can guess leaves the whole file out.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from mappings import yaml
from offices import problems
from offices.problems import Problem, proposed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

ROUNDS = 4  # what stands right may bring further mistakes to light
APART = ("fields",)  # of a register: what stands there no other file looks at, so a value may be guessed
Held = dict[type[BaseModel], tuple[type[BaseModel], ...]]


@dataclass(frozen=True)
class Salvaged:
    """`read` is None where the file cannot be used at all. `mended` are the places about which nothing more is said."""

    read: BaseModel | None
    problems: tuple[Problem, ...] = ()
    mended: frozenset[str] = frozenset()

    def hides(self, problem: Problem) -> bool:
        """Whether a later mistake may come from what was guessed."""
        return any(problem.where == place or problem.where.startswith(f"{place}.") for place in self.mended)


def salvaged(path: Path, model: type[BaseModel], held: Held) -> Salvaged:
    """The file, with the mistakes of its own."""
    found = problems.problems(path, model, held)
    if not found:
        return Salvaged(model.model_validate(yaml.load(path)))
    try:
        data = copy.deepcopy(yaml.load(path))
    except yaml.UnreadableYaml:
        return Salvaged(None, tuple(found))
    mended: set[str] = set()
    for number in range(ROUNDS):
        try:
            return Salvaged(model.model_validate(data), tuple(found), frozenset(mended))
        except ValidationError as error:
            if number:
                found += [one for one in problems.told(path, model, held, error) if one not in found]
            errors = error.errors(include_url=False)
            # One mended key may be the one that another error misses.
            done = [_mend(data, model, held, each, mended) for each in sorted(errors, key=_missing)]
            if not any(done):
                break
    return Salvaged(None, tuple(found))


def _missing(error: ErrorDetails) -> bool:
    return error["type"] == "missing"


def _mend(
    data: Any, model: type[BaseModel], held: Mapping[type[BaseModel], Any], error: ErrorDetails, mended: set[str]
) -> bool:
    """Sets one mistake right in the data; whether it could."""
    loc = [step for step in error["loc"] if step != "[key]"]
    where: Any = data
    for step in loc[:-1]:
        try:
            where = where[step]
        except (KeyError, IndexError, TypeError):
            return False
    if not loc or type(where) not in {dict, list}:
        return False
    way, last = loc[:-1], loc[-1]
    if error["type"] == "extra_forbidden" and last in where:
        value, meant = where.pop(last), proposed(model, held, error)
        if meant and meant not in where:
            where[meant] = value
        mended.add(".".join(map(str, (*way, meant or last))))
        return True
    near = proposed(model, held, error)
    if near is None and way[:1] == [*APART]:
        near = next(iter(re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))), None)
    if near is None or (type(where) is dict and last not in where):
        return False
    where[last] = near
    mended.add(".".join(map(str, way)))
    return True
