"""Whether what a gazette says is signed, by keys that the reader has reason to trust."""

from __future__ import annotations

import datetime as dt
import hashlib
from base64 import b64decode
from collections.abc import Collection, Iterator
from typing import Protocol

import orjson
from pydantic import ValidationError

from publish_site import paths, statement
from publish_site.keyring import Keyring
from publish_site.manifest import MANIFEST, SiteManifest
from publish_site.places import Place


class Checked(Protocol):
    """What was looked at so far (`verify`)."""

    place: Place
    held: SiteManifest
    wrong: dict[str, str]
    signed: int


def check(found: Checked, manifest: bytes | None, pinned: Collection[str]) -> None:
    """Names each signature that does not hold, and with a `pinned` key each that is missing or of another key.

    Without the site's `manifest` its signature is left out.
    """
    ring = _keyring(found)
    if ring is None:
        if pinned:
            found.wrong.setdefault(statement.KEYRING, "is missing: nothing here is signed")
        return
    for fault in ring.faults():
        found.wrong.setdefault(statement.KEYRING, fault)
    trusted = ring.trusted(pinned)
    for folder, path, content in _signed(found, manifest):
        signature = f"{folder}{statement.SIGNATURE}"
        wrong, key = _wrong(found, ring, signature, content, path)
        if wrong is None:
            found.wrong.setdefault(signature, "is missing: its issue is not signed" if folder else "is missing")
        elif wrong:
            found.wrong.setdefault(signature, wrong)
        elif pinned and not trusted[key]:
            found.wrong.setdefault(signature, f"is by key {key}, to which no endorsement leads from the key you named")
        else:
            found.signed += bool(folder)


def _signed(found: Checked, manifest: bytes | None) -> Iterator[tuple[str, str, bytes]]:
    """Folder, path and bytes of all that must be signed; what is missing or wrong itself is named already."""
    if manifest is not None and MANIFEST not in found.wrong:
        yield "", MANIFEST, manifest
    for issue in found.held.issues:
        path = statement.path(issue.id)
        content = None if path in found.wrong else found.place.content(path)
        if content is not None:
            yield f"{paths.issue(issue.id)}/", path, content


def _wrong(found: Checked, ring: Keyring, signature: str, content: bytes, path: str) -> tuple[str | None, str]:
    """Why a signature does not hold ("" when it does, None without one), and its key."""
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
    if not wrong:
        name = signature.replace(statement.SIGNATURE, statement.RAW)
        if found.place.content(name) != raw:
            found.wrong.setdefault(name, f"is not the signature that {statement.SIGNATURE} beside it has")
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
