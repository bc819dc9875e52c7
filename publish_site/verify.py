"""Whether a folder is the gazette it says it is: every file, every snapshot's proof, the chain of issues.

Reads the folder, or a web server (`places`), alone; needs neither register nor index. `verify_part` checks less.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from publish_site import manifest, paths, proof, signatures, statement
from publish_site.manifest import IssueManifest, ListedIssue, SiteManifest
from publish_site.places import Disk, Expected, Place

UNKNOWN = "?"  # the hash of a statement that no list tells

Roots = dict[tuple[str, int], str]  # (dossier id, snapshot) → root


@dataclass(frozen=True)
class Problem:
    path: str  # of the file, within the site
    reason: str


@dataclass(frozen=True)
class Verified:
    files: int
    snapshots: int
    issues: int
    signed: int  # issues whose signature holds
    trusted: bool  # all of them, and the site, by a key that endorsements lead to from a pinned one
    keys: tuple[str, ...]  # the ids of the keys by which what was checked is signed
    listed: bool  # whether files that nothing names could be looked for: a web server lists none
    problems: tuple[Problem, ...]


def verify(where: Path | Place, pinned: Collection[str] = ()) -> Verified:
    """Every problem, by file, in the order of their names. FileNotFoundError when there is no such folder,
    publish_site.places.NotReached where a server fails.

    A file is named when it is not as the manifests and lists say. Where these say different things of one another, the
    one that agrees with everything else is believed, and the other is named. `pinned` are keys that the reader has from
    elsewhere, by id or in base64: with one, everything must be signed by it or a key that it leads to.
    """
    place = Disk(where) if isinstance(where, Path) else where
    content = place.content(manifest.MANIFEST)
    told = manifest.told(place.content(manifest.SUMS) or b"")
    held = _site_manifest(content)
    if held is None or content is None:
        found = Checked(place, _from_sums(place, told))
        found.files_of_lists()
        found.wrong[manifest.MANIFEST] = "is missing or no manifest; this is no gazette, or it was changed"
    else:
        found = Checked(place, held)
        _top(found, content, told)
        found.files_of_lists()
        found.issues()
        found.strays()
        signatures.check(found, content, pinned)
    return found.verified(pinned)


def _top(found: Checked, content: bytes, told: dict[str, str]) -> None:
    """The manifest and `SHA256SUMS`, each against the other and what both name."""
    held = found.held
    says = {manifest.MANIFEST: hashlib.sha256(content).hexdigest()} | {one.path: one.sha256 for one in held.lists}
    if told == says:
        if found.place.content(manifest.SUMS) != manifest.sums(says.items()):
            found.wrong[manifest.SUMS] = "holds more than hashes and paths"
        return
    if not told:
        found.wrong[manifest.SUMS] = "is missing or no list of hashes"
        return
    there = {path: _sha256(found.place.content(path)) for path in says}
    by_manifest = sum(there[one.path] == one.sha256 for one in held.lists)
    by_sums = sum(there.get(path) == digest for path, digest in told.items() if path != manifest.MANIFEST)
    if by_manifest < by_sums or (by_manifest == by_sums and held != _rebuilt(found)):
        found.wrong[manifest.MANIFEST] = "its SHA-256 is not the one in SHA256SUMS"
        found.held = _from_sums(found.place, told)
    else:
        found.wrong[manifest.SUMS] = "does not say what manifest.json says, which all else bears out"


class Checked:
    """What was looked at so far, and what is wrong with it."""

    def __init__(self, place: Place, held: SiteManifest) -> None:
        self.place, self.held = place, held
        self.wrong: dict[str, str] = {}
        self.seen = {manifest.MANIFEST, manifest.SUMS, statement.SIGNATURE, statement.RAW}
        self.aside = len(self.seen)
        self.stated: str | None = None  # SHA-256 of the statement of the issue before
        self.signed = 0
        self.signers: set[str] = set()
        self.roots: Roots = {}
        self.snapshots = 0

    def verified(self, pinned: Collection[str]) -> Verified:
        """The outcome."""
        named = tuple(Problem(path, reason) for path, reason in sorted(self.wrong.items()))
        files, issues = len(self.seen) - self.aside, len(self.held.issues)
        listed = self.place.paths() is not None
        return Verified(
            files=files,
            snapshots=self.snapshots,
            issues=issues,
            signed=self.signed,
            trusted=bool(pinned) and not named,
            keys=tuple(sorted(self.signers)),
            listed=listed,
            problems=named,
        )

    def files_of_lists(self) -> None:
        """The lists, and the files that go on changing."""
        for one in self.held.lists:
            self._files([(one.path, None, one.sha256)])
            content = self.place.content(one.path)
            if content is None:
                continue
            told = manifest.told(content)
            if one.path in self.wrong and manifest.sums(told.items()) != content:
                continue  # what a changed list says of others is heard where it still reads
            if one.path in self.wrong:
                self.seen |= told.keys()
            else:
                self._files((path, None, digest) for path, digest in told.items())

    def issues(self) -> None:
        """Each issue's manifest follows the one before it; its files are as it says; its closing list is proved."""
        previous: str | None = None
        for issue in self.held.issues:
            self.issue(issue, previous)
            previous = issue.sha256

    def issue(self, issue: ListedIssue, before: str | None) -> None:
        """One of them; `before` is the SHA-256 of the manifest before it, `stated` that of the statement."""
        sums = manifest.issue_sums_path(issue.id)
        content = self.place.content(issue.manifest)
        own = _issue_manifest(content)
        self._files([(issue.manifest, None, issue.sha256)])
        if own is None:
            self.wrong.setdefault(issue.manifest, "is missing or no manifest of an issue")
        if own is None or issue.manifest in self.wrong:
            self._from_sums(sums, issue.id)
            return
        if own.previous != before or (own.issue, own.date) != (issue.id, issue.date):
            self.wrong.setdefault(issue.manifest, "does not follow the manifest of the issue before it")
        if own.tree != manifest.tree(own.files):
            old = "is of an earlier format, without a root over its files; build the site again"
            self.wrong.setdefault(issue.manifest, "its root is not that of its files" if own.tree else old)
        self._files((file.path, file.size, file.sha256) for file in own.files)
        if self.place.there(sums) and sums not in self.wrong:
            told = manifest.sums((file.path, file.sha256) for file in own.files)
            if told != self.place.content(sums):
                self.wrong[sums] = "does not say what the manifest of its issue says"
        self._proofs(own)
        self._closed(issue.manifest, own)
        self._stated(issue.id, own)

    def _from_sums(self, path: str, issue: str) -> None:
        """The files of an issue whose manifest cannot be believed."""
        self.stated = UNKNOWN
        if path not in self.wrong and (content := self.place.content(path)):
            told = manifest.told(content)
            self.stated = told.get(statement.path(issue), UNKNOWN)
            self._files((name, None, digest) for name, digest in told.items())

    def _proofs(self, own: IssueManifest) -> None:
        for path in (file.path for file in own.files if file.path.endswith("/data.json")):
            self.snapshots += 1
            content = self.place.content(path)
            if content is None and (path in self.wrong or not self.place.there(path)):
                continue
            try:
                data, faults = proof.read(content or b"", path.removesuffix("/data.json"))
            except ValueError:
                self.wrong.setdefault(path, "is no snapshot that can be read")
                continue
            if faults:
                self.wrong.setdefault(path, "; ".join(faults))
            else:
                self.roots[data["dossier"], data["snapshot"]] = data["root"]

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
        content = self.place.content(path) if path not in self.wrong else None
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
            told = self.place.content(f"{folder}/{statement.PROOF}")
            if told is not None and (wrong := statement.unproved(told, entry.root, made, hashed)):
                self.wrong.setdefault(f"{folder}/{statement.PROOF}", wrong)

    def strays(self) -> None:
        """Files that nothing lists."""
        if any(path in self.wrong for path in (*self._lists(), *(one.manifest for one in self.held.issues))):
            return  # what a changed list names is not known
        for path in (self.place.paths() or set()) - self.seen:
            self.wrong.setdefault(path, "is not listed in any manifest")

    def _lists(self) -> Iterator[str]:
        return (one.path for one in self.held.lists)

    def _files(self, expected: Iterable[Expected]) -> None:
        files = list(expected)
        for (path, *_), reason in zip(files, self.place.differ(files), strict=True):
            self.seen.add(path)
            if reason:
                self.wrong.setdefault(path, reason)


