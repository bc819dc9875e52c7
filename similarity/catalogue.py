"""The strategies of an office, read from a folder and checked at the door: every mistake with file, line, proposal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from mappings import yaml
from similarity import mistakes
from similarity.comparisons import FEATURES
from similarity.comparisons.feature import Parameters
from similarity.mistakes import Place
from similarity.strategy import Strategy

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
            raise UnknownStrategy(f"there is no strategy {name!r}{mistakes.proposal(name, self.names())}")
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
    if not folder.is_dir():
        what = (
            "is a file; give the folder it lies in" if folder.exists() else "there is no such folder; look at its name"
        )
        raise BadStrategy([f"{folder}: {what}"])
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
        strategy = parse(yaml.read(path), str(path))
    except yaml.UnreadableYaml as problem:
        raise BadStrategy([str(problem)]) from problem
    named = FILE.fullmatch(path.name)
    if not named or (named["name"], int(named["version"])) != (strategy.name, strategy.version):
        wanted = f"{strategy.label}.yaml"
        taken = path.with_name(wanted).exists()
        remedy = "which is there: give this one a version of its own" if taken else "one version a file"
        raise BadStrategy([f"{path}: holds {strategy.label}; call the file {wanted}, {remedy}"])
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
        raise BadStrategy(
            [f"{place}:1: no strategy; write one `key: value` a line: name, version, title, comparisons …"]
        )
    found: list[tuple[Place, str]] = []
    if resolve:
        resolve(data, found)
    strategy = None
    try:
        strategy = model.model_validate(data)
    except ValidationError as problem:
        known = {where for where, _ in found}
        found += [line for line in mistakes.told(problem, model) if line[0] not in known]
    if strategy is None or found:
        raise BadStrategy(mistakes.lines(text, place, found))
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
                    f"no feature {named!r}{mistakes.proposal(str(named), FEATURES)}"
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
        found.append((where, f"with: write a mapping such as {{share: 40}}, not {mistakes.short(given)}"))
        return Parameters()
    values = dict(given)
    for name, value in given.items():
        if isinstance(value, str) and value.startswith("$"):
            if value[1:] not in defaults:
                found.append(((*where, name), f"no parameter {value}{mistakes.proposal(value[1:], defaults)}"))
                values.pop(name)
            else:
                values[name] = defaults[value[1:]]
    try:
        return model.model_validate(values)
    except ValidationError as problem:
        known = list(model.model_fields)
        found += [((*where, *error["loc"]), mistakes.sentence(error, known)) for error in problem.errors()]
        return Parameters()


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
