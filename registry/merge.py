"""The law of imports: a later file amends what it carries and removes nothing it lacks. Pure.

A value that equals its field's default says nothing: a file without goods does not remove goods, an `unknown` status
does not overwrite a known one. The parts of mark, invention, design and status are merged one by one; lists with a
key (`ITEM_KEYS`; claims and views by number) item by item, and within an item part by part. Lists of plain words are
one value. Merging the same file twice changes nothing.

One exception: the text and date of a status belong to its code, so another code or group replaces the whole status,
unless it is of an earlier day: files do not come in the order of what they tell.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from mappings.record import ITEM_KEYS, Record
from registry.facts import FIELDS, Json, item_key

_NUMBERED = {"claims", "views"}  # lists within invention and design
_LOOSE = {
    "events": "sequence",
    "priorities": "office",
    "related": "office",
}  # parts of a key that one source leaves out


def carried(record: Record) -> Json:
    """What the record says: JSON without the values that equal their default, but with what its items' keys need."""
    return record.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def merge(present: Mapping[str, Any], full: Mapping[str, Any], said: Mapping[str, Any]) -> Json:
    """The plain record after a later file: `full` is the file's plain record, `said` what of it is `carried`.

    Both are needed: a new item is taken from `full`, with its defaults; an item that is there already is amended by
    what was said alone.
    """
    merged = dict(present)
    for field in FIELDS:
        if field not in said:
            continue
        new, value, there = full[field], said[field], present.get(field)
        if there is None:
            merged[field] = new
        elif field in ITEM_KEYS:
            merged[field] = _items(field, there, new, value)
        elif field == "status" and _another_status(there, value):
            merged[field] = there if _earlier(value, there) else new
        elif isinstance(value, dict):
            merged[field] = _parts(there, new, value)
        else:
            merged[field] = value
    return merged


def _another_status(there: Json, said: Json) -> bool:
    return any(name in said and name in there and said[name] != there[name] for name in ("code", "group"))


def _earlier(said: Json, there: Json) -> bool:
    return "date" in said and "date" in there and said["date"] < there["date"]


def _parts(there: Json, new: Json, said: Json) -> Json:
    """A model amended part by part."""
    merged = dict(there)
    for name, value in said.items():
        before = there.get(name)
        if before is None:
            merged[name] = new[name]
        elif isinstance(value, dict) and isinstance(before, dict):
            merged[name] = _parts(before, new[name], value)
        elif name in _NUMBERED and isinstance(value, list):
            pairs = _pairs(before, new[name], lambda item: item["number"])
            merged[name] = _amended(before, new[name], value, pairs)
        elif value != []:
            merged[name] = value
    return merged


def _items(field: str, there: list[Json], new: list[Json], said: list[Json]) -> list[Json]:
    pairs = _pairs(there, new, lambda item: item_key(field, item))
    if field in _LOOSE:
        pairs = _loose_pairs(field, _LOOSE[field], there, new, pairs)
    return _amended(there, new, said, pairs)


def _pairs(there: list[Json], new: list[Json], key: Callable[[Json], Hashable]) -> dict[int, int]:
    """Which new item amends which: by equal key, the first with the first, the second with the second."""
    waiting = _queues(there, range(len(there)), key)
    pairs = {}
    for index, item in enumerate(new):
        same = waiting.get(key(item))
        if same:
            pairs[index] = same.popleft()
    return pairs


def _loose_pairs(field: str, part: str, there: list[Json], new: list[Json], exact: Mapping[int, int]) -> dict[int, int]:
    """Pairs where one side may lack `part` of the key. The rest of the key agrees.

    Items that say the part meet their like, then those that lack it; items that lack it then take what is left, in
    order. In this order, because else the second merge of a file could pair otherwise than the first.
    """

    def rest(item: Json) -> str:
        return item_key(field, {name: value for name, value in item.items() if name != part})

    pairs = {index: other for index, other in exact.items() if part in new[index]}
    for saying in (True, False):
        taken = set(pairs.values())
        free = [n for n, item in enumerate(there) if n not in taken and not (saying and part in item)]
        waiting = _queues(there, free, rest)
        for index, item in enumerate(new):
            if index not in pairs and (part in item) is saying:
                same = waiting.get(rest(item))
                if same:
                    pairs[index] = same.popleft()
    return pairs


def _queues(items: list[Json], places: Iterable[int], key: Callable[[Json], Hashable]) -> dict[Hashable, deque[int]]:
    queues: dict[Hashable, deque[int]] = {}
    for place in places:
        queues.setdefault(key(items[place]), deque()).append(place)
    return queues


def _amended(there: list[Json], new: list[Json], said: list[Json], pairs: Mapping[int, int]) -> list[Json]:
    merged = list(there)
    for index, item in enumerate(new):
        if index in pairs:
            merged[pairs[index]] = _parts(merged[pairs[index]], item, said[index])
        else:
            merged.append(item)
    return merged