def _from_sums(place: Place, told: dict[str, str]) -> SiteManifest:
    """What the manifest says of lists and issues, as far as `SHA256SUMS` and the lists tell."""
    lists = tuple(
        manifest.ListOfFiles.model_construct(path=path, sha256=digest, files=0)
        for path, digest in told.items()
        if path.startswith(f"{manifest.LISTS}/")
    )
    found = []
    for one in lists:
        for path, digest in manifest.told(place.content(one.path) or b"").items():
            own = _issue_manifest(place.content(path)) if path.endswith(f"/{manifest.MANIFEST}") else None
            if own:
                listed = manifest.ListedIssue.model_construct(id=own.issue, date=own.date, manifest=path, sha256=digest)
                found.append((own.sequence, own.date, own.issue, listed))
    issues = tuple(each[-1] for each in sorted(found, key=lambda each: each[:3]))
    return SiteManifest.model_construct(office="", gazette="", issue="", sequence=0, issues=issues, lists=lists)


def _rebuilt(found: Checked) -> SiteManifest | None:
    """The site's manifest as its lists and the manifests of its issues give it; None when one of them does not read."""
    held, place = found.held, found.place
    issues, lists = [], []
    newest: IssueManifest | None = None
    for issue in held.issues:
        content = place.content(issue.manifest)
        newest = _issue_manifest(content)
        if newest is None or content is None:
            return None
        path, digest = manifest.issue_path(newest.issue), hashlib.sha256(content).hexdigest()
        issues.append(manifest.ListedIssue(id=newest.issue, date=newest.date, manifest=path, sha256=digest))
    for one in held.lists:
        content = place.content(one.path) or b""
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


def _sha256(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
