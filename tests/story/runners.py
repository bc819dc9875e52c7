"""Job runners that start at once: a process that has loaded all of `blazon` forks one whenever it is asked to.

Each is the real `blazon jobs worker` in a process of its own, which can be killed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pyhanko.sign.signers  # noqa: F401 - loaded once, before any runner signs

from desk.cli.app import main
from desk.cli.context import open_context

ROOT = Path(__file__).parents[2]


class Nursery:
    """Where runners come from; they write to `log`."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.story.runners"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )

    def runner(self) -> int:
        """The process id of a new one."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("another\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self) -> None:
        self.process.communicate()


def nurse() -> None:
    """A runner for every line that comes in."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    with open_context():  # the office's data are read, and the modules that do it loaded
        pass
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            sys.argv = ["blazon", "jobs", "worker"]
            main()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    nurse()
