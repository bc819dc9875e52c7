"""Records as WIPO ST.96 XML, one file a record or one document of many; `exchange.read` gives the same records back.

The standard elements carry what they can; what they cannot stands in one extension element at the end of each record
(`exchange.extension`). The bytes are a function of the record alone.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from exchange import (
    extension,
    st96,
    st96_design,
    st96_design_writing,
    st96_patent,
    st96_patent_writing,
    st96_trademark_writing,
)
from exchange.branch import Branch
from exchange.st96_tree import VERSION, closing, declarations, holdable, lines, name, opening, prune
from exchange.xml import Element, local_names
from mappings.record import Kind, Record

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
Published = Record | Mapping[str, Any]


class WrongKind(ValueError):
    """A record of another right than the file is for."""


class _Way(NamedTuple):
    """How records of one right are written: the elements around them, outermost first, and both directions of one."""

    around: tuple[str, ...]
    prefixes: tuple[str, ...]
    write: Callable[[Record], Element]
    read: Callable[[Branch], dict[str, object]]


WAYS: Mapping[Kind, _Way] = {
    Kind.TRADEMARK: _Way(
        (
            "tmk:TrademarkTransaction",
            "tmk:TrademarkTransactionBody",
            "tmk:TransactionContentBag",
            "tmk:TransactionData",
            "tmk:TrademarkBag",
        ),
        ("com", "tmk", "blz"),
        st96_trademark_writing.element,
        st96.fields,
    ),
    Kind.PATENT: _Way(
        (f"blz:{st96_patent.BAG}",),
        ("com", "pat", "blz"),
        st96_patent_writing.element,
        st96_patent.fields,
    ),
    Kind.DESIGN: _Way(
        (
            "dgn:DesignTransaction",
            "dgn:DesignTransactionBody",
            "dgn:TransactionContentBag",
            "dgn:TransactionData",
            "dgn:DesignApplicationBag",
        ),
        ("com", "dgn", "blz"),
        st96_design_writing.element,
        st96_design.fields,
    ),
}


def trademark(record: Published) -> bytes:
    """One file of one trademark. `record` is a record, or a published one's JSON; WrongKind for another right's."""
    return _one(Kind.TRADEMARK, record)


def patent(record: Published) -> bytes:
    """The same of one patent: a `PatentPublication`, which the standard knows as a document of its own."""
    way = WAYS[Kind.PATENT]
    made = tree(Kind.PATENT, record)
    made.set(name("com:st96Version"), VERSION)
    return _encoded([DECLARATION, *lines(made, declared=declarations(way.prefixes))])


def design(record: Published) -> bytes:
    """The same of one design."""
    return _one(Kind.DESIGN, record)


def bulk(kind: Kind, records: Iterable[Published]) -> Iterator[bytes]:
    """One document of many records of one right, a record at a time; WrongKind at the first of another right."""
    way = WAYS[kind]
    yield _encoded([DECLARATION, *_opened(way)])
    for record in records:
        yield _encoded(lines(tree(kind, record), len(way.around)))
    yield _encoded(closing(tag, depth) for depth, tag in reversed(list(enumerate(way.around))))


def as_kept(record: Published) -> Record:
    """The record as a file gives it back: itself, with U+FFFD for each character that no file of ours holds."""
    made = record if isinstance(record, Record) else Record.model_validate(record)
    return Record.model_validate(_holdable(made.model_dump(mode="json")))


def tree(kind: Kind, record: Published) -> Element:
    """The element of one record, with its extension."""
    kept = as_kept(record)
    if kept.kind is not kind:
        raise WrongKind(f"{kept.office} {kept.kind} {kept.application_number} is no {kind.name.lower()}")
    way = WAYS[kind]
    made = way.write(kept)
    prune(made)
    again = copy.deepcopy(made)
    local_names(again)
    read = extension.plain(way.read(Branch(again, [])))
    more = extension.difference(read, kept.model_dump(mode="json"))
    if more is not None:
        made.append(more)
    return made


def _one(kind: Kind, record: Published) -> bytes:
    return b"".join(bulk(kind, [record]))


def _opened(way: _Way) -> Iterator[str]:
    for depth, tag in enumerate(way.around):
        if depth:
            yield opening(tag, (), depth)
        else:
            yield opening(tag, way.prefixes, st96Version=VERSION)


def _encoded(texts: Iterable[str]) -> bytes:
    return "".join(texts).encode("utf-8")


def _holdable(value: Any) -> Any:
    if isinstance(value, str):
        return holdable(value)
    if isinstance(value, list):
        return [_holdable(item) for item in value]
    return {key: _holdable(item) for key, item in value.items()} if isinstance(value, dict) else value
