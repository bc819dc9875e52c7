"""The ways in which a text may be spelled in Latin letters: as folded, romanised, and with its letter-play read out."""

from __future__ import annotations

from functools import lru_cache

from similarity.folding import fold
from similarity.letterplay import respelled
from similarity.romanisation import romanise

MOST = 4  # of one text: what is indexed and what a search asks grow with it


@lru_cache(maxsize=32_768)
def spellings(text: str) -> tuple[str, ...]:
    """Words of A to Z and 0 to 9, one space between, the best spelling first; none for a text without such.

    A text in another script is spelled by `romanisation` alone: the character-by-character form of `fold` comes last,
    where there is room.
    """
    plain = fold(text)
    played = respelled(text)
    latin = () if text.isascii() else romanise(text)
    found = [*latin, plain, played] if latin else [plain, played]
    return tuple(dict.fromkeys([one for one in found if one]))[:MOST]
