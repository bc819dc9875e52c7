"""The looks of an index: all of them in a stream, and some of their files as questions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from desk.evaluation.register import NothingToMeasure
from indexer.fields import drawn
from mappings import names
from mappings.record import Kind
from mappings.scan import scan
from registry.errors import CorruptDocument, DocumentMissing
from search_api.index import Index
from search_api.similar import without
from similarity.logos import clauses, keys, look
from similarity.logos.guarded import Workers
from similarity.logos.look import Look, Rows, rows_of
from similarity.logos.refusals import BadPicture

USUAL_LIMIT = 50  # hits: what the API gives when it is not told
PAGE = 1_000  # looks, some 3 MB

Asked = tuple[str, Look]  # how the question is called, and the picture


def asked_of(
    index: Index, kind: Kind, content: Callable[[str], bytes], workers: Workers, *, sample: int, seed: int
) -> list[Asked]:
    """So many files of the register drawn with the seed, each asked by its first picture; a picture that cannot be read
    asks nothing. `workers` run `keys.asked_bytes`. NothingToMeasure.
    """
    known = {hit["_source"]["id"]: hit["_source"] for hit in _pictured(index, kind)}
    if not known:
        raise NothingToMeasure("the index holds no picture that was looked at; `blazon index rebuild` looks at them")
    chosen = random.Random(seed).sample(sorted(known), min(sample, len(known)))
    found: list[Asked] = []
    for one in chosen:
        source = known[one]
        try:
            answer = workers.run(keys.asking(content(drawn(source | {"kind": kind})[0])))
        except (BadPicture, DocumentMissing, CorruptDocument):
            continue
        found.append((source.get("title") or one, look.unpacked(answer)))
    return found


def looks(index: Index, kind: Kind, titles: dict[str, str]) -> Iterator[tuple[str, Rows]]:
    """The id and rows of every file with a picture that a search may show; its title is entered into `titles`."""
    asked = {
        "query": _searched(),
        "_source": ["title"],
        "docvalue_fields": ["id", clauses.VIEWS],
    }
    for hit in scan(index.client, _alias(index, kind), asked, PAGE):
        identifier = hit["fields"]["id"][0]
        titles[identifier] = hit["_source"].get("title") or identifier
        yield identifier, rows_of(hit["fields"][clauses.VIEWS][0])


def _pictured(index: Index, kind: Kind) -> Iterator[dict[str, Any]]:
    asked = {"query": _searched(), "_source": ["id", "title", "logo", "pictures"]}
    yield from scan(index.client, _alias(index, kind), asked)


def _searched() -> dict[str, Any]:
    """The files that a search may show and that have a look."""
    return {
        "bool": {
            "filter": [{"exists": {"field": clauses.VOCABULARY}}],
            "must_not": without(include_ignored=False),
        }
    }


def _alias(index: Index, kind: Kind) -> str:
    return names.alias(index.deployment, kind, index.collection)
