"""Spelling: how many letters differ, in which order words stand, how many trigrams are shared, how a mark begins.

Distances are Levenshtein's: a letter put in, left out or exchanged is one edit. A word has as many padded trigrams as
letters and one edit changes at most three, so two words of which the longer has n letters and that are d edits apart
share a trigram whenever n > 3d: that is why `letters_per_edit` is at least 4, and what the clause rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from similarity.alignment import Part, word_parts
from similarity.clause import Clause, Constant, Counted, all_of, any_of, begins, one_edit
from similarity.comparisons.containment import by_words, same_words
from similarity.comparisons.feature import ALPHABET, AnyFeature, Feature, Found, Parameters, number
from similarity.reading import Reading


class Edits(Feature["Edits.Set"]):
    class Set(Parameters):
        letters_per_edit: int = number(
            4, 4, 20, "letters", "one edit is allowed for so many letters of the longer mark"
        )
        most: int = number(3, 1, 6, "edits", "never more than so many")

    name = "few-edits"
    title = "Few letters differ"
    summary = "Few letters must be put in, left out or exchanged; how many depends on the length."
    example = ("CAYNA", "CANA")
    says = "{asked} and {candidate} differ in {edits} of {letters} letters"
    facts: ClassVar[Mapping[str, str]] = {
        "edits": "letters put in, left out or exchanged",
        "letters": "letters of the longer mark",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        letters = max(len(asked.joined), len(candidate.joined))
        allowed = min(letters // set_to.letters_per_edit, set_to.most)
        edits = Levenshtein.distance(asked.joined, candidate.joined, score_cutoff=allowed)
        if edits > allowed:
            return None
        return Found(asked.normal, candidate.normal, {"edits": edits, "letters": letters})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        return some_grams(asked)

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        return near(asked.joined, [candidate.joined for candidate in candidates], set_to.most)


class OneLetterOfFew(Feature["OneLetterOfFew.Set"]):
    class Set(Parameters):
        longest: int = number(3, 2, 8, "letters", "both marks have at most so many")
        shortest: int = number(2, 1, 8, "letters", "both marks have at least so many")

    name = "one-letter-of-few"
    title = "Short signs that one letter tells apart"
    summary = "Two short signs that differ in one letter: too short to allow an edit by their length."
    example = ("CAT", "KAT")
    says = "{asked} and {candidate} are short and one letter tells them apart"
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        short, long = sorted((len(asked.joined), len(candidate.joined)))
        if short < set_to.shortest or long > set_to.longest:
            return None
        near_by = Levenshtein.distance(asked.joined, candidate.joined, score_cutoff=1) <= 1
        return Found(asked.normal, candidate.normal) if near_by else None

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        if not set_to.shortest <= len(asked.joined) <= set_to.longest:
            return None
        return Constant(any_of("words.joined", one_edit(asked.joined, ALPHABET)))


class SwappedLetters(Feature["SwappedLetters.Set"]):
    class Set(Parameters):
        shortest: int = number(3, 2, 20, "letters", "the marks have at least so many")
        longest: int = number(60, 20, 120, "letters", "the marks have at most so many")

    name = "swapped-letters"
    title = "Two neighbouring letters swapped"
    summary = "The marks are equal but for two neighbouring letters that changed places."
    example = ("FROMAGE", "FORMAGE")
    says = "{asked} and {candidate} differ in two neighbouring letters that changed places"
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        one, other = asked.joined, candidate.joined
        if len(one) != len(other) or one == other or not set_to.shortest <= len(one) <= set_to.longest:
            return None
        first = next(place for place in range(len(one)) if one[place] != other[place])
        swapped = one[:first] + one[first : first + 2][::-1] + one[first + 2 :]
        return Found(asked.normal, candidate.normal) if swapped == other else None

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        word = asked.joined
        if not set_to.shortest <= len(word) <= set_to.longest:
            return None
        swaps = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)} - {word}
        return Constant(any_of("words.joined", swaps)) if swaps else None


class OtherOrder(Feature["OtherOrder.Set"]):
    class Set(Parameters):
        words: int = number(2, 2, 10, "words", "the marks have at least so many")

    name = "other-order"
    title = "The same words in another order"
    summary = "The words are the same, each as often, but stand in another order."
    example = ("HOUSE OF TEA", "TEA OF HOUSE")
    says = "{asked} and {candidate} have the same words in another order"
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        same = len(asked.tokens) >= set_to.words and asked.in_order == candidate.in_order
        return Found(asked.normal, candidate.normal) if same and asked.tokens != candidate.tokens else None

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        return Constant(all_of("words.tokens", asked.words)) if len(asked.tokens) >= set_to.words else None

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        return same_words(asked, candidate)


class EachWordAlike(Feature["EachWordAlike.Set"]):
    class Set(Parameters):
        letters_per_edit: int = number(
            4, 4, 20, "letters", "one edit is allowed for so many letters of the longer word"
        )
        letters: int = number(4, 2, 20, "letters", "the mark with fewer words has at least so many in all")

    name = "each-word-alike"
    title = "Each word of the one has its like in the other"
    summary = "Each word of the mark with fewer words stands in the other, equal or with few letters changed."
    example = ("UNKLE BENS", "UNCLE BEN'S ORIGINAL RICE")
    says = "each word of {shorter} has its like in {longer}"
    facts: ClassVar[Mapping[str, str]] = {"longer": "the mark with more words", "shorter": "the mark with fewer words"}
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        shorter, longer = by_words(asked, candidate)
        if len(shorter.joined) < set_to.letters:
            return None
        if any(_like(word, longer.tokens, set_to.letters_per_edit) is None for word in shorter.tokens):
            return None
        return Found(asked.normal, candidate.normal, {"shorter": shorter.normal, "longer": longer.normal})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        return some_grams(asked)

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        if len(asked.tokens) <= len(candidate.tokens):
            pairs: list[tuple[int | None, int | None]] = [
                (i, _like(word, candidate.tokens, set_to.letters_per_edit)) for i, word in enumerate(asked.tokens)
            ]
        else:
            pairs = [(_like(word, asked.tokens, set_to.letters_per_edit), j) for j, word in enumerate(candidate.tokens)]
        known = [(i, j) for i, j in pairs if i is not None and j is not None]
        return word_parts(asked.tokens, candidate.tokens, known)


class SharedTrigrams(Feature["SharedTrigrams.Set"]):
    class Set(Parameters):
        share: int = number(40, 5, 100, "%", "trigrams in both, of the trigrams in either (Jaccard)")

    name = "shared-trigrams"
    title = "Many trigrams in common"
    summary = "Of all groups of three letters in either mark, a good part stands in both: pieces are alike."
    example = ("COMMCASH", "COMMUNICASH")
    says = "{asked} and {candidate} share {shared} of {all} groups of three letters"
    facts: ClassVar[Mapping[str, str]] = {
        "shared": "trigrams in both",
        "all": "trigrams in either",
        "share": "the one of the other, in %",
    }
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        shared = len(asked.grams & candidate.grams)
        either = len(asked.grams) + len(candidate.grams) - shared
        if 100 * shared < set_to.share * either:
            return None
        facts = {"shared": shared, "all": either, "share": 100 * shared // either}
        return Found(asked.normal, candidate.normal, facts)

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        return some_grams(asked)


class SameBeginning(Feature["SameBeginning.Set"]):
    class Set(Parameters):
        letters: int = number(5, 2, 20, "letters", "at least so many are the same from the beginning")
        share: int = number(50, 1, 100, "%", "the common beginning is at least this part of the shorter mark")

    name = "same-beginning"
    title = "The same beginning"
    summary = "The marks begin alike: the beginning of a sign draws more attention than the rest."
    example = ("COLLEGIAN OF CALIFORNIA", "COLLEGIENNE")
    says = "{asked} and {candidate} both begin with {beginning}"
    facts: ClassVar[Mapping[str, str]] = {"beginning": "the common beginning"}
    parameters = Set

    def accepts(self, asked: Reading, candidate: Reading, set_to: Set) -> Found | None:
        common = _common_beginning(asked.joined, candidate.joined)
        shorter = min(len(asked.joined), len(candidate.joined))
        if common < set_to.letters or 100 * common < set_to.share * shorter:
            return None
        return Found(asked.normal, candidate.normal, {"beginning": asked.joined[:common]})

    def clause(self, asked: Reading, set_to: Set) -> Clause | None:
        if len(asked.joined) < set_to.letters:
            return None
        return Constant(begins("words.joined", asked.joined[: set_to.letters]))

    def sieve(self, asked: Reading, candidates: Sequence[Reading], set_to: Set) -> Sequence[int]:
        beginning = asked.joined[: set_to.letters]
        return [place for place, candidate in enumerate(candidates) if candidate.joined.startswith(beginning)]

    def parts(self, asked: Reading, candidate: Reading, set_to: Set) -> tuple[Part, ...]:
        common = _common_beginning(asked.joined, candidate.joined)
        return (Part(0, common, 0, common),)


def some_grams(asked: Reading) -> Clause:
    """Any trigram of these words; the more and the nearer in length, the weightier."""
    return Counted("words.grams", tuple(sorted(asked.grams)), len(asked.joined))


def near(asked: str, candidates: Sequence[str], edits: int) -> list[int]:
    """Positions of the candidates at most `edits` away."""
    distances = cdist([asked], candidates, scorer=Levenshtein.distance, score_cutoff=edits)[0]
    return [int(place) for place in (distances <= edits).nonzero()[0]]


def _like(word: str, others: Sequence[str], letters_per_edit: int) -> int | None:
    """The place of the nearest of the others when it is near enough; of equals the first."""
    best: tuple[int, int] | None = None
    for place, other in enumerate(others):
        allowed = max(len(word), len(other)) // letters_per_edit
        edits = Levenshtein.distance(word, other, score_cutoff=allowed)
        if edits <= allowed and (best is None or edits < best[0]):
            best = (edits, place)
    return best[1] if best else None


def _common_beginning(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


FEATURES: tuple[AnyFeature, ...] = (
    Edits(),
    OneLetterOfFew(),
    SwappedLetters(),
    OtherOrder(),
    EachWordAlike(),
    SharedTrigrams(),
    SameBeginning(),
)
