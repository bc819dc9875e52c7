"""A real S3-compatible object store for tests: S3Proxy (Apache-2.0), whose buckets are folders of this machine.

`python -m tests.house.object_store` fetches its jar from Maven Central once, checks it against `s3proxy.lock.json` and
prints where it is. It checks every request's signature as Amazon does (Signature Version 4).
"""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock
from jgo.maven import MavenContext
from pydantic import TypeAdapter

from local_stack.jars import ATTEMPTS, Jar, reason_against
from local_stack.java import executable, find_java
from local_stack.ports import LOOPBACK, choose
from local_stack.settings import StackSettings

LOCK = Path(__file__).with_name("s3proxy.lock.json")
KEY, SECRET = "tester", "only-of-the-tests"
START_SECONDS = 60.0


def jar() -> Path:
    """The jar of the lock file, fetched when it is not there or not as it should be."""
    (locked,) = TypeAdapter(list[Jar]).validate_json(LOCK.read_bytes())
    cache = StackSettings().cache
    cache.mkdir(parents=True, exist_ok=True)
    target = cache / Path(locked.dest).name
    with FileLock(target.with_suffix(".lock")):
        if reason_against(locked, target) is None:
            return target
        with TemporaryDirectory(dir=cache) as folder:
            group, artifact, version = locked.coordinate
            project = MavenContext(repo_cache=Path(folder), local_repos=[], timeout=60).project(group, artifact)
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    found = project.at_version(version).artifact("jar-with-dependencies", "jar").resolve()
                    break
                except Exception:
                    if attempt == ATTEMPTS:
                        raise
            if reason := reason_against(locked, found):
                raise SystemExit(f"{locked.maven}: {reason}")
            shutil.move(found, target)
    return target


@contextmanager
def running(buckets: Path) -> Iterator[str]:
    """The store with each folder of `buckets` as a bucket; yields its address."""
    asked = subprocess.run(
        [sys.executable, "-m", "tests.house.object_store"], check=True, capture_output=True, text=True
    )
    port = choose(None)
    address = f"http://{LOOPBACK}:{port}"
    said = {
        "s3proxy.endpoint": address,
        "s3proxy.authorization": "aws-v4",
        "s3proxy.identity": KEY,
        "s3proxy.credential": SECRET,
        "jclouds.provider": "filesystem-nio2",
        "jclouds.identity": "none",
        "jclouds.credential": "none",
        "jclouds.filesystem.basedir": str(buckets),
    }
    with TemporaryDirectory() as folder:
        configuration, log = Path(folder) / "s3proxy.conf", Path(folder) / "log"
        configuration.write_text("".join(f"{name}={value}\n" for name, value in said.items()))
        java = executable(find_java(StackSettings()))
        command = [java, "-Xmx128m", "-jar", asked.stdout.strip(), "--properties", configuration]
        with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as server:
            try:
                _wait(server, port, log)
                yield address
            finally:
                server.terminate()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"S3Proxy did not come up:\n{log.read_text()[-2000:]}")


if __name__ == "__main__":
    print(jar())  # noqa: T201 - a command's output
