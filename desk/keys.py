"""The gazette's keys on this machine: the private ones as files nobody else may read, the public ones as a keyring.

The keyring is the truth: a private key that it does not name was never put to use. It is written last and put in
place whole, so what is broken off half way changes nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from filelock import FileLock
from pydantic import ValidationError

from desk.settings import DeskSettings
from publish_site.keyring import DAY, Key, Keyring, endorsed, identifier, written

RING, LOCK = "keyring.json", ".lock"
CREATE = "say `blazon keys create`"

Kept = Literal["missing", "plain", "encrypted"]


class KeysError(Exception):
    """Any refusal over keys; nothing has changed. Its text never holds anything of a private key."""


class NoKey(KeysError):
    def __init__(self, folder: Path, day: dt.date) -> None:
        super().__init__(f"{folder} holds no key that is valid on {day}: {CREATE}")


class NoSuchKey(KeysError):
    def __init__(self, folder: Path, key_id: str) -> None:
        super().__init__(f"the keyring of {folder} names no key {key_id}; `blazon keys list` shows those it names")


class NotNow(KeysError):
    """The keyring as it is does not allow it."""


class OpenToOthers(KeysError):
    def __init__(self, path: Path, mode: int) -> None:
        wanted = "700" if path.is_dir() else "600"
        super().__init__(
            f"{path} may be used by other accounts than its owner's (mode {mode:03o}): say `chmod {wanted} {path}`, "
            "and if others could log in meanwhile, revoke the key"
        )


class PrivateKeyMissing(KeysError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"the private key {path} is missing: restore it from the backup, or revoke it and {CREATE}")


class Unreadable(KeysError):
    """A file of the folder that is not what it should be, or a passphrase that does not open it."""


@dataclass(frozen=True)
class Keys:
    """The keys in one folder. `passphrase` names the file that opens and closes the private ones."""

    folder: Path
    passphrase: Path | None = None

    def ring(self) -> Keyring:
        """The public keys; none while the folder is empty."""
        path = self.folder / RING
        try:
            ring = Keyring.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return Keyring()
        except OSError as error:
            raise _unreadable(path, error) from error
        except ValidationError as error:
            said = error.errors(include_url=False)[0]
            place = ".".join(map(str, said["loc"]))
            raise Unreadable(f"{path} is no keyring ({place}: {said['msg']}): restore it from the backup") from error
        if faults := ring.faults():
            raise Unreadable(f"{path} was changed: {faults[0]}; restore it from the backup")
        return ring

    def kept(self, key_id: str) -> Kept:
        """How the private key is kept."""
        try:
            content = self._path(key_id).read_bytes()
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            raise _unreadable(self._path(key_id), error) from error
        return "encrypted" if b"ENCRYPTED" in content else "plain"

    def unlisted(self) -> list[str]:
        """The private keys in the folder that the keyring does not name."""
        named = {key.id for key in self.ring().keys}
        return sorted(path.stem for path in self.folder.glob("*.pem") if path.stem not in named)

    def create(self, since: dt.date) -> Key:
        """A key that none endorses: the first one, or one after a key that leaked."""
        with self._changing() as ring:
            if not ring.keys and any(self.folder.glob("*.pem")):
                raise NotNow(
                    f"{self.folder} holds private keys and no {RING}: restore that from the backup, or, if none was "
                    "ever in use, move the .pem files away"
                )
            for key in ring.keys:
                if key.last is None or (key.last >= since and key.last >= key.since):
                    raise NotNow(
                        f"key {key.id} is valid from {key.since} {f'to {key.last}' if key.last else 'on'}: "
                        "`blazon keys rotate` makes the next one; revoke it first if it leaked"
                    )
            return self._add(ring, since, None)

    def rotate(self, since: dt.date, today: dt.date) -> tuple[Key, Key]:
        """The key that ends and the key that begins on `since`, endorsed by the other."""
        with self._changing() as ring:
            present = ring.valid_on(today)
            if present is None:
                raise NoKey(self.folder, today)
            if since < today or since <= present.since:
                raise NotNow(
                    f"the next key cannot begin on {since}: {present.id} is valid from {present.since} on, and what it "
                    f"signed before {today} must hold; give a later day"
                )
            for key in ring.keys:
                if key.since > today and (key.last is None or key.last >= key.since):
                    raise NotNow(f"key {key.id} is to follow on {key.since} already; revoke it to put another in place")
            ended = present.model_copy(update={"until": since - DAY})
            kept = tuple(ended if key.id == present.id else key for key in ring.keys)
            return ended, self._add(Keyring(keys=kept), since, present)

    def revoke(self, key_id: str, reason: str, today: dt.date) -> Key:
        """What the key signs from today on is not believed. Its private file stays: it is of no use to anybody."""
        if not reason.strip():
            raise NotNow("the reason is missing: say why the key is revoked; it is published")
        with self._changing() as ring:
            key = self._named(ring, key_id)
            if key.revoked:
                raise NotNow(f"key {key_id} was revoked on {key.revoked} already ({key.reason})")
            revoked = key.model_copy(update={"revoked": today, "reason": reason.strip()})
            self._put(Keyring(keys=tuple(revoked if each.id == key_id else each for each in ring.keys)))
            return revoked

    def named(self, key_id: str) -> Key:
        return self._named(self.ring(), key_id)

    def sign(self, key_id: str, message: bytes) -> bytes:
        """The message signed with a private key. PrivateKeyMissing, OpenToOthers, Unreadable."""
        return self._private(self.named(key_id)).sign(message)

    def _named(self, ring: Keyring, key_id: str) -> Key:
        key = ring.by_id(key_id)
        if key is None:
            raise NoSuchKey(self.folder, key_id)
        return key

    def _path(self, key_id: str) -> Path:
        return self.folder / f"{key_id}.pem"

    @contextmanager
    def _changing(self) -> Iterator[Keyring]:
        """The keyring as it is; no other process changes it meanwhile."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unreadable(self.folder, error) from error
        refuse_open(self.folder, self.folder.stat())
        with FileLock(self.folder / LOCK):
            yield self.ring()

    def _add(self, ring: Keyring, since: dt.date, by: Key | None) -> Key:
        """Makes a key and puts it into the ring, which is written last."""
        endorser = self._private(by) if by else None
        private = Ed25519PrivateKey.generate()
        raw = private.public_key().public_bytes_raw()
        key_id, public = identifier(raw), base64.b64encode(raw).decode()
        signature = endorser.sign(endorsed(key_id, public, since)) if endorser else None
        key = Key(
            id=key_id,
            public=public,
            since=since,
            endorsed_by=by and by.id,
            endorsement=signature and base64.b64encode(signature).decode(),
        )
        path = self._path(key_id)
        phrase = self._phrase()
        closed = BestAvailableEncryption(phrase) if phrase else NoEncryption()
        put(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed))
        try:
            self._put(Keyring(keys=(*ring.keys, key)))
        except Exception:
            path.unlink()
            raise
        return key

    def _put(self, ring: Keyring) -> None:
        if faults := ring.faults():
            raise NotNow(f"the keyring would not hold: {faults[0]}")
        put(self.folder / RING, written(ring))

    def _private(self, key: Key) -> Ed25519PrivateKey:
        path = self._path(key.id)
        try:
            with path.open("rb") as file:
                refuse_open(path, os.fstat(file.fileno()))
                content = file.read()
        except FileNotFoundError as error:
            raise PrivateKeyMissing(path) from error
        except OSError as error:
            raise _unreadable(path, error) from error
        phrase = self._phrase() if b"ENCRYPTED" in content else None
        if phrase is None and b"ENCRYPTED" in content:
            raise Unreadable(
                f"{path} is encrypted: name the file of its passphrase in BLAZON_DESK_KEYS_PASSPHRASE_FILE"
            )
        try:
            private = load_pem_private_key(content, phrase)
        except (ValueError, TypeError) as error:
            remedy = f"is the passphrase in {self.passphrase} another one?" if phrase else "restore it from the backup"
            raise Unreadable(f"{path} cannot be read as a private key; {remedy}") from error
        if not isinstance(private, Ed25519PrivateKey) or private.public_key().public_bytes_raw() != key.raw:
            raise Unreadable(f"{path} holds another key than {key.id}; restore it from the backup")
        return private

    def _phrase(self) -> bytes | None:
        if self.passphrase is None:
            return None
        try:
            phrase = self.passphrase.read_bytes().rstrip(b"\r\n")
        except OSError as error:
            raise Unreadable(
                f"the passphrase file {self.passphrase} cannot be read ({error.strerror}): "
                "mend BLAZON_DESK_KEYS_PASSPHRASE_FILE"
            ) from error
        if not phrase:
            raise Unreadable(f"the passphrase file {self.passphrase} is empty: write the passphrase into it")
        return phrase


def keys_of(settings: DeskSettings, home: Path) -> Keys:
    """The keys that the settings name."""
    return Keys(settings.keys or home / "keys", settings.keys_passphrase_file)


def _unreadable(path: Path, error: OSError) -> Unreadable:
    return Unreadable(
        f"{path} cannot be used ({error.strerror}): say it as the account that owns the keys, or mend BLAZON_DESK_KEYS"
    )


def refuse_open(path: Path, status: os.stat_result) -> None:
    """OpenToOthers when another account than the owner's may use it."""
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        raise OpenToOthers(path, mode)


def put(path: Path, content: bytes) -> None:
    """Puts a file in place whole, for its owner alone, and on the disk."""
    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    with suppress(OSError):  # it stands there already; not every file system lets a folder be forced onto the disk
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
