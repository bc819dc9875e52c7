"""What may be put up where. Pure but for what `read` gives; `copying` and `uploading` do it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from publish_site import manifest
from publish_site.inventory import Group, Inventory, Listed, NotWhole, Read, in_folder

Tell = Callable[[str, int, int], None]  # step, done, of


UNKNOWN = "?"  # something may be there, nobody knows what


class NotDeployed(Exception):
    """Readers see what they saw before, or what is named."""


@dataclass(frozen=True)
class Deployed:
    """What was put up. `left` are files of the former site that the new one lacks; they stay."""

    where: str
    issue: str  # the newest
    written: int  # files put there
    size: int  # their bytes
    left: int
    left_names: tuple[str, ...]  # the first of them
    checked: int = 0  # files read back
    repaired: int = 0  # of these, those that were missing or other than they should be
    manifest: str = ""  # SHA-256 of manifest.json


def opened(folder: Path) -> Inventory:
    """The site in a folder. NotWhole when its manifest, what that names and SHA256SUMS disagree; reads no page."""
    site = Inventory(in_folder(folder))
    site.last()
    for group in site.groups():
        if hashed(folder, group.path) != group.sha256:
            raise NotWhole(group.path, "is missing or not what manifest.json says")
    return site


def standing(read: Read, where: str) -> Inventory | None:
    """The site that is there already; None when none is."""
    if read(manifest.MANIFEST) is None:
        return None
    try:
        return Inventory(read)
    except NotWhole as error:
        raise NotDeployed(f"{where} holds a manifest.json that is no gazette's; name another place") from error


def check_due(folder: Path, today: dt.date) -> None:
    """NotDeployed when the site in a folder holds an issue of a later day: readers would have it before it is out."""
    newest = max(Inventory(in_folder(folder)).held.issues, key=lambda issue: issue.date)
    if newest.date > today.isoformat():
        raise NotDeployed(f"issue {newest.id} is dated {newest.date}: it can be put up on that day, and not before")


def check_newer(site: Inventory, there: Inventory | None, where: str) -> None:
    """NotDeployed unless the site goes on from the one that is there, or is the same made anew."""
    if there is None:
        return
    if there.held.office != site.held.office:
        raise NotDeployed(
            f"{where} is the gazette of {there.held.office}, not of {site.held.office}; name another place"
        )
    here, before = ([issue.id for issue in one.held.issues] for one in (site, there))
    if later := [issue for issue in before if issue not in here]:
        raise NotDeployed(
            f"{where} holds issue {later[-1]} already, the site to deploy ends with {here[-1]}; "
            f"a published page never disappears: build {later[-1]} first"
        )
    if here[: len(before)] != before:
        raise NotDeployed(f"{where} holds the issues in another order; it was built from another register")


def content(folder: Path, file: Listed) -> bytes:
    """The bytes of a file of the site. NotWhole when they are not those that its manifest names."""
    try:
        found = (folder / file.path).read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise NotWhole(file.path, "is missing") from error
    if hashlib.sha256(found).hexdigest() != file.sha256:
        raise NotWhole(file.path, "is not what the manifest says")
    return found


def hashed(folder: Path, path: str) -> str | None:
    """The SHA-256 of a file, read piece by piece; None where there is none."""
    try:
        with (folder / path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


class Difference(NamedTuple):
    """A file that differs between the site and the one that is there; `file` is None where only the latter has it."""

    path: str
    file: Listed | None
    there: str | None  # its SHA-256 there, or UNKNOWN


def differences(site: Inventory, there: Inventory | None, *, doubted: Collection[str] = ()) -> Iterator[Difference]:
    """What differs, but for the lists and what comes last. Of `doubted` groups every file is taken to differ."""
    stands = set(there.groups()) if there else set()
    for group in site.groups():
        if group in stands and group.path not in doubted:
            continue
        try:
            told, unknown = _told(there, group), None
        except NotWhole:  # a deployment was broken off while it wrote these lists
            told, unknown = {}, UNKNOWN
        for file in site.files(group):
            known = told.pop(file.path, unknown)
            if known != file.sha256 or group.path in doubted:
                yield Difference(file.path, file, known)
        yield from (Difference(path, None, digest) for path, digest in told.items())


def _told(there: Inventory | None, group: Group) -> dict[str, str]:
    """What is there of a group; a list is found by the beginning of its name, as there are more of them in time."""
    if there is None:
        return {}
    if group.once:
        alike = [one for one in there.groups() if one.path == group.path]
        return {file.path: file.sha256 for one in alike for file in there.files(one)}
    shard = group.path.removesuffix(".sha256")
    alike = [one for one in there.groups() if shard.startswith(one.path.removesuffix(".sha256"))]
    digits = shard.rpartition("/")[2]
    return {
        file.path: file.sha256
        for one in alike
        for file in there.files(one)
        if hashlib.sha256(file.path.encode()).hexdigest().startswith(digits)
    }
