"""What is searched of a dossier, and how lists of dossiers are written down. Pure.

Dossiers have numbers from 0 in the order in which they first came out, which never change. `assets/search.js` reads
what is written here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from similarity.folding import fold

WORDS, KEYS = "words", "keys"  # families: found by their first letters; found whole
FROM = 3  # letters of a word by which it is shared out, and from which on it is completed
TITLE, OWNER = 0, 1
KEY_BITS = 16
EACH = 100  # dossiers a shard and family: about 5 kB
LEAST, MOST = 4, 1 << KEY_BITS  # shards of a family

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_YEAR = re.compile(r"\d{4}")


Term = tuple[str, int, str, int]  # family, in which shard of it (0 to 65535), word or key, field


def terms(card: Mapping[str, Any]) -> set[Term]:
    """Under what a dossier is found, from its card (`lists.card`)."""
    number, registration = card["number"], card["registration"]
    found = {_word(word, TITLE) for word in fold(card["title"]).split()} if card["title"] != number else set()
    found.update(_word(word, TITLE) for word in fold(card["transliteration"]).split())
    found.update(_word(word, OWNER) for owner in card["owners"] for word in fold(owner).split())
    found.update(_key(key) for key in number_keys(number))
    if registration:
        found.update(_key(key) for key in number_keys(registration))
    if year := _YEAR.match(card["filed"]):
        found.add(_key(year_key(year[0])))
    found.update(_key(class_key(one)) for one in card["classes"])
    found |= {_key(kind_key(card["path"].partition("/")[0])), _key(group_key(card["group"]))}
    return found


@lru_cache(maxsize=65_536)
def _word(word: str, field: int) -> Term:
    return (WORDS, shared_by(word[:FROM]), word, field)


@lru_cache(maxsize=4_096)
def _key(key: str) -> Term:
    return (KEYS, shared_by(key), key, TITLE)


def number_keys(number: str) -> list[str]:
    """How a number is asked for: `TM/2026/000123` also as TM 2026 123, TM2026000123 and 123."""
    pieces = fold(number).split()
    if not pieces:
        return []
    asked = ["/".join(map(_bare, pieces)), _bare(pieces[-1]), _bare("".join(pieces))]
    return [f"number:{one}" for one in dict.fromkeys(asked)]


def _bare(piece: str) -> str:
    return piece.lstrip("0") or "0"


def kind_key(kind: str) -> str:
    return f"kind:{kind}"


def group_key(group: str) -> str:
    return f"group:{group}"


def class_key(number: str) -> str:
    return f"nice:{number}"


def year_key(year: str) -> str:
    return f"year:{year}"


def shared_by(text: str) -> int:
    """The upper half of the CRC-32 of a text: by it words and keys are shared out."""
    return zlib.crc32(text.encode()) >> (32 - KEY_BITS)


def shards(dossiers: int) -> int:
    """How many shards a family has: a power of two that grows with the site and with nothing else."""
    wanted = max(LEAST, -(-dossiers // EACH))
    return min(MOST, 1 << (wanted - 1).bit_length())


def packed(dossiers: Sequence[int]) -> str:
    """Ascending numbers as text: whichever is shorter of the gaps between them (`+`) and one bit each (`*`).

    A gap is written in digits of five bits, the lowest first, 32 added to each but the last; bits in digits of six,
    the lowest first. Both with the letters of base64url. So a list never takes more than a sixth of a byte for each
    dossier of the site, and none has to be cut.
    """
    if not dossiers:
        return ""
    written: list[str] = []
    before = -1
    for dossier in dossiers:
        gap = dossier - before - 1
        before = dossier
        while gap >= 1 << 5:  # five bits
            written.append(_DIGITS[32 | gap & 31])
            gap >>= 5
        written.append(_DIGITS[gap])
    if len(written) <= before // 6 + 1:
        return "+" + "".join(written)
    bits = [0] * (before // 6 + 1)
    for dossier in dossiers:
        bits[dossier // 6] |= 1 << dossier % 6
    return "*" + "".join(_DIGITS[digit] for digit in bits)


def shard(count: int, rows: Iterable[tuple[str, int, int]]) -> bytes:
    """A shard of `count` from rows of (word, field, dossier) in this order: a line a word, with its lists by field."""
    lines = [str(count)]
    found: tuple[list[int], list[int]] = ([], [])
    last: str | None = None
    for word, field, dossier in rows:
        if word != last:
            if last is not None:
                lines.append(_line(last, found))
            last, found = word, ([], [])
        found[field].append(dossier)
    if last is not None:
        lines.append(_line(last, found))
    return ("\n".join(lines) + "\n").encode()


def _line(word: str, found: tuple[list[int], list[int]]) -> str:
    return "\t".join([word, *map(packed, found)]).rstrip("\t")
