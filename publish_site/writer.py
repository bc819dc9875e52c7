"""The one module that writes files. A site is built beside its place and then put there whole.

A build killed at any moment leaves the published folder as it was; what it left beside is removed by the next one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from publish_site.errors import WrongFolder


class Site:
    """The files of a site being built. Each path once, or again with the same bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, tuple[int, str]] = {}  # path → size in bytes, SHA-256
        self._folders: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """ValueError when the path was written with other bytes: two pages would share one address."""
        written = (len(content), hashlib.sha256(content).hexdigest())
        known = self.files.get(path)
        if known is not None:
            if known != written:
                raise ValueError(f"{path} would be two different pages")
            return
        target = self.folder / path
        if (parent := str(target.parent)) not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(parent)
        target.write_bytes(content)
        self.files[path] = written


@contextmanager
def replacing(out: Path) -> Iterator[Site]:
    """A new site that takes the place of `out` when the block ends well; else `out` stays as it was.

    From beginning to end no other process writes there: a site set aside is put back under the lock alone, or it would
    be put back between the two renames of a build that is running. WrongFolder when another build is.
    """
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    building, aside = out.with_name(f".{out.name}.building"), out.with_name(f".{out.name}.replaced")
    try:
        with FileLock(out.with_name(f".{out.name}.lock"), timeout=0):
            _recover(out)
            shutil.rmtree(building, ignore_errors=True)
            building.mkdir()
            try:
                yield Site(building)
                if out.exists():
                    out.rename(aside)
                building.rename(out)
            finally:
                _recover(out)
                shutil.rmtree(building, ignore_errors=True)
    except Timeout as error:
        raise WrongFolder(f"another build is writing {out}; wait for it to end") from error


def _recover(out: Path) -> None:
    """Puts the former site back where a build was killed between taking it away and placing the new one."""
    aside = out.with_name(f".{out.name}.replaced")
    if aside.exists():
        if out.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(out)


def keep(path: Path, content: bytes) -> None:
    """Writes a file of a cache, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    partial.write_bytes(content)
    partial.replace(path)
