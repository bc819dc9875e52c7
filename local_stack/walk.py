"""Lets one account walk through a folder: by an entry in its access control list, so that nobody else may.

The list is read and written in the kernel's own form (linux/posix_acl_xattr.h), since Python has no call for it.
"""

import os
import stat
import struct
from pathlib import Path
from typing import NamedTuple

ATTRIBUTE = "system.posix_acl_access"
VERSION = 2
OWNER, USER, OWNING_GROUP, GROUP, MASK, OTHERS = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
WALK = 1
NOBODY_NAMED = 0xFFFF_FFFF
HEAD, ENTRY = struct.Struct("<I"), struct.Struct("<HHI")


class Entry(NamedTuple):
    """One line of an access control list: who, which rights (read 4, write 2, walk 1), and their number."""

    tag: int
    rights: int
    number: int


def let_walk(folder: Path, user: int) -> None:
    """Lets `user` walk through `folder`. Where the file system knows no lists, everybody gets that right.

    The right to read the folder is never given. Raises OSError if the folder is not ours to change.
    """
    if not hasattr(os, "setxattr"):
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
        return
    try:
        entries = unpack(os.getxattr(folder, ATTRIBUTE))
    except OSError:
        entries = from_mode(folder.stat().st_mode)
    try:
        os.setxattr(folder, ATTRIBUTE, pack(with_walker(entries, user)))
    except OSError:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)


def from_mode(mode: int) -> list[Entry]:
    """The list that says the same as the mode of a file."""
    return [
        Entry(OWNER, mode >> 6 & 7, NOBODY_NAMED),
        Entry(OWNING_GROUP, mode >> 3 & 7, NOBODY_NAMED),
        Entry(OTHERS, mode & 7, NOBODY_NAMED),
    ]


def with_walker(entries: list[Entry], user: int) -> list[Entry]:
    """The list with `user` allowed to walk through, in the order the kernel asks for."""
    own = next((each.rights for each in entries if (each.tag, each.number) == (USER, user)), 0)
    mask = next(each.rights for tag in (MASK, OWNING_GROUP) for each in entries if each.tag == tag)
    kept = [each for each in entries if each.tag != MASK and (each.tag, each.number) != (USER, user)]
    return sorted([*kept, Entry(USER, own | WALK, user), Entry(MASK, mask | WALK, NOBODY_NAMED)])


def pack(entries: list[Entry]) -> bytes:
    return HEAD.pack(VERSION) + b"".join(ENTRY.pack(*each) for each in entries)


def unpack(raw: bytes) -> list[Entry]:
    """Raises OSError if the kernel's form is not the one known here."""
    if HEAD.unpack_from(raw) != (VERSION,):
        raise OSError(f"unknown form of access control list: {raw[: HEAD.size].hex()}")
    return [Entry(*each) for each in ENTRY.iter_unpack(raw[HEAD.size :])]
