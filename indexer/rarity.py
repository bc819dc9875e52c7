"""Counting, for the similarity search, in how many marks each word and trigram occurs.

The counts lie beside the checkpoint. They are frozen until they are counted again (`blazon index count`, and each
rebuild does it), so that no filing, no shard and no merge changes the order of an answer. Staff and public have counts
of their own, each of what it may read.
"""

from __future__ import annotations

from opensearchpy import OpenSearch

from mappings import indices, names
from mappings.document import Collection
from mappings.record import Kind
from mappings.scan import scan
from similarity import keys
from similarity.rarity import Count, Rarity

TERMS = ("tokens", "grams", "sounds")
FIELDS = tuple(f"words.{name}" for name in TERMS)


def count(client: OpenSearch, deployment: str) -> dict[Collection, Rarity]:
    """Counts the marks of both readers' indices and stores the counts; by collection."""
    found: dict[Collection, Rarity] = {}
    for public in (False, True):
        collection: Collection = "public" if public else "dossiers"
        alias = names.alias(deployment, Kind.TRADEMARK, collection)
        rarity = _counted(client, alias)
        store(client, deployment, rarity, public=public)
        found[collection] = rarity
    return found


def store(client: OpenSearch, deployment: str, rarity: Rarity, *, public: bool) -> None:
    """Puts the counts beside the checkpoint of one reader; searches take them up within a minute."""
    index = names.state(deployment, public=public)
    known = indices.state_definition(indices.Layout())["mappings"]["properties"]
    client.indices.put_mapping(index=index, body={"properties": known})  # one made by an earlier Blazon lacks the field
    client.index(index=index, id=names.RARITY, body={"counted": rarity.plain()}, params={"refresh": "true"})


def _counted(client: OpenSearch, alias: str) -> Rarity:
    counting = Count()
    for hit in scan(client, alias, {"_source": list(FIELDS)}):
        if texts := hit["_source"].get("words"):
            counting.add(*[[term for text in texts for term in text.get(name, ())] for name in TERMS])
    return counting.rarity(keys.EAR.signature)
