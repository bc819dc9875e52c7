"""The office's data as a program opens the register with it: kept by the register when another was in force before."""

from __future__ import annotations

import getpass
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from offices import folder as folders
from registry import versions
from registry.database import Register
from registry.versions import Opened, Version


class NoSuchVersion(Exception):
    def __init__(self, given: str) -> None:
        super().__init__(
            f"no version of the office's data begins with {given[:64]}; `blazon office versions` names them"
        )


def taken_up(register: Register, folder: Path) -> str:
    """Writes down which data of the office is in force; its digest."""
    files = folders.read(folder)
    digest = folders.digest(files)
    versions.used(register, digest, folders.zipped(files), len(files), _opened())
    return digest


def files_of(register: Register, digest: str) -> folders.Files:
    """The files of a version. NoSuchVersion."""
    archive = versions.archive(register, digest)
    if archive is None:
        raise NoSuchVersion(digest)
    return folders.opened(archive)


def named(found: Sequence[Version], beginning: str) -> Version | None:
    """The one version whose digest begins so; None where there is none, or more than one."""
    fitting = [one for one in found if beginning and one.digest.startswith(beginning)]
    return fitting[0] if len(fitting) == 1 else None


def _opened() -> Opened:
    """The program that runs and its account: `blazon serve`, of `blazon@host`."""
    verb = next((word for word in sys.argv[1:] if not word.startswith("-")), Path(sys.argv[0]).name)
    try:
        account = getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        account = "?"
    return Opened(f"blazon {verb}", f"{account}@{socket.gethostname()}")
