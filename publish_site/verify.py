"""Whether a folder is the gazette it says it is: every file, every snapshot's proof, the chain of issues.

Reads the folder alone; needs neither register nor index.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from publish_site import manifest, paths, proof
from publish_site.manifest import IssueManifest, Listed, SiteManifest

CHUNK = 1 << 20  # bytes read at once

Roots = dict[tuple[str, int], str]  # (dossier id, snapshot) → root


@dataclass(frozen=True)
class Problem:
    path: str  # of the file, within the folder
    reason: str


@dataclass(frozen=True)
class Verified:
    files: int
    snapshots: int
    issues: int
    problems: tuple[Problem, ...]


def verify(folder: Path) -> Verified:
    """Every problem, by file, in the order of their names. FileNotFoundError when there is no such folder.

    A file is named when it is not as the lists say. Where the two lists say different things of it, or of one another,
    the one that agrees with everything else is believed, and the other is named.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder")
    present = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()}
    sums = _plain_bytes(present.get(manifest.SUMS))
    content = _plain_bytes(present.get(manifest.MANIFEST))
    told = manifest.told(sums or b"")
    held = _manifest(content)
    if held is None or content is None:
        found = Verified(len(told), 0, 0, ())
        wrong = dict(_by_sums(present, told))
        wrong[manifest.MANIFEST] = "is missing or no manifest; this folder is no gazette, or it was changed"
    else:
        found = _by_manifest(present, held)
        wrong = {problem.path: problem.reason for problem in found.problems}
        if told.get(manifest.MANIFEST) == hashlib.sha256(content).hexdigest():
            listed = {file.path: (file.size, file.sha256) for file in held.files}
            if sums != manifest.sums(listed, content):
                wrong[manifest.SUMS] = "does not say what manifest.json says"
        elif not told:
            wrong[manifest.SUMS] = "is missing or no list of hashes"
        else:
            wrong = _between(present, held, told, wrong)
    named = tuple(Problem(path, reason) for path, reason in sorted(wrong.items()))
    return dataclasses.replace(found, problems=named)


def _between(
    present: dict[str, Path], held: SiteManifest, told: dict[str, str], by_manifest: dict[str, str]
) -> dict[str, str]:
    """What is wrong when SHA256SUMS gives another hash of manifest.json: one of the two was changed.

    The manifest is believed when the issues' own manifests say the same and it accuses no file that SHA256SUMS clears.
    """
    by_sums = dict(_by_sums(present, told))
    if set(by_manifest) <= set(by_sums) and held == _rebuilt(present, held):
        return by_manifest | {manifest.SUMS: "has another SHA-256 of manifest.json, which all else bears out"}
    return by_sums | {manifest.MANIFEST: "its SHA-256 is not the one in SHA256SUMS"}


def _by_manifest(present: dict[str, Path], held: SiteManifest) -> Verified:
    """What is wrong when `manifest.json` is right."""
    listed = {file.path: (file.size, file.sha256) for file in held.files}
    snapshots = [path for path in sorted(listed) if path.endswith("/data.json")]
    problems = dict(_files(present, listed))
    roots: Roots = {}
    for path, reason in _snapshots(present, snapshots, roots):
        problems.setdefault(path, reason)
    for path, reason in _chain(held, present, listed, roots, set(problems)):
        problems.setdefault(path, reason)
    named = tuple(Problem(path, reason) for path, reason in problems.items())
    return Verified(len(listed), len(snapshots), len(held.issues), named)


def _by_sums(present: dict[str, Path], told: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong when `manifest.json` cannot be believed and `SHA256SUMS` is right; nothing when that is missing."""
    if not told:
        return
    for path in set(present) - set(told) - {manifest.MANIFEST, manifest.SUMS}:
        yield path, "is not listed in SHA256SUMS"
    for path in set(told) - {manifest.MANIFEST}:
        if reason := _differs(present.get(path), None, told[path]):
            yield path, reason


def _plain_bytes(path: Path | None) -> bytes | None:
    return path.read_bytes() if path and path.is_file() and not path.is_symlink() else None


def _rebuilt(present: dict[str, Path], held: SiteManifest) -> SiteManifest | None:
    """The site's manifest as the manifests of its issues give it; None when one of them does not read."""
    listed = {file.path: (file.size, file.sha256) for file in held.files}
    try:
        chain = [IssueManifest.model_validate_json(present[issue.manifest].read_bytes()) for issue in held.issues]
        return manifest.of_site(chain, listed)
    except (KeyError, OSError, ValidationError, IndexError):
        return None


def _manifest(content: bytes | None) -> SiteManifest | None:
    """None for what is not, byte for byte, a manifest as a build writes it."""
    try:
        held = SiteManifest.model_validate_json(content or b"")
        return held if manifest.written(held) == content else None
    except ValueError:
        return None


def _files(present: dict[str, Path], listed: Listed) -> Iterator[tuple[str, str]]:
    for path in set(present) - set(listed) - {manifest.MANIFEST, manifest.SUMS}:
        yield path, "is not listed in manifest.json"
    for path, (size, digest) in listed.items():
        if reason := _differs(present.get(path), size, digest):
            yield path, reason


def _snapshots(present: dict[str, Path], listed: list[str], roots: Roots) -> Iterator[tuple[str, str]]:
    """Proves each snapshot; fills `roots` with what is proved."""
    for path in listed:
        if path not in present:
            continue
        try:
            data: Any = json.loads(present[path].read_bytes())
            faults = proof.faults(data)
            key = (data["dossier"], data["snapshot"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            yield path, "is no snapshot that can be read"
            continue
        if faults:
            yield path, "; ".join(faults)
        else:
            roots[key] = data["root"]


def _chain(
    held: SiteManifest, present: dict[str, Path], listed: Listed, roots: Roots, named: set[str]
) -> Iterator[tuple[str, str]]:
    """Each issue's manifest follows the one before it, and its closing list is what its snapshots prove.

    A file that is `named` already is no witness: what it says of others is not heard.
    """
    previous: str | None = None
    for issue in held.issues:
        before, previous = previous, listed.get(issue.manifest, (0, None))[1]
        if issue.manifest in named:
            continue
        try:
            own = IssueManifest.model_validate_json(present[issue.manifest].read_bytes())
        except (KeyError, OSError, ValidationError):
            yield issue.manifest, "is missing or no manifest of an issue"
            continue
        if own.previous != before or own.issue != issue.id:
            yield issue.manifest, "does not follow the manifest of the issue before it"
        for file in own.files:
            if listed.get(file.path) != (file.size, file.sha256):
                yield file.path, f"is not as issue {issue.id} published it"
        for entry in own.closing_list:
            proved = roots.get((entry.key.id, entry.snapshot))
            data = f"{paths.snapshot(entry.kind, entry.number, entry.snapshot)}/data.json"
            if proved != entry.root and not (proved is None and data in named):
                said = "is not proved by any file" if proved is None else "was closed with another root"
                yield issue.manifest, f"{entry.number} snapshot {entry.snapshot} {said}"


def _differs(path: Path | None, size: int | None, digest: str) -> str:
    """Why a file is not the published one, "" when it is. `size` None: not known."""
    if path is None:
        return "is missing"
    if path.is_symlink() or not path.is_file():
        return "is no plain file"
    found = path.stat().st_size
    if size is not None and found != size:
        return f"has {found} bytes, published were {size}"
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            hashed.update(chunk)
    return "" if hashed.hexdigest() == digest else "its SHA-256 is not the published one"
