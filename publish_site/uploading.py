"""A site put into an object store, in such an order that whoever reads meanwhile finds every page he is led to.

1. What is not there yet: the pages, pictures and documents of new issues. No page that is there leads to them.
2. What changes: permanent pages, lists of an owner or a class. Each goes from its old bytes to its new ones.
3. The lists of hashes. 4. The front pages and feeds: from now on the new issue is found. 5. The manifest, at last.

While it goes on, `deploying.json` lies beside the site and says which site is on its way. Nothing else is ever deleted.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from publish_site import deploying, headers
from publish_site.deploying import Deployed, Difference, NotDeployed, Tell
from publish_site.inventory import Inventory, Listed, NotWhole
from publish_site.journal import Journal, Todo
from publish_site.object_store import LARGE, ObjectStore

Given = TypeVar("Given")
Found = TypeVar("Found")

MARK = "deploying.json"
NEW, CHANGED, LISTS, FRONT, LAST = range(1, 6)  # the stages
AT_ONCE = 16  # requests under way: what waits for the other side costs this one nothing
KEPT = 100  # files sent after which the journal is written; so many may be sent twice after a kill
NAMED = 20  # files that stay, by name


def deploy(folder: Path, store: ObjectStore, *, check: bool, tell: Tell, at_once: int = AT_ONCE) -> Deployed:
    """Puts the site in `folder` to `store`: what differs from the site whose manifest is there.

    With `check` every file is read back and what is missing or other is sent again. After a kill the next one goes on.
    NotWhole when the site is not whole (nothing was sent, but for new files that no page leads to), NotDeployed.
    """
    folder = folder.resolve()
    site = deploying.opened(folder)
    with _journal(folder, store.address) as journal:
        return _Deployment(folder, site, store, journal, tell=tell, at_once=at_once).run(check=check)


@contextmanager
def _journal(folder: Path, address: str) -> Iterator[Journal]:
    """The journal of this site and place; no other process of this machine has it."""
    path = folder.with_name(f".{folder.name}.deploy") / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.sqlite"
    try:
        path.parent.mkdir(exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=0):
            journal = Journal(path)
            try:
                yield journal
            finally:
                journal.close()
    except Timeout as error:
        raise NotDeployed(f"another deployment of {folder} to {address} is at work; wait for it to end") from error
    except PermissionError as error:
        raise NotDeployed(f"{path.parent} cannot be written ({error}); it keeps what has still to be sent") from error


class _Deployment:
    def __init__(
        self, folder: Path, site: Inventory, store: ObjectStore, journal: Journal, *, tell: Tell, at_once: int
    ) -> None:
        self.folder, self.site, self.store, self.journal, self.tell = folder, site, store, journal, tell
        self.at_once = at_once
        self.written = self.size = self.checked = self.repaired = 0
        self.mark: dict[str, str] = {}

    def run(self, *, check: bool) -> Deployed:
        there = deploying.standing(self.store.get, self.store.address)
        deploying.check_newer(self.site, there, self.store.address)
        found = _marked(self.store.get(MARK))
        self._check_mark(found)
        base = there.digest if there else ""
        about = {"site": self.site.digest, "there": base}
        resumed = all(self.journal.about(name) == value for name, value in about.items())
        if check or not resumed or not found or self.journal.about("id") != found.get("id"):
            self._plan(there, found, about, check=check)
        if self.journal.count():
            self._send()
        elif found:
            self.store.delete(MARK)
        count, names = self.journal.left(NAMED)
        self.journal.remove()
        return Deployed(
            self.store.address,
            self.site.held.issue,
            self.written,
            self.size,
            count,
            tuple(names),
            self.checked,
            self.repaired,
            self.site.digest,
        )

    def _check_mark(self, found: dict[str, str]) -> None:
        """NotDeployed where one of a later issue was broken off."""
        issue = found.get("issue")
        if issue and issue not in {one.id for one in self.site.held.issues}:
            raise NotDeployed(
                f"a deployment of issue {issue} to {self.store.address} is under way or was broken off, and the site "
                f"to deploy ends with {self.site.held.issue}; finish that one first"
            )

    def _plan(self, there: Inventory | None, found: dict[str, str], about: dict[str, str], *, check: bool) -> None:
        """Writes down what is to be sent; every file of it is looked at here, so that nothing is begun in vain."""
        self.journal.begin(about | {"id": str(uuid.uuid4())})
        doubted = set()
        if found and found.get("manifest") != self.site.digest:  # another one was broken off: who knows how far it came
            doubted = {one.path for one in self.site.groups() if not one.once or found.get("rewrites")}
        different = self._read_back(there) if check else deploying.differences(self.site, there, doubted=doubted)
        rewrites = ""
        own = {file.path for file in (*self.site.lists(), *self.site.last())}
        anew = there is None or there.digest != self.site.digest
        for one in different:
            if one.file is None:
                self.journal.leave([one.path])
                continue
            anew = True
            if one.path in own:
                continue
            if deploying.hashed(self.folder, one.path) != one.file.sha256:
                raise NotWhole(one.path, "is not what the manifest says, or missing")
            front = FRONT if headers.is_front(one.path) else CHANGED if one.there else NEW
            rewrites = rewrites or ("yes" if one.there and one.file.once else "")
            self.journal.add(front, one.path, one.file.sha256, once=one.file.once)
        if anew:
            for stage, files in ((LISTS, self.site.lists()), (LAST, self.site.last())):
                for file in files:
                    self.journal.add(stage, file.path, file.sha256, once=False)
        self.journal.note("rewrites", rewrites)
        self.journal.keep()

    def _read_back(self, there: Inventory | None) -> Iterator[Difference]:
        """Every file that is not there with the right bytes, by reading all of them."""
        files = chain(self.site.all(), self.site.lists(), self.site.last())

        def read(file: Listed) -> Difference | None:
            content = self.store.get(file.path)
            digest = hashlib.sha256(content).hexdigest() if content is not None else None
            return None if digest == file.sha256 else Difference(file.path, file, digest)

        total = sum(1 for _ in self.site.all())
        for result in self._parallel(read, files):
            self.checked += 1
            self.tell("read back", min(self.checked, total), total)
            if result is not None:
                self.repaired += 1
                yield result
        yield from (one for one in deploying.differences(self.site, there) if one.file is None)

    def _send(self) -> None:
        self.mark = {
            "id": str(self.journal.about("id")),
            "issue": self.site.held.issue,
            "manifest": self.site.digest,
            "rewrites": self.journal.about("rewrites") or "",
        }
        self._put_mark()
        total = self.journal.count()
        for stage in self.journal.stages():
            if stage != NEW:
                self._check_own()
            todo = self.journal.todo(stage)
            sent = map(self._one, todo) if stage == LAST else self._parallel(self._one, todo)
            for one, size in sent:
                self.journal.done(one)
                self.written, self.size = self.written + 1, self.size + size
                if self.written % KEPT == 0:
                    self.journal.keep()
                self.tell("files", self.written, total)
            self.journal.keep()
        self.store.delete(MARK)

    def _one(self, one: Todo) -> tuple[Todo, int]:
        """Sends a file, as its manifest names it and not otherwise."""
        path = self.folder / one.path
        file = Listed(one.path, one.sha256, one.once)
        large = path.is_file() and path.stat().st_size >= LARGE
        if large and deploying.hashed(self.folder, one.path) != one.sha256:
            raise NotWhole(one.path, "is not what the manifest says")
        content = path if large else deploying.content(self.folder, file)
        self.store.put(
            one.path,
            content,
            content_type=headers.content_type(one.path),
            cache_control=headers.cache_control(one.path, once=one.once),
        )
        return one, path.stat().st_size if isinstance(content, Path) else len(content)

    def _put_mark(self) -> None:
        self.store.put(MARK, json.dumps(self.mark).encode(), content_type="application/json", cache_control="no-store")

    def _check_own(self) -> None:
        """NotDeployed when another deployment has begun since: two would mix what they change."""
        if _marked(self.store.get(MARK)).get("id") != self.mark["id"]:
            raise NotDeployed(f"another deployment to {self.store.address} began meanwhile; this one ended before it")

    def _parallel(self, function: Callable[[Given], Found], given: Iterable[Given]) -> Iterator[Found]:
        """Results in order, some requests at once, never many waiting. The first failure ends it."""
        running: deque[Future[Found]] = deque()
        with ThreadPoolExecutor(self.at_once) as pool:
            try:
                for one in given:
                    running.append(pool.submit(function, one))
                    if len(running) >= 2 * self.at_once:
                        yield running.popleft().result()
                while running:
                    yield running.popleft().result()
            finally:
                for future in running:
                    future.cancel()


def _marked(content: bytes | None) -> dict[str, str]:
    """What a mark says; nothing when there is none, or none that reads."""
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
