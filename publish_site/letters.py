"""How letters are folded (`similarity.folding`), as a table for the search in the browser: one rule for both.

The table lies in `assets/letters/`, a file for each 4,096 characters of Unicode, or beyond U+FFFF for each 16,384, so
that a reader loads what the script of the query needs. `python -m publish_site.letters` writes it anew when the rule
has changed. Lines, numbers in hex:

    s 20 26          these characters and all between them end a word
    l 41 A,B,C       what these characters become, from the first on; `_` is the end of a word
    o 2019           left out where no mark sits on it, before anything else is looked at

All other characters are left out. A text is cut before each character that is no mark (Unicode's categories M, and
U+1160 to U+11FF), each piece is brought into the form NFKC, and each of its characters becomes what the table says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from similarity.folding import fold

FOLDER = Path(__file__).with_name("assets") / "letters"
BITS, WIDE_BITS = 12, 14  # of a character's number within its file; beyond WIDE
WIDE = 0x10000
LAST = 0x32000  # nothing beyond is assigned but what becomes nothing
SURROGATES = range(0xD800, 0xE000)


def tables() -> Iterator[tuple[str, str]]:
    """Name and text of each file: `0.txt` to `f.txt`, and `x4.txt` and so on of the wider ones."""
    for bits, codes, mark in ((BITS, range(WIDE), ""), (WIDE_BITS, range(WIDE, LAST), "x")):
        for first in codes[:: 1 << bits]:
            lines = _lines(range(first, min(first + (1 << bits), codes.stop)))
            yield f"{mark}{first >> bits:x}.txt", "".join(f"{line}\n" for line in lines)


def _lines(codes: range) -> Iterator[str]:
    found = {code: _becomes(chr(code)) for code in codes if code not in SURROGATES}
    for ends, group in groupby(found, key=lambda code: found[code] == " "):
        run = list(group)
        if ends:
            yield f"s {run[0]:x} {run[-1]:x}"
            continue
        for is_letter, letters in groupby(run, key=lambda code: bool(found[code])):
            if is_letter:
                each = list(letters)
                yield f"l {each[0]:x} {','.join((found[code] or '').replace(' ', '_') for code in each)}"
    for code, becomes in found.items():
        if becomes is None:
            yield f"o {code:x}"


def _becomes(character: str) -> str | None:
    """The letters of a character that NFKC leaves as it is; None for another that is left out as it is."""
    becomes = fold(f"X{character}X")[1:-1]
    if unicodedata.is_normalized("NFKC", character):
        return becomes
    return "" if becomes else None


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in tables():
        (FOLDER / name).write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
