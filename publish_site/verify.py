"""Whether a folder is the gazette it says it is: every file, every snapshot's proof, the chain of issues.

Reads the folder alone; needs neither register nor index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from publish_site import manifest, proof
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
    """Every problem, by file, in the order of their names. FileNotFoundError when there is no such folder."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder")
    present = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()}
    held = _manifest(present)
    if held is None:
        reason = "is missing or no manifest; this folder is no gazette, or its manifest was changed"
        return Verified(0, 0, 0, (Problem(manifest.MANIFEST, reason),))
    listed = {file.path: (file.size, file.sha256) for file in held.files}
    roots: Roots = {}
    problems: dict[str, str] = {}
    snapshots = [path for path in sorted(listed) if path.endswith("/data.json")]
    for found in (
        _sums(present, listed),
        _files(present, listed),
        _snapshots(present, snapshots, roots),
        _chain(held, present, listed, roots),
    ):
        for path, reason in found:
            problems.setdefault(path, reason)
    named = tuple(Problem(path, reason) for path, reason in sorted(problems.items()))
    return Verified(len(listed), len(snapshots), len(held.issues), named)


def _manifest(present: dict[str, Path]) -> SiteManifest | None:
    try:
        return SiteManifest.model_validate_json(present[manifest.MANIFEST].read_bytes())
    except (KeyError, OSError, ValidationError):
        return None


def _sums(present: dict[str, Path], listed: Listed) -> Iterator[tuple[str, str]]:
    """SHA256SUMS and manifest.json say the same; where not, which of the two was changed cannot be told for sure."""
    content = present[manifest.MANIFEST].read_bytes()
    said = present[manifest.SUMS].read_bytes() if manifest.SUMS in present else b""
    if f"{hashlib.sha256(content).hexdigest()}  {manifest.MANIFEST}\n".encode() not in said:
        yield manifest.MANIFEST, "its SHA-256 is not the one in SHA256SUMS"
    elif said != manifest.sums(listed, content):
        yield manifest.SUMS, "does not say what manifest.json says"


def _files(present: dict[str, Path], listed: Listed) -> Iterator[tuple[str, str]]:
    for path in set(present) - set(listed) - {manifest.MANIFEST, manifest.SUMS}:
        yield path, "is not listed in manifest.json"
    for path, (size, digest) in listed.items():
        if reason := _differs(present.get(path), size, digest):
            yield path, reason


def _snapshots(present: dict[str, Path], paths: list[str], roots: Roots) -> Iterator[tuple[str, str]]:
    """Proves each snapshot; fills `roots` with what is proved."""
    for path in paths:
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


def _chain(held: SiteManifest, present: dict[str, Path], listed: Listed, roots: Roots) -> Iterator[tuple[str, str]]:
    """Each issue's manifest follows the one before it, and its closing list is what its snapshots prove."""
    previous: str | None = None
    for issue in held.issues:
        try:
            own = IssueManifest.model_validate_json(present[issue.manifest].read_bytes())
        except (KeyError, OSError, ValidationError):
            yield issue.manifest, "is missing or no manifest of an issue"
            continue
        if own.previous != previous or own.issue != issue.id:
            yield issue.manifest, "does not follow the manifest of the issue before it"
        previous = listed.get(issue.manifest, (0, None))[1]
        for file in own.files:
            if listed.get(file.path) != (file.size, file.sha256):
                yield file.path, f"is not as issue {issue.id} published it"
        for entry in own.closing_list:
            proved = roots.get((entry.key.id, entry.snapshot))
            if proved != entry.root:
                said = "is not proved by any file" if proved is None else "was closed with another root"
                yield issue.manifest, f"{entry.number} snapshot {entry.snapshot} {said}"


def _differs(path: Path | None, size: int, digest: str) -> str:
    if path is None:
        return "is missing"
    if path.is_symlink() or not path.is_file():
        return "is no plain file"
    found = path.stat().st_size
    if found != size:
        return f"has {found} bytes, published were {size}"
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            hashed.update(chunk)
    return "" if hashed.hexdigest() == digest else "its SHA-256 is not the published one"
