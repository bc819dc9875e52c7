"""Whether a folder is the gazette it says it is: every file, every snapshot's proof, the chain of issues.

Reads the folder alone; needs neither register nor index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from publish_site import manifest, paths, proof, signatures, statement
from publish_site.manifest import IssueManifest, SiteManifest

CHUNK = 1 << 20  # bytes read at once
UNKNOWN = "?"  # the hash of a statement that no list tells

Roots = dict[tuple[str, int], str]  # (dossier id, snapshot) → root
Present = Mapping[str, Path]  # path within the folder → where it is


@dataclass(frozen=True)
class Problem:
    path: str  # of the file, within the folder
    reason: str


@dataclass(frozen=True)
class Verified:
    files: int
    snapshots: int
    issues: int
    signed: int  # issues whose signature holds
    trusted: bool  # all of them, and the site, by a key that endorsements lead to from a pinned one
    problems: tuple[Problem, ...]


def verify(folder: Path, pinned: Collection[str] = ()) -> Verified:
    """Every problem, by file, in the order of their names. FileNotFoundError when there is no such folder.

    A file is named when it is not as the manifests and lists say. Where these say different things of one another, the
    one that agrees with everything else is believed, and the other is named. `pinned` are keys that the reader has from
    elsewhere, by id or in base64: with one, everything must be signed by it or a key that it leads to.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder")
    present = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()}
    content = _plain_bytes(present.get(manifest.MANIFEST))
    told = manifest.told(_plain_bytes(present.get(manifest.SUMS)) or b"")
    held = _site_manifest(content)
    if held is None or content is None:
        found = _Checked(present, _from_sums(present, told))
        found.files_of_lists()
        found.wrong[manifest.MANIFEST] = "is missing or no manifest; this folder is no gazette, or it was changed"
    else:
        found = _Checked(present, held)
        _top(found, content, told)
        found.files_of_lists()
        found.issues()
        found.strays()
        signatures.check(found, content, pinned)
    named = tuple(Problem(path, reason) for path, reason in sorted(found.wrong.items()))
    trusted = bool(pinned) and not named
    return Verified(
        len(found.seen) - found.aside, found.snapshots, len(found.held.issues), found.signed, trusted, named
    )


def _top(found: _Checked, content: bytes, told: dict[str, str]) -> None:
    """The manifest and `SHA256SUMS`, each against the other and what both name."""
    held = found.held
    says = {manifest.MANIFEST: hashlib.sha256(content).hexdigest()} | {one.path: one.sha256 for one in held.lists}
    if told == says:
        return
    if not told:
        found.wrong[manifest.SUMS] = "is missing or no list of hashes"
        return
    there = {path: _sha256(found.present.get(path)) for path in says}
    by_manifest = sum(there[one.path] == one.sha256 for one in held.lists)
    by_sums = sum(there.get(path) == digest for path, digest in told.items() if path != manifest.MANIFEST)
    if by_manifest < by_sums or (by_manifest == by_sums and held != _rebuilt(found)):
        found.wrong[manifest.MANIFEST] = "its SHA-256 is not the one in SHA256SUMS"
        found.held = _from_sums(found.present, told)
    else:
        found.wrong[manifest.SUMS] = "does not say what manifest.json says, which all else bears out"


