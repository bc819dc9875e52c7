"""The key that seals people's second factors: a file of 32 random bytes for its owner alone, made at first use."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from desk.settings import DeskSettings
from registry.sealing import KEY_BYTES, Seal

FILE = "people.key"


class UnfitSealKey(Exception):
    """The key cannot be used; the message says why and what to do."""


def seal_of(settings: DeskSettings, home: Path) -> Seal:
    """By the key that the settings name. UnfitSealKey."""
    path = settings.people_key or home / FILE
    try:
        if not path.exists():
            _make(path)
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            key = file.read(KEY_BYTES + 1)
    except OSError as error:
        raise UnfitSealKey(f"{path} cannot be used ({error.strerror}): mend BLAZON_DESK_PEOPLE_KEY") from error
    if mode & 0o077:
        raise UnfitSealKey(f"{path} is open to others (mode {mode:04o}): say `chmod 600 {path}`")
    if len(key) != KEY_BYTES:
        raise UnfitSealKey(f"{path} holds no key of {KEY_BYTES} bytes: restore it from the backup")
    return Seal(key)


def _make(path: Path) -> None:
    """Whole or not at all; of two processes at once, the first one's stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        path.hardlink_to(partial)
    partial.unlink()
