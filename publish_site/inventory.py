"""What a site holds, read from its manifest: each file with its SHA-256, an issue or a list at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from publish_site import manifest, statement
from publish_site.manifest import IssueManifest, SiteManifest

Read = Callable[[str], bytes | None]  # a file of the site by its path; None where there is none


class NotWhole(Exception):
    """The folder is not the site that its manifest says."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}; build the site again, `blazon publish verify` names all that is wrong")


class Listed(NamedTuple):
    """A file of a site. `once`: an issue brought it for good."""

    path: str
    sha256: str
    once: bool


class Group(NamedTuple):
    """Files that one manifest of an issue, or one list, names: `path` with its own `sha256`."""

    path: str
    sha256: str
    once: bool


def in_folder(folder: Path) -> Read:
    """Reads a site on a disk."""

    def read(path: str) -> bytes | None:
        try:
            return (folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    return read


HEX = 16  # digits


class Inventory:
    """A site by its manifest. NotWhole where the manifest, or what it names, is missing or not as it should be."""

    def __init__(self, read: Read) -> None:
        self._read = read
        content = read(manifest.MANIFEST)
        if content is None:
            raise NotWhole(manifest.MANIFEST, "is missing: this is no built gazette")
        try:
            self.held = SiteManifest.model_validate_json(content)
        except ValidationError as error:
            raise NotWhole(manifest.MANIFEST, "is no manifest of a gazette that this Blazon reads") from error
        self.digest = hashlib.sha256(content).hexdigest()
        self._digits = 1 if len(self.held.lists) <= HEX else 2  # manifest.shard makes 16 lists or 256

    def groups(self) -> list[Group]:
        """The issues, oldest first, then the lists of what goes on changing."""
        issues = [Group(one.manifest, one.sha256, once=True) for one in self.held.issues]
        return issues + [Group(one.path, one.sha256, once=False) for one in self.held.lists]

    def files(self, group: Group) -> Iterator[Listed]:
        """The files that a group names."""
        content = self._read(group.path)
        if content is None or hashlib.sha256(content).hexdigest() != group.sha256:
            raise NotWhole(group.path, "is missing" if content is None else "is not what manifest.json says")
        if not group.once:
            yield from (Listed(path, digest, once=False) for path, digest in manifest.told(content).items())
            return
        try:
            made = IssueManifest.model_validate_json(content)
        except ValidationError as error:
            raise NotWhole(group.path, "is no manifest of an issue") from error
        yield from (Listed(file.path, file.sha256, once=True) for file in made.files)

    def all(self) -> Iterator[Listed]:
        """Every file but the lists, the manifest, and what stands beside it of hashes and signatures."""
        for group in self.groups():
            yield from self.files(group)

    def lists(self) -> list[Listed]:
        """The lists themselves."""
        return [Listed(one.path, one.sha256, once=False) for one in self.held.lists]

    def last(self) -> list[Listed]:
        """What is put up last of all, the manifest at the end. NotWhole when SHA256SUMS says another than it."""
        found = []
        for path in (manifest.SUMS, statement.RAW, statement.SIGNATURE, manifest.MANIFEST):
            content = self._read(path)
            if content is not None:
                found.append(Listed(path, hashlib.sha256(content).hexdigest(), once=False))
        told = manifest.told(self._read(manifest.SUMS) or b"")
        if told != {manifest.MANIFEST: self.digest} | {one.path: one.sha256 for one in self.held.lists}:
            raise NotWhole(manifest.SUMS, "does not say what manifest.json says")
        return found

    def changes(self, path: str) -> bool:
        """Whether a file goes on changing, by the one list it would be in."""
        shard = hashlib.sha256(path.encode()).hexdigest()[: self._digits]
        content = self._read(f"{manifest.LISTS}/{shard}.sha256") or b""
        return path in manifest.told(content)
