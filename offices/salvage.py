"""What can still be read of a file with mistakes, so that one mistake does not hide those that come after it.

An unknown key is taken for the one that was probably meant, or left out; a value for the one that was probably meant.
What nobody can guess leaves the whole file out.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field, replace
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
    """`read` is None where the file cannot be used at all.

    `guessed` are the places in which a value was guessed or a key left out, `renamed` the keys that were taken for
    others: the place that was meant and the one that is written.
    """

    read: BaseModel | None
    problems: tuple[Problem, ...] = ()
    guessed: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def hides(self, problem: Problem) -> str | None:
        """The guessed place from which a later mistake may come."""
        return next((place for place in self.guessed if _within(problem.where, place)), None)

    def placed(self, problem: Problem) -> Problem:
        """A later mistake with the line on which it is written, where its key was renamed."""
        for meant, written in self.renamed.items():
            if _within(problem.where, meant):
                where = (written + problem.where[len(meant) :]).split(".")
                steps = [int(step) if step.isdecimal() else step for step in where]
                return replace(problem, line=yaml.line(problem.path.read_text(encoding="utf-8"), steps))
        return problem


@dataclass
class Mended:
    """What was set right so far."""

    guessed: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)


def salvaged(path: Path, model: type[BaseModel], held: Held) -> Salvaged:
    """The file, with the mistakes of its own."""
    found = problems.problems(path, model, held)
    if not found:
        return Salvaged(model.model_validate(yaml.load(path)))
    try:
        data = copy.deepcopy(yaml.load(path))
    except yaml.UnreadableYaml:
        return Salvaged(None, tuple(found))
    mended = Mended()
    for number in range(ROUNDS):
        try:
            return Salvaged(model.model_validate(data), tuple(found), frozenset(mended.guessed), mended.renamed)
        except ValidationError as error:
            if number:
                found += [one for one in problems.told(path, model, held, error) if one not in found]
            errors = error.errors(include_url=False)
            # One mended key may be the one that another error misses.
            done = [_mend(data, model, held, each, mended) for each in sorted(errors, key=_missing)]
            found = [one for one in found if one.where not in mended.renamed]  # it is there, under another name
            if not any(done):
                break
    return Salvaged(None, tuple(found))


def _within(where: str, place: str) -> bool:
    return where == place or where.startswith(f"{place}.")


def _missing(error: ErrorDetails) -> bool:
    return error["type"] == "missing"


def _mend(
    data: Any, model: type[BaseModel], held: Mapping[type[BaseModel], Any], error: ErrorDetails, mended: Mended
) -> bool:
    """Sets one mistake right in the data; whether it could."""
    loc = [step for step in error["loc"] if step != "[key]"]
    where: Any = data
    for step in loc[:-1]:
        try:
            where = where[step]
        except (KeyError, IndexError, TypeError):
            return False
    if not loc or not _holds(where, loc[-1]):
        return False
    way, last = loc[:-1], loc[-1]
    if error["type"] == "extra_forbidden":
        value, meant = where.pop(last), proposed(model, held, error)
        if meant and meant not in where:
            where[meant] = value
            mended.renamed[_dotted([*way, meant])] = _dotted(loc)
        else:
            mended.guessed.add(_dotted(loc))
        return True
    near = proposed(model, held, error)
    if near is None and way[:1] == [*APART]:
        near = next(iter(re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))), None)
    if near is None:
        return False
    where[last] = near
    mended.guessed.add(_dotted(way))
    return True


def _holds(where: Any, step: int | str) -> bool:
    """Whether there is something at this step; a kind of value that the model tells apart is none."""
    if isinstance(where, dict):
        return step in where
    return isinstance(where, list) and isinstance(step, int) and step < len(where)


def _dotted(way: list[int | str]) -> str:
    return ".".join(map(str, way))
