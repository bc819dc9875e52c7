"""The jars of the engine: fetched once, checked against the lock file, put into place whole.

The cache is one folder for each lock file, shared by all homes of one person. It is filled under another name and
renamed at the end, so a folder that has the right name is complete.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Annotated

from filelock import FileLock
from jgo.maven import MavenContext
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from local_stack.errors import DownloadFailed, JarRefused
from local_stack.modules import ENGINE_VERSION, write_descriptors
from local_stack.progress import Progress

THREADS = 8  # fetches 76 MB in some 16 s
ATTEMPTS = 3
LOCK_FILE = "opensearch.lock.json"


class Jar(BaseModel):
    """One line of the lock file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    maven: Annotated[str, Field(pattern=r"^([A-Za-z0-9._-]+/){3,}[A-Za-z0-9._-]+\.jar$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(gt=0)]
    dest: Annotated[str, Field(pattern=r"^(lib|modules/[a-z0-9-]+)/[A-Za-z0-9_][A-Za-z0-9._-]*\.jar$")]

    @property
    def coordinate(self) -> tuple[str, str, str]:
        """Maven's group, artifact and version."""
        *group, artifact, version, _file = PurePosixPath(self.maven).parts
        return ".".join(group), artifact, version


Fetch = Callable[[Jar, Path], Path]


def locked_jars() -> list[Jar]:
    """The jars the lock file names."""
    return TypeAdapter(list[Jar]).validate_json((resources.files("local_stack") / LOCK_FILE).read_bytes())


def fetch(jar: Jar, folder: Path) -> Path:
    """Fetches one jar with the Maven client into a repository in `folder`; the path of the file, not yet checked."""
    group, artifact, version = jar.coordinate
    context = MavenContext(repo_cache=folder, local_repos=[], timeout=60)
    found: Path = context.project(group, artifact).at_version(version).artifact(packaging="jar").resolve()
    return found


def reason_against(jar: Jar, path: Path) -> str | None:
    """Why this file is not the jar of the lock file; None if it is."""
    if not path.is_file():
        return "missing"
    size = path.stat().st_size
    if size != jar.size:
        return f"{size} bytes instead of {jar.size}"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return None if digest == jar.sha256 else f"SHA-256 {digest} instead of {jar.sha256}"


def cache_name(jars: Iterable[Jar]) -> str:
    """The folder's name: the engine's version and a digest of all that it must hold."""
    held = json.dumps(sorted((jar.dest, jar.sha256) for jar in jars)).encode()
    return f"opensearch-{ENGINE_VERSION}-{hashlib.sha256(held).hexdigest()[:12]}"


def prepare(cache: Path, progress: Progress, fetch: Fetch = fetch) -> Path:
    """The folder with all jars, every one checked; what is missing or damaged is fetched.

    Holds a lock file meanwhile, so that two homes do not fetch the same. Raises DownloadFailed or JarRefused.
    """
    jars = locked_jars()
    place = cache / cache_name(jars)
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadFailed(
            f"The folder {cache} cannot be made: {error}. Set BLAZON_STACK_CACHE to another."
        ) from error
    with FileLock(cache / f"{place.name}.lock"):
        if not place.is_dir():
            _fill(place, jars, progress, fetch)
            return place
        damaged = [jar for jar in jars if reason_against(jar, place / jar.dest) is not None]
        if damaged:
            _with_repository(place, lambda folder: _fetch_all(damaged, folder, place, progress, fetch))
        (place / "bin").mkdir(mode=0o755, exist_ok=True)
        return place


def _with_repository(place: Path, work: Callable[[Path], None]) -> None:
    """Runs `work` with an empty folder for the Maven client and removes the folder afterwards."""
    folder = place.with_name(f"{place.name}.fetching")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        work(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(place: Path, jars: list[Jar], progress: Progress, fetch: Fetch) -> None:
    staging = place.with_name(f"{place.name}.partial")
    # What an interrupted run has left is kept and checked again: only the rest is fetched.
    missing = [jar for jar in jars if reason_against(jar, staging / jar.dest) is not None]
    _with_repository(place, lambda folder: _fetch_all(missing, folder, staging, progress, fetch))
    write_descriptors(staging)
    for name in ("bin", "plugins"):  # the node makes what is missing, and may not where the account is another
        (staging / name).mkdir(exist_ok=True)
    for folder in (staging, *(path for path in staging.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    staging.rename(place)


def _fetch_all(jars: list[Jar], folder: Path, place: Path, progress: Progress, fetch: Fetch) -> None:
    total, done = sum(jar.size for jar in jars), 0
    progress("Fetching the engine", done, total)
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = {pool.submit(_fetch_one, jar, folder, place, fetch): jar for jar in jars}
        try:
            for finished in as_completed(waiting):
                finished.result()
                done += waiting[finished].size
                progress("Fetching the engine", done, total)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _fetch_one(jar: Jar, folder: Path, place: Path, fetch: Fetch) -> None:
    """Fetches a jar, checks it and moves it to its place; tries again when the network fails."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            found = fetch(jar, folder)
            break
        except Exception as error:  # the Maven client and the libraries below it have no common error
            if attempt == ATTEMPTS:
                raise DownloadFailed(no_network(jar, error)) from error
    reason = reason_against(jar, found)
    if reason is not None:
        found.unlink(missing_ok=True)
        raise JarRefused(
            f"{jar.maven}: {reason}. It was not kept. Something on the way from Maven Central changed or cut it: "
            "try again; if that does not help, ask who runs the proxy or mirror."
        )
    target = place / jar.dest
    target.parent.mkdir(parents=True, exist_ok=True)
    found.chmod(0o644)  # public files: the account that runs the engine reads them, whatever the mask of who fetched
    found.replace(target)


def no_network(jar: Jar, error: Exception) -> str:
    return (
        f"The engine's jars could not be fetched from Maven Central (at {jar.maven}: {type(error).__name__}: {error}). "
        "They are needed once, 76 MB. Connect this machine to the network or set HTTPS_PROXY and try again: what was "
        "fetched is kept. Or set BLAZON_ENGINE_URL to an OpenSearch that runs elsewhere (see compose.yaml)."
    )
