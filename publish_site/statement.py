"""What an issue states and the office signs: its place in the chain, and one hash over all it published. Pure.

`issue.json` (canonical JSON, RFC 8785) holds no byte of a page, so that it stays the same when a field is redacted by
order or the pages are laid out anew. Its `tree` is the root of a hash tree (RFC 6962) over the lines of the closing
list, each with the root of its snapshot; `proof.json` beside each snapshot proves its line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Protocol

import orjson
from pydantic import BaseModel, ConfigDict

from mappings.digest import canonical
from mappings.record import Digest
from publish_site import keyring, paths
from publish_site.issue import Day, Entry, House, Issue
from publish_site.keyring import Keyring, Signature
from publish_site.merkle import Tree, proves

STATEMENT = "issue.json"
SIGNATURE = "signature.json"  # beside what it signs
RAW = "signature.bin"  # the 64 bytes alone, for `openssl pkeyutl -verify -rawin`
OF_MANIFEST = "manifest-"  # before these names, beside an issue's manifest: there `signature.json` is the statement's
PROOF = "proof.json"
KEYRING = "keys/keyring.json"


class Signs(Protocol):
    """Signs for the office; `desk.signing.Signer` keeps what it signed once."""

    @property
    def ring(self) -> Keyring: ...

    def __call__(self, issue: str, date: dt.date, statement: bytes, /) -> Signature: ...

    def manifest(self, issue: str, date: dt.date, manifest: bytes, /) -> Signature: ...

    def site(self, date: dt.date, manifest: bytes, /) -> Signature: ...


class Statement(BaseModel):
    """`previous` is the SHA-256 of the statement of the issue before; None for the first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["1"] = "1"
    office: str
    issue: str
    date: Day
    sequence: int  # of the register, at which it was closed
    publications: int
    tree: Digest
    previous: Digest | None


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """The lines of a closing list as the tree has them."""
    return sorted(entries, key=lambda entry: (entry.kind, entry.number, entry.snapshot))


def leaf(entry: Entry) -> bytes:
    return canonical(entry.model_dump(mode="json"))


def tree(entries: Sequence[Entry]) -> Tree:
    """`entries` as `ordered` gives them."""
    return Tree(map(leaf, entries))


def of_issue(house: House, issue: Issue, grown: Tree, previous: str | None) -> Statement:
    return Statement(
        office=house.office,
        issue=issue.id,
        date=issue.date.isoformat(),
        sequence=issue.sequence,
        publications=len(grown),
        tree=grown.root,
        previous=previous,
    )


def written(made: BaseModel) -> bytes:
    return canonical(made.model_dump(mode="json"))


def path(issue: str) -> str:
    return f"{paths.issue(issue)}/{STATEMENT}"


def signed(before: str, signature: Signature) -> Iterator[tuple[str, bytes]]:
    """The files of a signature; `before` their names stands the folder of what it signs ("" is the site's)."""
    told = {
        "algorithm": "Ed25519",
        "key": signature.key_id,
        "day": signature.day.isoformat(),
        "signature": signature.text,
        "sha256": signature.manifest,
    }
    yield f"{before}{SIGNATURE}", canonical(told)
    yield f"{before}{RAW}", signature.signature


def keys(ring: Keyring) -> Iterator[tuple[str, bytes]]:
    """The public keys, all in one file and each as PEM."""
    yield KEYRING, keyring.written(ring)
    for key in ring.keys:
        yield f"keys/{key.id}.pem", keyring.pem(key).encode()


def proofs(entries: Sequence[Entry], grown: Tree, made: Statement) -> Iterator[tuple[str, bytes]]:
    """For each line what proves that the issue published it: `proof.json` beside its snapshot."""
    content = written(made)
    for place, entry in enumerate(entries):
        told = {
            "entry": entry.model_dump(mode="json"),
            "place": place,
            "of": len(grown),
            "path": list(grown.proof(place)),
            "tree": grown.root,
            "statement": {"path": path(made.issue), "sha256": hashlib.sha256(content).hexdigest()},
        }
        yield f"{paths.snapshot(entry.kind, entry.number, entry.snapshot)}/{PROOF}", canonical(told)


def unproved(content: bytes, root: str, made: Statement, statement_sha256: str) -> str:
    """Why a `proof.json` does not prove that the issue published a snapshot with this root; "" when it does."""
    try:
        told = orjson.loads(content)
        entry = Entry.model_validate(told["entry"])
        holds = proves(leaf(entry), told["place"], told["of"], told["path"], made.tree)
        said = (told["statement"]["sha256"], told["tree"], told["of"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "is no proof that can be read"
    if entry.root != root:
        return "proves another root than that of its snapshot"
    if said != (statement_sha256, made.tree, made.publications) or not holds:
        return f"does not prove its line of issue {made.issue}"
    return ""