class _Checked:
    """What was looked at so far, and what is wrong with it."""

    def __init__(self, present: Present, held: SiteManifest) -> None:
        self.present, self.held = present, held
        self.wrong: dict[str, str] = {}
        self.seen = {manifest.MANIFEST, manifest.SUMS, statement.SIGNATURE, statement.RAW}
        self.aside = len(self.seen)
        self.stated: str | None = None  # SHA-256 of the statement of the issue before
        self.signed = 0
        self.roots: Roots = {}
        self.snapshots = 0

    def files_of_lists(self) -> None:
        """The lists, and the files that go on changing."""
        for one in self.held.lists:
            self._file(one.path, None, one.sha256)
            content = _plain_bytes(self.present.get(one.path))
            if content is None:
                continue
            told = manifest.told(content)
            if one.path in self.wrong and manifest.sums(told.items()) != content:
                continue  # what a changed list says of others is heard where it still reads
            for path, digest in told.items():
                if one.path not in self.wrong:
                    self._file(path, None, digest)
                else:
                    self.seen.add(path)

    def issues(self) -> None:
        """Each issue's manifest follows the one before it; its files are as it says; its closing list is proved."""
        previous: str | None = None
        for issue in self.held.issues:
            before, previous = previous, issue.sha256
            sums = manifest.issue_sums_path(issue.id)
            content = _plain_bytes(self.present.get(issue.manifest))
            own = _issue_manifest(content)
            self._file(issue.manifest, None, issue.sha256)
            if own is None:
                self.wrong.setdefault(issue.manifest, "is missing or no manifest of an issue")
                self._from_sums(sums, issue.id)
                continue
            if issue.manifest in self.wrong:
                self._from_sums(sums, issue.id)
                continue
            if own.previous != before or own.issue != issue.id:
                self.wrong.setdefault(issue.manifest, "does not follow the manifest of the issue before it")
            for file in own.files:
                self._file(file.path, file.size, file.sha256)
            if sums in self.present and sums not in self.wrong:
                told = manifest.sums((file.path, file.sha256) for file in own.files)
                if told != _plain_bytes(self.present[sums]):
                    self.wrong[sums] = "does not say what the manifest of its issue says"
            self._proofs(own)
            self._closed(issue.manifest, own)
            self._stated(issue.id, own)

    def _from_sums(self, path: str, issue: str) -> None:
        """The files of an issue whose manifest cannot be believed."""
        self.stated = UNKNOWN
        if path not in self.wrong and (content := _plain_bytes(self.present.get(path))):
            told = manifest.told(content)
            self.stated = told.get(statement.path(issue), UNKNOWN)
            for name, digest in told.items():
                self._file(name, None, digest)

    def _proofs(self, own: IssueManifest) -> None:
        for path in (file.path for file in own.files if file.path.endswith("/data.json")):
            self.snapshots += 1
            if path not in self.present:
                continue
            try:
                data: Any = json.loads(self.present[path].read_bytes())
                faults = proof.faults(data)
                key = (data["dossier"], data["snapshot"])
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                self.wrong.setdefault(path, "is no snapshot that can be read")
                continue
            if faults:
                self.wrong.setdefault(path, "; ".join(faults))
            else:
                self.roots[key] = data["root"]

    def _closed(self, path: str, own: IssueManifest) -> None:
        """The closing list is what the snapshots prove; a file that is wrong already is no witness."""
        for entry in own.closing_list:
            proved = self.roots.get((entry.key.id, entry.snapshot))
            data = f"{paths.snapshot(entry.kind, entry.number, entry.snapshot)}/data.json"
            if proved != entry.root and data not in self.wrong:
                said = "is not proved by any file" if proved is None else "was closed with another root"
                self.wrong.setdefault(path, f"{entry.number} snapshot {entry.snapshot} {said}")

    def _stated(self, issue: str, own: IssueManifest) -> None:
        """The statement of an issue is that of its closing list and follows the one before it; so do the proofs."""
        path = statement.path(issue)
        before, self.stated = self.stated, next((file.sha256 for file in own.files if file.path == path), UNKNOWN)
        content = _plain_bytes(self.present.get(path)) if path not in self.wrong else None
        if content is None:
            self.wrong.setdefault(path, "is missing")
            return
        try:
            made = statement.Statement.model_validate_json(content)
        except ValidationError:
            self.wrong[path] = "is no statement of an issue"
            return
        entries = statement.ordered(own.closing_list)
        facts = (own.office, own.issue, own.date, own.sequence, len(entries), statement.tree(entries).root)
        if facts != (made.office, made.issue, made.date, made.sequence, made.publications, made.tree):
            self.wrong[path] = "does not state what the manifest of its issue says"
        elif before not in {UNKNOWN, made.previous}:
            self.wrong[path] = "does not follow the statement of the issue before it"
        hashed = hashlib.sha256(content).hexdigest()
        for entry in entries:
            folder = paths.snapshot(entry.kind, entry.number, entry.snapshot)
            told = _plain_bytes(self.present.get(f"{folder}/{statement.PROOF}"))
            if told is not None and (wrong := statement.unproved(told, entry.root, made, hashed)):
                self.wrong.setdefault(f"{folder}/{statement.PROOF}", wrong)

    def strays(self) -> None:
        """Files that nothing lists."""
        if any(path in self.wrong for path in (*self._lists(), *(one.manifest for one in self.held.issues))):
            return  # what a changed list names is not known
        for path in set(self.present) - self.seen:
            self.wrong.setdefault(path, "is not listed in any manifest")

    def _lists(self) -> Iterator[str]:
        return (one.path for one in self.held.lists)

    def _file(self, path: str, size: int | None, digest: str) -> None:
        self.seen.add(path)
        if reason := _differs(self.present.get(path), size, digest):
            self.wrong.setdefault(path, reason)


