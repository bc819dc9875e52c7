"""An office's folder as it stands: its files, their digest, what differs between two, and the folder as a zip. Pure.

A zip that somebody sends is hostile until it was read: its size, the number of its files, their names and kinds are
bounded, nothing is unpacked beside its folder, and no link is followed.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

Files = Mapping[str, bytes]  # by their paths within the folder, with slashes

LARGEST_ZIP, LARGEST_FILE, LARGEST_WHOLE = (
    8 << 20,
    4 << 20,
    24 << 20,
)  # bytes; that of the demo office has 400 kB in all
MOST_FILES, DEEPEST, LONGEST_NAME = 500, 6, 200
KINDS = frozenset({".yaml", ".yml", ".csv", ".tsv", ".txt", ".md", ".json"})
MOST_LINES = 6_000  # of a file that is compared line by line
SHOWN = 400  # lines of what differs in one file
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same folder is the same zip


class BadArchive(Exception):
    """What was sent is no zip of an office's folder; the message says what is wrong with it."""


@dataclass(frozen=True)
class Difference:
    """A file that is not the same. `lines` are those of a unified diff; `more` of them are left out."""

    name: str
    kind: Literal["added", "removed", "changed"]
    lines: tuple[str, ...]
    more: int = 0


def read(folder: Path) -> dict[str, bytes]:
    """The files of an office's folder; hidden ones, links and other kinds of files are no part of it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix in KINDS and path.is_file() and not path.is_symlink() and not _hidden(name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


def digest(files: Files) -> str:
    """SHA-256 over the names and contents."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()


def zipped(files: Files) -> bytes:
    """The same files are the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def opened(content: bytes) -> dict[str, bytes]:
    """The files of a zip that `zipped` made, however many and long."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of a zip that somebody sent; a single folder around all of them is taken off. BadArchive."""
    if len(content) > LARGEST_ZIP:
        raise BadArchive(f"the zip has more than {LARGEST_ZIP >> 20} MiB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _members(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, UnicodeError) as error:
        raise BadArchive(f"it cannot be read as a zip ({error})") from error
    if not found:
        raise BadArchive(f"it holds no file of the kinds {', '.join(sorted(KINDS))}")
    tops = {name.partition("/")[0] for name in found}
    if len(tops) == 1 and all("/" in name for name in found):
        found = {name.partition("/")[2]: held for name, held in found.items()}
    return found


def differences(before: Files, after: Files) -> list[Difference]:
    """What differs, by the names of the files."""
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        kind: Literal["added", "removed", "changed"] = (
            "added" if old is None else "removed" if new is None else "changed"
        )
        lines = _compared(old or b"", new or b"")
        found.append(Difference(name, kind, tuple(lines[:SHOWN]), max(len(lines) - SHOWN, 0)))
    return found


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MOST_FILES:
        raise BadArchive(f"it holds {len(infos)} files; an office has {MOST_FILES} at most")
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    whole = 0
    for info in infos:
        name = _name(info)
        if _hidden(PurePosixPath(name).parts):
            continue
        if PurePosixPath(name).suffix.lower() not in KINDS:
            raise BadArchive(
                f"{name}: files of this kind are none of an office's; send {', '.join(sorted(KINDS))} alone"
            )
        if name.casefold() in seen:
            raise BadArchive(f"{name} stands in it twice")
        seen.add(name.casefold())
        with archive.open(info) as file:
            found[name] = file.read(LARGEST_FILE + 1)  # what it says of its size is not believed
        whole += len(found[name])
        if len(found[name]) > LARGEST_FILE or whole > LARGEST_WHOLE:
            raise BadArchive(
                f"{name}: a file unpacks to {LARGEST_FILE >> 20} MiB at most, all to {LARGEST_WHOLE >> 20}"
            )
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """The path within the folder. BadArchive for one that leads out of it, or is no plain file's."""
    name = info.filename
    parts = name.split("/")
    if not name.isprintable() or "\\" in name or ":" in name or any(one in {"", ".", ".."} for one in parts):
        raise BadArchive(f"{name[:LONGEST_NAME]!r} is no path within a folder")
    if len(parts) > DEEPEST or len(name) > LONGEST_NAME:
        raise BadArchive(f"{name[:LONGEST_NAME]}: the path is too long")
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise BadArchive(f"{name} is a link or another thing that is no plain file")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:  # of others a read is not bounded
        raise BadArchive(f"{name} is compressed in a way that is not read here; make the archive with plain zip")
    if info.flag_bits & 1:
        raise BadArchive(f"{name} is under a password")
    return name


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") or part in {"__MACOSX", "__pycache__"} for part in parts)


def _compared(old: bytes, new: bytes) -> list[str]:
    try:
        before, after = old.decode().splitlines(), new.decode().splitlines()
    except UnicodeDecodeError:
        return [f"no text: {len(old)} bytes before, {len(new)} after"]
    if max(len(before), len(after)) > MOST_LINES:
        return [f"too long to compare line by line: {len(before)} lines before, {len(after)} after"]
    return list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]
