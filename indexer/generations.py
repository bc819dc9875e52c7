"""The indices on the engine: making what is missing, and telling one generation from another.

An alias such as `blazon-xb-tm-public` is what everyone names; behind it stands one generation. While a rebuild runs
there is a second one, behind `<alias>-next`. Anything else of that name is left over from a rebuild that was broken
off; the next rebuild removes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, get_args

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, RequestError

from indexer.errors import EngineRefuses, IndexLost, OtherFormat
from mappings import indices, names
from mappings.document import FORMAT, Collection
from mappings.engine import Body
from mappings.kinds import SHELVES
from mappings.record import Kind

# What is made where nothing was has always the same name, so that of two makers at once the engine refuses the second.
FIRST = "00000000t000000"
NEXT = "-next"  # appended to the alias


class Generation(NamedTuple):
    """One index. `aliases` are empty when it is left over from a broken rebuild."""

    name: str
    aliases: tuple[str, ...]


def collections() -> Iterator[tuple[Kind, Collection]]:
    """Every shelf of kinds with every collection, in a fixed order."""
    for kind in SHELVES:
        for collection in get_args(Collection):
            yield kind, collection


def ensure_indices(client: OpenSearch, deployment: str, layout: indices.Layout | None = None) -> None:
    """Makes every index and alias that is missing; harmless when all are there, and for two callers at once.

    Raises OtherFormat when an index holds documents of another version of Blazon, EngineRefuses when a name is taken,
    IndexLost when one is missing that a checkpoint says was there.
    """
    layout = layout or indices.Layout()
    standing = standing_generations(client, deployment)
    missing = sorted({names.alias(deployment, *which) for which in collections()} - standing.keys())
    if missing and _has_checkpoint(client, deployment):
        raise IndexLost(f"{', '.join(missing)}: missing, though indexed before. `blazon index rebuild` makes it anew.")
    for kind, collection in collections():
        alias = names.alias(deployment, kind, collection)
        if alias in standing:
            _check_format(alias, standing[alias])
            continue
        body = indices.definition(kind, collection, layout) | {"aliases": {alias: {}}}
        create(client, names.index(deployment, kind, collection, FIRST), body, existing_is_fine=True)
    for public in (False, True):
        create(client, names.state(deployment, public=public), indices.state_definition(layout), existing_is_fine=True)


def create(client: OpenSearch, index: str, body: Body, *, existing_is_fine: bool = False) -> None:
    """Makes one index. Raises EngineRefuses with the engine's reason."""
    try:
        if existing_is_fine and client.indices.exists(index=index):
            return
        client.indices.create(index=index, body=body)
    except RequestError as problem:
        if existing_is_fine and problem.error == "resource_already_exists_exception":
            return
        raise EngineRefuses(f"{index} could not be made: {problem.error}: {problem.info}") from problem


def standing_generations(client: OpenSearch, deployment: str) -> dict[str, str]:
    """Alias → the one index behind it. Raises EngineRefuses when an alias has several or its name is an index."""
    wanted = {names.alias(deployment, *which) for which in collections()}
    found: dict[str, str] = {}
    for generation in generations(client, deployment):
        if generation.name in wanted:
            raise EngineRefuses(
                f"{generation.name} is an index, but only an alias may have that name. It was not made by Blazon: "
                "look at it, delete it, and run `blazon index rebuild`."
            )
        for alias in wanted.intersection(generation.aliases):
            if alias in found:
                raise EngineRefuses(
                    f"{alias} stands for both {found[alias]} and {generation.name}: delete one, then run "
                    "`blazon index rebuild`."
                )
            found[alias] = generation.name
    return found


def generations(client: OpenSearch, deployment: str) -> list[Generation]:
    """Every index of this deployment but the checkpoints', by name."""
    patterns = [f"{names.alias(deployment, *which)}{end}" for which in collections() for end in ("", "-*")]
    try:
        found = client.indices.get_alias(index=",".join(patterns), ignore_unavailable=True, allow_no_indices=True)
    except NotFoundError:
        return []
    return [Generation(index, tuple(sorted(about["aliases"]))) for index, about in sorted(found.items())]


def leftovers(client: OpenSearch, deployment: str) -> list[str]:
    """Indices that stand behind no alias of ours: what a broken rebuild left."""
    wanted = {names.alias(deployment, *which) for which in collections()}
    return [g.name for g in generations(client, deployment) if not wanted.intersection(g.aliases)]


def _has_checkpoint(client: OpenSearch, deployment: str) -> bool:
    return bool(client.exists(index=names.state(deployment, public=False), id=names.AS_OF))


def _check_format(alias: str, index: str) -> None:
    made_as = index.removeprefix(f"{alias}-").rsplit("-", 1)[0]
    if made_as != FORMAT:
        raise OtherFormat(
            f"{index} holds documents of format {made_as}, this Blazon writes format {FORMAT}: "
            "run `blazon index rebuild`; until it is done the old index goes on answering."
        )
