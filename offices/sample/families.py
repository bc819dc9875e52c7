"""Families of confusable names: one seed brand and the ways other people come near it, each labelled."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offices.sample.chance import stream
from offices.sample.data import keys
from offices.sample.words import Name, described, rendered, smooth

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

RELATIONS = (
    "original", "spelling", "sound", "containment", "word-order", "plural", "hyphenation", "transliteration",
    "letter-play",
)  # fmt: skip
SCRIPTS_BY_EAR = ("cyrillic", "greek", "arabic", "kana")
# Respellings that leave the sound as it was or nearly so, for names in plain Latin letters.
RESPELLINGS = (
    ("PH", "F"), ("F", "PH"), ("CK", "K"), ("QU", "KW"), ("X", "CKS"), ("C(?=[AOURL])", "K"), ("K", "C"),
    ("C(?=[EI])", "S"), ("EE", "EA"), ("EA", "EE"), ("I(?=[A-Z])", "Y"), ("Y", "I"), ("Z", "S"),
    ("S(?=[AEIOU])", "Z"), ("OU", "OO"), ("AI", "AY"), ("W", "V"), ("TH", "T"), ("LL", "L"), ("L(?=[AEIOU])", "LL"),
    ("N(?=[AEIOU])", "NN"), ("R(?=[AEIOU])", "RR"), ("T(?=[AEIOU])", "TT"), ("D(?=[AEIOU])", "DD"),
)  # fmt: skip
LOOKALIKE = {
    "A": "EO", "E": "AI", "I": "EY", "O": "AU", "U": "O", "M": "N", "N": "M", "B": "P", "D": "T", "G": "C", "L": "R",
    "R": "L", "V": "W", "T": "D", "S": "Z", "P": "B", "C": "G", "F": "V", "K": "G",
}  # fmt: skip
VOWELS = "AEIOU"


@dataclass(frozen=True)
class Member:
    """One name of a family and how it comes near the original."""

    name: Name
    relation: str
    sector: str


def family(number: int, seed: int) -> tuple[Member, ...]:
    """The nine members of family `number`: the original and one for every other relation, in the same trade but for
    one.
    """
    rng = stream(seed, "family", number)
    sector = rng.choice(keys("sectors"))
    brand = _brand(rng)
    second = described(rng, "en", sector)
    made: list[Member] = [Member(Name(f"{brand} {second}" if rng.random() < 0.5 else brand), "original", sector)]
    ways: dict[str, Callable[[Random, str, str], Name]] = {
        "spelling": _spelling,
        "sound": _sound,
        "containment": _containment,
        "word-order": _word_order,
        "plural": _plural,
        "hyphenation": _hyphenation,
        "transliteration": _transliteration,
        "letter-play": _letter_play,
    }
    made += [Member(way(rng, brand, second), relation, sector) for relation, way in ways.items()]
    elsewhere = rng.randrange(1, len(made))
    made[elsewhere] = replace(made[elsewhere], sector=rng.choice(keys("sectors")))
    return tuple(made)


def _brand(rng: Random) -> str:
    """A coined word of six to ten plain letters, long enough to be varied."""
    while (word := smooth(rng, least=6)).endswith("S"):
        pass
    return word


def _spelling(rng: Random, brand: str, _: str) -> Name:
    places = [place for place, letter in enumerate(brand) if letter in LOOKALIKE and place > 0]
    place = rng.choice(places)
    return Name(brand[:place] + rng.choice(LOOKALIKE[brand[place]]) + brand[place + 1 :])


def _sound(rng: Random, brand: str, _: str) -> Name:
    ways = [(old, new) for old, new in RESPELLINGS if re.search(old, brand)]
    word = brand
    for old, new in rng.sample(ways, min(2, len(ways))):
        word = re.sub(old, new, word, count=1)
    return Name(word if word != brand else f"{brand}E")


def _containment(rng: Random, brand: str, second: str) -> Name:
    before = rng.choice(("NEW", "MY", "ROYAL", "LITTLE", "CASA", "MAISON", "URBAN"))
    return Name(rng.choice((f"{before} {brand}", f"{brand} BY {second}", f"{before} {brand} {second}")))


def _word_order(rng: Random, brand: str, second: str) -> Name:
    return Name(f"{second} {brand}" if rng.random() < 0.7 else f"{second} OF {brand}")


def _plural(rng: Random, brand: str, _: str) -> Name:
    ending = "ES" if brand[-1] in "SXZ" or brand.endswith(("CH", "SH")) else "S"
    return Name(f"{'THE ' if rng.random() < 0.3 else ''}{brand}{ending}")


def _hyphenation(rng: Random, brand: str, _: str) -> Name:
    inner = [place for place in range(2, len(brand) - 1) if brand[place] not in VOWELS and brand[place + 1] in VOWELS]
    place = rng.choice(inner or [len(brand) // 2])
    return Name(f"{brand[:place]}{rng.choice('- -')}{brand[place:]}")


def _transliteration(rng: Random, brand: str, _: str) -> Name:
    return rendered(brand, rng.choice(SCRIPTS_BY_EAR))


def _letter_play(rng: Random, brand: str, _: str) -> Name:
    leet = brand.translate(str.maketrans("OIEAS", "01345"))
    bare = brand[0] + re.sub("[AEIOU]", "", brand[1:])
    plays = [f"X-{brand}", f"{brand}4U", f"{brand}+", f"I{brand}"]
    if sum(letter.isdigit() for letter in leet) in {1, 2}:
        plays.append(leet)
    if len(bare) >= 4:
        plays.append(bare)
    return Name(rng.choice(plays))