def _from_sums(present: Present, told: dict[str, str]) -> SiteManifest:
    """What the manifest says of lists and issues, as far as `SHA256SUMS` and the lists tell."""
    lists = tuple(
        manifest.ListOfFiles.model_construct(path=path, sha256=digest, files=0)
        for path, digest in told.items()
        if path.startswith(f"{manifest.LISTS}/")
    )
    found = []
    for one in lists:
        for path, digest in manifest.told(_plain_bytes(present.get(one.path)) or b"").items():
            own = _issue_manifest(_plain_bytes(present.get(path))) if path.endswith(f"/{manifest.MANIFEST}") else None
            if own:
                listed = manifest.ListedIssue.model_construct(id=own.issue, date=own.date, manifest=path, sha256=digest)
                found.append((own.sequence, own.date, own.issue, listed))
    issues = tuple(each[-1] for each in sorted(found, key=lambda each: each[:3]))
    return SiteManifest.model_construct(office="", gazette="", issue="", sequence=0, issues=issues, lists=lists)


def _rebuilt(found: _Checked) -> SiteManifest | None:
    """The site's manifest as its lists and the manifests of its issues give it; None when one of them does not read."""
    held, present = found.held, found.present
    issues, lists = [], []
    newest: IssueManifest | None = None
    for issue in held.issues:
        content = _plain_bytes(present.get(issue.manifest))
        newest = _issue_manifest(content)
        if newest is None or content is None:
            return None
        path, digest = manifest.issue_path(newest.issue), hashlib.sha256(content).hexdigest()
        issues.append(manifest.ListedIssue(id=newest.issue, date=newest.date, manifest=path, sha256=digest))
    for one in held.lists:
        content = _plain_bytes(present.get(one.path)) or b""
        digest, count = hashlib.sha256(content).hexdigest(), content.count(b"\n")
        lists.append(manifest.ListOfFiles(path=one.path, sha256=digest, files=count))
    if newest is None:
        return None
    return SiteManifest(
        office=newest.office,
        gazette=newest.gazette,
        issue=newest.issue,
        sequence=newest.sequence,
        issues=tuple(issues),
        lists=tuple(lists),
    )


def _plain_bytes(path: Path | None) -> bytes | None:
    return path.read_bytes() if path and path.is_file() and not path.is_symlink() else None


def _site_manifest(content: bytes | None) -> SiteManifest | None:
    """None for what is not, byte for byte, a manifest as a build writes it."""
    try:
        held = SiteManifest.model_validate_json(content or b"")
        return held if manifest.written(held) == content else None
    except ValueError:
        return None


def _issue_manifest(content: bytes | None) -> IssueManifest | None:
    try:
        return IssueManifest.model_validate_json(content or b"")
    except ValidationError:
        return None


def _sha256(path: Path | None) -> str | None:
    content = _plain_bytes(path)
    return None if content is None else hashlib.sha256(content).hexdigest()


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
