"""`classes.yaml`: the Nice classes to search together, `class: {other: {degree, reason}}`, and the table's source."""

from __future__ import annotations

from typing import Any, TypeAlias

from mappings import yaml
from similarity.goods.problems import proposal, wrong_class, wrong_degree, wrong_reason
from similarity.goods.tables import Known

Classes: TypeAlias = dict[tuple[str, str], Known]
_Found: TypeAlias = list[tuple[tuple[int | str, ...], str]]  # the place of each mistake in the table, and the mistake
_KEYS = ("source", "classes")
_RELATION = ("degree", "reason")
_DEGREES = ("high", "average", "low")
_EXAMPLE = "write `18: {degree: average, reason: A sentence.}`"


def parse(text: str, place: str, problems: list[str]) -> tuple[str, Classes]:
    """Source and relations, each both ways; mistakes go to `problems`, with `place` as the name of the file."""
    try:
        data = yaml.parse(text, place)
    except yaml.UnreadableYaml as problem:
        problems.append(f"{problem}; correct the YAML there")
        return "", {}
    if not isinstance(data, dict):
        problems.append(f"{place}:1: no table of classes; write a mapping of source and classes")
        return "", {}
    found: _Found = []
    _check_keys(data, _KEYS, (), found)
    source, classes = data.get("source"), data.get("classes")
    if "source" in data and not (isinstance(source, str) and source.strip()):
        found.append((("source",), "no source; say in words where the table comes from"))
    if "classes" in data and not (isinstance(classes, dict) and classes):
        found.append((("classes",), f"no classes; below each number {_EXAMPLE}"))
    relations: Classes = {}
    for one, others in classes.items() if isinstance(classes, dict) else ():
        if wrong := wrong_class(one):
            found.append((("classes", one), wrong))
        elif not isinstance(others, dict):
            found.append((("classes", one), f"no relations of class {one}; below it {_EXAMPLE}"))
        else:
            for other, relation in others.items():
                _add(one, other, relation, relations, found)
    problems += [f"{place}:{yaml.line(text, where) or 1}: {what}" for where, what in found]
    return str(source), relations


def _add(one: object, other: object, data: object, relations: Classes, found: _Found) -> None:
    where = ("classes", str(one), str(other))
    if wrong := wrong_class(other):
        found.append((where, wrong))
    elif not isinstance(data, dict):
        found.append((where, f"no relation of classes {one} and {other}; {_EXAMPLE}"))
    elif _check_keys(data, _RELATION, where, found):
        degree, reason = data["degree"], data["reason"]
        wrongs = [wrong for wrong in (wrong_degree(degree, _DEGREES), wrong_reason(reason)) if wrong]
        found += [(where, wrong) for wrong in wrongs]
        before = relations.get((str(one), str(other)))
        if before and before.degree != degree and not wrongs:
            twice = f"classes {one} and {other} are {degree} here and {before.degree} below {other}"
            found.append((where, f"{twice}; a relation holds both ways: keep one of the two"))
        elif not before and not wrongs:
            for numbers in ((str(one), str(other)), (str(other), str(one))):
                relations[numbers] = Known(degree, reason.strip())


def _check_keys(data: dict[Any, Any], allowed: tuple[str, ...], where: tuple[str, ...], found: _Found) -> bool:
    """Whether a mapping has exactly the keys it should have; if not, `found` says so."""
    wrong = [
        ((*where, str(key)), f"no key {key!r} here; {proposal(str(key), allowed)}")
        for key in data
        if key not in allowed
    ]
    missing = [(where, f"{key!r} is missing; add it") for key in allowed if key not in data]
    found += [*wrong, *missing]
    return not wrong and not missing
