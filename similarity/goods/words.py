"""The words of a term of goods: folded to capitals, in the singular, and what of them is compared.

Two terms are the same when their keys are: `Restaurant services` and `restaurants`, `Articles of clothing` and
`clothing`. English is the language of the rules here; other languages are compared as they are folded.
"""

from __future__ import annotations

from functools import lru_cache

from similarity.folding import fold

_IRREGULAR = {
    "CHILDREN": "CHILD",
    "FEET": "FOOT",
    "GLASSES": "GLASS",
    "KNIVES": "KNIFE",
    "LEAVES": "LEAF",
    "LOAVES": "LOAF",
    "MEN": "MAN",
    "MENS": "MAN",
    "SHELVES": "SHELF",
    "TEETH": "TOOTH",
    "WOMEN": "WOMAN",
    "WOMENS": "WOMAN",
}
_SAME_IN_PLURAL = ("SS", "US", "IS")
_SIBILANTS = ("SSES", "SHES", "CHES", "XES")
# Words which say nothing of the goods; SERVICE so that `banking` is `banking services`.
_EMPTY = frozenset({"A", "AN", "AND", "FOR", "IN", "NAMELY", "OF", "ON", "OR", "SERVICE", "THE", "TO", "WITH"})
_LEADS = (("ARTICLE", "OF"), ("ALL", "KIND", "OF"), ("VARIOUS",), ("RANGE", "OF"))
_HEAD_ENDS = frozenset({"CONSISTING", "CONTAINING", "FEATURING", "FOR", "FROM", "IN", "MADE", "OF", "USED", "WITH"})
# A service of these words is named by the goods it is rendered on, which are compared with the goods of others.
_TRADES = frozenset(
    {"HIRE", "INSTALLATION", "LEASING", "MAINTENANCE", "RENTAL", "REPAIR", "RETAIL", "RETAILING", "WHOLESALE"}
)
_TRADE_WORDS = _TRADES | frozenset(
    {"CONCERNING", "CONNECTED", "CONNECTION", "FEATURING", "FIELD", "ONLINE", "ORDER", "REGARDING", "RELATED"}
    | {"RELATING", "RELATION", "RESPECT", "SALE", "SELLING", "SHOP", "SPECIALISED", "STORE", "VIA", "OUTLET", "MAIL"}
)
FIRST_SERVICE = 35  # classes 1 to 34 hold goods, 35 to 45 services
# Words so general that to share them makes nothing alike: left out where others remain.
_WEAK = frozenset(
    {"APPARATUS", "ARTICLE", "DEVICE", "EQUIPMENT", "GOODS", "GOOD", "INSTRUMENT", "MATERIAL", "PREPARATION", "PRODUCT"}
    | {"PROVIDING", "PROVISION", "PURPOSE", "USE"}
)
_NOT_COMPARED = _EMPTY | _WEAK | _TRADE_WORDS


@lru_cache(maxsize=20_000)
def words(term: str) -> tuple[str, ...]:
    """The folded words of a term in the singular, NON joined to what it denies, without empty leads."""
    found: list[str] = []
    for word in map(_singular, fold(term).split()):
        if found and found[-1] == "NON":
            found[-1] += word
        else:
            found.append(word)
    for lead in _LEADS:
        if tuple(found[: len(lead)]) == lead and len(found) > len(lead):
            found = found[len(lead) :]
    return tuple(found)


def key(term: tuple[str, ...]) -> str:
    """What two terms have in common when they are the same."""
    return " ".join([word for word in term if word not in _EMPTY] or term)


def heads(term: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of ever shorter forms of a term, its qualities left out: MAN LEATHER SHOE, LEATHER SHOE, SHOE."""
    end = next((i for i, word in enumerate(term) if i and word in _HEAD_ENDS), len(term))
    kept = key(term[:end]).split()
    return tuple(" ".join(kept[start:]) for start in range(len(kept)))


def halves(term: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The parts of a term joined by AND or OR; itself where there is but one."""
    parts: list[list[str]] = [[]]
    for word in term:
        if word in ("AND", "OR"):
            parts.append([])
        else:
            parts[-1].append(word)
    return tuple(tuple(part) for part in parts if part)


def traded(term: tuple[str, ...], class_number: str) -> tuple[str, ...]:
    """The goods that a service of retail, repair or rental is rendered on; nothing for other terms."""
    if not class_number.isdecimal() or int(class_number) < FIRST_SERVICE or _TRADES.isdisjoint(term):
        return ()
    dropped = _TRADE_WORDS | (_EMPTY - {"AND", "OR"})
    rest = [word for word in term if word not in dropped]
    while rest and rest[0] in ("AND", "OR"):
        rest.pop(0)
    return tuple(rest)


def compared(term: tuple[str, ...]) -> str:
    """The words whose likeness is measured: neither empty, nor weak, nor those of a trade, where others remain."""
    return " ".join([word for word in term if word not in _NOT_COMPARED]) or key(term)


@lru_cache(maxsize=20_000)
def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("S") or word.endswith(_SAME_IN_PLURAL):  # noqa: PLR2004 - GAS is no plural
        return word
    if word.endswith("IES"):
        return f"{word[:-3]}Y"
    return word[:-2] if word.endswith(_SIBILANTS) else word[:-1]
