"""Two stakeholders compared: how their names are alike, and what address, contact and legal form say for or against.

The name's level comes from features of the similarity engine, the best that holds, and their sentence is the reason;
evidence adds to its points or takes from them. From LEAST on a pair is shown. The numbers are those with which the
pairs of `tests/desk/test_stakeholder_likeness.py` come out as a person judges them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from desk.stakeholders import names
from desk.stakeholders.names import Name
from mappings.record import Address
from registry.stakeholder_data import Details
from registry.stakeholder_pairs import Alike
from similarity.comparisons import FEATURES
from similarity.comparisons.sound import TITLES
from similarity.folding import fold, in_latin
from similarity.reading import reading

LEAST = 55  # points from which two are shown as a pair
MOST = 100
STREET = 85  # of 100, how alike two streets are that are one
INITIAL = 45
SAME = 65
# Feature of the similarity engine, its parameters, points; the first that holds counts.
LEVELS: tuple[tuple[str, dict[str, int | str], int], ...] = (
    ("same-letters", {}, 60),
    ("other-order", {"words": 2}, 64),
    ("swapped-letters", {"shortest": 6}, 50),
    ("few-edits", {"letters_per_edit": 7, "most": 2}, 50),
    ("same-sound", {"field": "words.double_metaphone", "shortest": 4}, 42),
    ("few-edits", {"letters_per_edit": 5, "most": 3}, 40),
    ("contains-words", {"letters": 8}, 32),
    ("each-word-alike", {"letters_per_edit": 5, "letters": 8}, 32),
)
FAR = 70  # of 100, the letters in common below which no level is looked for: nine of ten candidates
SOUNDS_AT_LEAST = 70  # of 100, the letters that names have in common which are said to sound the same


def alike(one: Details, other: Details) -> Alike | None:
    """The points and reasons of a pair that is worth an officer's look; None for one that is not."""
    found = _names(one, other)
    if found is None:
        return None
    points, reason = found
    evidence = list(_evidence(one, other))
    total = min(MOST, points + sum(each for each, _ in evidence))
    if total < LEAST:
        return None
    evidence.sort(key=lambda each: -each[0])
    return Alike(total, (reason, *(said for _, said in evidence)))


def _names(one: Details, other: Details) -> tuple[int, str] | None:
    """The best of all names of the one with all of the other; none where they are different persons' names."""
    best: tuple[int, str] | None = None
    for text in (one.name, *one.other_names):
        for against in (other.name, *other.other_names):
            found = _pair(names.read(text), names.read(against))
            if found and (best is None or found[0] > best[0]):
                best = found
    return best


def _pair(one: Name, other: Name) -> tuple[int, str] | None:
    if not one.spelled or not other.spelled:
        return None
    form = _form(one, other)
    if one.words == other.words:
        return _same(one, other, form)
    if common := set(one.spelled) & set(other.spelled):
        return SAME - 10, f"the same name in another script: {' '.join(min(common))}"
    found = _initial(one.words, other.words) or _level(one.core, other.core)
    if found and form:
        return found[0], f"{found[1]}; another legal form{form}"
    return found


def _same(one: Name, other: Name, form: str) -> tuple[int, str]:
    if in_latin(one.text) != in_latin(other.text):
        return SAME - 5, f"the same name in another script: {one.core}"
    if form:
        return SAME - 5, f"the same name but for the legal form{form}"
    if one.text.casefold() == other.text.casefold():
        return SAME, "the same name"
    if fold(one.text) == fold(other.text):
        return SAME, "the same name, written otherwise"
    return SAME, "the same name, the legal form written otherwise"


def _form(one: Name, other: Name) -> str:
    """How the legal forms differ, in brackets; nothing where they do not."""
    if one.form == other.form:
        return ""
    written = [name.form or "none" for name in (one, other)]
    return f" ({written[0]}, {written[1]})"


def _initial(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[int, str] | None:
    """A. Weber and Ada Weber."""
    short, long = sorted((one, other), key=lambda words: len("".join(words)))
    if len(short) == len(long) > 1 and short[-1] == long[-1] and any(len(word) == 1 for word in short):
        pairs = list(zip(short, long, strict=True))
        if all(a == b or (len(a) == 1 and b.startswith(a)) for a, b in pairs):
            return INITIAL, f"{' '.join(short)} may be short for {' '.join(long)}"
    return None


@lru_cache(maxsize=8_192)
def _level(one: str, other: str) -> tuple[int, str] | None:
    if max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other)) < FAR:
        return None
    asked, candidate = reading(one), reading(other)
    for name, parameters, points in LEVELS:
        feature = FEATURES[name]
        held = feature.accepts(asked, candidate, feature.parameters(**parameters))
        if held is None:
            continue
        if name == "same-sound" and fuzz.ratio(asked.joined, candidate.joined) < SOUNDS_AT_LEAST:
            continue
        facts = {key: TITLES.get(str(value), value) for key, value in held.facts.items()}
        return points, feature.says.format(asked=held.asked, candidate=held.candidate, **facts)
    return None


def _evidence(one: Details, other: Details) -> Iterator[tuple[int, str]]:
    if one.email and other.email:
        if one.email.lower() == other.email.lower():
            yield 25, "the same e-mail"
        elif (domain := _domain(one.email)) == _domain(other.email) and domain not in _EVERYBODYS:
            yield 8, f"e-mail at the same {domain}"
    if one.phone and other.phone and _digits(one.phone)[-names.PHONE :] == _digits(other.phone)[-names.PHONE :]:
        yield 15, "the same phone"
    if one.address and other.address:
        yield from _addresses(one.address, other.address)
    if one.nature and other.nature and one.nature != other.nature:
        yield -15, f"of another legal nature ({one.nature}, {other.nature})"
    if one.nationality and other.nationality and one.nationality != other.nationality:
        yield -5, f"of another nationality ({one.nationality}, {other.nationality})"


def _addresses(one: Address, other: Address) -> Iterator[tuple[int, str]]:
    if one.country and other.country and one.country != other.country:
        yield -12, f"in another country ({one.country}, {other.country})"
        return
    cities = fold(one.city or ""), fold(other.city or "")
    streets = fold(" ".join(one.lines)), fold(" ".join(other.lines))
    postcodes = fold(one.postcode or ""), fold(other.postcode or "")
    city = bool(cities[0]) and cities[0] == cities[1]
    if all(streets) and (city or (postcodes[0] and postcodes[0] == postcodes[1])) and _street(*streets):
        yield 25, "the same address"
    elif city:
        yield 12, "the same city"
    elif postcodes[0] and postcodes[0] == postcodes[1]:
        yield 10, "the same postcode"
    elif all(cities):
        yield -8, f"in another city ({one.city}, {other.city})"
    elif one.country and one.country == other.country:
        yield 3, "the same country"


def _street(one: str, other: str) -> bool:
    """The same street; another number of a house is another address."""
    numbers = [[word for word in street.split() if any(each.isdigit() for each in word)] for street in (one, other)]
    return numbers[0] == numbers[1] and fuzz.token_sort_ratio(one, other) >= STREET


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _digits(phone: str) -> str:
    return "".join(one for one in phone if one.isdigit())


_EVERYBODYS = frozenset(
    {
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "yahoo.com",
        "gmx.net",
        "gmx.de",
        "web.de",
        "icloud.com",
        "mail.ru",
        "qq.com",
    }
)
