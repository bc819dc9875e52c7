"""Dotted paths of a record (`mark.description`): which a rule may keep back, and the record without them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mappings.record import Record

P = TypeVar("P", bound=BaseModel)

# What is kept back, by name, as deep as the paths go; an empty tree is the whole of it.
Tree = dict[str, Union["Tree", dict[str, Any]]]

# What a reader may take for "not said"; any other default would say something of a file that is not so.
_SAYS_NOTHING = (None, (), "unknown", "unmapped")
_DECIDES = {"parties.natural_person": "it decides whether the address is for the public"}


@cache
def known() -> Mapping[str, str | None]:
    """Every path of the record → why no rule can keep it back, or None where one can."""
    return {path: _against(path, field) for path, field in _walk(Record, "")}


def _walk(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}", field
        part = _part(field.annotation)
        if part is not None:
            yield from _walk(part, f"{prefix}{name}.")


def _part(annotation: object) -> type[BaseModel] | None:
    """The model in `Mark | None` or `tuple[Party, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((part for inner in get_args(annotation) if (part := _part(inner))), None)


def _against(path: str, field: FieldInfo) -> str | None:
    whole = path.rpartition(".")[0]
    if not whole and field.is_required():
        return "every file is known by it"
    if path in _DECIDES:
        return _DECIDES[path]
    if field.is_required():
        return f"nothing in '{whole}' is without it; keep back '{whole}' as a whole"
    default = field.get_default()
    if default not in _SAYS_NOTHING:
        return f"without it the file would say '{default}'; keep back '{whole}' as a whole"
    return None


def tree(paths: Iterable[str]) -> Tree:
    """The paths as a tree; a path below another one that is named adds nothing."""
    found: Tree = {}
    for path in sorted(paths, key=lambda path: path.count(".")):
        node, names = found, path.split(".")
        for name in names[:-1]:
            if name in node and not node[name]:
                break
            node = node.setdefault(name, {})
        else:
            node[names[-1]] = {}
    return found


def without(part: P, kept_back: Tree) -> P:
    """The record, or a part of it, without what the tree names: the default stands in its place."""
    update: dict[str, Any] = {}
    for name, below in kept_back.items():
        value = getattr(part, name)
        if not below:
            update[name] = type(part).model_fields[name].get_default()
        elif isinstance(value, tuple):
            update[name] = tuple(without(item, below) for item in value)
        elif value is not None:
            update[name] = without(value, below)
    return part.model_copy(update=update)


def holds(value: Any, names: tuple[str, ...]) -> bool:
    """True when a value, as JSON, says something at the path `names` within it."""
    if isinstance(value, list):
        return any(holds(item, names) for item in value) if names else bool(value)
    if names:
        return isinstance(value, dict) and holds(value.get(names[0]), names[1:])
    return value is not None and value != {}
