"""All rights in force and all that are pending, as last published, as data: JSON Lines, CSV and ST.96 in shards.

A shard holds the dossiers of one right whose numbers are alike but for the last three digits and a check digit behind
them, TM/2026/000000 to TM/2026/000999: `data/tm/2026/000xxx.jsonl`, `.csv` and `.xml`. It keeps its name for ever, and
an event rewrites one shard alone. `data/index.json` (canonical JSON) lists them with counts, sizes and hashes;
`data/index.html` says so to people. Left out is what has ended by the status of its newest publication.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import quote

import orjson
from pydantic import BaseModel, ConfigDict

from exchange import st96_writing, table
from mappings.digest import canonical
from mappings.number import DossierKey
from mappings.record import Digest, Kind, StatusGroup
from publish_site import headers, paths

if TYPE_CHECKING:
    from publish_site.derived import Given
    from publish_site.pages import Pages
    from publish_site.standing import Standing

FOLDER = "data"
INDEX = f"{FOLDER}/index.json"
PAGE = f"{FOLDER}/index.html"
SHOWN = 500  # shards that the page lists; of more it points to the index
_LAST_DIGITS = re.compile(r"\d{1,3}\D*\Z", re.ASCII)
_CHECK = re.compile(r"(?<=\d{5})[-.][0-9A-Z]\Z", re.ASCII)  # behind a running number; a year has four digits


class Held(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShardFile(Held):
    path: str
    media_type: str
    size: int
    sha256: Digest


class ListedShard(Held):
    """`first` and `last` are the numbers in it, None where all have ended."""

    name: str
    kind: Kind
    records: int
    first: str | None
    last: str | None
    files: tuple[ShardFile, ...]


class BulkIndex(Held):
    """As of the issue and the sequence of the register at which that was closed."""

    format: Literal["1"] = "1"
    office: str
    gazette: str
    issue: str
    date: str
    sequence: int
    licence: str | None
    licence_address: str | None
    records: dict[Kind, int]
    shards: tuple[ListedShard, ...]


class Shard(NamedTuple):
    """The dossiers of a right whose numbers begin with `prefix`, go on with at most three digits, and may end with what
    checks them.
    """

    office: str
    kind: Kind
    prefix: str

    @property
    def name(self) -> str:
        """`tm/2026/000xxx`: one to one, as the addresses of dossiers are."""
        return f"{paths.dossier(self.kind, self.prefix)}xxx"


class Published(NamedTuple):
    """The newest snapshot of a dossier: its `data.json` as bytes and read, and its `st96.xml`."""

    content: bytes
    data: dict[str, Any]
    st96: bytes

    @property
    def record(self) -> dict[str, Any]:
        """The data without what the publication made known beside it."""
        return {name: value for name, value in self.data["fields"].items() if name != "event"}


def shard_of(key: DossierKey) -> Shard:
    """The shard of a dossier, by its number alone."""
    return Shard(key.office, key.kind, _LAST_DIGITS.sub("", _CHECK.sub("", key.number)))


def files(given: Given) -> Iterator[tuple[str, bytes]]:
    """The shards that the new issues touch, the index, the page; nothing where documents are left out."""
    if not given.editions[0].documents:
        return
    listed = _listed(given)
    for shard in sorted({shard for issue in given.new for shard in _touched(given.standing, issue.id)}):
        made = dict(_shard(shard, list(_members(shard, given.standing, given.read))))
        listed[shard.name] = _entry(shard, made)
        yield from made.items()
    index = _index(given, [listed[name] for name in sorted(listed)])
    yield INDEX, canonical(index.model_dump(mode="json"))
    for pages in given.editions:
        yield _page(pages, index)


def _touched(standing: Standing, issue: str) -> Iterator[Shard]:
    for publication in standing.of_issue(issue):
        yield shard_of(DossierKey.from_id(publication.dossier))


def _listed(given: Given) -> dict[str, ListedShard]:
    """The shards that stand, by name."""
    if given.standing.file(INDEX) is None:
        return {}
    return {one.name: one for one in BulkIndex.model_validate_json(given.read(INDEX)).shards}


def _members(shard: Shard, standing: Standing, read: Callable[[str], bytes]) -> Iterator[Published]:
    """The newest snapshots of a shard's dossiers that have not ended, by number."""
    start = f"{shard.office}.{shard.kind}.{quote(shard.prefix, safe='-')}"
    for identifier, card in standing.dossiers(start):
        key = DossierKey.from_id(identifier)
        if shard_of(key) != shard or card["group"] == StatusGroup.ENDED:
            continue
        for publication in reversed(standing.publications(identifier)):
            folder = paths.snapshot(key.kind, publication.number, publication.snapshot)
            content = read(f"{folder}/data.json")
            data = orjson.loads(content)
            if data["type"] == "snapshot":
                yield Published(content, data, b"" if key.kind.declared else read(f"{folder}/st96.xml"))
                break


