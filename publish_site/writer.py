"""The one module that writes files. A site is built in a spare copy beside its place, and then the two change places.

The spare is the site as it stands, file by file the same (hard links, so that it takes no room), and a build writes
into it what is new: the work is as large as the change. A build killed at any moment leaves the published folder as it
was; the next one throws the spare away and links a new one.

Beside `gazette/` lie, in `.gazette.build/`: `spare/`, the site's twin between two builds; `standing.sqlite`
(`standing`); `open`, there while the spare may be no twin.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from publish_site.errors import WrongFolder, some
from publish_site.opening import open_standing
from publish_site.standing import File, Standing
from publish_site.standing import some as some_of

BUILT_BY = "manifest"  # in `standing`: the SHA-256 of the manifest of the site that it says what stands of
MADE_OF = "made of"  # what all pages depend on: with other words of it all is built anew
LINKED = 500  # files a thread links at a time
_EXCHANGE, _HERE = 2, -100  # renameat2(2): RENAME_EXCHANGE, AT_FDCWD


class Folder:
    """A folder in which a site is being built. Any number of processes may write to it, each path once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, content: bytes, issue: str | None = None) -> File:
        """Never writes through a hard link: what stands published under the same name keeps its bytes."""
        target = f"{self.folder}/{path}"
        handle = _opened(target)
        try:
            os.write(handle, content) if len(content) < 1 << 20 else _write_all(handle, content)
        finally:
            os.close(handle)
        return File(path, len(content), hashlib.sha256(content).hexdigest(), issue)

    def have(self, path: str, content: bytes, issue: str) -> File:
        """A file whose bytes are named in its path: where it is, it is as it should be."""
        if not (self.folder / path).exists():
            return self.write(path, content, issue)
        return File(path, len(content), hashlib.sha256(content).hexdigest(), issue)

    def keep(self, path: str, of: Path) -> File:
        """A file that stays as it stands in another folder."""
        _link(f"{of}/{path}", f"{self.folder}/{path}")
        content = self.read(path)
        return File(path, len(content), hashlib.sha256(content).hexdigest())

    def clear(self, path: str) -> None:
        """Takes a folder away, as far as it is there."""
        shutil.rmtree(self.folder / path, ignore_errors=True)

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def read_again(self, path: str, sha256: str) -> bytes:
        """A file that stands. WrongFolder where somebody has changed it: it would go on into pages that are signed."""
        content = (self.folder / path).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise WrongFolder(
                f"{path} is not as it was published; put the gazette's folder back from a copy, or take it away and "
                "build anew"
            )
        return content


class Site(Folder):
    """The spare, with what stands."""

    def __init__(self, folder: Path, standing: Standing) -> None:
        super().__init__(folder)
        self.standing = standing

    def read(self, path: str) -> bytes:
        """What stands, as it was written."""
        file = self.standing.file(path)
        return self.read_again(path, file.sha256) if file else super().read(path)

    def add(self, path: str, content: bytes, issue: str | None = None) -> File:
        """Writes a file unless it stands already with these bytes."""
        before = self.standing.file(path)
        if before and before.size == len(content) and before.sha256 == hashlib.sha256(content).hexdigest():
            return before
        written = self.write(path, content, issue)
        self.standing.add_files([written], {})
        return written


def _opened(target: str) -> int:
    """A new file, whatever was there. Plain strings and calls: once for each file of a hundred thousand."""
    while True:
        try:
            return os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileNotFoundError:
            _make(target.rpartition("/")[0])
        except FileExistsError:
            os.unlink(target)  # noqa: PTH108 - as above


def _make(folder: str) -> None:
    """A folder with those above it."""
    try:
        os.mkdir(folder, 0o755)  # noqa: PTH102 - as above
    except FileExistsError:  # another process was first
        pass
    except FileNotFoundError:
        _make(folder.rpartition("/")[0])
        _make(folder)


