"""Text as the record keeps it: Unicode NFC, single spaces, no control characters; letters of every direction stay."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# C0 and C1 controls (but blanks), the invisible characters that turn the direction of the text around them, and the
# byte order mark. Joiners stay (Persian and Indic need them), and so do the two direction marks.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
BLANKS = re.compile(r"\s+")
BREAK = re.compile(r"\s*\n\s*")


class Cleaned(NamedTuple):
    text: str | None  # None when nothing is left
    removed: int  # unwanted characters taken out


def cleaned(raw: str | None) -> Cleaned:
    """`raw` on one line. Idempotent: cleaning what was cleaned changes nothing."""
    if not raw:
        return Cleaned(None, 0)
    text, removed = UNWANTED.subn("", raw)
    text = BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return Cleaned(text or None, removed)


def cleaned_lines(raw: str | None) -> Cleaned:
    """As `cleaned`, but line breaks stay; blank lines go."""
    parts = [cleaned(line) for line in (raw or "").splitlines()]
    return Cleaned("\n".join(part.text for part in parts if part.text) or None, sum(part.removed for part in parts))


def words(name: str) -> str:
    """An element's name in plain words: `LawOfficeAssignedText` → `Law office assigned`; `us-math` → `Us math`."""
    plain = re.sub(r"(?<=[a-z])(Text|Category|Indicator|Bag|Details|Ext)$", "", name)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain).replace("-", " ").replace("_", " ")
    return spaced[:1].upper() + spaced[1:].lower()