def _shard(shard: Shard, members: list[Published]) -> Iterator[tuple[str, bytes]]:
    """The files of a shard."""
    name = f"{FOLDER}/{shard.name}"
    yield f"{name}.jsonl", b"".join(one.content + b"\n" for one in members)
    lines = (table.Line(one.record, one.data["stage"], one.data.get("part"), one.data["root"]) for one in members)
    yield f"{name}.csv", b"".join(table.rows(lines))
    if not shard.kind.declared:  # ST.96 has no schema for it
        yield f"{name}.xml", b"".join(_xml(shard.kind, members))


def _xml(kind: Kind, members: list[Published]) -> Iterator[bytes]:
    """One document. What is within the outer elements of a publication's own file is taken as it is, if it can be."""
    head, tail = st96_writing.bulk(kind, ())
    yield head
    for one in members:
        if one.st96.startswith(head) and one.st96.endswith(tail):
            yield one.st96[len(head) : -len(tail)]
        else:  # a patent's file is a document of another kind
            yield list(st96_writing.bulk(kind, [one.record]))[1]
    yield tail


def _entry(shard: Shard, made: dict[str, bytes]) -> ListedShard:
    lines = next(content for path, content in made.items() if path.endswith(".jsonl")).splitlines()
    numbers = [orjson.loads(line)["number"] for line in (lines[:1] + lines[-1:])]
    return ListedShard(
        name=shard.name,
        kind=shard.kind,
        records=len(lines),
        first=numbers[0] if numbers else None,
        last=numbers[-1] if numbers else None,
        files=tuple(
            ShardFile(
                path=path,
                media_type=headers.content_type(path).partition(";")[0],
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
            for path, content in made.items()
        ),
    )


def _index(given: Given, shards: list[ListedShard]) -> BulkIndex:
    newest = given.issues[-1]
    return BulkIndex(
        office=given.house.office,
        gazette=given.house.name,
        issue=newest.id,
        date=newest.date.isoformat(),
        sequence=newest.sequence,
        licence=given.house.licence,
        licence_address=given.house.licence_address,
        records={kind: sum(one.records for one in shards if one.kind == kind) for kind in _kinds(shards)},
        shards=tuple(shards),
    )


def _kinds(shards: list[ListedShard]) -> list[Kind]:
    """The three rights, and those of declared registers of which there is something."""
    return [*Kind, *sorted({one.kind for one in shards if one.kind.declared})]


def _page(pages: Pages, index: BulkIndex) -> tuple[str, bytes]:
    """What people read of it."""
    plain = index.model_dump(mode="json")
    kinds = [
        {
            "id": kind.value,
            "name": pages.house.rights(kind),
            "declared": kind.declared,
            "records": index.records[kind],
            "shards": [s for s in plain["shards"] if s["kind"] == kind],
        }
        for kind in index.records
    ]
    plain |= {"licence": pages.house.licence}
    return pages.page("bulk.html", PAGE, index=plain, kinds=kinds, shown=SHOWN)
