"""Whether one issue, or one publication, is as the office published it: what a reader checks who needs no more."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

import orjson
from pydantic import ValidationError

from mappings.kinds import WRITTEN
from mappings.record import Kind
from publish_site import manifest, paths, proof, signatures, statement
from publish_site.issue import meant
from publish_site.manifest import IssueManifest, ListedIssue, SiteManifest
from publish_site.places import Place
from publish_site.verify import UNKNOWN, Checked, Verified

NONE = SiteManifest(office="", gazette="", issue="", sequence=0, issues=(), lists=())


def verify_issue(place: Place, named: str, pinned: Collection[str] = ()) -> Verified:
    """An issue: its place in the chain, its manifest and files, its proofs, its signatures. LookupError without it.

    `named` is its id, as `publish_site.issue.meant` understands it. Its own signatures cover all of it: where the
    site's manifest is not at hand, its place in the chain is left out.
    """
    listing = place.content(manifest.MANIFEST)
    try:
        held = NONE if listing is None else SiteManifest.model_validate_json(listing)
    except ValidationError as error:
        raise LookupError(f"{manifest.MANIFEST} is no manifest; this is no gazette") from error
    if listing is None:
        return _at_hand(place, named, pinned)
    ids = [each.id for each in held.issues]
    issue = meant(named, ids)
    if issue not in ids:
        raise LookupError(f"there is no issue {issue}; the newest is {held.issue}")
    at = ids.index(issue)
    before = held.issues[at - 1] if at else None
    found = Checked(place, held.model_copy(update={"issues": (held.issues[at],), "lists": ()}))
    found.aside, found.seen = 0, set()
    if before:
        stated = place.content(statement.path(before.id))
        if stated is None:
            found.wrong[statement.path(before.id)] = "is missing"
        found.stated = hashlib.sha256(stated or b"").hexdigest()
    found.issue(held.issues[at], before.sha256 if before else None)
    signatures.check(found, listing, pinned)
    _unsigned(found)
    return found.verified(pinned)


def _at_hand(place: Place, named: str, pinned: Collection[str]) -> Verified:
    """An issue of which nothing is at hand but its own files and the keys."""
    slashed = named.replace("-", "/", 1)
    issue = meant(named, [one for one in (named, slashed) if place.content(manifest.issue_path(one)) is not None])
    path = manifest.issue_path(issue)
    content = place.content(path)
    try:
        own = IssueManifest.model_validate_json(content or b"")
    except ValidationError as error:
        there = "is missing" if content is None else "is no manifest of an issue"
        raise LookupError(f"{manifest.MANIFEST} is missing, and {path} {there}") from error
    digest = hashlib.sha256(content or b"").hexdigest()
    listed = ListedIssue(id=issue, date=own.date, manifest=path, sha256=digest)
    found = Checked(place, NONE.model_copy(update={"issues": (listed,)}))
    found.aside, found.seen, found.stated = 0, set(), UNKNOWN
    found.issue(listed, own.previous)
    signatures.check(found, None, pinned)
    _unsigned(found)
    return found.verified(pinned)


def verify_item(place: Place, named: str, pinned: Collection[str] = ()) -> Verified:
    """A publication by the path of its folder (`tm/2026/000123/1`), or all of an application by its number or path.

    LookupError where nothing of that name is published.
    """
    folders = _folders(place, named)
    issues: dict[str, ListedIssue] = {}
    found = Checked(place, NONE)
    found.aside, found.seen = 0, set()
    for folder in folders:
        _item(found, folder, issues)
    found.held = NONE.model_copy(update={"issues": tuple(issues.values())})
    signatures.check(found, None, pinned, stated=True)
    _unsigned(found)
    return found.verified(pinned)


def _folders(place: Place, named: str) -> list[str]:
    kind, _, rest = named.partition("/")
    given = (
        paths.dossier(Kind(kind.lower()), named)
        if rest and kind.isupper() and re.fullmatch(WRITTEN, kind.lower())
        else named
    )
    given = given.strip("/")
    there = [given] if _there(place, given) else []
    there = there or [f"{given}/{ordinal}" for ordinal in _ordinals(place, given)]
    if not there:
        raise LookupError(f"nothing is published as {named}; give a number such as TM/2026/000123, or its page's path")
    return there


def _ordinals(place: Place, dossier: str) -> list[int]:
    """The publications of a file, with gaps where one was taken out: those in its folder, where that can be listed, and
    those that its permanent page links. Each proves itself; that these are all, only a check of the whole site shows.
    """
    named = re.compile(rf"{re.escape(dossier)}/([1-9][0-9]{{0,8}})/(?:data|proof)\.json")
    page = (place.content(f"{dossier}/index.html") or b"").decode("utf-8", "replace")
    listed = (named.fullmatch(path) for path in place.paths() or () if path.startswith(f"{dossier}/"))
    return sorted({int(ordinal) for ordinal in (*named.findall(page), *(found[1] for found in listed if found))})


def _there(place: Place, folder: str) -> bool:
    return place.there(f"{folder}/data.json") or place.there(f"{folder}/{statement.PROOF}")


def _item(found: Checked, folder: str, issues: dict[str, ListedIssue]) -> None:
    data_path, proof_path = f"{folder}/data.json", f"{folder}/{statement.PROOF}"
    content, proved = found.place.content(data_path), found.place.content(proof_path)
    found.seen |= {data_path, proof_path}
    for path, there in ((data_path, content), (proof_path, proved)):
        if there is None:
            found.wrong[path] = "is missing"
    if content is None or proved is None:
        return
    found.snapshots += 1
    try:
        data, faults = proof.read(content, folder)
        path = statement.path(data["issue"])
    except ValueError:
        found.wrong[data_path] = "is no snapshot that can be read"
        return
    if faults:
        found.wrong[data_path] = "; ".join(faults)
        return
    stated = found.place.content(path)
    found.seen.add(path)
    try:
        made = statement.Statement.model_validate_json(stated or b"")
    except ValidationError:
        found.wrong[path] = "is missing" if stated is None else "is no statement of an issue"
        return
    if (made.issue, made.office, made.date) != (data["issue"], data["office"], data["date"]):
        found.wrong[path] = f"is not the statement of issue {data['issue']} of {data['date']}"
        return
    if wrong := statement.unproved(proved, data["root"], made, hashlib.sha256(stated or b"").hexdigest()):
        found.wrong[proof_path] = wrong
        return
    entry = orjson.loads(proved)["entry"]
    if any(entry[name] != data[name] for name in ("office", "kind", "number", "snapshot", "version")):
        found.wrong[data_path] = "names another publication than its proof"
    listed = ListedIssue(id=made.issue, date=made.date, manifest=manifest.issue_path(made.issue), sha256="0" * 64)
    issues[made.issue] = listed


def _unsigned(found: Checked) -> None:
    """Without a key nothing shows who published it."""
    if found.signed < len(found.held.issues) and not found.wrong:
        found.wrong[statement.KEYRING] = "is missing: nothing here is signed"