def _write_all(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


MayGo = Callable[[str], bool]  # whether a page that stands may be gone from the site that takes its place


@contextmanager
def replacing(out: Path, manifest: str, made_of: str, may_go: MayGo) -> Iterator[Site]:
    """The site that takes the place of `out` when the block ends well; else `out` stays as it was.

    From beginning to end no other process writes there. `manifest` is the path of the file by which the site is
    known; the block must write it. `made_of` is a hash of what every page depends on: where it is another than that
    of the site that stands, nothing that stands is kept, but no page may go unless `may_go` says so of its path:
    WrongFolder. So it is when another build is at work.
    """
    out = out.resolve()  # of a link the folder it leads to is replaced, never the link
    if out.is_mount():
        raise WrongFolder(f"{out} is where a disk is mounted, which cannot be replaced; name a folder within it")
    out.parent.mkdir(parents=True, exist_ok=True)
    work = out.with_name(f".{out.name}.build")
    try:
        with FileLock(out.with_name(f".{out.name}.lock"), timeout=0):
            _recover(out, work)
            work.mkdir(exist_ok=True)
            try:
                yield from _building(out, work, manifest, made_of, may_go)
            finally:
                if not out.exists():
                    shutil.rmtree(work, ignore_errors=True)
    except Timeout as error:
        raise WrongFolder(f"another build is writing {out}; wait for it to end") from error


def _building(out: Path, work: Path, manifest: str, made_of: str, may_go: MayGo) -> Iterator[Site]:
    spare, opened = work / "spare", work / "open"
    database = open_standing(work / "standing.sqlite")
    try:
        standing, anew = Standing(database), False
        stands = _digest(out / manifest)
        if stands is None or (standing.about(BUILT_BY), standing.about(MADE_OF)) != (stands, made_of):
            database.close()
            (work / "standing.sqlite").unlink(missing_ok=True)
            shutil.rmtree(spare, ignore_errors=True)
            database = open_standing(work / "standing.sqlite")
            standing = Standing(database)
            anew = True
        elif opened.exists() or not spare.is_dir():
            shutil.rmtree(spare, ignore_errors=True)
            _twin(out, spare, (file.path for file in standing.files()))
        spare.mkdir(exist_ok=True)
        opened.touch()
        yield Site(spare, standing)
        if anew:
            _keep_pages(out, standing, may_go)
        standing.say(BUILT_BY, str(_digest(spare / manifest)))
        standing.say(MADE_OF, made_of)
        os.sync()  # what `standing` says stands must outlast a power cut
        database.execute("commit")
        _swap(out, spare)
        if anew:  # the spare is a former site, of which nothing may come back
            shutil.rmtree(spare, ignore_errors=True)
        _twin(out, spare, standing.changed() if spare.is_dir() else (file.path for file in standing.files()))
        opened.unlink()
    finally:
        database.close()  # what was not committed never was


def _keep_pages(out: Path, standing: Standing, may_go: MayGo) -> None:
    """WrongFolder when `out` has a page that the site which is to take its place has not, and that may not go."""
    pages = (path.relative_to(out).as_posix() for path in out.rglob("*.html"))
    if gone := sorted(page for page in pages if standing.file(page) is None and not may_go(page)):
        raise WrongFolder(
            f"{out} has pages that this build would take away ({some(gone)}); a published page never disappears: "
            "give the office's configuration back what made them, or name another folder"
        )


def _recover(out: Path, work: Path) -> None:
    """Puts the former site back where a build was killed between taking it away and placing the new one."""
    aside = work / "aside"
    if aside.exists():
        if out.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(out)


def _swap(out: Path, spare: Path) -> None:
    """`spare` is at `out`; what was there is `spare` now, or nothing is."""
    if not out.exists():
        spare.rename(out)
    elif not _exchanged(out, spare):  # systems that cannot: for a moment there is no site
        aside = spare.with_name("aside")
        out.rename(aside)
        spare.rename(out)
        aside.rename(spare)


def _exchanged(one: Path, other: Path) -> bool:
    """Both folders at each other's place in one step; False where the system or the disk cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    with suppress(AttributeError):
        done = libc.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
        return int(done) == 0
    return False


def _twin(out: Path, spare: Path, paths: Iterable[str]) -> None:
    """These files of `out` are in `spare` too, the same. The system links; several threads wait for it."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        for _ in threads.map(partial(_link_all, out, spare), some_of(paths, LINKED)):
            pass


def _link_all(out: Path, spare: Path, paths: Sequence[str]) -> None:
    for path in paths:
        _link(f"{out}/{path}", f"{spare}/{path}")


def _link(source: str, target: str) -> None:
    for _ in range(3):
        try:
            os.link(source, target)
        except FileExistsError:
            os.unlink(target)  # noqa: PTH108 - as in _opened
        except FileNotFoundError:
            _make(target.rpartition("/")[0])
        except OSError:  # a disk without hard links
            shutil.copy2(source, target)
            return
        else:
            return
    raise FileNotFoundError(f"{source} is not there; build the site anew")


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def keep(path: Path, content: bytes) -> None:
    """Writes a file of a cache, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    partial.write_bytes(content)
    partial.replace(path)
