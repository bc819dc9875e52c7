"""One mark within the other: all its words, its beginning, its letters in a row, or a word in common.

Marks that are the same do not contain one another; identity and spelling say that they are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from similarity.alignment import Part, word_parts
from similarity.clause import Clause, Constant, Counted, all_of, any_of, beginnings, begins, either, term
from similarity.comparisons.feature import AnyFeature, Feature, Found, Parameters, number
from similarity.heard import grams
from similarity.reading import Reading

MOST_PIECES = 60  # letters of the longest text whose pieces are asked for by name, at most 1,830 of them


class ContainsWords(Feature["ContainsWords.Set"]):
    class Set(Parameters):
        letters: int = number(3, 1, 20, "letters", "the words of the shorter mark have at least so many in all")

    name = "contains-words"
    title = "All words of the one in the other"
    summary = "Every word of the shorter mark stands in the longer one, in any order and with others between."
    example = ("PERRY'S", "PERRY'S PIZZA")
    says = "{longer} contains all words of {shorter}"
    facts: ClassVar[Mapping[str, str]] = {"longer": "the mark with more words", "shorter": "the mark with fewer words"}
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        shorter, longer = by_words(asked, candidate)
        if shorter.in_order == longer.in_order or not shorter.words <= longer.words:
            return None
        if len(shorter.joined) < set_to.letters:
            return None
        return Found(asked.normal, candidate.normal, {"shorter": shorter.normal, "longer": longer.normal})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        return Counted("words.tokens", tuple(sorted(asked.words)))

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        return sharing_words(asked, candidates)

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        return same_words(asked, candidate)


class SharedWord(Feature["SharedWord.Set"]):
    class Set(Parameters):
        letters: int = number(4, 1, 20, "letters", "a shared word counts when it has at least so many")
        share: int = number(50, 1, 100, "%", "the shared words make up at least this part of the shorter mark")

    name = "shared-word"
    title = "A word in common"
    summary = "Both marks have a word in common that makes up a good part of the shorter one."
    example = ("BEANIE BABIES", "BEANIE RACERS")
    says = "{asked} and {candidate} share {words}"
    facts: ClassVar[Mapping[str, str]] = {
        "words": "the words in common",
        "share": "their part of the shorter mark's letters, in %",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        shared = sorted(word for word in asked.words & candidate.words if len(word) >= set_to.letters)
        if not shared:
            return None
        share = 100 * sum(map(len, shared)) // min(len(asked.joined), len(candidate.joined))
        if share < set_to.share:
            return None
        facts: dict[str, str | int] = {"words": " ".join(shared), "share": min(share, 100)}
        return Found(asked.normal, candidate.normal, facts)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        words = tuple(sorted(word for word in asked.words if len(word) >= set_to.letters))
        return Counted("words.tokens", words) if words else None

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        return sharing_words(asked, candidates)

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        return same_words(asked, candidate, set_to.letters)


class BeginsWith(Feature["BeginsWith.Set"]):
    class Set(Parameters):
        letters: int = number(4, 2, 20, "letters", "the shorter mark has at least so many")

    name = "begins-with"
    title = "The one begins with the other"
    summary = "The shorter mark is the beginning of the longer one, spaces set aside."
    example = ("LUTEX", "LUTEXAL")
    says = "{longer} begins with {shorter}"
    facts: ClassVar[Mapping[str, str]] = {"longer": "the longer mark", "shorter": "the shorter mark"}
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        shorter, longer = by_letters(asked, candidate)
        if shorter.joined == longer.joined or not longer.joined.startswith(shorter.joined):
            return None
        if len(shorter.joined) < set_to.letters:
            return None
        return Found(asked.normal, candidate.normal, {"shorter": shorter.normal, "longer": longer.normal})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        if len(asked.joined) < set_to.letters:
            return None
        longer = begins("words.joined", asked.joined)
        if len(asked.joined) > MOST_PIECES:
            return Constant(either(longer, term("words.grams", grams(asked.joined)[0])))
        return Constant(either(longer, any_of("words.joined", beginnings(asked.joined, set_to.letters))))

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        length = min(len(asked.joined), len(candidate.joined))
        return (Part(0, length, 0, length),)


class ContainsLetters(Feature["ContainsLetters.Set"]):
    class Set(Parameters):
        letters: int = number(3, 3, 20, "letters", "the shorter mark has at least so many")
        share: int = number(50, 1, 100, "%", "the shorter mark is at least this part of the longer one")

    name = "contains-letters"
    title = "The letters of the one in a row within the other"
    summary = "The shorter mark stands within the longer one, letter by letter, and is a good part of it."
    example = ("ODA", "RODA")
    says = "{longer} contains the letters {shorter} in a row"
    facts: ClassVar[Mapping[str, str]] = {
        "longer": "the longer mark",
        "shorter": "the shorter mark",
        "share": "its part of the longer one, in %",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        shorter, longer = by_letters(asked, candidate)
        share = 100 * len(shorter.joined) // len(longer.joined)
        if shorter.joined == longer.joined or shorter.joined not in longer.joined:
            return None
        if len(shorter.joined) < set_to.letters or share < set_to.share:
            return None
        facts: dict[str, str | int] = {"shorter": shorter.normal, "longer": longer.normal, "share": share}
        return Found(asked.normal, candidate.normal, facts)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        letters = asked.joined
        if len(letters) < set_to.letters:
            return None
        inner = {letters[start : start + 3] for start in range(len(letters) - 2)}
        longer = all_of("words.grams", inner)
        if len(letters) > MOST_PIECES:
            return Constant(either(longer, any_of("words.grams", inner)))
        # A shorter mark within these letters is one of their pieces, long enough for its share.
        least = max(set_to.letters, -(-len(letters) * set_to.share // 100))
        pieces = {
            letters[i : i + size] for size in range(least, len(letters) + 1) for i in range(len(letters) - size + 1)
        }
        return Constant(either(longer, any_of("words.joined", pieces)))

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        if len(asked.joined) <= len(candidate.joined):
            start, length = candidate.joined.index(asked.joined), len(asked.joined)
            return (Part(0, length, start, start + length),)
        start, length = asked.joined.index(candidate.joined), len(candidate.joined)
        return (Part(start, start + length, 0, length),)


def sharing_words(asked: Reading, candidates: Sequence[Reading]) -> list[int]:
    """Positions of the candidates with a word in common."""
    return [place for place, candidate in enumerate(candidates) if not asked.words.isdisjoint(candidate.tokens)]


def by_words(asked: Reading, candidate: Reading) -> tuple[Reading, Reading]:
    """The mark with fewer words, then the other."""
    return (asked, candidate) if len(asked.tokens) <= len(candidate.tokens) else (candidate, asked)


def by_letters(asked: Reading, candidate: Reading) -> tuple[Reading, Reading]:
    """The mark with fewer letters, then the other."""
    return (asked, candidate) if len(asked.joined) <= len(candidate.joined) else (candidate, asked)


def same_words(asked: Reading, candidate: Reading, letters: int = 1) -> tuple[Part, ...]:
    """Each word of the one beside the first equal word of the other."""
    places = {word: place for place, word in reversed(tuple(enumerate(candidate.tokens)))}
    pairs = [
        (place, places[word]) for place, word in enumerate(asked.tokens) if word in places and len(word) >= letters
    ]
    return word_parts(asked.tokens, candidate.tokens, pairs)


FEATURES: tuple[AnyFeature, ...] = (ContainsWords(), BeginsWith(), ContainsLetters(), SharedWord())
