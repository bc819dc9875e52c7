"""The strategies of an office, read from a folder and checked at the door: every mistake with file, line, proposal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from mappings import yaml
from similarity.comparisons import FEATURES
from similarity.comparisons.feature import Parameters
from similarity.strategy import Strategy

SHORT = 60  # characters of a value in a message
_WANTED = {  # pydantic's error type → what is wanted, in the words of YAML; braces are its context
    "string_pattern_mismatch": "write small letters, digits and hyphens, such as sounds-alike",
    "string_type": "write text, in quotes if it looks like a number",
    "string_too_short": "write at least {min_length} characters",
    "string_too_long": "write at most {max_length} characters",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "greater_than_equal": "write at least {ge}",
    "less_than_equal": "write at most {le}",
    "tuple_type": "write a list, one item a line with a hyphen before it, or [in, brackets]",
    "too_short": "write at least {min_length} item",
    "dict_type": "write a mapping, one `key: value` a line",
    "model_type": "write a mapping, one `key: value` a line",
}
Place: TypeAlias = tuple[int | str, ...]
Resolve: TypeAlias = Callable[[dict[str, Any], list[tuple[Place, str]]], None]
FILE = re.compile(r"(?P<name>[a-z][a-z0-9-]*)\.v(?P<version>[1-9][0-9]*)\.yaml")
M = TypeVar("M", bound=BaseModel)


class Versioned(Protocol):
    """What any strategy has, whatever it compares."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def label(self) -> str: ...

    @property
    def title(self) -> str: ...


S = TypeVar("S", bound=Versioned)


