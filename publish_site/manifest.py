"""The lists that make a gazette checkable. Pure.

`manifest.json` (canonical JSON, RFC 8785) names the manifest of each issue and the lists of what goes on changing, with
their SHA-256. An issue's manifest names its write-once files with the root of a hash tree over them, its closing list,
and the SHA-256 of the manifest before it; the office signs it. `SHA256SUMS` and `lists/*.sha256` say the same to
`sha256sum --check`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from mappings.digest import canonical
from mappings.record import Digest, Whole
from publish_site import paths
from publish_site.issue import Day, Entry, House, Issue
from publish_site.merkle import root
from publish_site.standing import File

FORMAT: Literal["2"] = "2"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
LISTS = "lists"
MANY = 50_000  # changing files: from here on there are 256 lists instead of 16


class Held(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListedFile(Held):
    path: str
    size: Whole
    sha256: Digest


class IssueManifest(Held):
    """`files` are those that the issue brought and nothing will change, `tree` is the root over them (`tree`);
    `previous` hashes the manifest before it. Manifests of format 2 had no root.
    """

    format: Literal["2", "3"] = "3"
    office: str
    gazette: str
    issue: str
    date: Day
    sequence: int
    closing_list: tuple[Entry, ...]
    previous: Digest | None
    tree: Digest | None = None
    files: tuple[ListedFile, ...]


class ListedIssue(Held):
    id: str
    date: Day
    manifest: str  # path of its manifest
    sha256: Digest


class ListOfFiles(Held):
    path: str
    sha256: Digest
    files: int


class SiteManifest(Held):
    """The newest issue is the last. Every file of the site is in the manifest of an issue or in one of the lists, but
    for this one, the lists and `SHA256SUMS`.
    """

    format: Literal["2"] = FORMAT
    office: str
    gazette: str
    issue: str
    sequence: int
    issues: tuple[ListedIssue, ...]
    lists: tuple[ListOfFiles, ...]


def issue_path(identifier: str) -> str:
    return f"{paths.issue(identifier)}/{MANIFEST}"


def issue_sums_path(identifier: str) -> str:
    return f"{paths.issue(identifier)}/{SUMS}"


def of_issue(
    house: House, issue: Issue, entries: Iterable[Entry], brought: Iterable[File], previous: str | None
) -> IssueManifest:
    """`brought` by path."""
    files = tuple(ListedFile(path=file.path, size=file.size, sha256=file.sha256) for file in brought)
    return IssueManifest(
        office=house.office,
        gazette=house.name,
        issue=issue.id,
        date=issue.date.isoformat(),
        sequence=issue.sequence,
        closing_list=tuple(sorted(entries, key=lambda e: (e.kind, e.number, e.snapshot))),
        previous=previous,
        tree=tree(files),
        files=files,
    )


def tree(files: Iterable[ListedFile]) -> str:
    """The root of the hash tree (`merkle`) over the files as they are listed: canonical JSON of path, size, SHA-256."""
    return root(written(file) for file in files)


def written(made: Held) -> bytes:
    """The bytes of a manifest."""
    return canonical(made.model_dump(mode="json"))


def told(sums: bytes) -> dict[str, str]:
    """Path → SHA-256 as a list says it; a line that says neither is left out."""
    lines = (line.partition("  ") for line in sums.decode("utf-8", "replace").split("\n"))
    return {path: digest for digest, gap, path in lines if gap}


def sums(files: Iterable[tuple[str, str]]) -> bytes:
    """What `sha256sum --check` reads, from path and SHA-256, by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files)).encode()


def shard(path: str, count: int) -> str:
    """Of which list a file is, where so many go on changing."""
    return hashlib.sha256(path.encode()).hexdigest()[: 1 if count < MANY else 2]


def lists(shards: Iterable[tuple[str, Iterable[File]]]) -> Iterator[tuple[str, bytes, int]]:
    """Path, content and number of files of each list, from its files by path: one list at a time is held."""
    for name, files in shards:
        lines = [f"{file.sha256}  {file.path}\n" for file in files]
        yield f"{LISTS}/{name}.sha256", "".join(lines).encode(), len(lines)
