"""What is wrong in a file of the office, with its line and a proposal."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from mappings import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)


class MisconfiguredOffice(Exception):
    """A file of the office says something it must not; the message names file, line, place and remedy."""


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands and what to do. `line` counts from 1; None where the file itself is missing."""

    path: Path
    line: int | None
    where: str  # keys, joined by full stops; empty for the whole file
    said: str  # what is wrong, with the remedy

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return ": ".join(filter(None, (place, self.where, self.said)))


def read(path: Path, model: type[Model], held: Mapping[type[BaseModel], tuple[type[BaseModel], ...]]) -> Model:
    """The file as its model. MisconfiguredOffice names its first mistake; yaml.UnreadableYaml for what is no YAML."""
    try:
        return model.model_validate(yaml.load(path))
    except ValidationError as error:
        raise MisconfiguredOffice(str(told(path, model, held, error)[0])) from error


def problems(
    path: Path, model: type[BaseModel], held: Mapping[type[BaseModel], tuple[type[BaseModel], ...]]
) -> list[Problem]:
    """All mistakes that the model finds in the file."""
    try:
        model.model_validate(yaml.load(path))
    except ValidationError as error:
        return told(path, model, held, error)
    except yaml.UnreadableYaml as error:
        return [Problem(path, None, "", str(error).removeprefix(f"{path}:"))]
    except UnicodeDecodeError as error:
        return [Problem(path, None, "", f"is no UTF-8 text (byte {error.start}); save it as UTF-8")]
    return []


def at(path: Path, where: Sequence[int | str], said: str) -> Problem:
    """A mistake at the path `where` of a file that can be read, or is not there."""
    line = (yaml.line(path.read_text(encoding="utf-8"), where) or 1) if path.is_file() else None
    return Problem(path, line, ".".join(map(str, where)), said)


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """` - did you mean 'filed'?`, or what there is when nothing is near."""
    names = sorted(known)
    near = [name for name in difflib.get_close_matches(wrong, names, n=1) if name != wrong]
    if near:
        return f" - did you mean '{near[0]}'?"
    return f"; there are {', '.join(names)}" if names else ""


def told(
    path: Path,
    model: type[BaseModel],
    held: Mapping[type[BaseModel], tuple[type[BaseModel], ...]],
    error: ValidationError,
) -> list[Problem]:
    """The mistakes that the model found, by their lines; an unknown key explains a missing one, so it is told first."""
    text = path.read_text(encoding="utf-8")
    found = []
    for each in error.errors(include_url=False):
        where = tuple(step for step in each["loc"] if step != "[key]")
        what = "no such key" if each["type"] == "extra_forbidden" else each["msg"]
        said = what + _proposal(model, held, each)
        found.append(
            (each["type"] != "extra_forbidden", Problem(path, yaml.line(text, where), ".".join(map(str, where)), said))
        )
    return [problem for _, problem in sorted(found, key=lambda one: (one[0], one[1].line or 0))]


def _proposal(
    model: type[BaseModel], held: Mapping[type[BaseModel], tuple[type[BaseModel], ...]], error: ErrorDetails
) -> str:
    """` - did you mean 'group'?` for a key or a value that nearly is one of those allowed."""
    near = proposed(model, held, error)
    return f" - did you mean '{near}'?" if near else ""


def proposed(
    model: type[BaseModel], held: Mapping[type[BaseModel], tuple[type[BaseModel], ...]], error: ErrorDetails
) -> str | None:
    """The key or the value that was probably meant."""
    if error["type"] == "extra_forbidden":
        wrong = str(error["loc"][-1])
        known = sorted({alias for rules in (model, *held.get(model, ())) for alias in _keys(rules)})
    else:
        wrong = str(error["input"])
        known = re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))
    return next((key for key in difflib.get_close_matches(wrong, known, n=1) if key != wrong), None)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
