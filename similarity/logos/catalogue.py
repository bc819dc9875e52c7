"""The strategies for logos of an office, read from a folder and checked at the door, as those for words."""

from __future__ import annotations

from pathlib import Path

from mappings import yaml
from similarity.catalogue import FILE, BadStrategy, Place, UnknownStrategy, checked
from similarity.logos.strategy import LogoStrategy


def load_folder(folder: Path) -> dict[str, LogoStrategy]:
    """All strategies of a folder by label, by name and version. BadStrategy with the mistakes of all files."""
    found: dict[str, LogoStrategy] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            strategy = load(path)
        except BadStrategy as bad:
            problems += bad.problems
        else:
            found[strategy.label] = strategy
    if not found and not problems:
        problems = [f"{folder}: no strategy here; put a file such as logo.v1.yaml into it"]
    if problems:
        raise BadStrategy(problems)
    return dict(sorted(found.items(), key=lambda one: (one[1].name, one[1].version)))


def load(path: Path) -> LogoStrategy:
    """The strategy of one file, whose name must be `<name>.v<version>.yaml`. BadStrategy."""
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.parse(text, str(path))
    except (OSError, UnicodeDecodeError) as problem:
        raise BadStrategy([f"{path}: cannot be read: {problem}"]) from problem
    except yaml.UnreadableYaml as problem:
        raise BadStrategy([str(problem)]) from problem
    if not isinstance(data, dict):
        raise BadStrategy([f"{path}:1: a strategy is a mapping with name, version, title, comparisons …"])
    found: list[tuple[Place, str]] = []
    strategy = checked(LogoStrategy, data, found)
    if strategy is None:
        raise BadStrategy([f"{path}:{yaml.line(text, where) or 1}: {what}" for where, what in found])
    named = FILE.fullmatch(path.name)
    if not named or (named["name"], int(named["version"])) != (strategy.name, strategy.version):
        raise BadStrategy([f"{path}: holds {strategy.label}; call the file {strategy.label}.yaml, one version a file"])
    return strategy


def chosen(strategies: dict[str, LogoStrategy], name: str) -> LogoStrategy:
    """That version, or the latest of that name. UnknownStrategy."""
    if name in strategies:
        return strategies[name]
    versions = [one for one in strategies.values() if one.name == name]
    if not versions:
        raise UnknownStrategy(f"there is no strategy for logos {name!r}; there are: {', '.join(strategies)}")
    return max(versions, key=lambda one: one.version)
