"""The lists that make a gazette checkable: each issue's write-once files, and every file of the site. Pure.

`manifest.json` (canonical JSON, RFC 8785) lists every file; `SHA256SUMS` says the same and more to `sha256sum -c`: it
also covers `manifest.json`. Each issue's own manifest names the SHA-256 of the one before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from mappings.digest import canonical
from mappings.record import Digest
from publish_site import paths
from publish_site.issue import Entry, House, Issue

FORMAT: Literal["1"] = "1"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"

Listed = Mapping[str, tuple[int, str]]  # path → size in bytes, SHA-256


class Held(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListedFile(Held):
    path: str
    size: int
    sha256: Digest


class IssueManifest(Held):
    """`files` are those that the issue brought and nothing will change; `previous` hashes the manifest before it."""

    format: Literal["1"] = FORMAT
    office: str
    gazette: str
    issue: str
    date: str
    sequence: int
    closing_list: tuple[Entry, ...]
    previous: Digest | None
    files: tuple[ListedFile, ...]


class ListedIssue(Held):
    id: str
    date: str
    manifest: str  # path of its manifest


class SiteManifest(Held):
    """Everything but `manifest.json` and `SHA256SUMS` themselves. The newest issue is the last.

    Beside `files` it says nothing but what the issues' own manifests say: so it can be held against them.
    """

    format: Literal["1"] = FORMAT
    office: str
    gazette: str
    issue: str
    sequence: int
    issues: tuple[ListedIssue, ...]
    files: tuple[ListedFile, ...]


def issue_path(identifier: str) -> str:
    return f"{paths.issue(identifier)}/{MANIFEST}"


def of_issue(house: House, issue: Issue, brought: Listed, previous: str | None) -> IssueManifest:
    return IssueManifest(
        office=house.office,
        gazette=house.name,
        issue=issue.id,
        date=issue.date.isoformat(),
        sequence=issue.sequence,
        closing_list=tuple(sorted(issue.entries, key=lambda e: (e.kind, e.number, e.snapshot))),
        previous=previous,
        files=_files(brought),
    )


def written(made: Held) -> bytes:
    """The bytes of a manifest."""
    return canonical(made.model_dump(mode="json"))


def of_site(issues: Sequence[IssueManifest], listed: Listed) -> SiteManifest:
    """`manifest.json`, from the manifests of its issues, newest last. At least one."""
    newest = issues[-1]
    return SiteManifest(
        office=newest.office,
        gazette=newest.gazette,
        issue=newest.issue,
        sequence=newest.sequence,
        issues=tuple(ListedIssue(id=i.issue, date=i.date, manifest=issue_path(i.issue)) for i in issues),
        files=_files(listed),
    )


def told(sums: bytes) -> dict[str, str]:
    """Path → SHA-256 as `SHA256SUMS` says it; a line that says neither is left out."""
    lines = (line.partition("  ") for line in sums.decode("utf-8", "replace").split("\n"))
    return {path: digest for digest, gap, path in lines if gap}


def sums(listed: Listed, manifest: bytes) -> bytes:
    """What `sha256sum -c SHA256SUMS` reads."""
    digests = {path: digest for path, (_, digest) in listed.items()}
    digests[MANIFEST] = hashlib.sha256(manifest).hexdigest()
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def _files(listed: Listed) -> tuple[ListedFile, ...]:
    return tuple(ListedFile(path=path, size=size, sha256=digest) for path, (size, digest) in sorted(listed.items()))
