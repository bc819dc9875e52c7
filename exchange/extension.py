"""The extension element: what a record says and the standard elements beside it do not, so that nothing is lost.

`difference` compares what a reader makes of the standard elements with the record, and writes the difference;
`reading` puts it back. So each fact stands once: in its element of the standard, or here. The form:

    <blz:BlazonExtension version="1">
      <blz:status><blz:group>registered</blz:group></blz:status>
      <blz:parties order="2 1 3">
        <blz:item of="1"><blz:natural_person>true</blz:natural_person></blz:item>
        <blz:item><blz:role>licensee</blz:role><blz:name>…</blz:name></blz:item>
      </blz:parties>
    </blz:BlazonExtension>

Names are those of `mappings.record`. `of` counts the items as read from the standard elements, from 1; an item without
it is a further one, `none="true"` takes a value or an item away, and `order` says in which order the items stand then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, get_args

from lxml import etree
from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python

from exchange import building
from exchange.branch import Branch
from exchange.building import Unusable, sentence
from exchange.numbers import whole
from exchange.reading import Reading
from exchange.st96_tree import name, said
from exchange.text import UNWANTED
from exchange.xml import Element
from mappings.record import ITEM_KEYS, Record

Json = dict[str, Any]
TAG = "BlazonExtension"
VERSION = "1"
NONE = "none"
KEYS: Mapping[str, tuple[str, ...]] = {**ITEM_KEYS, "claims": ("number",), "views": ("number",)}
REMEDY = "docs/import.md says how it is written; without it the standard elements alone are read"


@cache
def _shape(model: type[BaseModel], field: str) -> tuple[type[BaseModel] | None, bool]:
    """The model of a field's part or items, if it has one, and whether the field is a list."""
    annotation = model.model_fields[field].annotation
    inner = [annotation, *get_args(annotation)]
    found = next((one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)), None)
    return found, getattr(annotation, "__origin__", None) is tuple


@cache
def _defaults(model: type[BaseModel]) -> Json:
    fields = model.model_fields.items()
    return {key: to_jsonable_python(field.get_default()) for key, field in fields if not field.is_required()}


def plain(fields: Mapping[str, object]) -> Json:
    """What a reader gathered, as JSON with every default said."""
    gathered: Json = to_jsonable_python({key: value for key, value in fields.items() if value is not None})
    return {**_defaults(Record), **gathered}


# Writing


def difference(read: Json, record: Json) -> Element | None:
    """The extension that makes `record` of `read`; None where they are the same."""
    made = etree.Element(name(f"blz:{TAG}"), {"version": VERSION})
    _write_part(made, Record, read, record)
    return made if len(made) else None


def _write_part(parent: Element, model: type[BaseModel], read: Json, now: Json) -> None:
    for field in model.model_fields:
        if field in read and read[field] == now[field]:
            continue
        inner, several = _shape(model, field)
        child = etree.SubElement(parent, name(f"blz:{field}"))
        value = now[field]
        if value is None:
            child.set(NONE, "true")
        elif several and inner:
            _write_items(child, inner, KEYS[field], read.get(field) or [], value)
        elif several:
            for one in value:
                etree.SubElement(child, name("blz:item")).text = said(one)
        elif inner:
            _write_part(child, inner, read.get(field) or _defaults(inner), value)
        else:
            child.text = said(value)


def _write_items(
    parent: Element, model: type[BaseModel], key: tuple[str, ...], read: list[Json], now: list[Json]
) -> None:
    paired = _paired(key, read, now)
    places: dict[int, int] = {}  # index in `now` → place in the list as the reader will have it before it is ordered
    for index, item in enumerate(read):
        match = paired.get(index)
        if match is not None:
            places[match] = len(places)
        if match is None or item != now[match]:
            child = etree.SubElement(parent, name("blz:item"), {"of": str(index + 1)})
            if match is None:
                child.set(NONE, "true")
            else:
                _write_part(child, model, item, now[match])
    for index, item in enumerate(now):
        if index not in places:
            places[index] = len(places)
            _write_part(etree.SubElement(parent, name("blz:item")), model, _defaults(model), item)
    order = [places[index] for index in range(len(now))]
    if order != sorted(order):
        parent.set("order", " ".join(str(place + 1) for place in order))