class BadStrategy(Exception):
    """A strategy file that cannot be used. `problems` are lines `file:line: what; what to do`."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class UnknownStrategy(Exception):
    """There is no strategy of that name or version; the message lists or proposes those there are."""


@dataclass(frozen=True)
class Versions(Generic[S]):
    """All versions of all strategies, by name and version."""

    strategies: Mapping[tuple[str, int], S]

    def get(self, name: str, version: int | None = None) -> S:
        """That version, or the latest. `name` may be a label such as `verbal.v1`. UnknownStrategy."""
        if label := re.fullmatch(r"(.+)\.v([1-9][0-9]*)", name):
            if version not in (None, int(label[2])):
                raise UnknownStrategy(f"{name} is version {label[2]} and not {version}; name one of them alone")
            name, version = label[1], int(label[2])
        versions = sorted(number for known, number in self.strategies if known == name)
        if not versions:
            raise UnknownStrategy(f"there is no strategy {name!r}{_proposal(name, self.names())}")
        if version is not None and version not in versions:
            there = ", ".join(map(str, versions))
            raise UnknownStrategy(f"the strategy {name!r} has no version {version}; there are: {there}")
        return self.strategies[name, version or versions[-1]]

    def names(self) -> list[str]:
        return sorted({name for name, _ in self.strategies})

    def latest(self) -> list[S]:
        """The latest version of each, by name."""
        return [self.get(name) for name in self.names()]

    def all(self) -> list[S]:
        """Every version, by name and version."""
        return [self.strategies[key] for key in sorted(self.strategies)]


Catalogue: TypeAlias = Versions[Strategy]


def load_folder(folder: Path) -> Catalogue:
    """All strategies for words of a folder. BadStrategy with the mistakes of all files, or when there is none."""
    return load_all(folder, parse, "verbal.v1.yaml")


def load_all(folder: Path, parse: Callable[[str, str], S], example: str) -> Versions[S]:
    """All strategies of a folder, each text read by `parse`; `example` names a file that may lie there. BadStrategy."""
    found: dict[tuple[str, int], S] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.[Yy]*[Mm][Ll]")):
        if path.suffix != ".yaml":
            problems.append(f"{path}: is not read; call it {path.stem}.yaml")
            continue
        try:
            strategy = load_one(path, parse)
        except BadStrategy as bad:
            problems += bad.problems
        else:
            found[strategy.name, strategy.version] = strategy
    problems += _gaps(folder, found)
    if not found and not problems:
        problems = [f"{folder}: no strategy here; put a file such as {example} into it"]
    if problems:
        raise BadStrategy(problems)
    return Versions(found)


def _gaps(folder: Path, found: Iterable[tuple[str, int]]) -> list[str]:
    """Versions that are missing between two that are there: reports made with them could not be explained."""
    there: dict[str, list[int]] = {}
    for name, version in sorted(found):
        there.setdefault(name, []).append(version)
    return [
        f"{folder / f'{name}.v{after}.yaml'}: version {before + 1} is not there; old versions stay: put "
        f"{name}.v{before + 1}.yaml back, or number on from version {before}"
        for name, versions in there.items()
        for before, after in pairwise(versions)
        if after > before + 1
    ]


def load(path: Path) -> Strategy:
    """The strategy for words of one file. BadStrategy."""
    return load_one(path, parse)


def load_one(path: Path, parse: Callable[[str, str], S]) -> S:
    """The strategy of one file, whose name must be `<name>.v<version>.yaml`. BadStrategy."""
    try:
        strategy = parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as problem:
        raise BadStrategy([f"{path}: cannot be read: {problem}"]) from problem
    named = FILE.fullmatch(path.name)
    if not named or (named["name"], int(named["version"])) != (strategy.name, strategy.version):
        raise BadStrategy([f"{path}: holds {strategy.label}; call the file {strategy.label}.yaml, one version a file"])
    return strategy


def parse(text: str, place: str) -> Strategy:
    """The strategy of a YAML text; `place` names it in errors. BadStrategy."""
    return parse_as(Strategy, text, place, _resolve)


def parse_as(model: type[M], text: str, place: str, resolve: Resolve | None = None) -> M:
    """A YAML text as that model; `resolve` changes the data before, and says what is wrong with it. BadStrategy."""
    try:
        data = yaml.parse(text, place)
    except yaml.UnreadableYaml as problem:
        raise BadStrategy([str(problem)]) from problem
    if not isinstance(data, dict):
        raise BadStrategy([f"{place}:1: a strategy is a mapping with name, version, title, comparisons …"])
    found: list[tuple[Place, str]] = []
    if resolve:
        resolve(data, found)
    strategy = None
    try:
        strategy = model.model_validate(data)
    except ValidationError as problem:
        known = {where for where, _ in found}
        found += [line for error in _own(problem.errors()) if (line := _explain(error, model))[0] not in known]
    if strategy is None or found:
        raise BadStrategy([f"{place}:{yaml.line(text, where) or 1}: {what}" for where, what in found])
    return strategy


def _resolve(data: dict[str, Any], found: list[tuple[Place, str]]) -> None:
    """Put checked parameters into every level; what is wrong with them goes into `found`."""
    defaults = {
        name: parameter.get("default")
        for name, parameter in _mapping(data.get("parameters")).items()
        if isinstance(parameter, dict)
    }
    for i, comparison in enumerate(_sequence(data.get("comparisons"))):
        for j, level in enumerate(_sequence(_mapping(comparison).get("levels"))):
            if not isinstance(level, dict):
                continue
            where: Place = ("comparisons", i, "levels", j)
            feature = FEATURES.get(str(level.get("feature")))
            if feature is None:
                named = level.get("feature")
                what = (
                    f"no feature {named!r}{_proposal(str(named), FEATURES)}"
                    if named
                    else "the level names no feature; write one, such as `feature: same-words`"
                )
                found.append(((*where, "feature"), what))
                level["feature"] = next(iter(FEATURES))
                level["with"] = Parameters()
                continue
            level["with"] = _parameters(level.get("with", {}), feature.parameters, defaults, (*where, "with"), found)


def _parameters(
    given: object, model: type[Parameters], defaults: dict[str, Any], where: Place, found: list[tuple[Place, str]]
) -> Parameters:
    if not isinstance(given, dict):
        found.append((where, f"with: write a mapping such as {{share: 40}}, not {_short(given)}"))
        return Parameters()
    values = dict(given)
    for name, value in given.items():
        if isinstance(value, str) and value.startswith("$"):
            if value[1:] not in defaults:
                found.append(((*where, name), f"no parameter {value}{_proposal(value[1:], defaults)}"))
                values.pop(name)
            else:
                values[name] = defaults[value[1:]]
    try:
        return model.model_validate(values)
    except ValidationError as problem:
        known = list(model.model_fields)
        found += [((*where, *error["loc"]), _sentence(error, known)) for error in problem.errors()]
        return Parameters()


def _own(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the complaint that a list is short, where that is because its items are wrong."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(place[: len(error["loc"])] == error["loc"] for place in places if place != error["loc"])
    ]


def _explain(error: ErrorDetails, root: type[BaseModel]) -> tuple[Place, str]:
    where = error["loc"]
    model = root
    for step in where[:-1]:
        model = _within(model, step) if isinstance(step, str) else model
    allowed = [field.alias or name for name, field in model.model_fields.items()]
    return where, _sentence(error, allowed)


def _within(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The model of what stands under that key, of a list its items'; the model itself where it is none."""
    field = next((one for key, one in model.model_fields.items() if name in (key, one.alias)), None)
    waiting = [field.annotation] if field else []
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        waiting += get_args(kind)
    return model


def _sentence(error: ErrorDetails, allowed: Iterable[str]) -> str:
    name = error["loc"][-1] if error["loc"] else "strategy"
    if error["type"] == "extra_forbidden":
        return f"no key {name!r} here{_proposal(str(name), allowed)}"
    if error["type"] == "missing":
        return f"{name!r} is missing"
    if error["type"] in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        what = "field" if name == "field" else "choice"
        return f"no {what} {error['input']!r}{_proposal(str(error['input']), choices)}"
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    where = name if isinstance(name, str) else f"item {name + 1}"
    wanted = _WANTED.get(error["type"])
    if wanted is None:
        return f"{where}: {error['msg'].replace('Input should be', 'must be')}, not {_short(error['input'])}"
    return f"{where}: {wanted.format_map(error.get('ctx') or {})}, not {_short(error['input'])}"


def _short(given: object) -> str:
    """What was given, as YAML says it, no longer than a line."""
    if given is None or isinstance(given, bool):
        return {None: "nothing", True: "true", False: "false"}[given]
    text = "a mapping" if isinstance(given, dict) else "a list" if isinstance(given, list) else repr(given)
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _proposal(word: str, allowed: Iterable[str]) -> str:
    choices = sorted(allowed)
    near = process.extractOne(word, choices, score_cutoff=75)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are: {', '.join(choices)}" if choices else "; there are none"


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
