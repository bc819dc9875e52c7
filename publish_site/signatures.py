"""Whether what a gazette says is signed, by keys that the reader has reason to trust."""

from __future__ import annotations

import datetime as dt
import hashlib
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, Protocol

import orjson
from pydantic import ValidationError

from publish_site import paths, statement
from publish_site.keyring import Keyring
from publish_site.manifest import MANIFEST, ListedIssue, SiteManifest
from publish_site.places import Place


class Signed(NamedTuple):
    """A file that is signed: the path of its signature, its own, its bytes, the day before which nobody signed it."""

    signature: str
    path: str
    content: bytes
    since: str


class Checked(Protocol):
    """What was looked at so far (`verify`)."""

    place: Place
    held: SiteManifest
    wrong: dict[str, str]
    signed: int
    signers: set[str]


def check(found: Checked, manifest: bytes | None, pinned: Collection[str], *, stated: bool = False) -> None:
    """Names each signature that does not hold, and with a `pinned` key each that is missing or of another key.

    Without the site's `manifest` its signature is left out, with `stated` those of the issues' manifests.
    """
    ring = _keyring(found)
    if ring is None:
        if pinned:
            found.wrong.setdefault(statement.KEYRING, "is missing: nothing here is signed")
        return
    for fault in ring.faults():
        found.wrong.setdefault(statement.KEYRING, fault)
    trusted = ring.trusted(pinned) if pinned else {}
    if manifest is not None and MANIFEST not in found.wrong:
        newest = max((one.date for one in SiteManifest.model_validate_json(manifest).issues), default="")
        _holds(found, ring, trusted, Signed(statement.SIGNATURE, MANIFEST, manifest, newest))
    for issue in found.held.issues:
        signed = [_holds(found, ring, trusted, one) for one in _signed(found, issue, stated=stated)]
        found.signed += sum(signed) == (1 if stated else 2)


def _signed(found: Checked, issue: ListedIssue, *, stated: bool) -> Iterator[Signed]:
    """What must be signed of an issue; what is missing or wrong itself is named already."""
    folder = f"{paths.issue(issue.id)}/"
    signed = [("", statement.path(issue.id))]
    if not stated:
        signed.append((statement.OF_MANIFEST, issue.manifest))
    for before, path in signed:
        content = None if path in found.wrong else found.place.content(path)
        if content is not None:
            yield Signed(f"{folder}{before}{statement.SIGNATURE}", path, content, issue.date)


def _holds(found: Checked, ring: Keyring, trusted: Mapping[str, bool], signed: Signed) -> bool:
    """Whether a signature holds, by a trusted key where one was named; else what is wrong with it is named."""
    wrong, key = _wrong(found, ring, signed)
    if wrong is None:
        wrong = f"is missing: {signed.path} is not signed"
    elif not wrong and trusted and not trusted[key]:
        wrong = f"is by key {key}, to which no endorsement leads from the key you named"
    if wrong:
        found.wrong.setdefault(signed.signature, wrong)
    else:
        found.signers.add(key)
    return not wrong


def _wrong(found: Checked, ring: Keyring, signed: Signed) -> tuple[str | None, str]:
    """Why a signature does not hold ("" when it does, None without one), and its key."""
    signature, path, content, since = signed
    file = found.place.content(signature)
    if file is None:
        return None, ""
    try:
        told = orjson.loads(file)
        raw, key, day = b64decode(told["signature"], validate=True), told["key"], dt.date.fromisoformat(told["day"])
        said = told["sha256"]
    except (ValueError, KeyError, TypeError):
        return "is no signature that can be read", ""
    if said != hashlib.sha256(content).hexdigest():
        return f"is of another {path}", key
    wrong = ring.check(content, raw, key, day)
    if not wrong and day.isoformat() < since:
        wrong = f"the signature is of {day}, and what it signed of {since}: a key that was revoked could say so"
    if not wrong:
        name = signature.removesuffix(statement.SIGNATURE) + statement.RAW
        if found.place.content(name) != raw:
            found.wrong.setdefault(name, f"is not the signature that {signature.rpartition('/')[2]} beside it has")
    return wrong, key


def _keyring(found: Checked) -> Keyring | None:
    file = found.place.content(statement.KEYRING)
    if file is None or statement.KEYRING in found.wrong:
        return None
    try:
        return Keyring.model_validate_json(file)
    except ValidationError:
        found.wrong[statement.KEYRING] = "is no keyring"
        return None