def _paired(key: tuple[str, ...], read: list[Json], now: list[Json]) -> dict[int, int]:
    """Which item as read is which of the record: by its key, else in order where as many are left on both sides."""
    wanted: dict[tuple[Any, ...], list[int]] = {}
    for index, item in enumerate(now):
        wanted.setdefault(tuple(item[part] for part in key), []).append(index)
    pairs: dict[int, int] = {}
    for index, item in enumerate(read):
        waiting = wanted.get(tuple(item[part] for part in key))
        if waiting:
            pairs[index] = waiting.pop(0)
    left = [index for index in range(len(read)) if index not in pairs]
    missing = [index for index in range(len(now)) if index not in set(pairs.values())]
    if len(left) == len(missing):
        pairs |= dict(zip(left, missing, strict=True))
    return pairs


# Reading


def taken(branch: Branch) -> Element | None:
    """The extension of a record, taken out of it. Raises Unusable where there are two, or one of another version."""
    found = branch.element.findall(TAG)
    if not found:
        return None
    if len(found) > 1:
        raise Unusable(f"has {len(found)} elements {TAG}; at most one can be right: {REMEDY}")
    version = found[0].get("version")
    if version != VERSION:
        raise Unusable(f"its {TAG} has the version {version!r}, and {VERSION!r} is known; {REMEDY}")
    branch.element.remove(found[0])
    return found[0]


def reading(place: str, fields: Mapping[str, object], branch: Branch, extension: Element | None) -> Reading:
    """The record of what was read from the standard elements, with what the extension says of it."""
    if extension is None:
        return building.reading(place, fields, branch.warnings)
    told = _read_part(Record, plain(fields), extension, TAG, branch)
    if not told.get("application_number"):
        return building.reading(place, {**fields, "application_number": None}, branch.warnings)
    try:
        record = Record.model_validate(told)
    except ValidationError as problem:
        raise Unusable(f"its {TAG} does not fit: {sentence(problem)}; {REMEDY}") from problem
    return building.reading(place, {key: getattr(record, key) for key in Record.model_fields}, branch.warnings)


def _read_part(model: type[BaseModel], read: Json | None, element: Element, path: str, branch: Branch) -> Json:
    made = dict(read or {})
    for child in _elements(element):
        field, where = str(child.tag), f"{path}/{child.tag}"
        if field not in model.model_fields:
            raise Unusable(f"{where}: the record has no such field; {REMEDY}")
        inner, several = _shape(model, field)
        if child.get(NONE) == "true":
            made[field] = None
        elif several and inner:
            made[field] = _read_items(inner, made.get(field) or [], child, where, branch)
        elif several:
            made[field] = [_text(item, branch) for item in _elements(child)]
        elif inner:
            made[field] = _read_part(inner, made.get(field), child, where, branch)
        elif len(child):
            raise Unusable(f"{where}: a text is wanted here, and it holds elements; {REMEDY}")
        else:
            made[field] = _text(child, branch)
    return made


def _read_items(model: type[BaseModel], read: list[Json], element: Element, path: str, branch: Branch) -> list[Json]:
    items: list[Json | None] = list(read)
    for child in _elements(element):
        of = child.get("of")
        number = whole(of)
        if of is None:
            items.append(_read_part(model, None, child, path, branch))
        elif number is None or not 1 <= number <= len(read):
            raise Unusable(f"{path}: of={of!r} is none of the {len(read)} items of the standard elements; {REMEDY}")
        elif child.get(NONE) == "true":
            items[number - 1] = None
        else:
            items[number - 1] = _read_part(model, items[number - 1], child, f"{path}[{number}]", branch)
    return _ordered([item for item in items if item is not None], element.get("order"), path)


def _ordered(items: list[Json], order: str | None, path: str) -> list[Json]:
    """The items in that order; those that it does not name follow."""
    if order is None:
        return items
    places = [(whole(text) or 0) - 1 for text in order.split()]
    if len(set(places)) != len(places) or not all(0 <= place < len(items) for place in places):
        raise Unusable(f"{path}: order={order[:60]!r} is no order of {len(items)} items; {REMEDY}")
    named = set(places)
    return [items[place] for place in places] + [item for place, item in enumerate(items) if place not in named]


def _elements(element: Element) -> Iterable[Element]:
    return (child for child in element if isinstance(child.tag, str))


def _text(element: Element, branch: Branch) -> str:
    text, removed = UNWANTED.subn("", element.text or "")
    if removed:
        branch.warn(f"{removed} control character(s) taken out of {element.tag}")
    return text
